"""What a recording is, and the files made from it: a playback copy and its levels.

Everything here reads a file as a stream, so memory stays flat however long the recording.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np

from cslab.errors import AudioError
from cslab.listen.decode import Reader, Samples, blocks, content_hash, to_mono
from cslab.listen.levels import RATE, Levels, Meter
from cslab.study.files import replacing, write_error

__all__ = [
    "Levels",
    "Prepared",
    "Reader",
    "Sound",
    "blocks",
    "content_hash",
    "inspect",
    "load_levels",
    "prepare",
    "to_mono",
]

NORMAL_LOUDNESS = -20.0
"""LUFS to which a recording is brought before voice is looked for in it."""

MOST_GAIN = 40.0
"""Above this (dB) there is only hiss to be made louder."""

MONO_BIT_RATE = 64_000
STEREO_BIT_RATE = 96_000

FORMAT = 1
"""Counted up when derived files change their form, so that old ones are made anew."""

MISSING_TAIL = 0.5
"""Seconds by which a file may fall short of its own header before it counts as truncated."""


@dataclass(frozen=True, slots=True)
class Sound:
    """What one recording is.

    Parameters
    ----------
    content_hash : str
        SHA-256 of the file.
    duration : float
        Seconds, counted from samples, not from what the file claims.
    sample_rate, channels : int
        As recorded.
    codec : str
        Name of the sound's codec.
    has_video : bool
        True for moving pictures; cover art does not count.
    truncated : bool
        True when a part could not be decoded, or the file ends before its header says.
    loudness : float or None
        Integrated loudness (BS.1770) of the mono mix in LUFS; None for silence.
    channel_loudness : tuple of float or None
        The same for each channel of a two-channel file, else empty.
    split_channels : bool
        True when the two channels are two people.
    mix_channel : int or None
        The channel to listen to alone, because the mean of both would cancel out.
    """

    content_hash: str
    duration: float
    sample_rate: int
    channels: int
    codec: str
    has_video: bool
    truncated: bool
    loudness: float | None
    channel_loudness: tuple[float | None, ...] = ()
    split_channels: bool = False
    mix_channel: int | None = None

    @property
    def gain_db(self) -> float:
        """Gain in dB that brings the mix to normal level; 0 for silence."""
        return _gain(self.loudness)

    def channel_gain_db(self, channel: int | None) -> float:
        """Gain in dB that brings one channel (or the mix) to normal level."""
        if channel is None or channel >= len(self.channel_loudness):
            return self.gain_db
        return _gain(self.channel_loudness[channel])

    def to_dict(self) -> dict[str, Any]:
        """As plain values that JSON can hold."""
        return asdict(self) | {"channel_loudness": list(self.channel_loudness)}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Sound:
        """Undo :meth:`to_dict`."""
        return cls(**data | {"channel_loudness": tuple(data.get("channel_loudness", ()))})


@dataclass(frozen=True, slots=True)
class Prepared:
    """A recording made ready: what it is, and where its derived files lie.

    Parameters
    ----------
    sound : Sound
        What the recording is.
    playback : Path
        AAC in .m4a with its index first, on the same time axis as :func:`blocks`.
    levels : Path
        See :func:`load_levels`.
    """

    sound: Sound
    playback: Path
    levels: Path


def inspect(path: str | Path) -> Sound:
    """Measure one recording in one pass.

    Parameters
    ----------
    path : str or Path
        Any common sound or video file.

    Raises
    ------
    AudioError
        If the file can't be read as sound, or holds none. One sentence.
    """
    return _measure(path)[0]


def prepare(path: str | Path, folder: str | Path) -> Prepared:
    """Measure one recording and write its playback copy and its levels, named by its content.

    What is there already is used again. Files appear whole or not at all, so any number of processes
    may prepare the same recording at once.

    Parameters
    ----------
    path : str or Path
        Any common sound or video file.
    folder : str or Path
        Where derived files go; made when it does not exist.

    Raises
    ------
    AudioError
        If the file can't be read as sound. One sentence.
    InputError
        If the folder can't be written to.
    StoreError
        If the disk is full, or fails.
    """
    name = content_hash(path)
    playback, levels = Path(folder) / f"{name}.m4a", Path(folder) / f"{name}.npz"
    sound = _stored_sound(levels) if playback.exists() else None
    if sound is None:
        sound, measured = _measure(path, name)
        with _new_file(playback) as part:
            _encode(path, sound, part)
        with _new_file(levels) as part, part.open("wb") as file:
            np.savez_compressed(
                file,
                level_db=measured.level_db,
                peaks=measured.peaks,
                sound=np.array(json.dumps({"format": FORMAT} | sound.to_dict())),
            )
    return Prepared(sound=sound, playback=playback, levels=levels)


def load_levels(path: str | Path) -> Levels:
    """Read what :func:`prepare` wrote beside the playback copy.

    Raises
    ------
    AudioError
        If the file is absent or damaged.
    """
    try:
        with np.load(path, allow_pickle=False) as stored:
            return Levels(level_db=stored["level_db"], peaks=stored["peaks"])
    except FileNotFoundError:
        raise AudioError(f"There are no levels at {path}; prepare the recording first.") from None
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise AudioError(
            f"The levels in {path} are damaged; delete the file, and it is made again."
        ) from error


def _gain(loudness: float | None) -> float:
    return 0.0 if loudness is None else min(NORMAL_LOUDNESS - loudness, MOST_GAIN)


def _measure(path: str | Path, name: str | None = None) -> tuple[Sound, Levels]:
    with Reader(path) as reader:
        meter = Meter(reader.channels)
        for block in reader.blocks(rate=RATE):
            meter.feed(block)
        if not meter.samples:
            raise AudioError(
                f"{reader.path} has a sound track without any sound: zero seconds of it can be played."
            )
        duration = meter.samples / RATE
        loudness, each = meter.loudness()
        missing = 0.0 if reader.claimed is None else reader.claimed - duration
        sound = Sound(
            content_hash=name or content_hash(path),
            duration=duration,
            sample_rate=reader.rate,
            channels=reader.channels,
            codec=reader.codec,
            has_video=reader.has_video,
            truncated=reader.broken or missing > MISSING_TAIL,
            loudness=loudness,
            channel_loudness=each,
            split_channels=meter.is_split(),
            mix_channel=meter.best_channel(),
        )
        return sound, meter.levels()


def _stored_sound(levels: Path) -> Sound | None:
    """What an earlier run measured; None when it must be measured again."""
    try:
        with np.load(levels, allow_pickle=False) as stored:
            data = json.loads(str(stored["sound"]))
        return Sound.from_dict(data) if data.pop("format") == FORMAT else None
    except (OSError, ValueError, KeyError, TypeError, EOFError):
        return None


def _encode(path: str | Path, sound: Sound, target: Path) -> None:
    """Write the playback copy: mono, or both channels when they are two people."""
    layout = "stereo" if sound.split_channels else "mono"
    with (
        Reader(path) as reader,
        av.open(target, "w", format="ipod", options={"movflags": "faststart"}) as out,
    ):
        stream = out.add_stream("aac", rate=RATE, layout=layout)
        stream.bit_rate = STEREO_BIT_RATE if sound.split_channels else MONO_BIT_RATE
        written = 0
        for block in reader.blocks(rate=RATE):
            kept = block if sound.split_channels else to_mono(block, sound.mix_channel)[:, None]
            frame = _frame(kept, layout, written)
            written += frame.samples
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))


def _frame(block: Samples, layout: str, at: int) -> av.AudioFrame:
    # Full scale is kept clear of the codec's overshoot.
    planes = np.ascontiguousarray(np.clip(block.T, -1.0, 1.0))
    frame = av.AudioFrame.from_ndarray(planes, format="fltp", layout=layout)
    frame.sample_rate = RATE
    frame.pts = at
    return frame


@contextmanager
def _new_file(target: Path) -> Iterator[Path]:
    """A draft of `target`, which takes its place when all went well; folders are made."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise write_error(target, error) from error
    with replacing(target) as draft:
        try:
            yield draft
        except av.FFmpegError as error:
            raise OSError(error.errno, error.strerror) from error
