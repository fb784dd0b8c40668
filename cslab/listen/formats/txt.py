"""Plain text for reading: paragraphs with the time and the speaker in front.

It holds the words, the speakers, and the whole second at which each paragraph starts; all else is lost.
Words read back are marked as interpolated. Text from elsewhere, without times, is placed at an ordinary pace.
"""

from __future__ import annotations

import re
from itertools import groupby

from cslab.errors import InputError
from cslab.listen.formats.cues import Cue, fault, flat, lines_of, paragraphs, transcript_of, with_speakers
from cslab.listen.transcript import Transcript
from cslab.timecode import format_time, parse_time

_MARK = re.compile(r"\[(\d[\d:.,]*)\]\s*")


def write(transcript: Transcript) -> str:
    """Write a transcript as paragraphs of one speaker each.

    Examples
    --------
    >>> from cslab.listen.transcript import Segment, Word
    >>> print(write(Transcript((Segment((Word("It", 61.0, 61.5), Word("broke.", 61.5, 62.8)), "Ana"),))))
    [1:01] Ana: It broke.
    <BLANKLINE>
    """
    return "\n".join(
        f"[{format_time(max(0.0, cue.start or 0.0))}] {_said(cue)}\n" for cue in paragraphs(transcript)
    )


def _said(cue: Cue) -> str:
    return f"{cue.speaker}: {cue.text}" if cue.speaker else cue.text


def read(text: str) -> Transcript:
    r"""Read paragraphs, with or without times and speakers.

    Raises
    ------
    InputError
        If a time in front of a paragraph is none; with the number of the line.

    Examples
    --------
    >>> transcript = read("[1:01] Ana: It broke.\n\n[1:05] Maya: When?\n")
    >>> [(segment.start, segment.speaker, segment.text) for segment in transcript.segments]
    [(61.0, 'Ana', 'It broke.'), (65.0, 'Maya', 'When?')]
    """
    cues: list[Cue] = []
    lines = list(enumerate(lines_of(text), start=1))
    for has_text, group in groupby(lines, key=lambda pair: bool(pair[1].strip())):
        if has_text:
            block = list(group)
            cues.append(_read_block(block[0][0], flat("\n".join(line for _, line in block))))
    return transcript_of(with_speakers(cues))


def _read_block(number: int, said: str) -> Cue:
    start = None
    if found := _MARK.match(said):
        try:
            start = parse_time(found[1])
        except InputError as error:
            raise fault(number, str(error)) from error
        said = said[found.end() :]
    return Cue(said, start)
