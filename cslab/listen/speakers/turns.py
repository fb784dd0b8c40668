"""Turns: who speaks from when to when, by voice."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from cslab.errors import InputError
from cslab.listen.speakers.cluster import Labels
from cslab.timecode import Span

WINDOW = 1.5
"""Seconds of speech from which a voice is known."""

STEP = 0.75
"""Seconds from one window to the next."""

SHORTEST_TURN = 0.3
"""Seconds below which a voice between two stretches of another is taken for a flicker."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A stretch of one voice.

    Parameters
    ----------
    start, end : float
        Seconds of the recording.
    label : str
        ``"voice 1"``, ``"voice 2"``, ... in the order in which they are first heard; in a call of two
        channels ``"left"`` or ``"right"``.
    """

    start: float
    end: float
    label: str


def label_of(number: int) -> str:
    """Label of the voice with a number from 0.

    Examples
    --------
    >>> label_of(0)
    'voice 1'
    """
    return f"voice {number + 1}"


def as_turns(rows: Iterable[Sequence[object]]) -> tuple[Turn, ...]:
    """Read turns as the store keeps them: rows of start, end and label.

    Raises
    ------
    InputError
        If a row is not one.
    """
    try:
        return tuple(Turn(float(str(start)), float(str(end)), str(label)) for start, end, label in rows)
    except (TypeError, ValueError):
        raise InputError("The turns of a recording are damaged; find its speakers again.") from None


def windows_in(speech: Iterable[Span]) -> tuple[tuple[Span, ...], ...]:
    """Windows of each stretch of speech, which overlap by half; a short stretch is one window.

    Examples
    --------
    >>> [(w.start, w.end) for w in windows_in([Span(0.0, 2.5)])[0]]
    [(0.0, 1.5), (0.75, 2.25), (1.0, 2.5)]
    """
    found = []
    for span in speech:
        room = max(0.0, span.end - span.start - WINDOW)
        starts = [min(at * STEP, room) for at in range(math.ceil(room / STEP - 1e-6) + 1)]
        found.append(tuple(Span(span.start + at, min(span.start + at + WINDOW, span.end)) for at in starts))
    return tuple(found)


def turns_of(speech: Sequence[Span], windows: Sequence[Sequence[Span]], labels: Labels) -> tuple[Turn, ...]:
    """Turns from the labels of all windows, one after the other.

    Each moment of a stretch belongs to the window whose middle is nearest.

    Parameters
    ----------
    speech : sequence of Span
        Stretches of voice, in order.
    windows : sequence of sequence of Span
        Of each stretch; see `windows_in`.
    labels : ndarray of int
        Of all windows, as they come.

    Examples
    --------
    >>> speech = [Span(0.0, 4.0)]
    >>> windows = windows_in(speech)
    >>> turns_of(speech, windows, np.array([0, 0, 1, 1, 1]))
    (Turn(start=0.0, end=1.875, label='voice 1'), Turn(start=1.875, end=4.0, label='voice 2'))
    """
    found: list[Turn] = []
    at = 0
    for span, inside in zip(speech, windows, strict=True):
        middles = [(window.start + window.end) / 2 for window in inside]
        edges = [span.start, *((one + other) / 2 for one, other in pairwise(middles)), span.end]
        pieces = [
            Turn(start, end, label_of(int(label)))
            for (start, end), label in zip(
                pairwise(edges), labels[at : at + len(inside)].tolist(), strict=True
            )
        ]
        found += _without_flicker(_joined(pieces))
        at += len(inside)
    return tuple(found)


def match_labels(new: Sequence[Turn], old: Sequence[Turn]) -> tuple[Turn, ...]:
    """Give voices that are found again the labels they had, by the time they share.

    So the names that people gave stay with the voices they were given to.

    Examples
    --------
    >>> match_labels([Turn(0, 5, "voice 1"), Turn(5, 9, "voice 2")], [Turn(5, 9, "voice 1")])
    (Turn(start=0, end=5, label='voice 2'), Turn(start=5, end=9, label='voice 1'))
    """
    from scipy.optimize import linear_sum_assignment

    names = list(dict.fromkeys(turn.label for turn in new))
    known = list(dict.fromkeys(turn.label for turn in old))
    if not names or not known:
        return tuple(new)
    shared = np.zeros((len(names), len(known)))
    for turn in new:
        for other in old:
            both = min(turn.end, other.end) - max(turn.start, other.start)
            if both > 0:
                shared[names.index(turn.label), known.index(other.label)] += both
    pairs = zip(*linear_sum_assignment(shared, maximize=True), strict=True)
    given = {names[one]: known[other] for one, other in pairs if shared[one, other] > 0}
    free = (label for at in range(len(names) + len(known)) if (label := label_of(at)) not in given.values())
    for name in names:
        if name not in given:
            given[name] = next(free)
    return tuple(Turn(turn.start, turn.end, given[turn.label]) for turn in new)


def _joined(pieces: Iterable[Turn]) -> list[Turn]:
    joined: list[Turn] = []
    for piece in pieces:
        if joined and joined[-1].label == piece.label and piece.start <= joined[-1].end:
            joined[-1] = Turn(joined[-1].start, piece.end, piece.label)
        else:
            joined.append(piece)
    return joined


def _without_flicker(turns: list[Turn]) -> list[Turn]:
    """Give a moment of another voice, inside one stretch, to the turn before it (the first: to the next)."""
    if len(turns) < 2:
        return turns
    kept: list[Turn] = []
    for at, turn in enumerate(turns):
        if turn.end - turn.start >= SHORTEST_TURN:
            label = turn.label
        else:
            label = kept[-1].label if kept else turns[at + 1].label
        kept.append(Turn(turn.start, turn.end, label))
    return _joined(kept)
