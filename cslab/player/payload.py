"""What the player reads: words, highlights and codes as small JSON, the same for every host."""

from __future__ import annotations

import gzip
import hashlib
import json
from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pandas as pd

from cslab.listen.corrections import Mended
from cslab.listen.levels import Levels
from cslab.listen.quality import Quality
from cslab.listen.transcript import Transcript
from cslab.player.inks import colours


class CodeLike(Protocol):
    """A code of the codebook."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def definition(self) -> str:
        """What it means."""

    @property
    def colour(self) -> str | None:
        """Its colour in light, if somebody chose one."""

    @property
    def parent(self) -> str | None:
        """The code that it stands under."""


class StageLike(Protocol):
    """A stage of the journey."""

    @property
    def id(self) -> str:
        """As highlights name it."""

    @property
    def name(self) -> str:
        """As people name it."""

    @property
    def question(self) -> str:
        """What is asked about it."""


@dataclass(frozen=True, slots=True)
class Packed:
    """Body of a response, as it is and gzipped, and the tag that names this very content."""

    plain: bytes
    gzipped: bytes
    etag: str


def words_payload(
    transcript: Transcript,
    interviewers: Collection[str],
    *,
    corrections: Iterable[Sequence[Any]] = (),
    flags: Iterable[Sequence[Any]] = (),
    voices: Iterable[Mapping[str, Any]] = (),
    people: Iterable[Mapping[str, str]] = (),
) -> dict[str, Any]:
    """Return the words of a transcript for ``data["words"]``, or for the address in ``data["transcript"]``.

    Parameters
    ----------
    transcript : Transcript
        As people see it, with names and corrections.
    interviewers : collection of str
        Names of those who ask.
    corrections : iterable of [id, first, last, before, author]
        Words that a person corrected, half-open; see `corrections_payload`.
    flags : iterable of [start, end, kind, reason]
        Questions to be looked at; see `flags_payload`.
    voices : iterable of mappings
        Who can be named, given a turn, swapped; see `voice_payload`. Without them, names are only shown.
    people : iterable of {"id", "name"}
        Whose names are offered for a voice.

    Returns
    -------
    dict
        ``speakers``: a list of ``[name, is_interviewer]``. ``segments``: each ``[index of the speaker or -1,
        [[text, start, end, interpolated], ...]]``, times in seconds. ``speech``: ``[start, end]`` of every
        stretch with a voice; empty when it was not measured. The others as given.

    Examples
    --------
    >>> from cslab.listen.transcript import Word, build_segments
    >>> words_payload(Transcript(build_segments([Word("Hello.", 0.0, 0.5, "Maya")])), {"Maya"})
    {'speakers': [['Maya', True]], 'segments': [[0, [['Hello.', 0.0, 0.5, 0]]]], 'speech': [],
     'corrections': [], 'flags': [], 'voices': [], 'people': []}
    """
    names = list(dict.fromkeys(s.speaker for s in transcript.segments if s.speaker is not None))
    place = {name: index for index, name in enumerate(names)}
    return {
        "speakers": [[name, name in interviewers] for name in names],
        "segments": [
            [
                -1 if segment.speaker is None else place[segment.speaker],
                [[w.text, round(w.start, 3), round(w.end, 3), int(w.interpolated)] for w in segment.words],
            ]
            for segment in transcript.segments
        ],
        "speech": [[round(span.start, 2), round(span.end, 2)] for span in transcript.speech],
        "corrections": [list(one) for one in corrections],
        "flags": [list(one) for one in flags],
        "voices": [dict(one) for one in voices],
        "people": [dict(one) for one in people],
    }


def corrections_payload(mended: Mended) -> list[list[Any]]:
    """Return where corrections stand among the words that people see: ``[id, first, last, before, author]``.

    The words are half-open; of a correction that left none, both are the word it stood before.
    """
    places: dict[int, list[int]] = {}
    for index, number in mended.marks.items():
        places.setdefault(number, []).append(index)
    begins = [first for first, _ in mended.origins]
    found = []
    for made in mended.standing:
        own = places.get(made.id)
        first = min(own) if own else bisect_left(begins, made.first)
        found.append([made.id, first, max(own) + 1 if own else first, made.before, made.author])
    return found


def flags_payload(quality: Quality) -> list[list[Any]]:
    """Return the questions of the interviewer that are to be looked at: ``[start, end, kind, reason]``."""
    return [
        [round(question.start, 2), round(question.end, 2), f"{flag.kind.capitalize()} question", flag.reason]
        for question in quality.questions
        for flag in question.flags
    ]


def voice_payload(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Return one row of ``study.speakers(...)`` for the ``voices`` of `words_payload`."""
    return {
        "label": str(row["label"]),
        "name": _text(row["name"]),
        "role": _text(row["role"]),
        "person_id": _text(row.get("person_id")) or None,
    }


