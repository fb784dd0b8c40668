"""A reel as people write it: an ordered script of clips, headings, notes and silences."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from cslab.errors import InputError, NotFoundError
from cslab.study.schema import clean

KINDS = ("clip", "heading", "note", "silence")
ORDERS = ("stage", "given")
AUDIENCES = ("team", "company", "public")
_WORDS = ("stage", "spoken")
CUT = ("stage", "trim_start", "trim_end", "lead", "lag", "fade_in", "fade_out", "gain", "spoken")
"""Settings of an element beyond what it is; those that are not said have no entry."""

_BOUNDS = (
    ("trim_start", 0.0, math.inf),
    ("trim_end", 0.0, math.inf),
    ("lead", 0.0, 10.0),
    ("lag", 0.0, 10.0),
    ("fade_in", 0.0, 10.0),
    ("fade_out", 0.0, 10.0),
    ("gain", -24.0, 24.0),
)


@dataclass(frozen=True, slots=True)
class ReelElement:
    """One line of a reel's script.

    Parameters
    ----------
    kind : str
        ``"clip"``, ``"heading"``, ``"note"`` or ``"silence"``.
    highlight : int, optional
        Id of the highlight, for a clip.
    text : str
        What a heading or a note says.
    seconds : float
        How long a silence lasts; 0 where it is not for the script to say.
    stage : str
        The stage it is played under; a clip's is its highlight's when empty.
    trim_start, trim_end : float, optional
        Where a clip begins and ends in its recording, in seconds, in place of the highlight's own span.
    lead : float
        J cut: seconds by which a clip's sound begins before what precedes it is over.
    lag : float
        L cut: seconds by which what follows begins before a clip's sound is over.
    fade_in, fade_out : float, optional
        Seconds; the reel's own when None.
    gain : float
        Decibels on top of the common loudness, -24 to 24.
    spoken : str
        A heading that is heard: the sound file that says it, relative to the study's folder.

    Raises
    ------
    InputError
        If a clip names no highlight, a heading or a note has no text, or a silence no length.
    """

    kind: str
    highlight: int | None = None
    text: str = ""
    seconds: float = 0.0
    stage: str = ""
    trim_start: float | None = None
    trim_end: float | None = None
    lead: float = 0.0
    lag: float = 0.0
    fade_in: float | None = None
    fade_out: float | None = None
    gain: float = 0.0
    spoken: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise InputError(
                f"An element of a reel is one of {', '.join(KINDS)}, but {self.kind!r} was given."
            )
        if (self.kind == "clip") != (self.highlight is not None):
            raise InputError(
                "A clip of a reel names a highlight, and nothing else does: give highlight=ID to clips."
            )
        if self.kind in {"heading", "note"} and not self.text.strip():
            raise InputError(f"A {self.kind} of a reel needs its text.")
        if not (math.isfinite(self.seconds) and 0 <= self.seconds <= 3600):
            raise InputError(f"An element of a reel lasts 0 to 3600 seconds, but {self.seconds:g} was given.")
        if self.kind == "silence" and self.seconds == 0:
            raise InputError("A silence of a reel needs its length in seconds.")
        self._check_cut()

    def _check_cut(self) -> None:
        own = (self.trim_start, self.trim_end, self.fade_in, self.fade_out)
        if self.kind != "clip" and (
            any(value is not None for value in own) or self.lead or self.lag or self.gain
        ):
            raise InputError(
                f"Only a clip of a reel is trimmed, overlapped, faded or made louder, not a {self.kind}."
            )
        if self.spoken and self.kind != "heading":
            raise InputError(f"Only a heading of a reel is spoken, not a {self.kind}.")
        for name, low, high in _BOUNDS:
            value = getattr(self, name)
            if value is not None and not (low <= value <= high and math.isfinite(value)):
                raise InputError(f"{name} of a clip is {low:g} to {high:g}, but {value:g} was given.")
        if self.trim_start is not None and self.trim_end is not None and self.trim_start >= self.trim_end:
            raise InputError("A trimmed clip ends after it begins; make trim_end later than trim_start.")

    @property
    def detail(self) -> dict[str, Any]:
        """What is said beyond kind, highlight, text and seconds, as the store keeps it."""
        said = {one.name: (getattr(self, one.name), one.default) for one in fields(self) if one.name in CUT}
        return {name: value for name, (value, default) in said.items() if value != default}

    @classmethod
    def of(cls, element: ReelElement | Mapping[str, Any]) -> ReelElement:
        """Take an element as it is, or make one of a mapping.

        Examples
        --------
        >>> ReelElement.of({"kind": "heading", "text": "Before us"})
        ReelElement(kind='heading', highlight=None, text='Before us', seconds=0.0, stage='', ...)
        """
        if isinstance(element, ReelElement):
            return element
        known = ("kind", "highlight", "text", "seconds", *CUT)
        unknown = set(element) - set(known)
        if unknown:
            raise NotFoundError.of("setting of a reel's element", min(unknown), known)
        highlight = element.get("highlight")
        cut: dict[str, Any] = {name: element[name] for name in CUT if element.get(name) is not None}
        for name, value in cut.items():
            cut[name] = clean(str(value)) if name in _WORDS else _number(value, name)
        return cls(
            kind=str(element.get("kind", "")),
            highlight=None if highlight is None else _whole(highlight),
            text=clean(str(element.get("text") or "")),
            seconds=_number(element.get("seconds") or 0.0, "seconds"),
            **cut,
        )


def _number(value: Any, name: str) -> float:
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError) as error:
        raise InputError(f"{name} of a reel's element is a number, but {value!r} was given.") from error


def _whole(value: Any) -> int:
    number = _number(value, "highlight")
    if number != int(number if math.isfinite(number) else 0):
        raise InputError(f"A clip of a reel names a highlight by its whole number, not {value!r}.")
    return int(value)


@dataclass(frozen=True, slots=True)
class Reel:
    """An ordered script of elements.

    Parameters
    ----------
    name, title : str
        Its short name, also that of its files, and what listeners see.
    elements : tuple of ReelElement
        In the order that a person gave them.
    author : str
        Who made it.
    order : {"stage", "given"}
        Played along the journey's stages (in the given order within each), or as given.
    audience : {"team", "company", "public"}
        Who will hear it, unless told otherwise when it is planned.
    credits : str
        Who is thanked at its end.

    Raises
    ------
    InputError
        If the order or the audience is another.
    """

    name: str
    title: str
    elements: tuple[ReelElement, ...]
    author: str = ""
    order: str = "stage"
    audience: str = "team"
    credits: str = ""

    def __post_init__(self) -> None:
        for what, value, known in (("order", self.order, ORDERS), ("audience", self.audience, AUDIENCES)):
            if value not in known:
                raise InputError(f"The {what} of a reel is one of {', '.join(known)}, not {value!r}.")

    @property
    def detail(self) -> dict[str, Any]:
        """What is said beyond its name, title and elements, as the store keeps it."""
        return {"order": self.order, "audience": self.audience, "credits": self.credits}


def check_name(name: str) -> str:
    """Give back a reel's name when it can be the name of a file anywhere.

    Raises
    ------
    InputError
        If it holds anything but small letters, digits and hyphens, or is too long, or is a reserved word of
        Windows.

    Examples
    --------
    >>> check_name("first-90-days")
    'first-90-days'
    """
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) or len(name) > 64:
        near = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:64].rstrip("-")
        hint = f", such as {near!r}" if near else ", such as 'first-90-days'"
        raise InputError(
            f"A reel's name is made of small letters, digits and single hyphens, at most 64{hint}, "
            f"but {name[:80]!r} was given."
        )
    if re.fullmatch(r"con|prn|aux|nul|(com|lpt)[0-9]", name):
        raise InputError(
            f"A reel can't be named {name!r}, which Windows keeps for itself; choose another name."
        )
    return name
