"""Captions of a reel without its sound: the same that a render writes beside it."""

from __future__ import annotations

import math

from cslab.listen.formats import srt, vtt
from cslab.listen.transcript import Transcript
from cslab.tell.captions import captions
from cslab.tell.mix import RATE, Piece
from cslab.tell.script import Plan

WRITERS = {"vtt": vtt.write, "srt": srt.write}
"""Name of the format -> what writes a transcript as such."""


def captions_of(plan: Plan) -> Transcript:
    """The words of a reel on its own clock, from the counts of samples that a render would have.

    Parameters
    ----------
    plan : Plan
        From `cslab.tell.plan.plan_reel`.

    Returns
    -------
    Transcript
        A segment a caption.
    """
    pieces = []
    for element in plan.elements:
        if element.clip is not None or element.sound:
            start, end = round(element.start * RATE), round(element.end * RATE)
            pieces.append(Piece(element.clip, start, end - start, 0, -math.inf))
    return captions(plan, tuple(pieces))


def write(plan: Plan, format: str) -> str:  # noqa: A002 (the word people use)
    r"""Write the captions of a reel.

    Parameters
    ----------
    plan : Plan
        From `cslab.tell.plan.plan_reel`.
    format : {"vtt", "srt"}
        WebVTT with the times of words, or SubRip without.

    Examples
    --------
    >>> from cslab.tell.script import Element, Plan
    >>> heading = Element(kind="heading", start=0.0, end=1.5, text="Before us")
    >>> print(write(Plan(name="first", title="First", elements=(heading,)), "srt"))
    1
    00:00:00,000 --> 00:00:01,500
    Before us
    <BLANKLINE>
    """
    return WRITERS[format](captions_of(plan))
