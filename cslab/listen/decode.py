"""Any sound or video file as float samples on one time axis, decoded as a stream by PyAV.

Second 0 is the first moment that the file presents (the earlier of its sound and its picture), and sample
``k`` of a stream at rate ``r`` is heard at second ``k / r``: holes in the file's timestamps are filled with
silence, and what a codec puts before the beginning is left out. So a word, a peak and a cut made from
different passes over one file lie on the same second.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from types import TracebackType

import av
import numpy as np
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Disposition, Stream
from numpy.typing import NDArray

from cslab.errors import AudioError

Samples = NDArray[np.float32]

MIN_RATE = 4000
"""Below this (Hz) there is no intelligible speech to be had."""

GAP_TOLERANCE = 0.05
"""Seconds by which timestamps may disagree with the count of samples before the count gives way."""

LONGEST_GAP = 3600.0
"""A jump beyond this (seconds) is a broken clock, not a pause, and is ignored."""

SEEK_MARGIN = 1.0
"""Seconds decoded before a start, so that codecs with memory have settled when it comes."""

# Formats that hold sound themselves. Playlists and text formats are left out on purpose:
# a file that somebody uploads must not make the program read other files.
FORMATS = (
    "aac,ac3,aiff,amr,amrnb,amrwb,ape,asf,au,avi,caf,dsf,dts,eac3,flac,flv,gsm,matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,"
    "mp2,mp3,mpc,mpc8,mpeg,mpegts,mxf,nut,ogg,oma,rf64,rm,sox,spx,tak,truehd,tta,voc,w64,wav,wsd,wv,xwma"
)

GUESSED_LENGTH = {"aac", "ac3", "amr", "amrnb", "amrwb", "dts", "eac3", "gsm", "mp2", "mp3", "mpeg", "mpegts"}
"""Formats whose header does not state the length: what PyAV says of it is a guess from the bit rate."""


def content_hash(path: str | Path) -> str:
    """SHA-256 of a file's bytes, as 64 hexadecimal digits: by it a recording is known under any name.

    Raises
    ------
    AudioError
        If there is no such file, or it can't be read.
    """
    path = _readable(path)
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def blocks(
    path: str | Path, *, rate: int = 16000, channel: int | None = None, start: float = 0.0
) -> Iterator[Samples]:
    """Decode one recording as a stream of mono samples.

    Parameters
    ----------
    path : str or Path
        Any common sound or video file.
    rate : int
        Samples per second of the result, in Hz.
    channel : int, optional
        Counted from 0. The mean of all channels when left out.
    start : float
        Second of the recording at which to begin.

    Yields
    ------
    ndarray of float32, shape (n,)
        About a second each, full scale at 1.0. The first sample of the first block is heard at `start`.

    Raises
    ------
    AudioError
        If the file can't be read as sound, or has no such channel.
    """
    with Reader(path) as reader:
        if channel is not None and not 0 <= channel < reader.channels:
            raise AudioError(
                f"{reader.path} has no channel {channel}: it has {reader.channels}, counted from 0."
            )
        for block in reader.blocks(rate=rate, start=start):
            yield to_mono(block, channel)


def to_mono(block: Samples, channel: int | None = None) -> Samples:
    """One channel of a block of shape (n, channels), or the mean of all, shape (n,).

    Examples
    --------
    >>> to_mono(np.array([[1.0, 0.0], [0.5, 0.5]], dtype=np.float32)).tolist()
    [0.5, 0.5]
    """
    mono: Samples = block.mean(axis=1, dtype=np.float32) if channel is None else block[:, channel]
    return np.ascontiguousarray(mono)


class Reader:
    """One open sound file: what it is, and its samples as a stream, once through.

    Parameters
    ----------
    path : str or Path
        Any common sound or video file.

    Attributes
    ----------
    rate, channels : int
        As the file has them.
    codec : str
        Name of the sound's codec.
    has_video : bool
        True for moving pictures; cover art does not count.
    broken : bool
        True when a part of the file is missing, or, once decoding has met it, damaged.
    claimed : float or None
        Length in seconds according to the file's own header, where the header can be believed.

    Raises
    ------
    AudioError
        If the file can't be read as sound. One sentence: what is wrong, and what to do.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = _readable(path)
        try:
            self._container: InputContainer = av.open(
                str(self.path.absolute()), container_options={"format_whitelist": FORMATS}
            )
        except (av.FFmpegError, OSError, ValueError) as error:
            raise _unreadable(self.path, error) from error
        try:
            self._describe()
        except BaseException:
            self._container.close()
            raise

    def _describe(self) -> None:
        streams = self._container.streams
        video = [s for s in streams.video if not s.disposition & Disposition.attached_pic]
        if not streams.audio:
            what = "is a video without a sound track" if video else "has no sound in it"
            raise AudioError(f"{self.path} {what}; give a recording that can be heard.")
        best = streams.best("audio")
        self._stream = best if isinstance(best, AudioStream) else streams.audio[0]
        self.rate = self._stream.sample_rate
        self.channels = self._stream.layout.nb_channels
        self.codec = self._stream.codec_context.name
        self.has_video = bool(video)
        if not self.rate or not self.channels:
            raise AudioError(f"{self.path} does not say how its sound is stored; export it as .wav or .m4a.")
        if self.rate < MIN_RATE:
            raise AudioError(
                f"{self.path} is sampled at {self.rate} Hz, too low for speech; "
                f"export it again at {MIN_RATE} Hz or more."
            )
        self._origin = min(_first_moment(s) for s in (self._stream, *video))
        length = None if self._container.format.name in GUESSED_LENGTH else self._container.duration
        self.claimed = None if length is None else length / av.time_base
        self.broken = _cut_off(self.path)

    def __enter__(self) -> Reader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._container.close()

    def blocks(self, *, rate: int, start: float = 0.0) -> Iterator[Samples]:
        """All channels as a stream of blocks of shape (n, channels), about a second each, from `start` on."""
        held: list[Samples] = []
        count = 0
        try:
            for piece in self._pieces(rate, start):
                held.append(piece)
                count += len(piece)
                if count >= rate:
                    yield np.concatenate(held)
                    held, count = [], 0
        except av.FFmpegError as error:
            raise _unreadable(self.path, error) from error
        if held:
            yield np.concatenate(held)

    def _pieces(self, rate: int, start: float) -> Iterator[Samples]:
        """Lay the frames on the time axis: every run without a hole is resampled by itself."""
        lane = _Lane(due=round(start * rate), rate=rate)
        for frame, at, fresh in self._timed(start):
            if fresh:
                yield from lane.flush()
                yield from lane.begin(frame, at)
            yield from lane.push(frame)
        yield from lane.flush()

    def _timed(self, start: float) -> Iterator[tuple[av.AudioFrame, float, bool]]:
        """Each frame with its second, and whether it begins a new run: at the start, a hole, a new form."""
        clock: float | None = None
        shift = 0.0
        form: tuple[str, str, int] | None = None
        for frame in self._frames(start):
            now = (frame.format.name, frame.layout.name, frame.sample_rate)
            at = clock or 0.0
            if frame.pts is not None and frame.time_base is not None:
                at = float(frame.pts * frame.time_base - self._origin) + shift
            if clock is not None:
                jump = at - clock
                if not -1.0 < jump < LONGEST_GAP:
                    shift -= jump
                if abs(jump) <= GAP_TOLERANCE or not -1.0 < jump < LONGEST_GAP:
                    at = clock
            yield frame, at, at != clock or now != form
            clock, form = at + frame.samples / frame.sample_rate, now

    def _frames(self, start: float) -> Iterator[av.AudioFrame]:
        """Decode, from a little before `start`; what is damaged is left out, and said in `broken`."""
        if start > SEEK_MARGIN:
            self._seek(start - SEEK_MARGIN)
        packets = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets)
            except StopIteration:
                return
            except av.FFmpegError:
                self.broken = True
                return
            try:
                frames = packet.decode()
            except av.FFmpegError:
                self.broken = True
                continue
            yield from (f for f in frames if isinstance(f, av.AudioFrame) and f.samples)

    def _seek(self, second: float) -> None:
        """Go to just before a second; back to the beginning where the file can't be searched."""
        for target in (second, 0.0):
            stamp = Fraction(target).limit_denominator(1000) + self._origin
            try:
                self._container.seek(int(stamp / (self._stream.time_base or 1)), stream=self._stream)
            except av.FFmpegError:
                continue
            return


