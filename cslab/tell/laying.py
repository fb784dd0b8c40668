"""Where each part of a reel comes to lie: one after the other, or one sounding into the next. Pure.

A clip may begin before what precedes it is over (a J cut, its ``lead``), and what follows may begin before a
clip is over (an L cut, its ``lag``). The picture changes once, where it would without: at the end of what
precedes a J cut, and at the beginning of what follows an L cut. Words never sound at once: two parts overlap
only as far as one of them has nothing to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cslab.tell.parts import Element, Options, highlights_named

_CLOSE = 0.005
"""Seconds by which a cut may be shorter than asked without a word about it."""


@dataclass(frozen=True, slots=True)
class Laid:
    """Elements in their places, and what could not be done as asked."""

    elements: tuple[Element, ...]
    remarks: tuple[str, ...]


def place(parts: Sequence[Element], options: Options) -> tuple[Element, ...]:
    """Lay elements one after the other: each gets its start and end, with a pause between two clips in a row.

    Parameters
    ----------
    parts : sequence of Element
        As long as they last, from anywhere.
    options : Options
        Its ``gap`` is the pause.

    Examples
    --------
    >>> from cslab.tell.parts import Clip
    >>> clip = Clip(highlights=(1,), interview_id="int-01", start=10.0, end=14.0)
    >>> parts = [Element(kind="clip", start=0, end=4, clip=clip)] * 2
    >>> [(element.start, element.end) for element in place(parts, Options())]
    [(0.0, 4.0), (4.5, 8.5)]
    """
    return lay(parts, options).elements


def lay(parts: Sequence[Element], options: Options) -> Laid:
    """As `place`, with a sentence for each overlap that had to be shorter than asked.

    Parameters
    ----------
    parts : sequence of Element
        With the ``lead`` and ``lag`` that are wanted.
    options : Options
        Its ``gap`` is the pause.

    Returns
    -------
    Laid
        Starts, ends and pictures never go back in time, and no two words sound at once.

    Examples
    --------
    A clip that begins under a silent heading:

    >>> from cslab.tell.parts import Clip
    >>> clip = Clip(highlights=(1,), interview_id="int-01", start=10.0, end=14.0)
    >>> heading = Element(kind="heading", start=0, end=1.5, text="Before us")
    >>> laid = lay([heading, Element(kind="clip", start=0, end=4, clip=clip, lead=1.0)], Options())
    >>> [(e.start, e.end, e.picture_start, e.picture_end) for e in laid.elements]
    [(0.0, 1.5, 0.0, 1.5), (0.5, 4.5, 1.5, 4.5)]
    """
    placed: list[Element] = []
    remarks: list[str] = []
    waiting: list[int] = []
    last: int | None = None
    said = 0.0
    for part in parts:
        if part.duration <= 0:
            waiting.append(len(placed))
            placed.append(part)
            continue
        if last is None:
            remarks += _alone(part, "lead", "before")
            start = cut = turn = 0.0
            part = replace(part, lead=0.0)  # noqa: PLW2901 (what it becomes)
        else:
            before = placed[last]
            wanted = before.lag + part.lead
            done, reason = _overlap(before, part, said)
            share = done / wanted if wanted else 0.0
            if done < wanted - _CLOSE:
                remarks.append(_shortened(before, part, done, reason))
            before = replace(before, lag=round(before.lag * share, 6))
            part = replace(part, lead=round(part.lead * share, 6))  # noqa: PLW2901 (what it becomes)
            pause = options.gap if not done and _sounds(before) and _sounds(part) else 0.0
            start = before.end + pause - done
            cut, turn = before.end - before.lag, start + part.lead
            placed[last] = replace(before, picture_end=round(cut, 6))
        for i in waiting:
            placed[i] = _at(placed[i], cut)
        waiting.clear()
        last = len(placed)
        here = _at(part, start, until=start + part.duration)
        placed.append(replace(here, picture_start=round(turn, 6)))
        said = max(said, _says_until(here))
    if last is not None:
        remarks += _alone(placed[last], "lag", "after")
        placed[last] = replace(placed[last], lag=0.0)
    for i in waiting:
        placed[i] = _at(placed[i], placed[last].end if last is not None else 0.0)
    return Laid(tuple(placed), tuple(remarks))


def _at(part: Element, start: float, *, until: float | None = None) -> Element:
    first, end = round(start, 6), round(start if until is None else until, 6)
    return replace(part, start=first, end=end, picture_start=first, picture_end=end)


def _sounds(part: Element) -> bool:
    return part.clip is not None or bool(part.sound)


def _quiet(part: Element) -> float:
    """Seconds from its start until somebody speaks; all of it when nobody does."""
    if part.clip is not None:
        return part.clip.quiet_before
    return 0.0 if part.sound else part.duration


def _says_until(part: Element) -> float:
    """When its last word is over, in the reel; 0 when it has none."""
    if part.clip is not None:
        mute = part.clip.quiet_before >= part.duration - 1e-6
        return 0.0 if mute else part.end - part.clip.quiet_after
    return part.start + part.sound_seconds if part.sound else 0.0


def _overlap(before: Element, part: Element, said: float) -> tuple[float, str]:
    """Seconds for which two parts sound together, and what keeps them from the rest of what was asked."""
    wanted = before.lag + part.lead
    rooms = [
        (max(0.0, before.duration - before.lead), "what it overlaps is no longer than that"),
        (part.duration, "what it overlaps is no longer than that"),
    ]
    if _quiet(part) < part.duration - 1e-6:
        rooms.append((max(0.0, before.end - said + _quiet(part)), "else two voices would speak at once"))
    done, reason = min([(wanted, ""), *rooms], key=lambda pair: pair[0])
    # less than anybody hears is none: else a pause would come and go with a rounding
    return (done, reason) if done >= _CLOSE else (0.0, reason)


def _shortened(before: Element, part: Element, done: float, reason: str) -> str:
    wanted = before.lag + part.lead
    clips = [one.clip for one, asked in ((before, before.lag), (part, part.lead)) if asked and one.clip]
    who = " and ".join(dict.fromkeys(highlights_named(clip) for clip in clips))
    how = (
        f"the overlap is {done:.1f} s and not {wanted:.1f} s"
        if done
        else f"there is no overlap of {wanted:.1f} s"
    )
    return f"{who}: {how}, because {reason}."


def _alone(part: Element, which: str, where: str) -> list[str]:
    asked = getattr(part, which)
    if not asked or part.clip is None:
        return []
    return [f"{highlights_named(part.clip)}: nothing comes {where} it, so its {which} has no effect."]
