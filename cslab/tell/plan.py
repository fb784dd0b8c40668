"""From a reel's elements to its plan: order, joining, whole words, quiet edges.

Pure: nothing is read or written, and the same input gives the same plan.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from cslab.errors import InputError
from cslab.listen.transcript import Transcript, Word
from cslab.tell.arrange import Cut, Part, by_stage, highlights_named, join
from cslab.tell.display import one_line
from cslab.tell.edges import Levels, settle, widen
from cslab.tell.script import Clip, Element, Options, Plan, place
from cslab.timecode import Span

if TYPE_CHECKING:
    from cslab.study.reelscript import Reel

__all__ = ["Clip", "Element", "Options", "Plan", "plan_reel"]


def plan_reel(
    reel: Reel,
    highlights: pd.DataFrame,
    transcripts: Mapping[str, Transcript],
    levels: Mapping[str, Levels] | None,
    stages: Mapping[str, str] | Sequence[str],
    *,
    durations: Mapping[str, float],
    options: Options | None = None,
    people: Mapping[str, str] | None = None,
    channels: Mapping[str, int] | None = None,
    refused: Mapping[str, str] | None = None,
    hashes: Mapping[str, str] | None = None,
) -> Plan:
    """Plan a reel: nothing is read or written, and the same input gives the same plan.

    Parameters
    ----------
    reel : Reel
        Its elements in the order a person gave them.
    highlights : DataFrame
        One row a highlight: ``id``, ``interview_id``, ``start``, ``end``, and where known ``codes``,
        ``stage`` and ``note``.
    transcripts : mapping of str to Transcript
        By interview; one that is absent is cut by level alone, and the plan says so.
    levels : mapping of str to ndarray of float, shape (n,), optional
        Level of each recording in dB, 100 a second.
    stages : mapping of str to str, or sequence of str
        The journey's stages in order: id to name, or ids.
    durations : mapping of str to float
        Seconds of each recording that is there; a clip from any other is left out, and the plan says so.
    options : Options, optional
        How it is cut.
    people : mapping of str to str, optional
        Name to show for each interview's customer.
    channels : mapping of str to int, optional
        In two-channel calls, the customer's channel, from 0.
    refused : mapping of str to str, optional
        Interviews that may not be heard by this reel's audience, each with the reason in a few words.
    hashes : mapping of str to str, optional
        Content hash of each recording, so that a render notices one that was replaced.

    Returns
    -------
    Plan
        Every word of a transcript is wholly inside or wholly outside of each clip.

    Raises
    ------
    InputError
        If an option makes no sense, or the reel holds an element of an unknown kind.

    Notes
    -----
    Clips that share words are joined wherever they stand, at the place of the first; clips that merely follow
    each other closely are joined only if they do so in the reel and in the recording alike.

    Examples
    --------
    >>> from cslab.study.reelscript import Reel, ReelElement
    >>> reel = Reel("first", "First days", (ReelElement("clip", highlight=1),))
    >>> row = {"id": 1, "interview_id": "int-01", "start": 5.0, "end": 9.0, "stage": "onboard"}
    >>> stages = {"discover": "Discover", "onboard": "Get started"}
    >>> plan = plan_reel(reel, pd.DataFrame([row]), {}, None, stages, durations={"int-01": 60.0})
    >>> plan.clips[0].start, plan.clips[0].end, plan.gaps
    (4.9, 9.1, ('discover',))
    """
    chosen = _checked(options or Options(), reel)
    names = dict(stages) if isinstance(stages, Mapping) else {stage: stage for stage in stages}
    rows = {int(row["id"]): row for row in highlights.to_dict("records")}
    spoken: dict[str, tuple[Word, ...]] = {}
    parts: list[Part] = []
    caveats: list[str] = []
    for given in reel.elements:
        if given.kind != "clip":
            parts.append(_pause(given.kind, str(given.text or ""), float(given.seconds or 0.0), chosen))
            continue
        row = rows.get(-1 if given.highlight is None else int(given.highlight))
        if row is None:
            caveats.append(f"Highlight {given.highlight} no longer exists, so it was left out.")
        elif reason := _absence(row, durations, refused or {}):
            caveats.append(reason)
        else:
            name = str(row["interview_id"])
            if name not in spoken:
                spoken[name] = _words(transcripts.get(name))
            cut = _cut(row, spoken[name], durations[name])
            parts.append(cut)
            caveats += _doubts(row, cut, durations[name], names)
    if chosen.order == "stage":
        parts = list(by_stage(parts, names))
    joined, remarks = join(parts, spoken, durations, gap=chosen.merge_gap)
    caveats += remarks
    elements: list[Element] = []
    for part in joined:
        if isinstance(part, Element):
            elements.append(part)
            continue
        name = part.clip.interview_id
        heard, level = transcripts.get(name), levels.get(name) if levels is not None else None
        span = settle(
            part.core,
            speech=heard.speech if heard is not None else (),
            levels=level,
            duration=durations[name],
            pad=chosen.pad,
            timed=bool(spoken[name]),
        )
        if not spoken[name]:
            caveats.append(_untimed(name, by_level=level is not None))
        person, channel = (people or {}).get(name, ""), (channels or {}).get(name)
        alone = chosen.voices == "auto" and channel is not None and _alone(part.core.words, person, channel)
        clip = replace(
            part.clip,
            start=span.start,
            end=span.end,
            words=part.core.words,
            text=" ".join(word.text for word in part.core.words),
            person=person,
            channel=channel if alone else None,
            content_hash=(hashes or {}).get(name, ""),
        )
        length = clip.duration
        elements.append(
            Element(kind="clip", start=0.0, end=length, stage=clip.stage, text=clip.text, clip=clip)
        )
    voiced = {stage for element in elements if element.clip for stage in element.clip.stages}
    if not any(element.clip for element in elements):
        caveats.append("The reel has no clip that can be heard.")
    return Plan(
        name=reel.name,
        title=reel.title or reel.name,
        elements=place(elements, chosen),
        stages=names,
        gaps=tuple(stage for stage in names if stage not in voiced),
        caveats=tuple(dict.fromkeys(caveats)),
        options=chosen,
    )


_SECONDS = (
    *("pad", "gap", "fade_in", "fade_out", "heading_seconds", "merge_gap"),
    *("show_gaps", "title_seconds", "credits_seconds"),
)


def _checked(options: Options, reel: Reel) -> Options:
    order = options.order or reel.order
    for name in _SECONDS:
        value = getattr(options, name)
        if not 0 <= value <= 60:
            raise InputError(f"The option {name} of a reel must be between 0 and 60 seconds, not {value}.")
    if not -40 <= options.loudness <= -10:
        raise InputError(f"The loudness of a reel must be between -40 and -10 LUFS, not {options.loudness}.")
    if order not in ("stage", "given") or options.voices not in ("auto", "mix"):
        raise InputError("The order of a reel is 'stage' or 'given', and its voices are 'auto' or 'mix'.")
    return replace(options, order="stage" if order == "stage" else "given")


def _words(transcript: Transcript | None) -> tuple[Word, ...]:
    """All words in order of time, each with its speaker."""
    found = (
        word if word.speaker else replace(word, speaker=segment.speaker)
        for segment in (transcript.segments if transcript is not None else ())
        for word in segment.words
    )
    return tuple(sorted(found, key=lambda word: (word.start, word.end)))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _codes(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(";") if part.strip())
    return tuple(str(part) for part in value) if isinstance(value, list | tuple | set) else ()


def _absence(row: Mapping[Any, Any], durations: Mapping[str, float], refused: Mapping[str, str]) -> str:
    """Why a highlight can't be heard; empty when it can."""
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


