"""The moving pictures of a recording, frame by frame, on the same time axis as its sound."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from types import TracebackType

import av
import numpy as np
from av.stream import Disposition
from av.video.reformatter import Colorspace, Interpolation
from numpy.typing import NDArray

from cslab.errors import AudioError
from cslab.listen.decode import FORMATS
from cslab.tell.video.shapes import Box

Planes = NDArray[np.uint8]
"""A picture in YUV 4:2:0, shape (3/2 height, width), as PyAV lays it out."""

EARLY = 0.5
"""Seconds before the moment wanted at which a search for the frame before it begins."""


class Pictures:
    """The pictures of one recording, asked for in the order of time.

    Parameters
    ----------
    path : Path
        Of the recording.
    box : Box
        Pictures are made as large as fits into it.

    Attributes
    ----------
    there : bool
        Whether it has any.

    Raises
    ------
    AudioError
        If the file can't be read.
    """

    def __init__(self, path: Path, box: Box) -> None:
        self._path = path
        self._box = box
        try:
            self._file = av.open(str(path.absolute()), container_options={"format_whitelist": FORMATS})
        except (av.FFmpegError, OSError, ValueError) as error:
            raise AudioError(f"{path} can't be read as a recording; put the right file back.") from error
        streams = self._file.streams
        moving = [one for one in streams.video if not one.disposition & Disposition.attached_pic]
        self.there = bool(moving)
        self._stream = moving[0] if moving else None
        firsts = [
            one.start_time * one.time_base
            for one in (*streams.audio[:1], *moving)
            if one.start_time is not None and one.time_base is not None
        ]
        self._origin = min(firsts, default=Fraction(0))
        self._frames: Iterator[av.VideoFrame] | None = None
        self._next: av.VideoFrame | None = None
        self._shown: Planes | None = None

    def __enter__(self) -> Pictures:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def at(self, second: float) -> Planes | None:
        """What is seen at a second of the recording: the last frame that began by then.

        Returns
        -------
        ndarray of uint8 or None
            None before the first frame, and where nothing can be decoded.
        """
        if self._stream is None:
            return None
        last: av.VideoFrame | None = None
        try:
            if self._frames is None:
                self._begin(second)
            while self._next is not None and self._second(self._next) <= second + 1e-6:
                last, self._next = self._next, self._following()
        except av.FFmpegError:
            self._next = None
        if last is not None:
            self._shown = self._scaled(last)
        return self._shown

    def _begin(self, second: float) -> None:
        stream = self._stream
        if stream is None or stream.time_base is None:
            return
        if second > EARLY:
            at = Fraction(second - EARLY).limit_denominator(1000) + self._origin
            self._file.seek(max(0, int(at / stream.time_base)), stream=stream)
        stream.thread_type = "AUTO"
        self._frames = self._file.decode(stream)
        self._next = self._following()

    def _following(self) -> av.VideoFrame | None:
        frames = self._frames
        return None if frames is None else next(frames, None)

    def _second(self, frame: av.VideoFrame) -> float:
        if frame.pts is None or frame.time_base is None:
            return 0.0
        return float(frame.pts * frame.time_base - self._origin)

    def _scaled(self, frame: av.VideoFrame) -> Planes:
        """Fitted into the box, upright, with its own proportions."""
        aspect = self._stream.sample_aspect_ratio if self._stream is not None else None
        wide, high = frame.width * float(aspect or 1) or frame.width, float(frame.height)
        turned = round(frame.rotation / 90) % 4
        if turned % 2:
            wide, high = high, wide
        scale = min(self._box[2] / wide, self._box[3] / high)
        size = max(2, round(wide * scale) // 2 * 2), max(2, round(high * scale) // 2 * 2)
        raw = size[::-1] if turned % 2 else size
        small = frame.reformat(
            width=raw[0],
            height=raw[1],
            format="rgb24" if turned else "yuv420p",
            dst_colorspace=Colorspace.ITU709,
            interpolation=Interpolation.BICUBIC,
        )
        if not turned:
            return planes_of(small)
        upright = np.ascontiguousarray(np.rot90(planes_of(small), turned))
        again = av.VideoFrame.from_ndarray(upright, format="rgb24")
        return planes_of(again.reformat(format="yuv420p", dst_colorspace=Colorspace.ITU709))


def planes_of(frame: av.VideoFrame) -> Planes:
    """The samples of a frame of eight bits, as they lie."""
    return np.asarray(frame.to_ndarray(), dtype=np.uint8)


def paste(onto: Planes, picture: Planes, box: Box) -> None:
    """Put a picture into the middle of a box of a larger one; both in YUV 4:2:0, in place."""
    high, wide = picture.shape[0] * 2 // 3, picture.shape[1]
    left = (box[0] + (box[2] - wide) // 2) // 2 * 2
    top = (box[1] + (box[3] - high) // 2) // 2 * 2
    for whole, small, half in zip(_parts(onto), _parts(picture), (1, 2, 2), strict=True):
        rows, columns = small.shape
        whole[top // half : top // half + rows, left // half : left // half + columns] = small


def _parts(planes: Planes) -> tuple[Planes, Planes, Planes]:
    """Brightness and the two colours, which have half as many rows and columns, as views."""
    high, wide = planes.shape[0] * 2 // 3, planes.shape[1]
    flat, area = planes.reshape(-1), high * wide
    first, second = flat[area : area * 5 // 4], flat[area * 5 // 4 : area * 6 // 4]
    return (
        flat[:area].reshape(high, wide),
        first.reshape(high // 2, wide // 2),
        second.reshape(high // 2, wide // 2),
    )
