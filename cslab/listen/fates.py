"""What becomes of corrections when a newer transcription of the same recording takes over.

What has no clear place in the new words is said to be lost, and stays with the old ones.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import Levenshtein

from cslab.listen.carry import APART, Passage
from cslab.listen.corrections import Correction, Origin, touch
from cslab.listen.textalign import Alignment, Block, bare
from cslab.study.corrections import Edit

Outcome = Literal["carried", "already", "lost"]

AROUND = 3
"""Words to each side of a correction of which one must be found again."""

ALIKE = 0.6
"""Part of the letters that two spellings of the same words share."""

MOST = 30
"""Words of a run that changed among which a correction's own are looked for."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a correction.

    Parameters
    ----------
    id : int
        Of the correction.
    outcome : {"carried", "already", "lost"}
        Already: the new words are what the person wrote.
    edit : Edit, optional
        Over the new engine's words, when it is carried.
    why : str
        Why it is lost, as a clause.
    """

    id: int
    outcome: Outcome
    edit: Edit | None = None
    why: str = ""


def carry_corrections(
    passage: Passage, taken: Iterable[Origin] = (), *, skip: Collection[int] = ()
) -> tuple[Fate, ...]:
    """Find each correction's place in a newer transcription.

    Parameters
    ----------
    passage : Passage
        The older text with its corrections, beside the newer one.
    taken : iterable of (int, int)
        The new engine's words that were corrected already; no correction is carried onto these.
    skip : collection of int
        Ids of corrections that are left out.

    Returns
    -------
    tuple of Fate
        One for each correction that holds in the older text, and is not to be skipped, by place.

    Notes
    -----
    The corrected text is aligned with the new one. Where the words that a person wrote stand there, nothing
    is left to do. Else the correction takes the place of the new words that stand there and are spelled most
    like what the person read or wrote; where none are alike, of those said at the same time. Of the words
    around it, one to each side, at most three words away, must be found again. It is lost where the new words
    there are said at another time or are far too many; and a deletion, where they are others.

    Examples
    --------
    >>> from cslab.listen.corrections import apply_corrections
    >>> from cslab.listen.transcript import Transcript, Word, build_segments
    >>> def heard(text):
    ...     return Transcript(build_segments(Word(t, at, at + 1) for at, t in enumerate(text.split())))
    >>> made = [Correction(1, 2, 4, "", "Ledgerline"), Correction(2, 6, 7, "", "Quillbook")]
    >>> old = apply_corrections(heard("we use ledger line now not quilt anymore"), made)
    >>> new = heard("we use letter lying now not Quillbook anymore")
    >>> [(fate.outcome, fate.edit) for fate in carry_corrections(Passage.between(old, new))]
    [('carried', Edit(first=2, last=4, before='letter lying', after='Ledgerline')), ('already', None)]
    """
    ranges = list(taken)
    fates = []
    at = 0
    for made in passage.old.standing:
        while at < len(passage.old.origins) and not _beside(passage.old.origins[at], made):
            at += 1
        first = at
        while at < len(passage.old.origins) and passage.old.marks.get(at) == made.id:
            at += 1
        if made.id in skip:
            continue
        fate = _fate(passage, made, first, at)
        if fate.edit is not None:
            here = (fate.edit.first, fate.edit.last)
            if any(touch(here, other) for other in ranges):
                fate = Fate(made.id, "lost", None, "another correction stands where it would go")
            else:
                ranges.append(here)
        fates.append(fate)
    return tuple(fates)


# ------------------------------------------------------------------------------------------ inside


def _beside(origin: Origin, made: Correction) -> bool:
    """Whether a displayed word comes with a correction, or after its place."""
    return origin == (made.first, made.last) or origin[0] >= made.last


def _fate(passage: Passage, made: Correction, first: int, last: int) -> Fate:
    """What becomes of the correction whose words are displayed from `first` up to `last`."""
    if _is_heard(passage, made, first, last):
        return Fate(made.id, "already")
    begin, end, alike = _place(passage, made, first, last)
    doubt = _doubt(passage, made, (first, last), (begin, end), alike)
    if doubt:
        return Fate(made.id, "lost", None, doubt)
    new, text = [word.text for word in passage.new.words[begin:end]], made.after.split()
    while text and new and text[0] == new[0]:
        text, new, begin = text[1:], new[1:], begin + 1
    while text and new and text[-1] == new[-1]:
        text, new, end = text[:-1], new[:-1], end - 1
    if text == new:
        return Fate(made.id, "already")
    return Fate(made.id, "carried", Edit(begin, end, " ".join(new), " ".join(text)))


def _doubt(passage: Passage, made: Correction, old: Origin, new: Origin, alike: float) -> str:
    """Why the place that was found can't be trusted; empty when it can."""
    places, words, there = passage.aligned.places, passage.old.transcript.words, passage.new.words
    before, after = places[max(0, old[0] - AROUND) : old[0]], places[old[1] : old[1] + AROUND]
    if not (_found(before) and _found(after)):
        return "the words around it are not found again"
    text = made.after.split()
    if not text and alike < ALIKE:
        return "the new words there are others"
    if new[1] - new[0] > 2 * max(made.last - made.first, len(text)) + AROUND:
        return "the new words there are far too many"
    if words and there:
        apart = words[min(old[0], len(words) - 1)].start - there[min(new[0], len(there) - 1)].start
        if abs(apart) > APART:
            return "the words around it are now said at another time"
    return ""


