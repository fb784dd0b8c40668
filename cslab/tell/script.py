"""A reel with every cut, pause, heading and caption settled: what a dry run prints and a render plays."""

from __future__ import annotations

import hashlib
import html
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

import pandas as pd

from cslab.tell.display import clock, one_line, table
from cslab.tell.laying import place
from cslab.tell.parts import Clip, Element, Kind, Options

__all__ = ["COLUMNS", "FORMAT", "Clip", "Element", "Kind", "Options", "Plan", "place"]

FORMAT = 2
"""Counts changes in the meaning of a plan, so that a render made under an older meaning is out of date."""

COLUMNS = (
    *("kind", "start", "end", "seconds", "stage", "person", "interview_id", "source_start", "source_end"),
    *("highlights", "codes", "text", "note", "index", "picture_start", "picture_end", "lead", "lag", "gain"),
)
"""Of a plan's summary."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A reel ready to be rendered.

    Parameters
    ----------
    name, title : str
        Of the reel.
    elements : tuple of Element
        In the order of playing; between two clips lies a pause of ``options.gap``.
    stages : dict of str to str
        Id and name of the journey's stages, in order.
    gaps : tuple of str
        Ids of the stages that no clip speaks for.
    caveats : tuple of str
        Sentences: what was left out or could not be done well, and why.
    options : Options
        As planned with.
    left_out : dict of int to str
        Positions in the script of clips that are not played, and why; the caveats say so too.
    """

    name: str
    title: str
    elements: tuple[Element, ...]
    stages: dict[str, str] = field(default_factory=dict)
    gaps: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()
    options: Options = field(default_factory=Options)
    left_out: dict[int, str] = field(default_factory=dict)

    @property
    def clips(self) -> tuple[Clip, ...]:
        """The clips in the order of playing."""
        return tuple(element.clip for element in self.elements if element.clip is not None)

    @property
    def duration(self) -> float:
        """Length of the reel in seconds, pauses included."""
        return max((element.end for element in self.elements), default=0.0)

    @property
    def unheard(self) -> str:
        """Why nobody can be heard in it, as one sentence; empty when somebody is."""
        if self.clips:
            return ""
        first = one_line(next(iter(self.left_out.values()), "")).rstrip(".")
        if not first:
            return f"The reel {self.name!r} has nothing to play; add a highlight to it first."
        more = len(self.left_out) - 1
        others = f" (and {more} more)" if more else ""
        return f"Nobody can be heard in the reel {self.name!r}. {first}{others}; put it right, or add others."

    def stage_name(self, stage: str) -> str:
        """A stage as people call it."""
        return self.stages.get(stage, stage)

    def summary(self) -> pd.DataFrame:
        """One row an element: its place in the reel, its source and its words."""
        rows = []
        for element in self.elements:
            row: dict[str, Any] = {"kind": element.kind, "start": element.start, "end": element.end}
            row |= {"seconds": element.duration, "stage": element.stage, "text": element.text}
            row |= {"index": element.index, "lead": element.lead, "lag": element.lag}
            row |= {"picture_start": element.picture_start, "picture_end": element.picture_end}
            if clip := element.clip:
                row |= {"person": clip.person, "interview_id": clip.interview_id, "note": clip.note}
                row |= {"source_start": clip.start, "source_end": clip.end}
                row |= {"highlights": clip.highlights, "codes": clip.codes, "gain": clip.gain}
            rows.append(row)
        return pd.DataFrame(rows, columns=list(COLUMNS))

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain values for JSON."""
        return {
            "format": FORMAT,
            "name": self.name,
            "title": self.title,
            "duration": round(self.duration, 6),
            "stages": dict(self.stages),
            "elements": [asdict(element) for element in self.elements],
            "gaps": list(self.gaps),
            "caveats": list(self.caveats),
            "left_out": {str(index): reason for index, reason in self.left_out.items()},
            "options": asdict(self.options),
        }

    def fingerprint(self) -> str:
        """32 hexadecimal digits that change when the sound, the captions or the chapters would."""
        parts = [
            (
                *(part.kind, part.start, part.end, part.picture_start, part.picture_end),
                *(self.stage_name(part.stage), part.text, part.sound_hash, part.sound_seconds),
                _heard(part.clip),
            )
            for part in self.elements
            if part.duration > 0 or part.kind == "heading"
        ]
        text = json.dumps(_rounded([FORMAT, self.title, parts, asdict(self.options)]), separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    def describe(self) -> str:
        """The plan as a readable table in plain text, with the gaps and caveats under it."""
        clips, people = self.clips, {clip.person or clip.interview_id for clip in self.clips}
        count = f"{_count(len(clips), 'clip')} from {_count(len(people), 'person', 'people')}"
        lines = [f"{one_line(self.title)}: {count}, {clock(self.duration)}"]
        rows = []
        for element in self.elements:
            clip = element.clip
            source = f"{clip.interview_id} {clock(clip.start, 3)} to {clock(clip.end, 3)}" if clip else ""
            who = (clip.person if clip else "") or ""
            said = (clip.text or clip.note) if clip else element.text
            stage = self.stage_name(element.stage)
            length = f"{element.duration:.1f} s"
            at = clock(element.start)
            rows.append((at, length, element.kind, stage, who, source, said, _cut(element)))
        lines += table(("at", "length", "what", "stage", "who", "from", "words", "cut"), rows)
        shown = {element.stage for element in self.elements if element.kind == "gap"}
        lines += self._remarks(stage for stage in self.gaps if stage not in shown)
        return "\n".join(lines)

    @property
    def remarks(self) -> tuple[str, ...]:
        """Sentences a reader of the plan should see: a line for each gap, then the caveats."""
        return self._remarks(self.gaps)

    def _remarks(self, gaps: Iterable[str]) -> tuple[str, ...]:
        named = (f"No clip for {one_line(self.stage_name(stage))}." for stage in gaps)
        return (*named, *(one_line(caveat) for caveat in self.caveats))

    def _repr_html_(self) -> str:
        shown = self.summary()[["kind", "start", "seconds", "stage", "person", "interview_id", "text"]].copy()
        shown["start"] = [clock(value) for value in shown["start"]]
        shown["stage"] = [self.stage_name(value) for value in shown["stage"]]
        shown["seconds"] = [f"{value:.1f}" for value in shown["seconds"]]
        body = shown.fillna("").map(one_line).to_html(index=False, escape=True, border=0)
        remarks = "".join(f"<li>{html.escape(remark)}</li>" for remark in self.remarks)
        head = f"<strong>{html.escape(one_line(self.title))}</strong> {clock(self.duration)}"
        return f"<div class='cslab-plan'><p>{head}</p>{body}<ul>{remarks}</ul></div>"


def _cut(element: Element) -> str:
    """How an element is cut and mixed, where it is otherwise than usual."""
    clip = element.clip
    said = [
        f"J {element.lead:.1f} s" if element.lead else "",
        f"L {element.lag:.1f} s" if element.lag else "",
        f"{clip.gain:+.1f} dB" if clip is not None and clip.gain else "",
        "spoken" if element.sound else "",
    ]
    return ", ".join(filter(None, said))


def _heard(clip: Clip | None) -> tuple[Any, ...] | None:
    """What of a clip can be heard, read in a caption or seen in a chapter."""
    if clip is None:
        return None
    words = [(word.text, word.start, word.end, word.speaker) for word in clip.words]
    where = (clip.interview_id, clip.content_hash, clip.start, clip.end, clip.channel)
    return (*where, clip.person, words, clip.gain, clip.fade_in, clip.fade_out)


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, dict):
        return {str(key): _rounded(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(inner) for inner in value]
    return value


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
