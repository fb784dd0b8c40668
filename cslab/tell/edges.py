"""Where a clip begins and ends: on whole words, and in the quiet between them. Pure.

The times that a speech engine gives to words are a few hundredths to a few tenths of a second off, so a cut
on them loses beginnings and ends. A clip is therefore made in two steps: `widen` takes in every word that the
highlight touches by more than a sliver, then `settle` moves both edges outward into the quiet before the
neighbouring words, where voice activity and the level say that nobody speaks.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cslab.listen.transcript import Word
from cslab.timecode import Span

LEVEL_RATE = 100
"""Levels a second in a recording's derived file."""

SLIVER = 0.05
"""Seconds of a word that a highlight may touch without meaning it; at most a quarter of a short word."""

GIVE = 0.03
"""Seconds by which a cut between two words without a gap may move to the quieter moment."""

REACH = 0.5
"""Seconds beyond a word in which its quiet edge is looked for."""

STRETCH = 1.0
"""Seconds by which words that overlap in time (two people at once) may pull each other into a clip."""

NEAR = 60.0
"""Seconds around a span within which words can matter to its edges; further ones are not looked at."""

FLAT = 1.5
"""Decibels within which two moments are equally quiet, so that the roomier is taken."""

ABOVE_FLOOR = 10.0
"""Decibels over the quietest tenth of a recording up to which it counts as quiet, when there are no words."""

_TOUCH = 1e-6

Levels = NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class Core:
    """A stretch of whole words, and the neighbours it must not reach into.

    Parameters
    ----------
    start, end : float
        Seconds: from the first word or the highlight's own start, whichever is earlier, to the last.
    words : tuple of Word
        Those inside, in order of their start.
    first, last : float
        Where the words inside begin and end; the core's own edges when there are none.
    before, after : float
        End of the word before and start of the word after; the recording's edges when there are none.
    give_first, give_last : float
        Seconds by which either edge may move when it meets its neighbour with no gap between.
    """

    start: float
    end: float
    words: tuple[Word, ...]
    first: float
    last: float
    before: float
    after: float
    give_first: float = 0.0
    give_last: float = 0.0


def sliver(word: Word) -> float:
    """Seconds of a word that may be touched without taking it in.

    Examples
    --------
    >>> sliver(Word("invoice", 1.0, 1.6)), round(sliver(Word("a", 1.0, 1.08)), 3)
    (0.05, 0.02)
    """
    return min(SLIVER, 0.25 * max(0.0, word.end - word.start))


def widen(span: Span, words: Sequence[Word], *, duration: float) -> Core:
    """Widen a span to the whole words that it touches.

    Parameters
    ----------
    span : Span
        As a person marked it.
    words : sequence of Word
        All words of the recording.
    duration : float
        Of the recording, in seconds.

    Returns
    -------
    Core
        Every word that `span` overlaps by more than a sliver is inside, any other outside.

    Notes
    -----
    Where people speak at once, a word taken in may overlap another, which is then taken in too, up to
    `STRETCH` seconds beyond the span.

    Examples
    --------
    >>> words = [Word("We", 1.0, 1.2), Word("waited", 1.2, 1.7), Word("weeks.", 1.7, 2.3)]
    >>> core = widen(Span(1.3, 2.28), words, duration=10.0)
    >>> core.start, core.end, [word.text for word in core.words], core.before
    (1.2, 2.3, ['waited', 'weeks.'], 1.2)
    """
    start, end = span.clamp(0.0, duration).start, span.clamp(0.0, duration).end
    words = [word for word in words if start - NEAR <= word.end and word.start <= end + NEAR]
    inside = _touched(start, end, words)
    if not inside:
        return _wordless(start, end, words, duration)
    while True:
        first = min(words[i].start for i in inside)
        last = max(words[i].end for i in inside)
        close = (i for i in _touched(first, last, words) if _within(words[i], start - STRETCH, end + STRETCH))
        grown = inside.union(close)
        if grown == inside:
            break
        inside = grown
    outside = [word for i, word in enumerate(words) if i not in inside]
    before = [w for w in outside if w.start < first and w.end < last]
    after = [w for w in outside if w.end > last and w.start > first]
    ends = max((min(w.end, first) for w in before), default=-1.0)
    begins = min((max(w.start, last) for w in after), default=duration + 1.0)
    return Core(
        start=first if start < ends + _TOUCH else min(start, first),
        end=last if end > begins - _TOUCH else max(end, last),
        words=tuple(sorted((words[i] for i in inside), key=lambda word: (word.start, word.end))),
        first=first,
        last=last,
        before=max(ends, 0.0),
        after=min(begins, max(duration, last)),
        give_first=_give([w for w in words if w.start <= first + GIVE and w.end > first - GIVE]),
        give_last=_give([w for w in words if w.start < last + GIVE and w.end >= last - GIVE]),
    )