def _found(places: Sequence[int | None]) -> bool:
    """Whether any of the words is found again; at an edge of the text there is none to find."""
    return not places or any(place is not None for place in places)


def _is_heard(passage: Passage, made: Correction, first: int, last: int) -> bool:
    """Whether the new engine heard what the person wrote."""
    places, new = passage.aligned.places, passage.new.words
    if first == last:  # deleted: heard so when the words around follow each other
        before = places[first - 1] if first else -1
        after = places[last] if last < len(places) else len(new)
        return before is not None and after == before + 1
    here = places[first:last]
    if here[0] is None or here != tuple(range(here[0], here[0] + last - first)):
        return False
    before = places[first - 1] if first else -1
    after = places[last] if last < len(places) else len(new)
    if (before is not None and before + 1 != here[0]) or (after is not None and after != here[0] + len(here)):
        return False  # other words stand there as well
    wrote, heard = made.after.split(), [new[at].text for at in range(here[0], here[0] + len(here))]
    if list(map(_core, made.before.split())) == list(map(_core, wrote)):
        return wrote == heard  # the person changed nothing but signs, and meant them
    return list(map(_core, wrote)) == list(map(_core, heard))


def _core(text: str) -> str:
    """A word without the signs around it, with its capitals."""
    signs = "".join(sign for sign in set(text) if not sign.isalnum())
    return text.strip(signs) or text


def _place(passage: Passage, made: Correction, first: int, last: int) -> tuple[int, int, float]:
    """Give the new words that a correction's own stand for now, and how much they are spelled alike."""
    begin, end = passage.aligned.span(first, last)
    head, tail = _changed(passage.aligned, first, last)
    begins = range(head.first, head.last + 1) if head is not None else range(begin, begin + 1)
    ends = range(tail.first, tail.last + 1) if tail is not None else range(end, end + 1)
    if len(begins) <= MOST and len(ends) <= MOST:
        new = [bare(word.text) for word in passage.new.words[begins[0] : ends[-1]]]
        known = ["".join(map(bare, text.split())) for text in (made.before, made.after) if text.strip()]
        best = (0.0, begin, end)
        for one in begins:
            for other in (other for other in ends if other > one):
                said = "".join(new[one - begins[0] : other - begins[0]])
                alike = max((Levenshtein.normalized_similarity(said, text) for text in known), default=0.0)
                best = max(best, (alike, one, other), key=lambda found: found[0])
        if best[0] >= ALIKE:
            return best[1], best[2], best[0]
    return *_by_time(passage, first, last, (head, begin), (tail, end)), 0.0


def _changed(aligned: Alignment, first: int, last: int) -> tuple[Block | None, Block | None]:
    """Give the runs that changed in which a range begins and ends; None for an edge at a word that stayed."""
    blocks = aligned.blocks
    at = max(0, bisect_right(blocks, first, key=lambda block: block.old_first) - 1)
    around = [block for block in blocks[max(0, at - 1) : at + 2] if block.kind != "equal"]
    if first == last:
        here = next((block for block in around if block.old_first <= first <= block.old_last), None)
        return here, here
    head = next((block for block in around if block.old_first <= first < block.old_last), None)
    at = max(0, bisect_right(blocks, last - 1, key=lambda block: block.old_first) - 1)
    return head, blocks[at] if blocks[at].kind != "equal" else None


def _by_time(
    passage: Passage, first: int, last: int, head: tuple[Block | None, int], tail: tuple[Block | None, int]
) -> tuple[int, int]:
    """Set edges that lie inside a run that changed by the time at which the words were said."""
    words, new = passage.old.transcript.words, passage.new.words
    (block, begin), (other, end) = head, tail
    if block is not None and block.old_first < first < len(words) and block.first < block.last:
        begin = min(range(block.first, block.last), key=lambda at: abs(new[at].start - words[first].start))
    if other is not None and 0 < last < other.old_last and other.first < other.last:
        end = 1 + min(range(other.first, other.last), key=lambda at: abs(new[at].end - words[last - 1].end))
    return begin, max(begin, end)
