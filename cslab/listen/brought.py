"""A transcript that a person already has: which format it is in, what it says, and what was unclear."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cslab.errors import InputError, NotFoundError
from cslab.listen import formats
from cslab.listen.formats import docx, turns
from cslab.listen.formats.cues import lines_of
from cslab.listen.transcript import Transcript

TURNS, PLAIN = "turns", "plain"
"""Text of other tools with times and speakers; text without any time."""

NAMES: Mapping[str, str] = {
    "vtt": "WebVTT",
    "srt": "SubRip subtitles",
    "json": "Whisper's JSON",
    "md": "Markdown as cslab writes it",
    "txt": "text as cslab writes it",
    TURNS: "turns with times and speakers",
    PLAIN: "text without times",
}
"""Format -> what people call it."""

_WEBVTT = re.compile(r"\ufeff?WEBVTT(?:[ \t].*)?$")
_JSON = re.compile(r"\{|\[\s*\{")
_SRT = re.compile(r"\d+\s*\n\s*\d+:\d+:\d+[,.]\d+\s*-->")
_MD = re.compile(r"^\*\*[^*]+\*\* · \d+:\d\d|^\*\*\d+(?::\d\d)+\*\*$|^\*\*[^*]+:\*\*\s", re.MULTILINE)
_TXT = re.compile(r"^\[\d[\d:.,]*\] \S", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Brought:
    """What a file says.

    Parameters
    ----------
    transcript : Transcript
        Its words; those whose time the file does not give are marked as interpolated.
    format : str
        One of `NAMES`.
    timed : bool
        False when the file gives no time at all.
    unclear : tuple of str
        One sentence for each thing that could be read in more than one way, or not at all.
    """

    transcript: Transcript
    format: str
    timed: bool
    unclear: tuple[str, ...] = ()


def sniff(text: str) -> str:
    r"""Tell the format of a transcript by its text.

    Returns
    -------
    str
        One of `NAMES`.

    Examples
    --------
    >>> sniff("WEBVTT\n\n00:01.000 --> 00:02.000\nIt broke."), sniff("It broke.\n\nAnd then?")
    ('vtt', 'plain')
    >>> sniff("Maya  0:01\nWhat happened?\n\nAna Duarte  0:04\nIt took nine days.\n")
    'turns'
    """
    bare = text.removeprefix("\ufeff").lstrip()
    first = bare.split("\n", 1)[0].strip()
    if _WEBVTT.match(first):
        return "vtt"
    if _JSON.match(bare):
        return "json"
    if _SRT.match(bare.replace("\r\n", "\n")):
        return "srt"
    if _MD.search(bare):
        return "md"
    timed, _named = turns.heads(bare)
    lines = [line for line in lines_of(bare) if line.strip()]
    if lines and all(_TXT.match(line) for line in lines):
        return "txt"
    return TURNS if timed else PLAIN


def read(path: Path, *, format: str | None = None) -> Brought:  # noqa: A002 (the word people use)
    """Read a transcript from a file, whichever tool wrote it.

    Parameters
    ----------
    path : Path
        Text in UTF-8, or in UTF-16 with a byte order mark; or a Word document.
    format : str, optional
        One of `NAMES`; without it, the text itself tells, whatever the file is called.

    Raises
    ------
    NotFoundError
        If there is no such file or no such format.
    InputError
        If the file can't be read, or has no words.
    """
    path = Path(path)
    if format is not None and format not in NAMES:
        raise NotFoundError.of("transcript format", format, NAMES)
    content = formats.content_of(path)
    text = docx.text_of(content) if content[:4] == b"PK\x03\x04" else formats.decode(content, path)
    chosen = format or sniff(text)
    try:
        found = _turns(text, chosen) if chosen in {TURNS, PLAIN} else _known(text, chosen)
    except InputError as error:
        raise InputError(f"{path.name} can't be read as {NAMES[chosen]}. {error}") from error
    if not found.transcript.words:
        raise InputError(f"{path.name} was read as {NAMES[chosen]}, but there is no word in it.")
    return found


def _turns(text: str, chosen: str) -> Brought:
    found = turns.read(text)
    untimed = len(found.cues) - found.timed
    unclear = list(found.unclear)
    if found.timed and untimed:
        unclear.append(f"{untimed} of {len(found.cues)} turns have no time of their own.")
    return Brought(found.transcript, chosen, timed=found.timed > 0, unclear=tuple(unclear))


def _known(text: str, chosen: str) -> Brought:
    if chosen == "json":
        text, unclear = _whisper_like(text)
    else:
        unclear = ()
    transcript = formats.FORMATS[chosen].read(text)
    timed = chosen not in {"md", "txt"} or bool(re.search(r"\d:\d\d", text))
    return Brought(transcript, chosen, timed=timed, unclear=unclear)


def _whisper_like(text: str) -> tuple[str, tuple[str, ...]]:
    """Bring what WhisperX and its relatives leave out or name otherwise into the shape that is read."""
    try:
        result: Any = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return text, ()  # the reader says what is wrong with it, and where
    unclear = []
    if isinstance(result, list):
        result = {"segments": result}
    if isinstance(result, dict) and not result.get("segments") and result.get("word_segments"):
        result = {**result, "segments": [{"words": result["word_segments"]}]}
        unclear.append("There are no segments in it, only words; sentences were made of them.")
    parts = result.get("segments") if isinstance(result, dict) else None
    if not isinstance(parts, list) or not all(isinstance(part, dict) for part in parts):
        return text, ()
    words = [word for part in parts for word in part.get("words") or () if isinstance(word, dict)]
    without = sum(not {"start", "end"} <= word.keys() for word in words)
    if without:
        unclear.append(f"{without} of {len(words)} words have no time of their own.")
    wordless = sum(not part.get("words") for part in parts)
    if wordless:
        unclear.append(f"{wordless} of {len(parts)} segments have no times of single words.")
    return json.dumps(result), tuple(unclear)
