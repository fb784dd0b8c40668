"""Chapters for WAV: cue points with labels, as sound editors have them. FFmpeg reads and does not write them.

References
----------
IBM and Microsoft, Multimedia Programming Interface and Data Specifications 1.0 (1991), chapter 3,
"Waveform Audio File Format".
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Chapter:
    """A named stretch of a sound file, in samples."""

    title: str
    start: int
    end: int


def add_chapters(path: Path, chapters: Sequence[Chapter]) -> None:
    """Append chapters to a WAV file.

    Parameters
    ----------
    path : Path
        A finished RIFF file under 4 GB; changed in place.
    chapters : sequence of Chapter
        In order; each lasts until the next.

    Raises
    ------
    OSError
        If the file can't be written.
    """
    marks = list(enumerate(chapters, start=1))
    points = b"".join(struct.pack("<II4sIII", i, c.start, b"data", 0, 0, c.start) for i, c in marks)
    labels = b"".join(_chunk(b"labl", struct.pack("<I", i) + c.title.encode() + b"\0") for i, c in marks)
    with path.open("r+b") as file:
        end = file.seek(0, 2)
        file.write(b"\0" * (end % 2))
        file.write(_chunk(b"cue ", struct.pack("<I", len(marks)) + points))
        file.write(_chunk(b"LIST", b"adtl" + labels))
        size = file.tell() - 8
        file.seek(4)
        file.write(struct.pack("<I", min(size, 0xFFFFFFFF)))


def _chunk(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)
