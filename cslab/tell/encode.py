"""Write a stream of blocks as a sound file with chapters and metadata, through PyAV alone."""

from __future__ import annotations

import base64
import errno
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import IO

import av
import numpy as np
from av.stream import Disposition

from cslab.errors import AudioError, NotFoundError
from cslab.listen.decode import Samples
from cslab.tell.cover import kind_of, size_of
from cslab.tell.mix import RATE
from cslab.tell.wav import Chapter, add_chapters
from cslab.timecode import format_time


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One kind of sound file that a reel can be.

    Parameters
    ----------
    container, codec, sample_format : str
        As FFmpeg names them.
    bit_rate : int
        Bits per second of one channel; 0 for uncompressed.
    ceiling : float
        Highest true peak before encoding, in dBTP: coding raises it again.
    lost : float
        LU by which the encoder turns the sound down.
    options : mapping of str to str
        Of the container.
    """

    container: str
    codec: str
    sample_format: str
    bit_rate: int
    ceiling: float
    lost: float = 0.0
    options: Mapping[str, str] = field(default_factory=dict)


FORMATS: Mapping[str, Format] = {
    "m4a": Format(
        container="mp4",  # the one named ipod takes no picture
        codec="aac",
        sample_format="fltp",
        bit_rate=96_000,
        ceiling=-2.0,
        options={"movflags": "faststart", "brand": "M4A "},
    ),
    "mp3": Format(
        container="mp3",
        codec="libmp3lame",
        sample_format="fltp",
        bit_rate=96_000,
        ceiling=-2.0,
        lost=0.4,  # LAME scales by 0.95
        options={"id3v2_version": "3"},
    ),
    "opus": Format(container="opus", codec="libopus", sample_format="flt", bit_rate=64_000, ceiling=-3.0),
    "wav": Format(container="wav", codec="pcm_s16le", sample_format="s16", bit_rate=0, ceiling=-1.2),
}
"""Name, which is also the suffix -> how it is written."""


def format_for(path: Path, format: str | None = None) -> str:  # noqa: A002 (the word people use)
    """The name of the format wanted, from its name or the file's suffix.

    Raises
    ------
    NotFoundError
        If there is no such format.

    Examples
    --------
    >>> format_for(Path("first.M4A")), format_for(Path("first.sound"), "opus")
    ('m4a', 'opus')
    """
    name = (format or path.suffix).lower().lstrip(".")
    if name not in FORMATS:
        raise NotFoundError.of("sound format", name, FORMATS)
    return name


def encode(
    blocks: Iterable[Samples],
    path: Path | IO[bytes],
    *,
    format: str,  # noqa: A002 (the word people use)
    channels: int,
    metadata: Mapping[str, str],
    chapters: Sequence[Chapter],
    cover: bytes = b"",
) -> int:
    """Encode mono blocks into a file.

    Parameters
    ----------
    blocks : iterable of ndarray of float32, shape (n,)
        At 48 kHz; what exceeds full scale is clipped.
    path : Path or binary file
        Written over; a file that is open for writing is enough for what is encoded further.
    format : str
        A name in `FORMATS`.
    channels : int
        1, or 2 for the same sound in both.
    metadata : mapping of str to str
        Title, artist, comment, date; empty ones are left out.
    chapters : sequence of Chapter
        In order.
    cover : bytes
        A picture in PNG or JPEG, which all formats but wav carry; none when empty.

    Returns
    -------
    int
        Samples written.

    Raises
    ------
    OSError
        If the file can't be written.
    AudioError
        If the sound can't be encoded.
    """
    kind = FORMATS[format]
    options = dict(kind.options) if isinstance(path, Path) else {}  # what has no name can't be opened again
    try:
        with av.open(_opened(path), "w", format=kind.container, options=options) as out:
            out.metadata.update({key: value for key, value in metadata.items() if value})
            stream = out.add_stream(kind.codec, rate=RATE, layout="mono" if channels == 1 else "stereo")
            if not isinstance(stream, av.AudioStream):
                raise AudioError(
                    f"This build of FFmpeg has no sound encoder for {format}; choose another format."
                )
            if kind.bit_rate:
                stream.bit_rate = kind.bit_rate * channels
            if kind.container == "opus":
                out.metadata.update(_chapter_tags(chapters) | _cover_tag(cover))
            elif kind.container != "wav":
                out.set_chapters([as_chapter(number, c) for number, c in enumerate(chapters, start=1)])
                _attach(out, cover)
            written = 0
            for block in blocks:
                frame = _frame(block, kind.sample_format, channels, written)
                written += frame.samples
                out.mux(stream.encode(frame))
            out.mux(stream.encode(None))
    except av.FFmpegError as error:
        if error.errno in errno.errorcode:
            raise OSError(error.errno, error.strerror) from error
        raise AudioError(f"The sound could not be encoded as {format} ({error.strerror}).") from error
    if kind.container == "wav" and chapters and isinstance(path, Path):
        add_chapters(path, chapters)
    return written


def decoded(path: Path | IO[bytes]) -> Iterator[Samples]:
    """What `encode` wrote, as mono blocks of about a second.

    Raises
    ------
    AudioError
        If it can't be read back.
    """
    held: list[Samples] = []
    try:
        with av.open(_opened(path), "r") as file:
            for frame in file.decode(audio=0):
                values = frame.to_ndarray()
                scale = 32768 if values.dtype == np.int16 else 1
                planes = values if frame.format.is_planar else values.reshape(-1, frame.layout.nb_channels).T
                held.append((planes[0] / scale).astype(np.float32))
                if sum(map(len, held)) >= RATE:
                    yield np.concatenate(held)
                    held = []
    except av.FFmpegError as error:
        raise AudioError(
            f"The sound that was written can't be read back ({error.strerror}); render it again."
        ) from error
    if held:
        yield np.concatenate(held)


def as_chapter(number: int, chapter: Chapter) -> av.container.Chapter:
    """A chapter as PyAV writes it, in whole milliseconds."""
    return {
        "id": number,
        "start": round(chapter.start * 1000 / RATE),
        "end": round(chapter.end * 1000 / RATE),
        "time_base": Fraction(1, 1000),
        "metadata": {"title": chapter.title},
    }


def _opened(path: Path | IO[bytes]) -> str | IO[bytes]:
    """What PyAV opens: a name, or a file from its beginning."""
    if isinstance(path, Path):
        return str(path)
    path.seek(0)
    return path


def _attach(out: av.container.OutputContainer, cover: bytes) -> None:
    """Put a picture beside the sound, as players show it."""
    if not cover:
        return
    kind = kind_of(cover)
    stream = out.add_stream("png" if kind == "image/png" else "mjpeg")
    stream.width, stream.height = size_of(cover)
    stream.pix_fmt = "rgb24" if kind == "image/png" else "yuvj420p"
    stream.disposition = Disposition.attached_pic
    stream.metadata.update({"title": "Cover", "comment": "Cover (front)"})
    out.start_encoding()
    packet = av.Packet(cover)
    packet.stream, packet.pts, packet.dts, packet.is_keyframe = stream, 0, 0, True
    out.mux(packet)


def _cover_tag(cover: bytes) -> dict[str, str]:
    """A picture as a Vorbis comment: a block of FLAC's in base64, as every player of Opus reads it."""
    if not cover:
        return {}
    kind, (wide, high) = kind_of(cover).encode(), size_of(cover)
    head = struct.pack(">II", 3, len(kind)) + kind + struct.pack(">IIIII", 0, wide, high, 24, 0)
    block = head + struct.pack(">I", len(cover)) + cover
    return {"METADATA_BLOCK_PICTURE": base64.b64encode(block).decode()}


def _chapter_tags(chapters: Sequence[Chapter]) -> dict[str, str]:
    """Chapters as Vorbis comments, by hand: FFmpeg's own are a second late from half seconds on."""
    tags = {}
    for number, chapter in enumerate(chapters, start=1):
        tags[f"CHAPTER{number:03d}"] = format_time(chapter.start / RATE, style="vtt")
        tags[f"CHAPTER{number:03d}NAME"] = chapter.title
    return tags


def _frame(block: Samples, sample_format: str, channels: int, at: int) -> av.AudioFrame:
    clipped = np.clip(block, -1.0, 1.0)
    values = np.rint(clipped * 32767).astype(np.int16) if sample_format == "s16" else clipped
    shaped = (
        np.tile(values, (channels, 1)) if sample_format.endswith("p") else np.repeat(values, channels)[None]
    )
    frame = av.AudioFrame.from_ndarray(
        np.ascontiguousarray(shaped), format=sample_format, layout="mono" if channels == 1 else "stereo"
    )
    frame.sample_rate = RATE
    frame.pts = at
    return frame