class _Lane:
    """Samples of one rate put one after the other; `due` is the number of the next, counted from second 0."""

    def __init__(self, *, due: int, rate: int) -> None:
        self.due = due
        self.rate = rate
        self._late = 0
        self._layout: av.AudioLayout | None = None
        self._resampler = av.AudioResampler()

    def begin(self, frame: av.AudioFrame, at: float) -> Iterator[Samples]:
        """Start a run at a second: silence up to it, or the part of it that is already past left out."""
        self._layout = self._layout or frame.layout
        self._resampler = av.AudioResampler(format="flt", layout=self._layout, rate=self.rate)
        hole = round(at * self.rate) - self.due
        self._late = max(0, -hole)
        while hole > 0:
            silence = np.zeros((min(hole, self.rate), self._layout.nb_channels), dtype=np.float32)
            self.due += len(silence)
            hole -= len(silence)
            yield silence

    def push(self, frame: av.AudioFrame | None) -> Iterator[Samples]:
        """Resample one frame, or with None what is still inside the resampler."""
        for out in self._resampler.resample(frame):
            # Interleaved, because PyAV reads past the end of a planar frame of eight channels.
            samples = out.to_ndarray().reshape(-1, out.layout.nb_channels)
            kept = np.nan_to_num(samples[self._late :].astype(np.float32, copy=False))
            self._late = max(0, self._late - len(samples))
            self.due += len(kept)
            if len(kept):
                yield kept

    def flush(self) -> Iterator[Samples]:
        """End the run."""
        yield from self.push(None)


