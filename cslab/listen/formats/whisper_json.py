"""Whisper's own JSON: the shape that openai-whisper and its relatives write, read with any part missing.

What cslab adds lies in keys of its own, which other readers pass over: ``speaker`` of segments and words,
``interpolated`` of words, and ``cslab`` with the duration, the speech and the source.
It reads back without loss.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from cslab.errors import InputError
from cslab.listen.formats.cues import finished
from cslab.listen.records import RecordReader
from cslab.listen.transcript import LooseWord, Segment, Transcript, interpolate_untimed


def write(transcript: Transcript) -> str:
    """Write a transcript in the shape of a Whisper result.

    Examples
    --------
    >>> from cslab.listen.transcript import Word
    >>> said = Transcript((Segment((Word("Hi.", 0.0, 0.4, "Ana"),), "Ana"),), duration=1.0)
    >>> result = json.loads(write(said))
    >>> result["text"], result["segments"][0]["words"]
    (' Hi.', [{'word': ' Hi.', 'start': 0.0, 'end': 0.4}])
    """
    result = {
        "text": "".join(f" {word.text}" for word in transcript.words),
        "segments": [_segment_record(at, segment) for at, segment in enumerate(transcript.segments)],
        "language": transcript.language,
        "cslab": {
            "version": 1,
            "duration": transcript.duration,
            "speech": [[span.start, span.end] for span in transcript.speech],
            "source": dict(transcript.source),
        },
    }
    return json.dumps(result, ensure_ascii=False, indent=1) + "\n"


def _segment_record(at: int, segment: Segment) -> dict[str, Any]:
    words = []
    for word in segment.words:
        record: dict[str, Any] = {"word": f" {word.text}", "start": word.start, "end": word.end}
        if word.probability is not None:
            record["probability"] = word.probability
        if word.speaker != segment.speaker:
            record["speaker"] = word.speaker
        if word.interpolated:
            record["interpolated"] = True
        words.append(record)
    text = "".join(f" {word.text}" for word in segment.words)
    whole: dict[str, Any] = {"id": at, "start": segment.start, "end": segment.end, "text": text}
    if segment.speaker is not None:
        whole["speaker"] = segment.speaker
    return whole | {"words": words}


def read(text: str) -> Transcript:
    """Read a Whisper result, or a transcript as cslab stores it.

    Words without a time get one by their number of characters, and are marked; so do all words of a segment
    that has only text. Keys that are not known are passed over.

    Raises
    ------
    InputError
        If it is no JSON, with the number of the line, or has no segments.

    Examples
    --------
    >>> transcript = read('{"segments": [{"start": 1.0, "end": 2.8, "text": " It broke."}]}')
    >>> [(word.text, word.start, word.end, word.interpolated) for word in transcript.words]
    [('It', 1.0, 1.45, True), ('broke.', 1.45, 2.8, True)]
    """
    try:
        result = json.loads(text.removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        raise InputError(f"Line {error.lineno}: this is not JSON, from column {error.colno} on.") from error
    except RecursionError as error:
        raise InputError("This JSON is nested too deeply to be a transcript.") from error
    if not isinstance(result, dict):
        raise InputError("A Whisper result must be an object with segments, but this is something else.")
    if "version" in result:
        return Transcript.from_dict(result)
    parts = result.get("segments")
    if not isinstance(parts, list) or not all(isinstance(part, dict) for part in parts):
        raise InputError("A Whisper result must have a list of segments, but this has none.")
    segments = _segments(parts)
    language = result.get("language")
    whole = finished(segments, language=language if isinstance(language, str) else None)
    return _with_extras(whole, result.get("cslab"))


def _with_extras(transcript: Transcript, extras: Any) -> Transcript:
    if not isinstance(extras, Mapping):
        return transcript
    reader = RecordReader(extras)
    return replace(transcript, duration=reader.duration(), speech=reader.speech(), source=reader.source())


def _segments(parts: Sequence[Mapping[str, Any]]) -> list[Segment]:
    segments: list[Segment] = []
    reached = 0.0
    for at, part in enumerate(parts):
        following = _time(parts[at + 1].get("start")) if at + 1 < len(parts) else None
        start, end = _time(part.get("start")), _time(part.get("end"))
        speaker = _name(part.get("speaker"))
        loose, marks = _words(part, speaker)
        limits = (
            reached if start is None else start,
            following if end is None or (start is not None and end < start) else end,
        )
        timed = interpolate_untimed(loose, start=limits[0], end=limits[1])
        words = tuple(
            replace(word, interpolated=word.interpolated or mark)
            for word, mark in zip(timed, marks, strict=True)
        )
        if words:
            segments.append(Segment(words, speaker))
            reached = segments[-1].end
    return segments


def _words(part: Mapping[str, Any], speaker: str | None) -> tuple[list[LooseWord], list[bool]]:
    """Return the words of a segment, and which of them were interpolated when it was written."""
    loose: list[LooseWord] = []
    marks: list[bool] = []
    given = part.get("words")
    for word in given if isinstance(given, list) else []:
        text = word.get("word", word.get("text")) if isinstance(word, Mapping) else None
        if isinstance(text, str) and text.strip():
            said_by = _name(word["speaker"]) if "speaker" in word else speaker
            sure = _time(word.get("probability", word.get("score")))
            loose.append(LooseWord(text, _time(word.get("start")), _time(word.get("end")), said_by, sure))
            marks.append(word.get("interpolated") is True)
    if not loose and isinstance(part.get("text"), str):
        loose = [LooseWord(word, speaker=speaker) for word in part["text"].split()]
        marks = [False] * len(loose)
    return loose, marks


def _time(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        return None
    return float(value)


def _name(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