def pack(document: Mapping[str, Any]) -> Packed:
    """Write a payload as compact JSON, plain and gzipped, with its tag."""
    plain = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    return Packed(plain, gzip.compress(plain, 6, mtime=0), f'"{hashlib.sha256(plain).hexdigest()[:24]}"')


def codes_payload(codes: Iterable[CodeLike]) -> list[dict[str, Any]]:
    """Return codes for ``data["codes"]``, each with its colour in light and in dark.

    Examples
    --------
    >>> from cslab.study.config import Code
    >>> codes_payload([Code("trust", "A reason to believe us.")])
    [{'name': 'trust', 'definition': 'A reason to believe us.', 'parent': None,
      'colour': '#134ca1', 'colour_dark': '#d6bdf8'}]
    """
    return [
        {
            "name": code.name,
            "definition": code.definition,
            "parent": code.parent,
            "colour": light,
            "colour_dark": dark,
        }
        for place, code in enumerate(codes)
        for light, dark in [colours(code.colour, place)]
    ]


def stages_payload(stages: Iterable[StageLike]) -> list[dict[str, str]]:
    """Return the stages of the journey for ``data["stages"]``."""
    return [{"id": stage.id, "name": stage.name, "question": stage.question} for stage in stages]


def highlight_payload(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Return one row of a table of highlights for ``data["highlights"]``; what is empty is left out.

    The player finds the words of a highlight itself; a ``quote`` in the row is shown in their place.
    """
    juice = row.get("juice")
    whole = {
        "id": int(row["id"]),
        "start": round(float(row["start"]), 3),
        "end": round(float(row["end"]), 3),
        "codes": [str(code) for code in row["codes"]],
        "stage": _text(row.get("stage")),
        "note": _text(row.get("note")),
        "coder": _text(row.get("coder")),
        "quote": _text(row.get("quote")),
        "sentiment": _whole(row.get("sentiment")),
        "juiciness": _whole(row.get("juiciness")),
        "juice": [str(name) for name in juice] if isinstance(juice, list | tuple) else [],
        "juice_by": _text(row.get("juice_by")),
    }
    return {name: value for name, value in whole.items() if name == "codes" or value not in (None, "", [])}


def snippet_payload(row: Mapping[Any, Any], stages: Mapping[str, str]) -> dict[str, Any]:
    """Return one passage for the ``rows`` of `createSnippets`.

    Parameters
    ----------
    row : mapping
        ``interview_id``, ``start``, ``end``, ``quote`` and, where known, ``person``, ``speaker``, ``codes``,
        ``stage``, ``note``, ``marks``; ``about``, a line below it; ``id`` and ``chosen``, where the host lets
        people choose something for each.
    stages : mapping
        Names of the stages by their id.

    Examples
    --------
    >>> row = {"interview_id": "int-03", "start": 62.5, "end": 70.0, "quote": "Nine days!", "stage": "setup"}
    >>> snippet_payload(row, {"setup": "Setting up"})["stage"]
    'Setting up'
    """
    stage = _text(row.get("stage"))
    return {
        "interview": str(row["interview_id"]),
        "start": round(float(row["start"]), 3),
        "end": round(float(row["end"]), 3),
        "quote": _text(row.get("quote")),
        "person": _text(row.get("person")),
        "speaker": _text(row.get("speaker")),
        "codes": [str(code) for code in codes] if isinstance(codes := row.get("codes"), list | tuple) else [],
        "stage": stages.get(stage, stage),
        "note": _text(row.get("note")),
        "marks": [[int(a), int(b)] for a, b in marks] if (marks := row.get("marks")) is not None else [],
        "about": _text(row.get("about")),
        "id": _whole(row.get("id")) if "chosen" in row else None,
        "chosen": _text(row.get("chosen")),
    }


def outline(levels: Levels | None, stretches: int = 260) -> list[int]:
    """Return the outline of a recording for ``data["peaks"]``: the loudest sample of each of many stretches.

    Parameters
    ----------
    levels : Levels or None
        What was measured when the recording was prepared.
    stretches : int
        How many heights.

    Returns
    -------
    list of int
        From 0 to 100, the loudest stretch at 100; empty where nothing is known.
    """
    if levels is None or len(levels.peaks) == 0:
        return []
    loud = np.abs(levels.peaks.astype(np.int16)).max(axis=1)
    edges = np.linspace(0, len(loud), min(stretches, len(loud)) + 1).astype(int)
    tops = np.maximum.reduceat(loud, edges[:-1])
    return [int(height) for height in np.round(100 * tops / max(int(tops.max()), 1))]


def _text(value: Any) -> str:
    return "" if value is None or pd.isna(value) else str(value)


def _whole(value: Any) -> int | None:
    said = _text(value)
    return int(float(said)) if said else None
