"""Transcripts as plain values for JSON: what is stored, and how it is read back with every part checked.

Version 1 is an object with ``version``, ``language``, ``duration``, ``source`` (names to text),
``speech`` (pairs of seconds) and ``segments``: each a ``speaker`` and its ``words`` with ``text``,
``start`` and ``end``.
A word carries ``speaker`` only where it differs from its segment's, ``probability`` only where one was given,
and ``interpolated`` only where true.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from cslab.errors import InputError
from cslab.listen.words import Segment, Word
from cslab.timecode import Span

RECORD_VERSION = 1
"""Version that is written; the reader knows this one and all before it."""


def segment_record(segment: Segment) -> dict[str, Any]:
    """Return a segment as plain values.

    Examples
    --------
    >>> segment_record(Segment((Word("Hi.", 0.0, 0.4, "Ana"),), "Ana"))
    {'speaker': 'Ana', 'words': [{'text': 'Hi.', 'start': 0.0, 'end': 0.4}]}
    """
    words = []
    for word in segment.words:
        record: dict[str, Any] = {"text": word.text, "start": word.start, "end": word.end}
        if word.speaker != segment.speaker:
            record["speaker"] = word.speaker
        if word.probability is not None:
            record["probability"] = word.probability
        if word.interpolated:
            record["interpolated"] = True
        words.append(record)
    return {"speaker": segment.speaker, "words": words}


class RecordReader:
    """The parts of a stored transcript, each checked as it is read.

    Parameters
    ----------
    record : mapping
        As `Transcript.to_dict` gave it, perhaps changed since by hand or by accident.

    Raises
    ------
    InputError
        If the record is no transcript, or a newer cslab wrote it.

    Examples
    --------
    >>> RecordReader({"version": 1, "segments": "none"}).segments()
    Traceback (most recent call last):
    ...
    cslab.errors.InputError: The stored transcript is damaged: segments must be a list, but is 'none'.
    """

    def __init__(self, record: Mapping[str, Any]) -> None:
        self._record = _mapping(record, "the whole")
        version = self._record.get("version")
        if not isinstance(version, int) or isinstance(version, bool) or version < 1:
            raise _damaged("version", "a whole number from 1", version)
        if version > RECORD_VERSION:
            raise InputError(
                f"The stored transcript is of version {version}, but this cslab reads up to version "
                f"{RECORD_VERSION}; update cslab to open it."
            )

    def segments(self) -> tuple[Segment, ...]:
        """Return the segments with their words."""
        return tuple(
            _segment(segment, f"segments[{at}]")
            for at, segment in enumerate(_sequence(self._record.get("segments"), "segments"))
        )

    def language(self) -> str | None:
        """Return the language, where one is known."""
        return _text_or_none(self._record.get("language"), "language")

    def duration(self) -> float:
        """Return the length of the recording in seconds."""
        return _seconds(self._record.get("duration", 0.0), "duration")

    def speech(self) -> tuple[Span, ...]:
        """Return where voice was heard."""
        spans = []
        for at, pair in enumerate(_sequence(self._record.get("speech", ()), "speech")):
            where = f"speech[{at}]"
            edges = [_seconds(edge, where) for edge in _sequence(pair, where)]
            if len(edges) != 2 or edges[0] > edges[1]:
                raise _damaged(where, "a start and an end", pair)
            spans.append(Span(edges[0], edges[1]))
        return tuple(spans)

    def source(self) -> dict[str, str]:
        """Return the engine, model and options that made it."""
        pairs = _mapping(self._record.get("source", {}), "source")
        return {_text(name, "source"): _text(value, f"source.{name}") for name, value in pairs.items()}


def _segment(value: Any, where: str) -> Segment:
    record = _mapping(value, where)
    speaker = _text_or_none(record.get("speaker"), f"{where}.speaker")
    words = _sequence(record.get("words"), f"{where}.words")
    if not words:
        raise _damaged(f"{where}.words", "a list of at least one word", words)
    return Segment(
        tuple(_word(word, speaker, f"{where}.words[{at}]") for at, word in enumerate(words)), speaker
    )


def _word(value: Any, speaker: str | None, where: str) -> Word:
    record = _mapping(value, where)
    start = _seconds(record.get("start"), f"{where}.start")
    end = _seconds(record.get("end"), f"{where}.end")
    if end < start:
        raise _damaged(f"{where}.end", f"at or after the start, {start}", end)
    probability = record.get("probability")
    return Word(
        _text(record.get("text"), f"{where}.text"),
        start,
        end,
        speaker=_text_or_none(record.get("speaker", speaker), f"{where}.speaker"),
        probability=None
        if probability is None
        else _seconds(probability, f"{where}.probability", "a number"),
        interpolated=bool(record.get("interpolated", False)),
    )


def _mapping(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise _damaged(where, "an object with names", value)
    return value


def _sequence(value: Any, where: str) -> Sequence[Any]:
    if not isinstance(value, (list, tuple)):
        raise _damaged(where, "a list", value)
    return value


def _seconds(value: Any, where: str, expected: str = "a number of seconds") -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise _damaged(where, expected, value)
    return float(value)


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise _damaged(where, "text", value)
    return value


def _text_or_none(value: Any, where: str) -> str | None:
    return None if value is None else _text(value, where)


def _damaged(where: str, expected: str, value: Any) -> InputError:
    shown = "missing" if value is None else repr(value)
    if len(shown) > 60:
        shown = f"{shown[:57]}..."
    return InputError(f"The stored transcript is damaged: {where} must be {expected}, but is {shown}.")
