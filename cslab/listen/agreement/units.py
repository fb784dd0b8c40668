"""What coders are compared on: the words, turns or slices of the customer's speech, or whole highlights.

A figure of agreement means nothing without its unit, so each has a name that is printed beside it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from cslab.errors import InputError
from cslab.listen.transcript import Transcript
from cslab.timecode import Span, merge_spans

Unit = Literal["segment", "word", "slice", "highlight"]
UNITS: dict[Unit, str] = {
    "segment": "segments of the customer's speech",
    "word": "words of the customer",
    "slice": "slices of 10 seconds of the customer's speech",
    "highlight": "highlighted passages",
}
"""Each kind of unit, and what it is called beside a figure."""

SLICE = 10.0
"""Seconds."""

_POINT = 1e-3
"""Seconds that a word without a length is taken to last."""


def check_unit(unit: str) -> Unit:
    """Return the kind of unit.

    Raises
    ------
    InputError
        If there is no such kind.
    """
    for known in UNITS:
        if unit == known:
            return known
    raise InputError(f"{unit!r} is not a unit to compare coders on; use {', '.join(UNITS)}.")


def speech_of(transcript: Transcript, interviewers: Collection[str] = ()) -> tuple[Span, ...]:
    """Return when the customer speaks: the segments of everyone but the interviewers, merged.

    Examples
    --------
    >>> from cslab.listen.transcript import Word, build_segments
    >>> said = [Word("Why?", 0, 1, "Maya"), Word("Because.", 1, 3, "Dana"), Word("I see.", 3, 4, "Maya")]
    >>> speech_of(Transcript(build_segments(said)), {"Maya"})
    (Span(start=1, end=3),)
    """
    return merge_spans(_segments(transcript, interviewers))


def cut_units(unit: Unit, transcript: Transcript, interviewers: Collection[str] = ()) -> tuple[Span, ...]:
    """Return the units of one transcript, in order of time; none of them the interviewer's.

    Parameters
    ----------
    unit : {"segment", "word", "slice"}
        Their kind; highlights are matched by `passages`.
    transcript : Transcript
        Of the interview.
    interviewers : collection of str
        Names of those whose words are left out.

    Raises
    ------
    InputError
        If there is no such kind.
    """
    if unit == "segment":
        return _segments(transcript, interviewers)
    if unit == "word":
        words = (word for segment in transcript.segments for word in segment.words)
        said = (word for word in words if word.speaker not in interviewers)
        return tuple(Span(word.start, max(word.end, word.start + _POINT)) for word in said)
    if unit == "slice":
        return slices(speech_of(transcript, interviewers))
    raise InputError(f"Units of the kind {unit} are not cut from a transcript.")


def slices(speech: Iterable[Span], seconds: float = SLICE) -> tuple[Span, ...]:
    """Cut each stretch of speech into slices; a rest shorter than half a slice stays with the one before.

    Examples
    --------
    >>> slices([Span(0, 24), Span(30, 33)])
    (Span(start=0.0, end=10.0), Span(start=10.0, end=24.0), Span(start=30.0, end=33.0))
    """
    cut = []
    for part in speech:
        count = max(1, int(part.duration / seconds + 0.5))
        edges = [part.start + at * seconds for at in range(count)]
        for start, end in zip(edges, [*edges[1:], part.end], strict=True):
            if start < end:
                cut.append(Span(float(start), float(end)))
    return tuple(cut)


def passages(highlights: pd.DataFrame) -> tuple[Span, ...]:
    """Match the highlights that coders made in one interview: one passage for all that mark the same.

    Parameters
    ----------
    highlights : DataFrame
        Of one interview: start, end, coder.

    Returns
    -------
    tuple of Span
        From the first start to the last end of those that belong together. Two belong together when they
        share half of the shorter one; those that share most are matched first, and no passage takes in
        two highlights of one coder that do not themselves share that much.

    Examples
    --------
    >>> table = pd.DataFrame({"start": [0, 1, 30], "end": [9, 11, 40], "coder": ["Maya", "Tom", "Tom"]})
    >>> passages(table)
    (Span(start=0.0, end=11.0), Span(start=30.0, end=40.0))
    """
    made = highlights[["start", "end", "coder"]].sort_values(["start", "end", "coder"])
    spans = [Span(float(start), float(end)) for start, end in zip(made["start"], made["end"], strict=True)]
    coders = list(made["coder"])
    near = sorted(
        ((share, one, other) for one in range(len(spans)) for other in range(one)
         if (share := _share(spans[one], spans[other])) >= 0.5),
        key=lambda pair: (-pair[0], pair[2], pair[1]),
    )  # fmt: skip
    group = {at: [at] for at in range(len(spans))}
    for _, one, other in near:
        mine, theirs = group[one], group[other]
        if mine is theirs or any(
            coders[a] == coders[b] and _share(spans[a], spans[b]) < 0.5 for a in mine for b in theirs
        ):
            continue
        mine += theirs
        for at in theirs:
            group[at] = mine
    found = {id(members): members for members in group.values()}.values()
    return tuple(
        sorted(
            Span(min(spans[at].start for at in members), max(spans[at].end for at in members))
            for members in found
        )
    )


def covered(units: Sequence[Span], marked: Sequence[Span]) -> npt.NDArray[np.bool_]:
    """Tell which units the marked spans hold.

    A unit is held when half of it or more is marked, or when it has half or more of one mark: so no mark,
    however short, is lost between units.

    Examples
    --------
    >>> covered([Span(0, 10), Span(10, 20), Span(20, 30)], [Span(8, 19)]).tolist()
    [False, True, False]
    """
    marks = merge_spans(marked)
    if not units or not marks:
        return np.zeros(len(units), dtype=bool)
    starts, ends = (np.array([getattr(unit, edge) for unit in units]) for edge in ("start", "end"))
    low, high = (np.array([getattr(mark, edge) for mark in marks]) for edge in ("start", "end"))
    shared = np.minimum(ends[:, None], high) - np.maximum(starts[:, None], low)
    shared = np.clip(shared, 0, None)
    return np.asarray(
        (shared.sum(axis=1) >= (ends - starts) / 2) & (shared.sum(axis=1) > 0)
        | ((shared >= (high - low) / 2) & (shared > 0)).any(axis=1)
    )


def _segments(transcript: Transcript, interviewers: Collection[str]) -> tuple[Span, ...]:
    return tuple(
        Span(segment.start, segment.end)
        for segment in transcript.segments
        if segment.speaker not in interviewers and segment.start < segment.end
    )


def _share(one: Span, other: Span) -> float:
    shared = min(one.end, other.end) - max(one.start, other.start)
    return max(0.0, shared) / max(min(one.duration, other.duration), _POINT)
