"""A reel that nobody rendered, for `createReel` and `createPlaylist`: its steps and its chapters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol


class StepLike(Protocol):
    """One thing to play or to show; see `cslab.tell.playlist.Step`."""

    @property
    def kind(self) -> str:
        """``"clip"``, ``"heading"``, ``"note"`` or ``"silence"``."""

    @property
    def at(self) -> float:
        """Second of the reel at which it is first heard."""

    @property
    def end(self) -> float:
        """Second of the reel at which it is over."""

    @property
    def interview_id(self) -> str:
        """Whose recording it plays; empty for what is no clip."""

    @property
    def start(self) -> float:
        """Second of its recording at which it begins."""

    @property
    def stop(self) -> float:
        """Second of its recording at which it ends."""

    @property
    def gain(self) -> float:
        """Decibels."""

    @property
    def fade_in(self) -> float:
        """Seconds."""

    @property
    def fade_out(self) -> float:
        """Seconds."""

    @property
    def text(self) -> str:
        """What is said or shown."""

    @property
    def stage(self) -> str:
        """Id of the stage it is played under."""

    @property
    def index(self) -> int | None:
        """Its position in the script."""

    @property
    def channel(self) -> int | None:
        """The one channel to hear."""

    @property
    def picture_at(self) -> float:
        """Second of the reel at which it is first seen."""

    @property
    def picture_end(self) -> float:
        """Second of the reel at which it is last seen."""

    @property
    def person(self) -> str:
        """Whose voice it is."""

    @property
    def sound(self) -> str:
        """The file that says a heading."""


def steps_payload(
    steps: Iterable[StepLike], address: Callable[[str, str], str]
) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Return the ``steps`` and ``sounds`` of a reel that is played without being rendered.

    Parameters
    ----------
    steps : iterable of Step
        In order; those that sound and those that are only shown.
    address : callable
        Given ``"interview"`` and its id, or ``"spoken"`` and a heading's file, it gives the address of the
        sound; empty where that is not there, which the player then says.

    Returns
    -------
    list of dict
        See ``playlist.js``.
    dict of str to str
        Address of every sound that is there, by the ``source`` of the steps.
    """
    rows, sounds = [], {}
    for step in steps:
        kind, name = ("interview", step.interview_id) if step.interview_id else ("spoken", step.sound)
        source = f"{kind}:{name}" if name else ""
        if source and source not in sounds and (found := address(kind, name)):
            sounds[source] = found
        rows.append(
            {
                "kind": step.kind,
                "at": _rounded(step.at),
                "end": _rounded(step.end),
                "source": source,
                "start": _rounded(step.start),
                "stop": _rounded(step.stop),
                "gain": step.gain,
                "fade_in": step.fade_in,
                "fade_out": step.fade_out,
                "channel": step.channel,
                "index": step.index,
                "person": step.person,
                "text": "" if step.kind == "clip" else step.text,
            }
        )
    return rows, sounds


def chapters_payload(
    steps: Iterable[StepLike],
    stages: Mapping[str, str],
    *,
    codes: Mapping[int, Iterable[str]] | None = None,
    source: Callable[[str, float], str] | None = None,
) -> list[dict[str, Any]]:
    """Return the ``chapters`` of a reel: what is shown of each step, and when.

    Parameters
    ----------
    steps : iterable of Step
        In order.
    stages : mapping of str to str
        Name of each stage by its id.
    codes : mapping of int to iterables of str, optional
        Codes of the clips, by their position in the script.
    source : callable, optional
        Given an interview and a second of it: the address where it is found.
    """
    return [
        {
            "kind": step.kind,
            "start": _rounded(step.picture_at),
            "end": _rounded(step.picture_end),
            "stage": stages.get(step.stage, step.stage),
            "quote": step.text,
            "person": step.person or step.interview_id,
            "codes": list((codes or {}).get(-1 if step.index is None else step.index, ())),
            "index": step.index,
            "source": source(step.interview_id, step.start) if source and step.interview_id else "",
        }
        for step in steps
    ]


def _rounded(seconds: float) -> float:
    return round(seconds, 3)
