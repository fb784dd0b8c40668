"""Corrections laid over an engine's words: what people read, with every word's time, and where it came from.

The engine's transcript is never altered. Corrections name its words by number, so they can be laid over it
in any number and taken away again, and the words that nobody touched keep the times that were heard.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from cslab.listen.textalign import align
from cslab.listen.transcript import Transcript
from cslab.listen.words import SECONDS_PER_CHARACTER, LooseWord, Segment, Word, interpolate_untimed
from cslab.study.corrections import Correction

__all__ = ["Correction", "Mended", "active", "apply_corrections", "touch"]

Origin = tuple[int, int]
"""The engine's words that a word stands for, half-open; empty where it was put in between."""


@dataclass(frozen=True, slots=True)
class Mended:
    """A transcript as people now read it.

    Parameters
    ----------
    transcript : Transcript
        With its corrections.
    origins : tuple of (int, int)
        For each of its words, the range of the engine's words that it stands for: its own, or the whole
        range of the correction that it came with.
    marks : dict
        Index of a word that came with a correction -> the correction's id.
    heard : int
        How many words the engine gave.
    standing : tuple of Correction
        The corrections that hold, by place.
    """

    transcript: Transcript
    origins: tuple[Origin, ...]
    marks: dict[int, int]
    heard: int
    standing: tuple[Correction, ...] = ()


def touch(one: Origin, other: Origin) -> bool:
    """Whether two corrections can't both hold: they share a word, or one puts words at an edge of the other.

    Examples
    --------
    >>> touch((0, 2), (1, 3)), touch((0, 2), (2, 3)), touch((0, 2), (2, 2)), touch((2, 2), (2, 2))
    (True, False, True, True)
    """
    if one[0] == one[1] or other[0] == other[1]:
        return one[0] <= other[1] and other[0] <= one[1]
    return one[0] < other[1] and other[0] < one[1]


def active(corrections: Iterable[Correction]) -> tuple[Correction, ...]:
    """Give the corrections that hold, by place.

    The latest holds always, and each earlier one where no later one that holds touches it. One that is undone
    is passed over, so what it had replaced comes back.

    Examples
    --------
    >>> made = [Correction(1, 0, 1, "a", "b"), Correction(2, 0, 3, "b c", "e"), Correction(3, 4, 5, "f", "")]
    >>> [one.id for one in active(made)]
    [2, 3]
    >>> [one.id for one in active([made[0], replace(made[1], undone=True), made[2]])]
    [1, 3]
    """
    held: list[Correction] = []  # by place; no two touch, so only neighbours need a look
    for one in sorted(corrections, key=lambda made: made.id, reverse=True):
        place = bisect_left(held, _range(one), key=_range)
        around = held[max(0, place - 1) : place + 1]
        if not one.undone and not any(touch(_range(one), _range(other)) for other in around):
            held.insert(place, one)
    return tuple(held)


def _range(made: Correction) -> Origin:
    return made.first, made.last


def apply_corrections(transcript: Transcript, corrections: Iterable[Correction]) -> Mended:
    """Lay corrections over a transcript.

    Parameters
    ----------
    transcript : Transcript
        As the engine gave it; speakers may have been set, but its words stand in the engine's order.
    corrections : iterable of Correction
        In any order, undone ones too. One that names words beyond the end is passed over.

    Returns
    -------
    Mended

    Notes
    -----
    Within a correction the new words are aligned with the old ones. A word that stays keeps its time, its
    speaker and its segment. Where as many words are written as stood there, each takes the time of the one it
    replaces; where more or fewer are, they share the time of those by number of characters. Words that are
    put in between stand in the gap between their neighbours, at an ordinary pace of speech at most, and where
    there is no gap they take no time at all: never a neighbour's. These two are marked as interpolated. A
    segment that has no word left is gone.

    Examples
    --------
    >>> said = (Word("in", 0.0, 0.2), Word("ledger", 0.2, 0.6), Word("line", 0.6, 1.0), Word("now", 1.4, 1.6))
    >>> mended = apply_corrections(Transcript((Segment(said),)), [Correction(7, 1, 3, "", "Ledgerline")])
    >>> [(word.text, word.start, word.end) for word in mended.transcript.words]
    [('in', 0.0, 0.2), ('Ledgerline', 0.2, 1.0), ('now', 1.4, 1.6)]
    >>> mended.origins, mended.marks
    (((0, 1), (1, 3), (3, 4)), {1: 7})
    """
    old = [_Placed(word, home) for home, segment in enumerate(transcript.segments) for word in segment.words]
    standing = tuple(made for made in active(corrections) if made.last <= len(old))
    placed: list[_Placed] = []
    origins: list[Origin] = []
    marks: dict[int, int] = {}
    at = 0
    for made in standing:
        placed += old[at : made.first]
        origins += zip(range(at, made.first), range(at + 1, made.first + 1), strict=True)
        written = _written(old, made)
        marks |= dict.fromkeys(range(len(placed), len(placed) + len(written)), made.id)
        placed += written
        origins += [(made.first, made.last)] * len(written)
        at = made.last
    placed += old[at:]
    origins += zip(range(at, len(old)), range(at + 1, len(old) + 1), strict=True)
    if not standing:
        return Mended(transcript, tuple(origins), marks, len(old))
    _fill_gaps(placed, transcript.duration)
    segments = tuple(
        Segment(tuple(one.word for one in run), transcript.segments[home].speaker)
        for home, run in groupby(placed, key=lambda one: one.home)
    )
    return Mended(replace(transcript, segments=segments), tuple(origins), marks, len(old), standing)


