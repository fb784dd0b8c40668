"""Terms of a study that were likely misheard: "ledger line", "Quill Brook", "penny fault".

Whisper is told the study's terms, and still splits, joins and mishears some. What is spelled and sounds
nearly like one of them, and is not it, is listed, so that it can be looked at and corrected.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import jellyfish
import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from cslab.listen.textalign import bare
from cslab.listen.words import Word

LEAST = 0.75
"""How much alike spelling and sound must be to be listed."""

LEAST_PART = 0.5
"""The same for each word of a term of several words, so that one right word does not carry a wrong one."""

EXTRA = 2
"""Words by which an engine may have split a term."""


@dataclass(frozen=True, slots=True)
class Miss:
    """Words that are likely a term, misheard.

    Parameters
    ----------
    first, last : int
        The words, half-open.
    heard : str
        What they say.
    term : str
        What was likely said.
    score : float
        How much alike the two are, 0 to 1.
    """

    first: int
    last: int
    heard: str
    term: str
    score: float


def near_misses(words: Sequence[Word], terms: Sequence[str], *, least: float = LEAST) -> tuple[Miss, ...]:
    """Find words that are likely one of the terms, misheard.

    Parameters
    ----------
    words : sequence of Word
        Of one interview, in order.
    terms : sequence of str
        Names and terms as they are rightly written.
    least : float
        How much alike they must be, 0 to 1.

    Returns
    -------
    tuple of Miss
        In order; no two share a word. What is written rightly, but for capitals and signs, is not listed.

    Notes
    -----
    Runs of words, up to two longer than the term, are joined and compared with the joined term. The score is
    the mean of two similarities, of the letters and of the sounds (Metaphone): each one minus Levenshtein's
    distance over the longer length. So "ledger line" scores 1 against "Ledgerline". Of a term of several
    words, each must be alike: one that is heard rightly does not make the others likely.

    References
    ----------
    Philips, L. (1990). Hanging on the Metaphone. Computer Language 7(12), 39-43.

    Examples
    --------
    >>> text = "so Ledgerline or ledger line, not Quill Brook"
    >>> said = [Word(word, at, at + 1) for at, word in enumerate(text.split())]
    >>> missed = near_misses(said, ["Ledgerline", "Quillbook"])
    >>> [(miss.heard, miss.term, round(miss.score, 2)) for miss in missed]
    [('ledger line,', 'Ledgerline', 1.0), ('Quill Brook', 'Quillbook', 0.85)]
    """
    plain = [bare(word.text).removesuffix("'s") for word in words]
    wanted = [(term, [bare(part) for part in term.split()]) for term in terms if term.split()]
    if not wanted or not words:
        return ()
    taken = {at for _, parts in wanted for at in _right(plain, parts)}
    runs = list(_runs(words, taken, max(len(parts) for _, parts in wanted) + EXTRA))
    joined = ["".join(plain[first:last]) for first, last in runs]
    wholes = ["".join(parts) for _, parts in wanted]
    # Sounds that are all alike make up for letters that are not, as far as the mean allows.
    near = process.cdist(
        wholes, joined, scorer=Levenshtein.normalized_similarity, score_cutoff=2 * least - 1, dtype=np.float64
    )
    found = []
    for which, at in np.argwhere(near > 0):
        term, parts = wanted[which]
        first, last = runs[at]
        score = _score(joined[at], wholes[which])
        if score >= least and last - first <= len(parts) + EXTRA and _in_parts(plain[first:last], parts):
            heard = " ".join(word.text for word in words[first:last])
            found.append(Miss(first, last, heard, term, score))
    kept: list[Miss] = []
    for miss in sorted(found, key=lambda miss: (-miss.score, miss.first, miss.last - miss.first)):
        here = set(range(miss.first, miss.last))
        if not here & taken:
            kept.append(miss)
            taken |= here
    return tuple(sorted(kept, key=lambda miss: miss.first))


def _right(plain: Sequence[str], parts: Sequence[str]) -> Iterator[int]:
    """Indexes of the words with which a term is written rightly."""
    size = len(parts)
    for at in range(len(plain) - size + 1):
        if list(plain[at : at + size]) == list(parts):
            yield from range(at, at + size)


def _runs(words: Sequence[Word], taken: Collection[int], most: int) -> Iterator[tuple[int, int]]:
    """Runs of words by one speaker, up to so many, without those that are right."""
    for first in range(len(words)):
        for last in range(first + 1, min(len(words), first + most) + 1):
            if last - 1 in taken or words[last - 1].speaker != words[first].speaker:
                break
            yield first, last


def _in_parts(said: Sequence[str], parts: Sequence[str]) -> bool:
    """Whether the words that are not the same are alike, too."""
    if len(said) == len(parts):
        return all(_score(one, other) >= LEAST_PART for one, other in zip(said, parts, strict=True))
    left, right = list(said), list(parts)
    while left and right and left[0] == right[0]:
        left, right = left[1:], right[1:]
    while left and right and left[-1] == right[-1]:
        left, right = left[:-1], right[:-1]
    return bool(left and right) and _score("".join(left), "".join(right)) >= LEAST_PART


@cache
def _sound(letters: str) -> str:
    return str(jellyfish.metaphone(letters))


def _score(said: str, term: str) -> float:
    """How much alike two spellings and their sounds are; where there are no sounds, the spellings alone."""
    spelled = float(Levenshtein.normalized_similarity(said, term))
    sounds = _sound(said), _sound(term)
    if not all(sounds):
        return spelled
    return (spelled + float(Levenshtein.normalized_similarity(*sounds))) / 2
