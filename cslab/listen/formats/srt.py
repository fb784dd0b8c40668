"""SubRip: the subtitles that every player and editor reads.

It holds times of whole segments to the millisecond, and the speaker as "Name: " before the words.
The times of single words, the language and the engine's confidence are lost;
words read back are marked as interpolated.
"""

from __future__ import annotations

import html
import re

from cslab.errors import InputError
from cslab.listen.formats.cues import Cue, fault, flat, lines_of, transcript_of, with_speakers
from cslab.listen.transcript import Transcript
from cslab.timecode import format_time, parse_time

_TIMING = re.compile(r"\s*(\d[\d:.,]*)\s*-->\s*(\d[\d:.,]*)(?:\s.*)?")
_TAG = re.compile(r"</?(?:[biu]|font[^>]*)>|\{\\[^}]*\}", re.IGNORECASE)


def write(transcript: Transcript) -> str:
    r"""Write a transcript as SubRip, a numbered subtitle a segment.

    The words are written as they are, since players show escapes as letters; only an arrow within them
    becomes one sign, because the format keeps "-->" for itself.

    Examples
    --------
    >>> from cslab.listen.transcript import Segment, Word
    >>> print(write(Transcript((Segment((Word("It", 1.0, 1.5), Word("broke.", 1.5, 2.8)), "Ana"),))))
    1
    00:00:01,000 --> 00:00:02,800
    Ana: It broke.
    <BLANKLINE>
    """
    blocks: list[str] = []
    for segment in transcript.segments:
        text = flat(segment.text)
        if text:
            start = format_time(max(0.0, segment.start), style="srt")
            end = format_time(max(0.0, segment.end), style="srt")
            name = flat(segment.speaker or "")
            said = (f"{name}: {text}" if name else text).replace("-->", "→")
            blocks.append(f"{len(blocks) + 1}\n{start} --> {end}\n{said}\n")
    return "\n".join(blocks)


def read(text: str) -> Transcript:
    r"""Read SubRip; numbers may be missing, and times may have a point for the comma.

    Tags for italics, bold, underline, font and place are dropped, and HTML escapes are resolved.

    Raises
    ------
    InputError
        If a part can't be read; with the number of the line.

    Examples
    --------
    >>> transcript = read("1\n00:00:01,000 --> 00:00:02,800\nAna: It broke.\n")
    >>> transcript.segments[0].speaker, transcript.text
    ('Ana', 'It broke.')
    """
    lines = lines_of(text)
    cues: list[Cue] = []
    at = 0
    while at < len(lines):
        if not lines[at].strip():
            at += 1
            continue
        if lines[at].strip().isdecimal() and at + 1 < len(lines) and _TIMING.fullmatch(lines[at + 1]):
            at += 1
        start, end = _times(lines[at], at + 1)
        stop = at + 1
        while stop < len(lines) and lines[stop].strip():
            stop += 1
        said = html.unescape(_TAG.sub("", flat("\n".join(lines[at + 1 : stop]))))
        cues.append(Cue(said.strip(), start, end))
        at = stop
    return transcript_of(with_speakers(cues))


def _times(line: str, number: int) -> tuple[float, float]:
    found = _TIMING.fullmatch(line)
    if not found:
        raise fault(
            number,
            f"expected a subtitle's times like 00:00:01,000 --> 00:00:02,500, but found {line[:40]!r}.",
        )
    try:
        start, end = parse_time(found[1]), parse_time(found[2])
    except InputError as error:
        raise fault(number, str(error)) from error
    if end < start:
        raise fault(
            number, f"the subtitle ends at {found[2]}, before it starts at {found[1]}; correct its times."
        )
    return start, end
