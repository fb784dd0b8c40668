"""Align two word sequences of the same conversation: which word of the new text stands for which of the old.

Capitals, punctuation and the kinds of apostrophes and spaces do not matter; everything else does. Quick
enough for interviews of three hours (27,000 words a side in about 0.1 s).
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import Indel

Kind = Literal["equal", "replace", "insert", "delete"]

_NO_LETTER = re.compile(r"[^\w']+|_")


@dataclass(frozen=True, slots=True)
class Block:
    """A run of old words and the run of new words that stands for it; ranges are half-open.

    Parameters
    ----------
    kind : {"equal", "replace", "insert", "delete"}
        Equal runs are of one length and match word for word. An insertion has no old words, a deletion
        no new ones.
    old_first, old_last : int
        The old words from ``old_first`` up to, not including, ``old_last``.
    first, last : int
        The new words likewise.
    """

    kind: Kind
    old_first: int
    old_last: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Alignment:
    """How two texts go together.

    Parameters
    ----------
    blocks : tuple of Block
        In order; together they cover both texts, and equal runs take turns with others.
    places : tuple of int or None
        For each old word, the index of the new word that is the same; None where there is none.
    """

    blocks: tuple[Block, ...]
    places: tuple[int | None, ...]

    @property
    def shared(self) -> float:
        """Part of the old words that are found again, 0 to 1; 1 when there were none."""
        return sum(at is not None for at in self.places) / len(self.places) if self.places else 1.0

    def found(self, first: int, last: int) -> int:
        """How many of the old words ``first`` up to ``last`` are the same in the new text."""
        return sum(at is not None for at in self.places[first:last])

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Give the run of new words that stands where some old words stood.

        Parameters
        ----------
        first, last : int
            Old words, half-open. With ``first == last`` the place before the word `first` is meant.

        Returns
        -------
        tuple of int
            New words, half-open. The edges are those of the same words where these are found again. An edge
            inside a run that was replaced by as many words is counted off, any other takes in the whole run.

        Examples
        --------
        >>> old, new = "we use ledger line a lot".split(), "well we use Ledgerline a lot".split()
        >>> align(old, new).span(2, 4), align(old, new).span(3, 5), align(old, new).span(5, 5)
        ((3, 4), (3, 5), (5, 5))
        """
        if first >= last:
            at = self._edge(first, after=False)
            return at, at
        begin, end = self._edge(first, after=False), self._edge(last, after=True)
        return begin, max(begin, end)

    def _edge(self, old: int, *, after: bool) -> int:
        """Give the new index for an edge: the end of the old word before it, or the start of the next."""
        word = min(old - after, len(self.places) - 1)
        if word < 0:
            return 0
        # Of blocks that begin at one old word, the last holds it: insertions stand before the word.
        block = self.blocks[bisect_right(self.blocks, word, key=lambda block: block.old_first) - 1]
        even = block.old_last - block.old_first == block.last - block.first
        if even or old == block.old_first:
            return block.first + old - block.old_first
        return block.last if after or old == block.old_last else block.first


def align(old: Sequence[str], new: Sequence[str]) -> Alignment:
    """Align two sequences of words.

    Parameters
    ----------
    old, new : sequence of str
        Words with their punctuation, as they were said.

    Returns
    -------
    Alignment

    Notes
    -----
    As many words as possible are found again, in order (the longest common subsequence, by rapidfuzz). Runs
    of changes that touch are given as one block, so that "ledger line" against "Ledgerline" is one
    replacement of two words by one. For two texts of 27,000 words it takes about 0.1 s and 100 MB.

    References
    ----------
    Hyyrö, H. (2004). Bit-parallel LCS-length computation revisited. Proceedings of the 15th Australasian
    Workshop on Combinatorial Algorithms, 16-27.

    Examples
    --------
    >>> aligned = align("We use ledger line, a lot.".split(), "we use Ledgerline a lot".split())
    >>> [(b.kind, b.old_first, b.old_last, b.first, b.last) for b in aligned.blocks]
    [('equal', 0, 2, 0, 2), ('replace', 2, 4, 2, 3), ('equal', 4, 6, 3, 5)]
    >>> aligned.places
    (0, 1, None, None, 3, 4)
    """
    steps = Indel.opcodes([bare(word) for word in old], [bare(word) for word in new])
    blocks: list[Block] = []
    for step in steps:
        run = (step.src_start, step.src_end, step.dest_start, step.dest_end)
        if step.tag == "equal":
            blocks.append(Block("equal", *run))
            continue
        if blocks and blocks[-1].kind != "equal":
            before = blocks.pop()
            run = (before.old_first, run[1], before.first, run[3])
        blocks.append(Block(_kind(*run), *run))
    places: list[int | None] = [None] * len(old)
    for block in blocks:
        if block.kind == "equal":
            places[block.old_first : block.old_last] = range(block.first, block.last)
    return Alignment(tuple(blocks), tuple(places))


def bare(word: str) -> str:
    """Give a word as it is compared: no capitals, no punctuation; what has no letter or digit stays.

    Examples
    --------
    >>> bare("“Ledger-Line’s,"), bare("—")
    ("ledgerline's", '—')
    """
    plain = unicodedata.normalize("NFKC", word).replace("’", "'").casefold()
    return _NO_LETTER.sub("", plain).strip("'") or word.strip()


def _kind(old_first: int, old_last: int, first: int, last: int) -> Kind:
    if old_first == old_last:
        return "insert"
    return "delete" if first == last else "replace"