def settle(
    core: Core,
    *,
    speech: Sequence[Span],
    levels: Levels | None,
    duration: float,
    pad: float,
    timed: bool = True,
) -> Span:
    """Move both edges of a core outward into the quiet, never into a neighbouring word.

    Parameters
    ----------
    core : Core
        From `widen`.
    speech : sequence of Span
        Where voice was heard in the recording, in order; empty when unknown.
    levels : ndarray of float, shape (n,), optional
        Level of the recording in dB, 100 a second.
    duration : float
        Of the recording, in seconds.
    pad : float
        Seconds of quiet to leave around the voice, where there is room.
    timed : bool
        False when the recording has no words: the level alone then decides.

    Returns
    -------
    Span
        Inside the recording.

    Examples
    --------
    >>> words = [Word("Well,", 0.2, 0.5), Word("eleven", 1.5, 1.9), Word("days.", 1.9, 2.4)]
    >>> core = widen(Span(1.5, 2.4), words, duration=5.0)
    >>> settle(core, speech=[Span(1.4, 2.5)], levels=None, duration=5.0, pad=0.1)
    Span(start=1.3, end=2.6)
    """
    if timed and core.words:
        start = _edge(
            core.first, core.before, -1, give=core.give_first, speech=speech, levels=levels, pad=pad
        )
        end = _edge(core.last, core.after, 1, give=core.give_last, speech=speech, levels=levels, pad=pad)
        start = min(start, core.start) if core.start < core.first else start
        end = max(end, core.end) if core.end > core.last else end
    elif timed:
        start, end = core.start, core.end
    else:
        start = _by_level(core.start, -1, levels, duration, pad)
        end = _by_level(core.end, 1, levels, duration, pad)
    start = min(max(0.0, start), duration)
    return Span(round(start, 6), round(min(max(start, end), duration), 6))


def quiet(core: Core, span: Span, *, speech: Sequence[Span], timed: bool = True) -> tuple[float, float]:
    """Seconds at the beginning and at the end of a cut in which nobody speaks.

    Parameters
    ----------
    core : Core
        From `widen`.
    span : Span
        From `settle`.
    speech : sequence of Span
        Where voice was heard in the recording, in order; empty when unknown.
    timed : bool
        False when the recording has no words: it may then speak all the time.

    Returns
    -------
    tuple of float
        The whole length twice when no word is in it.

    Examples
    --------
    >>> core = widen(Span(1.0, 2.4), [Word("days.", 1.5, 1.9)], duration=5.0)
    >>> before, after = quiet(core, Span(1.0, 2.4), speech=[Span(1.4, 2.0)])
    >>> round(before, 6), round(after, 6)
    (0.4, 0.4)
    """
    length = span.end - span.start
    if not timed:
        return 0.0, 0.0
    if not core.words:
        return length, length
    before = _voice_ends(core.first, -1, speech)[0] - span.start
    after = span.end - _voice_ends(core.last, 1, speech)[0]
    return min(length, max(0.0, before)), min(length, max(0.0, after))


def _touched(start: float, end: float, words: Sequence[Word]) -> set[int]:
    """Words that belong to a span: by more than a sliver, or as the one word that it lies in."""
    found: set[int] = set()
    best, most = -1, 0.0
    for i, word in enumerate(words):
        if word.end <= word.start:
            if start <= word.start < end:
                found.add(i)
            continue
        shared = min(end, word.end) - max(start, word.start)
        if shared > sliver(word):
            found.add(i)
        elif shared >= 0 and shared >= most and word.start <= start and end <= word.end:
            best, most = i, shared
    if not found and best >= 0 and (end - start) <= 2 * most + _TOUCH:
        found.add(best)
    return found


def _within(word: Word, low: float, high: float) -> bool:
    return low <= word.start and word.end <= high


