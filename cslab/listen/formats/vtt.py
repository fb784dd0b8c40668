"""WebVTT: captions of the web, with a voice span a speaker and the time of each word inside the cue.

What is written reads back without loss but for two things: times are whole milliseconds,
and the engine's confidence in each word is left out.

References
----------
World Wide Web Consortium. WebVTT: The Web Video Text Tracks Format, sections 4 (syntax) and 6 (parsing).
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from cslab.errors import InputError
from cslab.listen.formats.cues import fault, finished, lines_of, split_speaker
from cslab.listen.transcript import LooseWord, Segment, Transcript, Word, interpolate_untimed
from cslab.timecode import Span, format_time, parse_time

_TIMING = re.compile(r"\s*([\d:.,]+)\s*-->\s*([\d:.,]+)(?:\s.*)?")
_TOKEN = re.compile(r"<([^>]*)>|([ \t\n\f]+)|([^<\s]+|<|\s)", re.ASCII)
_STAMP = re.compile(r"\d+(?::\d+){1,2}\.\d+", re.ASCII)
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_NOTE = "NOTE cslab "
_ESCAPES = {ord(sign): f"&#{ord(sign)};" for sign in " \t\n\r\f"} | {
    ord("&"): "&amp;",
    ord("<"): "&lt;",
    ord(">"): "&gt;",
}


def write(transcript: Transcript) -> str:
    r"""Write a transcript as WebVTT, a cue a segment.

    Examples
    --------
    >>> from cslab.listen.transcript import Segment
    >>> words = (Word("It", 1.0, 1.5, "Ana"), Word("broke.", 1.5, 2.8, "Ana"))
    >>> print(write(Transcript((Segment(words, "Ana"),), language="en", duration=3.0)))
    WEBVTT
    Language: en
    <BLANKLINE>
    NOTE cslab {"language": "en", "duration": 3.0}
    <BLANKLINE>
    00:00:01.000 --> 00:00:02.800
    <v Ana>It <00:00:01.500>broke.</v>
    <BLANKLINE>
    """
    head = "WEBVTT"
    if transcript.language and _LANGUAGE.fullmatch(transcript.language):
        head += f"\nLanguage: {transcript.language}"
    blocks = [head, _NOTE + _about(transcript)]
    for segment in transcript.segments:
        words = [word for word in segment.words if word.text.strip()]
        if words:
            times = f"{_stamp(segment.start)} --> {_stamp(segment.end)}"
            blocks.append(f"{times}\n{_cue_text(segment, words)}")
    return "\n\n".join(blocks) + "\n"


def _about(transcript: Transcript) -> str:
    about: dict[str, Any] = {"language": transcript.language, "duration": transcript.duration}
    if transcript.source:
        about["source"] = dict(transcript.source)
    if transcript.speech:
        about["speech"] = [[span.start, span.end] for span in transcript.speech]
    # A comment must not hold an arrow, which would start a cue.
    return json.dumps(about).replace(">", "\\u003e")


def _stamp(seconds: float) -> str:
    return format_time(max(0.0, seconds), style="vtt")


def _cue_text(segment: Segment, words: Sequence[Word]) -> str:
    """Write the words, with a time wherever it does not follow from the word before or from the cue."""
    voices = []
    reached = _stamp(segment.start)
    last = len(words) - 1
    for speaker, group in groupby(enumerate(words), key=lambda pair: pair[1].speaker or segment.speaker):
        parts = []
        for at, word in group:
            start, end = _stamp(word.start), _stamp(word.end)
            text = word.text.translate(_ESCAPES)
            text = f"<c.interpolated>{text}</c>" if word.interpolated else text
            text = f"<{start}>{text}" if start != reached else text
            closes = end != _stamp(segment.end) if at == last else end != _stamp(words[at + 1].start)
            parts.append(f"{text}<{end}>" if closes else text)
            if at < last and not closes:
                parts[-1] += f" <{end}>"
            elif at < last:
                parts[-1] += " "
            reached = end
        spoken = "".join(parts)
        voices.append(f"<v {_name(speaker)}>{spoken}</v>" if speaker else spoken)
    return "".join(voices)


def _name(speaker: str) -> str:
    """Escape a name; its inner spaces may stay, but those around it would be lost."""
    inner = speaker.strip(" ")
    before, after = speaker[: len(speaker) - len(speaker.lstrip(" "))], speaker[len(speaker.rstrip(" ")) :]
    middle = " ".join(part.translate(_ESCAPES) for part in inner.split(" "))
    return before.translate(_ESCAPES) + middle + (after.translate(_ESCAPES) if inner else "")


def read(text: str) -> Transcript:
    r"""Read WebVTT: voice spans, times within cues, identifiers, comments and styles, hours or none.

    Words without a time of their own get one by their number of characters, and are marked.
    Where no cue has a voice span, names before a colon ("Ana: Hello.") are taken for the speakers.

    Raises
    ------
    InputError
        If it is no WebVTT, or a part can't be read; with the number of the line.

    Examples
    --------
    >>> transcript = read("WEBVTT\n\n00:01.000 --> 00:02.800\n<v Ana>It <00:01.500>broke.")
    >>> [(word.text, word.start, word.end, word.speaker) for word in transcript.words]
    [('It', 1.0, 1.5, 'Ana'), ('broke.', 1.5, 2.8, 'Ana')]
    """
    lines = lines_of(text)
    if not re.fullmatch(r"WEBVTT(?:[ \t].*)?", lines[0]):
        raise fault(1, "WebVTT must begin with the line WEBVTT, but this does not.")
    language, about, cues = None, None, []
    at = 1
    while at < len(lines) and lines[at].strip() and "-->" not in lines[at]:
        if lines[at].lower().startswith("language:"):
            language = lines[at].split(":", 1)[1].strip() or None
        at += 1
    while at < len(lines):
        line = lines[at]
        if not line.strip():
            at += 1
        elif re.match(r"(?:NOTE|STYLE|REGION)(?:\s|$)", line):
            about = _read_about(line, at + 1) if line.startswith(_NOTE) else about
            at = _end_of_block(lines, at)
        elif "-->" in line:
            cue, at = _read_cue(lines, at)
            cues.append(cue)
        elif at + 1 < len(lines) and "-->" in lines[at + 1]:
            at += 1  # the cue's identifier
        else:
            raise fault(
                at + 1, f"expected a cue's times like 00:01.000 --> 00:02.500, but found {line[:40]!r}."
            )
    return _assembled(cues, language, about)


@dataclass(frozen=True, slots=True)
class _RawCue:
    line: int
    start: float
    end: float
    text: str


@dataclass(slots=True)
class _Pieces:
    """The words of one cue as they are collected."""

    words: list[LooseWord] = field(default_factory=list)
    marked: list[bool] = field(default_factory=list)
    voiced: bool = False


def _end_of_block(lines: Sequence[str], at: int) -> int:
    while at < len(lines) and lines[at].strip():
        at += 1
    return at


def _read_cue(lines: Sequence[str], at: int) -> tuple[_RawCue, int]:
    found = _TIMING.fullmatch(lines[at])
    if not found:
        raise fault(
            at + 1, f"a cue's times must look like 00:01.000 --> 00:02.500, but are {lines[at][:60]!r}."
        )
    start, end = _checked_time(found[1], at + 1), _checked_time(found[2], at + 1)
    if end < start:
        raise fault(at + 1, f"the cue ends at {found[2]}, before it starts at {found[1]}; correct its times.")
    stop = at + 1
    while stop < len(lines) and lines[stop].strip(" \t") and "-->" not in lines[stop]:
        stop += 1
    return _RawCue(at + 1, start, end, "\n".join(lines[at + 1 : stop])), stop


def _checked_time(text: str, line: int) -> float:
    try:
        return parse_time(text)
    except InputError as error:
        raise fault(line, str(error)) from error


def _read_about(line: str, number: int) -> dict[str, Any]:
    try:
        about = json.loads(line.removeprefix(_NOTE))
    except ValueError as error:
        raise fault(
            number, "the comment that cslab left about the recording is damaged; remove it."
        ) from error
    return about if isinstance(about, dict) else {}


def _assembled(cues: Iterable[_RawCue], language: str | None, about: dict[str, Any] | None) -> Transcript:
    pieces = [(cue, _read_pieces(cue)) for cue in cues]
    if about is None and not any(piece.voiced for _, piece in pieces):
        pieces = [(cue, _read_prefixed(piece)) for cue, piece in pieces]
    segments = [segment for cue, piece in pieces for segment in _segment(cue, piece)]
    last = max((cue.end for cue, _ in pieces), default=0.0)
    if about is None:
        return finished(segments, language=language, duration=last)
    try:
        return Transcript(
            finished(segments, language=None).segments,
            language=None if about.get("language") is None else str(about["language"]),
            duration=float(about.get("duration", last)),
            speech=tuple(Span(float(start), float(end)) for start, end in about.get("speech", ())),
            source={str(name): str(value) for name, value in dict(about.get("source", {})).items()},
        )
    except (TypeError, ValueError) as error:
        raise InputError("The comment that cslab left about the recording is damaged; remove it.") from error


def _segment(cue: _RawCue, pieces: _Pieces) -> list[Segment]:
    words = interpolate_untimed(pieces.words, start=cue.start, end=cue.end)
    marks = (mark for word, mark in zip(pieces.words, pieces.marked, strict=True) if word.text.strip())
    kept = [
        replace(word, interpolated=word.interpolated or mark) for word, mark in zip(words, marks, strict=True)
    ]
    return [Segment(tuple(run), speaker) for speaker, run in groupby(kept, key=lambda word: word.speaker)]


def _read_pieces(cue: _RawCue) -> _Pieces:
    """Walk through a cue's text: a word takes the time right before it, and ends at the one right after."""
    pieces = _Pieces()
    speaker, mark = None, False
    time: float | None = cue.start  # the last time, until a word has taken it
    inside = False  # in the middle of a word
    for tag, _space, text in _TOKEN.findall(cue.text):
        if text:
            piece = html.unescape(text)
            if inside:
                word = pieces.words[-1]
                pieces.words[-1] = LooseWord(word.text + piece, word.start, None, word.speaker)
            else:
                pieces.words.append(LooseWord(piece, time, None, speaker))
                pieces.marked.append(mark)
            inside, time = True, None
        elif not tag:
            inside = False
        elif _STAMP.fullmatch(tag):
            time = _checked_time(tag, cue.line)
            if pieces.words and pieces.words[-1].end is None:
                word = pieces.words[-1]
                pieces.words[-1] = LooseWord(word.text, word.start, time, word.speaker)
        else:
            name, _, annotation = tag.replace("\t", " ").replace("\n", " ").partition(" ")
            kind, *classes = name.split(".")
            if kind in ("c", "/c"):
                mark = kind == "c" and "interpolated" in classes
            if kind in ("v", "/v"):
                speaker = (html.unescape(annotation.strip(" ")) or None) if kind == "v" else None
                pieces.voiced = pieces.voiced or speaker is not None
                inside = False
    if pieces.words and pieces.words[-1].end is None:
        word = pieces.words[-1]
        pieces.words[-1] = LooseWord(word.text, word.start, cue.end, word.speaker)
    return pieces


def _read_prefixed(pieces: _Pieces) -> _Pieces:
    """Take a speaker's name off the front of a cue, when its text is written like "Ana: Hello."."""
    speaker, rest = split_speaker(" ".join(word.text for word in pieces.words))
    if speaker is None:
        return pieces
    count = len(rest.split())
    words = [
        LooseWord(word.text, word.start, word.end, speaker, word.probability)
        for word in pieces.words[-count:]
    ]
    return _Pieces(words, pieces.marked[-count:])
