"""Where each part of a reel comes to lie: one after the other, or one sounding into the next. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cslab.tell.parts import Element, Options


def place(parts: Sequence[Element], options: Options) -> tuple[Element, ...]:
    """Lay elements one after the other: each gets its start and end, with a pause between two clips in a row.

    Examples
    --------
    >>> clip = Clip(highlights=(1,), interview_id="int-01", start=10.0, end=14.0)
    >>> parts = [Element(kind="clip", start=0, end=4, clip=clip)] * 2
    >>> [(element.start, element.end) for element in place(parts, Options())]
    [(0.0, 4.0), (4.5, 8.5)]
    """
    placed: list[Element] = []
    at, after_clip = 0.0, False
    for part in parts:
        if part.kind == "clip":
            at += options.gap if after_clip else 0.0
            after_clip = True
        elif part.duration > 0:
            after_clip = False
        end = at + part.duration
        placed.append(replace(part, start=round(at, 6), end=round(end, 6)))
        at = end
    return tuple(placed)
