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
from cslab.tell.arrange import Cut, Part, announced, by_stage, join, with_gaps
from cslab.tell.cutting import absence, absent, card, cut_of, doubts
from cslab.tell.display import one_line
from cslab.tell.edges import Levels, quiet, settle
from cslab.tell.laying import lay
from cslab.tell.script import Clip, Element, Options, Plan
from cslab.tell.spoken import Spoken

if TYPE_CHECKING:
    from cslab.study.reelscript import Reel, ReelElement

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
    sounds: Mapping[str, Spoken | str] | None = None,
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
    sounds : mapping of str to Spoken or str, optional
        What is known of the sound of each spoken heading, by its name in the script, or a sentence that says
        why it can't be heard; a heading without its sound is shown in silence, and the plan says so.

    Returns
    -------
    Plan
        Every word of a transcript is wholly inside or wholly outside of each clip, trimmed or not, and no two
        clips speak at once.

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
    read = _Read(transcripts, durations, refused or {}, sounds or {}, chosen, names)
    for index, given in enumerate(reel.elements):
        read.line(index, given, rows)
    parts = read.heard(by_stage(read.parts, names) if chosen.order == "stage" else read.parts)
    spoken, caveats = read.spoken, read.caveats
    joined, remarks = join(parts, spoken, durations, gap=chosen.merge_gap)
    caveats += remarks
    elements: list[Element] = []
    for part in joined:
        if isinstance(part, Element):
            elements.append(part)
            continue
        name = part.clip.interview_id
        heard, level = transcripts.get(name), levels.get(name) if levels is not None else None
        if not spoken[name]:
            caveats.append(_untimed(name, by_level=level is not None))
        channel = (channels or {}).get(name)
        known = {"person": (people or {}).get(name, ""), "content_hash": (hashes or {}).get(name, "")}
        clip = _settled(
            part, heard, level, duration=durations[name], options=chosen, channel=channel, **known
        )
        elements.append(_played(clip, part))
    voiced = {stage for element in elements if element.clip for stage in element.clip.stages}
    gaps = tuple(stage for stage in names if stage not in voiced)
    if not any(element.clip for element in elements):
        caveats.append("The reel has no clip that can be heard.")
    if chosen.order == "stage":
        elements = list(with_gaps(elements, names, gaps, seconds=chosen.show_gaps))
    laid = lay(_framed(elements, reel, chosen), chosen)
    return Plan(
        name=reel.name,
        title=reel.title or reel.name,
        elements=laid.elements,
        stages=names,
        gaps=gaps,
        caveats=tuple(dict.fromkeys([*caveats, *laid.remarks])),
        left_out=read.left_out,
        options=chosen,
    )


class _Read:
    """The lines of a script one by one: what they play or show, and what is left out of it."""

    def __init__(
        self,
        transcripts: Mapping[str, Transcript],
        durations: Mapping[str, float],
        refused: Mapping[str, str],
        sounds: Mapping[str, Spoken | str],
        options: Options,
        stages: Mapping[str, str],
    ) -> None:
        self._transcripts, self._durations, self._refused = transcripts, durations, refused
        self._sounds, self._options, self._stages = sounds, options, stages
        self.spoken: dict[str, tuple[Word, ...]] = {}
        self.parts: list[Part] = []
        self.caveats: list[str] = []
        self.left_out: dict[int, str] = {}
        self._withheld: set[int] = set()

    def line(self, index: int, given: ReelElement, rows: Mapping[int, Mapping[Any, Any]]) -> None:
        """Read one line."""
        if given.kind != "clip":
            shown, doubt = card(given, index, self._options, self._sounds)
            self.parts.append(shown)
            self.caveats += doubt
            return
        row = rows.get(-1 if given.highlight is None else int(given.highlight))
        if row is None:
            self._leave(
                index, given, row, f"Highlight {given.highlight} no longer exists, so it was left out."
            )
        elif reason := absence(row, self._durations, self._refused):
            self._leave(index, given, row, reason)
        else:
            name = str(row["interview_id"])
            if name not in self.spoken:
                self.spoken[name] = _words(self._transcripts.get(name))
            cut, doubt = cut_of(row, given, index, self.spoken[name], self._durations[name])
            self.parts.append(cut)
            self.caveats += [*doubt, *doubts(cut, self._stages)]

    def heard(self, parts: Sequence[Part]) -> tuple[Part, ...]:
        """Give the parts, in their order, without what announces only people who may not be heard."""
        kept, silenced = announced(parts, self._withheld)
        for index, kind in sorted(silenced.items()):
            self.left_out[index] = (
                f"A {kind} was left out: nobody whom it announces may be heard, and it may name them."
            )
            self.caveats.append(self.left_out[index])
        return kept

    def _leave(self, index: int, given: ReelElement, row: Mapping[Any, Any] | None, reason: str) -> None:
        self.left_out[index] = reason
        self.caveats.append(reason)
        self.parts.append(absent(given, row, index))
        if row is not None and str(row["interview_id"]) in self._refused:
            self._withheld.add(index)


def _settled(
    cut: Cut,
    transcript: Transcript | None,
    levels: Levels | None,
    *,
    duration: float,
    options: Options,
    channel: int | None,
    person: str,
    content_hash: str,
) -> Clip:
    """The clip of a cut, with its edges in the quiet around its words."""
    speech = transcript.speech if transcript is not None else ()
    timed, words = transcript is not None and bool(transcript.words), cut.core.words
    span = settle(cut.core, speech=speech, levels=levels, duration=duration, pad=options.pad, timed=timed)
    before, after = quiet(cut.core, span, speech=speech, timed=timed)
    alone = options.voices == "auto" and channel is not None and _alone(words, person, channel)
    return replace(
        cut.clip,
        start=span.start,
        end=span.end,
        words=words,
        text=" ".join(word.text for word in words),
        person=person,
        channel=channel if alone else None,
        content_hash=content_hash,
        quiet_before=round(before, 6),
        quiet_after=round(after, 6),
    )


def _played(clip: Clip, cut: Cut) -> Element:
    return Element(
        kind="clip",
        start=0.0,
        end=clip.duration,
        stage=clip.stage,
        text=clip.text,
        clip=clip,
        index=cut.index,
        lead=cut.lead,
        lag=cut.lag,
    )


def _framed(elements: Sequence[Element], reel: Reel, options: Options) -> list[Element]:
    """With a first card and a last one, where they are wanted."""
    first, last = one_line(reel.title or reel.name), one_line(reel.credits)
    title = [Element(kind="title", start=0.0, end=options.title_seconds, text=first)]
    thanks = [Element(kind="credits", start=0.0, end=options.credits_seconds, text=last)]
    return [*(title if options.title_seconds else []), *elements, *(thanks if last else [])]


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


def _alone(words: Sequence[Word], person: str, channel: int) -> bool:
    """Whether the customer, heard on this channel of a call, says every one of the words."""
    names = {person.casefold(), ("left", "right")[channel] if channel in (0, 1) else "", "customer"} - {""}
    return bool(words) and all((word.speaker or "").casefold() in names for word in words)


def _untimed(name: str, *, by_level: bool) -> str:
    how = "where the sound is quiet, not by word" if by_level else "exactly as marked, with a little room"
    return f"{name} has no transcript, so its clips are cut {how}."
