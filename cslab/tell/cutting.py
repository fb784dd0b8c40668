"""From one line of a reel's script to what it plays or shows. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cslab.errors import InputError
from cslab.listen.transcript import Word
from cslab.tell.arrange import Cut
from cslab.tell.display import one_line
from cslab.tell.edges import widen
from cslab.tell.parts import Clip, Element, Kind, Options, highlights_named
from cslab.tell.spoken import Spoken
from cslab.timecode import Span

if TYPE_CHECKING:
    from cslab.study.reelscript import ReelElement

_SHOWN: dict[str, Kind] = {"heading": "heading", "note": "note", "silence": "silence"}
_TOUCH = 0.05
"""Seconds by which a span may outlast its recording without a word about it."""


def absence(row: Mapping[Any, Any], durations: Mapping[str, float], refused: Mapping[str, str]) -> str:
    """Say why a highlight can't be heard; empty when it can.

    Parameters
    ----------
    row : mapping
        The highlight: ``id``, ``interview_id``, ``start``, ``end``.
    durations : mapping of str to float
        Seconds of each recording that is there.
    refused : mapping of str to str
        Interviews that may not be heard, each with the reason.
    """
    number, name = row["id"], str(row["interview_id"])
    if name in refused:
        return f"Highlight {number} was left out: {refused[name].strip().rstrip('.')}."
    if name not in durations:
        return f"The recording of {name} is missing, so highlight {number} was left out."
    if not 0 <= row["start"] <= row["end"]:
        return f"Highlight {number} has no valid start and end, so it was left out."
    if row["start"] >= durations[name]:
        return f"Highlight {number} lies after the end of the recording of {name}, so it was left out."
    return ""


def absent(given: ReelElement, row: Mapping[Any, Any] | None, index: int) -> Element:
    """Hold the place of a clip that is left out: it lasts no time and shows nothing."""
    stage = given.stage or _text((row or {}).get("stage"))
    return Element(kind="clip", start=0.0, end=0.0, stage=stage, index=index)


def cut_of(
    row: Mapping[Any, Any], given: ReelElement, index: int, words: Sequence[Word], duration: float
) -> tuple[Cut, list[str]]:
    """Cut a highlight to whole words, where the script says so or else where it was marked.

    Parameters
    ----------
    row : mapping
        The highlight.
    given : ReelElement
        Its line of the script.
    index : int
        Which line that is.
    words : sequence of Word
        All words of the recording, in order.
    duration : float
        Of the recording, in seconds.

    Returns
    -------
    Cut
        Every word is wholly inside or wholly outside.
    list of str
        What could not be done as the script asks.
    """
    span, remarks = _trimmed(row, given, duration)
    core = widen(span, words, duration=duration)
    stage = given.stage or _text(row.get("stage"))
    clip = Clip(
        highlights=(int(row["id"]),),
        interview_id=str(row["interview_id"]),
        start=core.start,
        end=core.end,
        stages=(stage,) if stage else (),
        codes=_codes(row.get("codes")),
        note=_text(row.get("note")).strip(),
        gain=given.gain,
        fade_in=given.fade_in,
        fade_out=given.fade_out,
    )
    if words and not core.words and _is_trimmed(given):
        remarks.append(f"{highlights_named(clip)}, as it is trimmed, holds no word.")
    if span.end > duration + _TOUCH:
        remarks.append(
            f"{highlights_named(clip)} goes on after the recording of {clip.interview_id} ends; "
            "it was cut there."
        )
    return Cut(clip, core, index, given.lead, given.lag), remarks


def doubts(cut: Cut, stages: Mapping[str, str]) -> list[str]:
    """Say what a reader of the plan should know about one clip."""
    which, found = highlights_named(cut.clip), []
    if cut.clip.stage and cut.clip.stage not in stages:
        found.append(f"{which} is in the stage {cut.clip.stage!r}, which the study does not have.")
    if any(word.interpolated for word in cut.core.words[:1] + cut.core.words[-1:]):
        found.append(f"{which} begins or ends with a word whose time is an estimate; listen to that cut.")
    return found


def card(
    given: ReelElement, index: int, options: Options, sounds: Mapping[str, Spoken | str]
) -> tuple[Element, list[str]]:
    """Make a heading, a note or a silence of its line of the script.

    Parameters
    ----------
    given : ReelElement
        The line.
    index : int
        Which line it is.
    options : Options
        How long a heading lasts that says nothing of it.
    sounds : mapping of str to Spoken or str
        What is known of the sound of each spoken heading, or why it can't be heard.

    Returns
    -------
    Element
        A spoken heading lasts at least as long as its sound.
    list of str
        Why it is silent, where it should be heard.

    Raises
    ------
    InputError
        If it is none of these, or lasts longer than an hour.

    Examples
    --------
    >>> from cslab.study.reelscript import ReelElement
    >>> line = ReelElement("heading", text="Before us", spoken="spoken/us.wav")
    >>> card(line, 0, Options(), {"spoken/us.wav": Spoken(2.5, "0f")})[0].end
    2.5
    """
    kind, seconds = _SHOWN.get(given.kind), float(given.seconds or 0.0)
    if kind is None:
        raise InputError(f"A reel is made of clips, headings, notes and silences, not of {given.kind!r}.")
    if not 0 <= seconds <= 3600:
        raise InputError(f"A {kind} of a reel must last between 0 and 3600 seconds, not {seconds}.")
    text, sound = one_line(given.text or ""), sounds.get(given.spoken) if given.spoken else None
    if isinstance(sound, Spoken):
        heard = Element(
            kind=kind,
            start=0.0,
            end=max(seconds, sound.seconds),
            stage=given.stage,
            text=text,
            index=index,
            sound=given.spoken,
            sound_seconds=sound.seconds,
            sound_hash=sound.content_hash,
        )
        return heard, []
    length = seconds if seconds or kind != "heading" else options.heading_seconds
    shown = Element(kind=kind, start=0.0, end=length, stage=given.stage, text=text, index=index)
    if not given.spoken:
        return shown, []
    why = sound or f"The sound {one_line(given.spoken)!r} of a heading is not in the study."
    return shown, [f"The heading “{text}” is shown in silence. {why}"]


def _is_trimmed(given: ReelElement) -> bool:
    return given.trim_start is not None or given.trim_end is not None


def _trimmed(row: Mapping[Any, Any], given: ReelElement, duration: float) -> tuple[Span, list[str]]:
    """The span that a line asks for; the highlight's own where that can't be."""
    own = Span(float(row["start"]), float(row["end"]))
    start = own.start if given.trim_start is None else given.trim_start
    end = own.end if given.trim_end is None else given.trim_end
    if start < end and start < duration:
        return Span(start, end), []
    if not _is_trimmed(given):
        return own, []
    where = "after the end of its recording" if start >= duration else "to end before it begins"
    return own, [f"Highlight {row['id']} is trimmed {where}, so it is played as it was marked."]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _codes(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(";") if part.strip())
    return tuple(str(part) for part in value) if isinstance(value, list | tuple | set) else ()