def _cut(row: Mapping[Any, Any], words: Sequence[Word], duration: float) -> Cut:
    core = widen(Span(float(row["start"]), float(row["end"])), words, duration=duration)
    stage = _text(row.get("stage"))
    clip = Clip(
        highlights=(int(row["id"]),),
        interview_id=str(row["interview_id"]),
        start=core.start,
        end=core.end,
        stages=(stage,) if stage else (),
        codes=_codes(row.get("codes")),
        note=_text(row.get("note")).strip(),
    )
    return Cut(clip, core)


def _doubts(row: Mapping[Any, Any], cut: Cut, duration: float, stages: Mapping[str, str]) -> list[str]:
    """What a reader of the plan should know about one clip."""
    which, found = highlights_named(cut.clip), []
    if row["end"] > duration + 0.05:
        found.append(
            f"{which} goes on after the recording of {cut.clip.interview_id} ends; it was cut there."
        )
    if cut.clip.stage and cut.clip.stage not in stages:
        found.append(f"{which} is in the stage {cut.clip.stage!r}, which the study does not have.")
    if any(word.interpolated for word in cut.core.words[:1] + cut.core.words[-1:]):
        found.append(f"{which} begins or ends with a word whose time is an estimate; listen to that cut.")
    return found


def _pause(kind: Any, text: str, seconds: float, options: Options) -> Element:
    if kind not in ("heading", "note", "silence"):
        raise InputError(f"A reel is made of clips, headings, notes and silences, not of {kind!r}.")
    if not 0 <= seconds <= 3600:
        raise InputError(f"A {kind} of a reel must last between 0 and 3600 seconds, not {seconds}.")
    length = seconds if seconds or kind != "heading" else options.heading_seconds
    return Element(kind=kind, start=0.0, end=length, text=one_line(text))


def _alone(words: Sequence[Word], person: str, channel: int) -> bool:
    """Whether the customer, heard on this channel of a call, says every one of the words."""
    names = {person.casefold(), ("left", "right")[channel] if channel in (0, 1) else "", "customer"} - {""}
    return bool(words) and all((word.speaker or "").casefold() in names for word in words)


def _untimed(name: str, *, by_level: bool) -> str:
    how = "where the sound is quiet, not by word" if by_level else "exactly as marked, with a little room"
    return f"{name} has no transcript, so its clips are cut {how}."
