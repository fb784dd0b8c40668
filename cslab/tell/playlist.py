"""A plan as a list of steps that a player can follow, so that a reel is heard before it is rendered. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cslab.tell.script import Element, Kind, Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to play or to show, with times in seconds.

    Parameters
    ----------
    kind : str
        As in `cslab.tell.parts.Element`.
    at, end : float
        When it is heard in the reel; a step may begin before the one before it ends.
    interview_id : str
        Whose recording is played; empty for what is no clip.
    start, stop : float
        Stretch of the recording (of the spoken sound, for a heading that is heard); 0 and 0 in silence.
    gain : float
        Decibels that the script asks for; bringing clips to one loudness is left to the render.
    fade_in, fade_out : float
        Seconds over which it is raised from silence and lowered to it.
    text : str
        What is said or shown.
    stage : str
        Id of the stage it is played under; empty when it has none.
    index : int, optional
        Position in the script; None for what the plan adds.
    channel : int, optional
        The one channel to hear; all of them when None.
    picture_at, picture_end : float
        When it is seen in the reel.
    person : str
        Whose voice it is, for a clip.
    highlights : tuple of int
        That a clip plays.
    sound : str
        The file that says a heading; empty for one that is only shown.
    """

    kind: Kind
    at: float
    end: float
    interview_id: str = ""
    start: float = 0.0
    stop: float = 0.0
    gain: float = 0.0
    fade_in: float = 0.0
    fade_out: float = 0.0
    text: str = ""
    stage: str = ""
    index: int | None = None
    channel: int | None = None
    picture_at: float = 0.0
    picture_end: float = 0.0
    person: str = ""
    highlights: tuple[int, ...] = ()
    sound: str = ""


def playlist(plan: Plan) -> tuple[Step, ...]:
    """Give the steps of a plan, in the order in which they are seen.

    Parameters
    ----------
    plan : Plan
        From `cslab.tell.plan.plan_reel`.

    Returns
    -------
    tuple of Step
        One an element. Each sound of the reel is in one step, heard from ``at`` on.

    Examples
    --------
    >>> from cslab.tell.script import Clip, Options, place
    >>> clip = Clip(highlights=(1,), interview_id="int-01", start=10.0, end=14.0, gain=-3.0)
    >>> heading = Element(kind="heading", start=0, end=1.5, text="Before us")
    >>> parts = place([heading, Element(kind="clip", start=0, end=4, clip=clip)], Options())
    >>> _, step = playlist(Plan(name="first", title="First", elements=parts))
    >>> step.at, step.end, step.start, step.stop, step.gain, step.fade_out
    (1.5, 5.5, 10.0, 14.0, -3.0, 0.03)
    """
    return tuple(_step(plan, element) for element in plan.elements)


def _step(plan: Plan, element: Element) -> Step:
    shown: dict[str, Any] = {
        "kind": element.kind,
        "at": element.start,
        "end": element.end,
        "text": element.text,
        "stage": element.stage,
        "index": element.index,
        "picture_at": element.picture_start,
        "picture_end": element.picture_end,
    }
    if clip := element.clip:
        options = plan.options
        half = clip.duration / 2
        return Step(
            **shown,
            interview_id=clip.interview_id,
            start=clip.start,
            stop=clip.end,
            gain=clip.gain,
            fade_in=min(half, options.fade_in if clip.fade_in is None else clip.fade_in),
            fade_out=min(half, options.fade_out if clip.fade_out is None else clip.fade_out),
            channel=clip.channel,
            person=clip.person,
            highlights=clip.highlights,
        )
    if element.sound:
        options = plan.options
        return Step(
            **shown,
            stop=element.sound_seconds,
            fade_in=options.fade_in,
            fade_out=options.fade_out,
            sound=element.sound,
        )
    return Step(**shown)
