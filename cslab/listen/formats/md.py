"""Markdown for reading: each turn under its speaker's name and time.

It holds what plain text does: the words, the speakers, and the whole second at which each paragraph starts.
All that Markdown or HTML would take for a sign of its own is escaped, so the words show as they were said.
"""

from __future__ import annotations

import re

from cslab.listen.formats.cues import Cue, flat, lines_of, paragraphs, transcript_of
from cslab.listen.transcript import Transcript
from cslab.timecode import format_time, parse_time

_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|&~$])")
_OPENERS = re.compile(r"^(?:([-+=:])|(\d+)([.)]))")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_CLOCK = r"\d+(?::\d\d){1,2}"
_HEADING = re.compile(
    rf"\*\*(?:(?P<alone>{_CLOCK})|(?P<name>(?:\\.|[^\\*])+)\*\* · (?P<time>{_CLOCK}|))(?:\*\*)?"
)
_INLINE = re.compile(r"\*\*(?P<name>(?:\\.|[^\\*])+?):?\*\*:?\s+(?P<text>.+)")


def write(transcript: Transcript) -> str:
    r"""Write a transcript as Markdown.

    Examples
    --------
    >>> from cslab.listen.transcript import Segment, Word
    >>> print(write(Transcript((Segment((Word("It", 61.0, 61.5), Word("*broke*.", 61.5, 62.8)), "Ana"),))))
    **Ana** · 1:01
    <BLANKLINE>
    It \*broke\*.
    <BLANKLINE>
    """
    blocks = []
    for cue in paragraphs(transcript):
        time = format_time(max(0.0, cue.start or 0.0))
        heading = f"**{_escape(cue.speaker)}** · {time}" if cue.speaker else f"**{time}**"
        blocks.append(f"{heading}\n\n{_escape(cue.text)}\n")
    return "\n".join(blocks)


def _escape(text: str) -> str:
    escaped = _SIGNS.sub(r"\\\1", text)
    return _OPENERS.sub(lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}", escaped)


def _unescape(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)


def read(text: str) -> Transcript:
    r"""Read turns as `write` gives them, or simple ones like ``**Ana:** It broke.``; headings are left out.

    Examples
    --------
    >>> transcript = read("# Talk\n\n**Ana** · 1:01\n\nIt broke.\n\n**Maya:** When?\n")
    >>> [(segment.start, segment.speaker, segment.text) for segment in transcript.segments]
    [(61.0, 'Ana', 'It broke.'), (61.52, 'Maya', 'When?')]
    """
    cues: list[Cue] = []
    start: float | None = None
    speaker: str | None = None
    for block in re.split(r"\n[ \t]*\n", "\n".join(lines_of(text))):
        said = flat(block)
        if not said or re.match(r"#{1,6} ", said):
            continue
        if found := _HEADING.fullmatch(said):
            time = found["alone"] or found["time"]
            start = parse_time(time) if time else None
            speaker = _unescape(found["name"]) if found["name"] else None
            continue
        if found := _INLINE.fullmatch(said):
            start, speaker, said = None, _unescape(found["name"]), found["text"]
        cues.append(Cue(_unescape(said), start, speaker=speaker))
        start = None
    return transcript_of(cues)