def _give(words: Sequence[Word]) -> float:
    """How far a cut between these words may move: less than a sliver of any of them."""
    return min([GIVE, *(0.8 * sliver(word) for word in words)])


def _wordless(start: float, end: float, words: Sequence[Word], duration: float) -> Core:
    """A span between words: laughter, a sigh, a pause."""
    middle = (start + end) / 2
    before = max((word.end for word in words if (word.start + word.end) / 2 <= middle), default=0.0)
    after = min((word.start for word in words if (word.start + word.end) / 2 > middle), default=duration)
    start, end = max(start, min(before, middle)), min(end, max(after, middle))
    return Core(start, end, (), start, end, min(before, start), max(after, end))


def _edge(
    inner: float,
    outer: float,
    sign: int,
    *,
    give: float,
    speech: Sequence[Span],
    levels: Levels | None,
    pad: float,
) -> float:
    """The cut between a word's edge `inner` and its neighbour's edge `outer`, going outward by `sign`."""
    room = abs(outer - inner)
    if room <= _TOUCH:
        return _quietest(inner - give, inner + give, sign, levels, flat=0.0, otherwise=inner)
    voice, onset = _voice_ends(inner, sign, speech)
    if abs(voice - inner) >= min(room, REACH) - _TOUCH:
        far = inner + sign * min(room, REACH)
        return _quietest(inner, far, sign, levels, flat=0.0, otherwise=inner + sign * min(pad, room / 2))
    left = min(abs(outer - voice), abs(onset - voice))
    otherwise = voice + sign * min(pad, left if left >= 2 * pad else left / 2)
    return _quietest(voice, voice + sign * min(pad, left), sign, levels, flat=FLAT, otherwise=otherwise)


def _voice_ends(at: float, sign: int, speech: Sequence[Span]) -> tuple[float, float]:
    """Going by `sign`: where the voice heard at `at` ends (`at` if none is), and where the next begins."""
    ends = at
    for span in speech:
        if span.start <= at <= span.end:
            ends = max(ends, span.end) if sign > 0 else min(ends, span.start)
    if sign > 0:
        return ends, min((span.start for span in speech if span.start > ends), default=math.inf)
    return ends, max((span.end for span in speech if span.end < ends), default=-math.inf)


def _quietest(
    inner: float, outer: float, sign: int, levels: Levels | None, *, flat: float, otherwise: float
) -> float:
    """The quietest moment between two times, the outermost of those within `flat` dB of it."""
    low, high = min(inner, outer), max(inner, outer)
    if levels is None:
        return otherwise
    centres = np.arange(math.ceil(low * LEVEL_RATE - 0.5), math.floor(high * LEVEL_RATE - 0.5) + 1)
    centres = centres[(centres >= 0) & (centres < len(levels))]
    if not len(centres):
        return otherwise
    level = np.nan_to_num(np.asarray(levels[centres], dtype=float), nan=-120.0, neginf=-120.0)
    near = centres[level <= level.min() + flat + 1e-9]
    if flat == 0:
        middle = (low + high) / 2 * LEVEL_RATE - 0.5
        index = int(near[np.argmin(np.abs(near - middle))])
    else:
        index = int(near.max() if sign > 0 else near.min())
        if index == int(centres.max() if sign > 0 else centres.min()):
            return outer
    return (index + 0.5) / LEVEL_RATE


def _by_level(at: float, sign: int, levels: Levels | None, duration: float, pad: float) -> float:
    """An edge where there are no words: outward to the first quiet moment, then a little into it."""
    if levels is None or not len(levels):
        return at + sign * pad
    level = np.nan_to_num(np.asarray(levels, dtype=float), nan=-120.0, neginf=-120.0)
    quiet = level <= np.percentile(level, 10) + ABOVE_FLOOR
    here = min(max(0, int(at * LEVEL_RATE)), len(level) - 1)
    steps = range(int(REACH * LEVEL_RATE) + 1)
    path = [here + sign * k for k in steps if 0 <= here + sign * k < len(level)]
    found = next((i for i in path if quiet[i]), None)
    if found is None:
        index = min(path, key=lambda i: level[i])
    elif found == here:
        return at
    else:
        index, last = found, found + sign * round(pad * LEVEL_RATE)
        while index != last and 0 <= index + sign < len(level) and quiet[index + sign]:
            index += sign
    return min(duration, (index + 0.5) / LEVEL_RATE)