def _first_moment(stream: Stream) -> Fraction:
    if stream.start_time is None or stream.time_base is None:
        return Fraction(0)
    return stream.start_time * stream.time_base


def _readable(path: str | Path) -> Path:
    """Check everything that can be known without decoding."""
    path = Path(path)
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise AudioError(f"{path} is a folder; give one recording inside it.")
        if size == 0:
            raise AudioError(f"{path} is empty (0 bytes); copy or export the recording again.")
        if not os.access(path, os.R_OK):
            raise PermissionError(errno.EACCES, "not readable")
    except FileNotFoundError:
        raise AudioError(f"There is no file {path}; check the name and the folder.") from None
    except PermissionError:
        raise AudioError(f"{path} may not be read by this user; change its permissions.") from None
    except OSError as error:
        raise AudioError(f"{path} can't be read ({error.strerror}); check the disk it is on.") from error
    return path


def _cut_off(path: Path) -> bool:
    """Whether a RIFF file is shorter than its header says (a recorder that streams writes 0 or -1 there)."""
    with path.open("rb") as file:
        head = file.read(8)
    size = int.from_bytes(head[4:8], "little")
    return head[:4] == b"RIFF" and 0 < size < 0xFFFFFFFF and size + 8 > path.stat().st_size + 1


def _unreadable(path: Path, error: Exception) -> AudioError:
    try:
        with path.open("rb") as file:
            head = file.read(64)
    except OSError as problem:
        return AudioError(f"{path} can't be read ({problem.strerror}); check the disk it is on.")
    if head[4:8] == b"ftyp":
        return AudioError(
            f"{path} was cut off before its index was written, so nothing in it can be found; "
            "get the original again or have the recorder repair it."
        )
    return AudioError(
        f"{path} is not a sound or video file that can be read ({_reason(error)}); "
        "export it as .wav, .m4a or .mp3 and try again."
    )


def _reason(error: Exception) -> str:
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return str(text).rstrip(".").lower()