@dataclass(slots=True)
class _Placed:
    """A word, the segment it belongs to, and whether its time is still to be found."""

    word: Word
    home: int
    adrift: bool = False


def _written(old: Sequence[_Placed], made: Correction) -> list[_Placed]:
    """Give the words of a correction, timed where they stand for words."""
    range_, text = old[made.first : made.last], made.after.split()
    if not range_:
        if not old:
            return []
        host = old[made.first] if made.first < len(old) else old[-1]
        return [_adrift(word, host) for word in text]
    done: list[_Placed] = []
    for block in align([one.word.text for one in range_], text).blocks:
        stood, new = range_[block.old_first : block.old_last], text[block.first : block.last]
        if block.kind == "insert":
            host = range_[block.old_first - 1] if block.old_first else range_[0]
            done += [_adrift(word, host) for word in new]
        elif block.kind == "equal" or len(stood) == len(new):
            done += [
                _Placed(_rewritten(one.word, word, same=block.kind == "equal"), one.home)
                for one, word in zip(stood, new, strict=True)
            ]
        else:
            done += _shared_out(stood, new)
    return done


def _rewritten(word: Word, text: str, *, same: bool) -> Word:
    """Give a word another text; how sure the engine was of it says nothing about another word."""
    return replace(word, text=text, probability=word.probability if same else None)


def _adrift(text: str, host: _Placed) -> _Placed:
    """Give a word that was put in, whose time is yet to be found."""
    start = host.word.start
    return _Placed(Word(text, start, start, host.word.speaker, interpolated=True), host.home, adrift=True)


def _shared_out(stood: Sequence[_Placed], new: Sequence[str]) -> list[_Placed]:
    """Share the time of some words among others, by characters, each segment and speaker for itself."""
    runs = [list(run) for _, run in groupby(stood, key=lambda one: (one.home, one.word.speaker))]
    reach = _reach([[one.word.text for one in run] for run in runs])
    share: list[list[str]] = [[] for _ in runs]
    for text, middle in zip(new, _middles(new), strict=True):
        share[next(at for at, end in enumerate(reach) if middle <= end)].append(text)
    done = []
    for run, texts in zip(runs, share, strict=True):
        start, end = run[0].word.start, max(one.word.end for one in run)
        loose = [LooseWord(text, speaker=run[0].word.speaker) for text in texts]
        timed = interpolate_untimed(loose, start=start, end=end)
        done += [_Placed(word, run[0].home) for word in timed]
    return done


def _reach(runs: Sequence[Sequence[str]]) -> list[float]:
    """Where each run of words ends, as a part of all their characters; the last at 1."""
    sizes = [sum(map(len, run)) for run in runs]
    whole = sum(sizes) or 1
    return [*(sum(sizes[: at + 1]) / whole for at in range(len(sizes) - 1)), 1.0]


def _middles(words: Sequence[str]) -> list[float]:
    """Where the middle of each word lies, as a part of all their characters."""
    whole, at, middles = sum(map(len, words)), 0, []
    for word in words:
        middles.append((at + len(word) / 2) / whole)
        at += len(word)
    return middles


def _fill_gaps(placed: list[_Placed], duration: float) -> None:
    """Find a time for the words that were put in: in the gap between their neighbours."""
    at = 0
    while at < len(placed):
        if not placed[at].adrift:
            at += 1
            continue
        home = placed[at].home
        end = at
        while end < len(placed) and placed[end].adrift and placed[end].home == home:
            end += 1
        run = placed[at:end]
        length = sum(len(one.word.text) for one in run) * SECONDS_PER_CHARACTER
        start, stop = _gap(placed, at, end, length, duration)
        timed = interpolate_untimed([LooseWord(one.word.text) for one in run], start=start, end=stop)
        for one, word in zip(run, timed, strict=True):
            one.word = replace(one.word, start=word.start, end=word.end)
            one.adrift = False
        at = end


def _gap(placed: Sequence[_Placed], at: int, end: int, length: float, duration: float) -> tuple[float, float]:
    """Give the time of a run that was put in before the word `end`, at most as long as it takes to say."""
    home = placed[at].home
    before = placed[at - 1] if at else None
    after = next((one for one in placed[end:] if not one.adrift), None)
    follows = before is not None and before.home == home
    leads = after is not None and after.home == home
    if before is None and after is None:
        host = placed[at].word.start
        return host, host + length
    if before is None or (leads and not follows):
        stop = after.word.start if after is not None else 0.0
        floor = 0.0 if before is None else min(before.word.end, stop)
        return max(floor, stop - length), stop
    start = before.word.end
    if after is None:
        return start, max(start, min(start + length, duration) if duration > 0 else start + length)
    if after.word.start < start:
        start = after.word.start if leads else start
        return start, start
    return start, min(after.word.start, start + length)
