"""Headings that are heard: the sound somebody chose or recorded, kept in the study beside what it reads."""

from __future__ import annotations

import hashlib
import io
import shutil
import tempfile
import wave
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from cslab.errors import AudioError, CslabError, InputError, NotFoundError
from cslab.listen.decode import Samples, blocks, content_hash
from cslab.tell.publish import published

FOLDER = "spoken"
"""Where such sounds lie in a study."""

RATE = 48000
LONGEST = 120.0
"""Seconds: a heading is a sentence, not a talk."""

HEAVIEST = 64 * 2**20
"""Bytes that are looked at."""


def keep(sound: bytes, folder: Path) -> str:
    """Keep a sound for a heading; the same sound is kept once.

    Parameters
    ----------
    sound : bytes
        A sound file of any kind that can be played: wav, mp3, m4a, opus, ogg, flac, webm.
    folder : Path
        The study's.

    Returns
    -------
    str
        ``spoken/HASH.wav``: where it lies in the study, one channel at 48 kHz.

    Raises
    ------
    InputError
        If it is empty or longer than two minutes.
    AudioError
        If it can't be read as sound, or can't be written down.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as study:
    ...     keep(as_wav(np.zeros(4800, dtype=np.float32)), Path(study))[:7]
    'spoken/'
    """
    if not sound:
        raise InputError("There is no sound in it; choose another file or record it again.")
    if len(sound) > HEAVIEST:
        raise InputError(f"The file has {len(sound) / 2**20:.0f} MB; a heading has 64 MB at most.")
    heard = as_wav(_samples(sound))
    name = f"{FOLDER}/{hashlib.sha256(heard).hexdigest()[:32]}.wav"
    if not (folder / name).is_file():
        with published(folder / name) as (part,):
            part.write_bytes(heard)
    return name


def find(folder: Path, name: str) -> Path:
    """Give the sound of a spoken heading, which lies nowhere but in the study's own folder of them.

    Raises
    ------
    NotFoundError
        If it is not there, or lies elsewhere.
    """
    place = (folder / FOLDER).resolve()
    path = (folder / name.replace("\0", "")).resolve()
    if not name or path.parent != place or not path.is_file():
        raise NotFoundError(f"The sound {name!r} of a heading is not in the study; record it again.")
    return path


def carry(names: Iterable[str], source: Path, target: Path) -> tuple[Path, ...]:
    """Copy the sounds of headings from one folder to another, as they are.

    Parameters
    ----------
    names : iterable of str
        As reels name them.
    source, target : Path
        Folders of which each has, or gets, its own ``spoken``.

    Returns
    -------
    tuple of Path
        Where the copies are. What is not there or is no sound is passed over, and what the target has stays.

    Raises
    ------
    AudioError
        If a copy can't be written.
    """
    copied = []
    for name in dict.fromkeys(names):
        try:
            look_at(source, name)
        except CslabError:
            continue
        found = find(source, name)
        path = target / FOLDER / found.name
        if not path.exists():
            with published(path) as (part,):
                shutil.copyfile(found, part)
        copied.append(path)
    return tuple(copied)


@dataclass(frozen=True, slots=True)
class Spoken:
    """The sound of a heading, as a plan needs it.

    Parameters
    ----------
    seconds : float
        How long it lasts.
    content_hash : str
        SHA-256 of the file.
    """

    seconds: float
    content_hash: str


def look_at(folder: Path, name: str) -> Spoken:
    """Measure the sound of a spoken heading.

    Raises
    ------
    NotFoundError
        If it is not there, or lies elsewhere.
    InputError
        If it is empty or longer than two minutes.
    AudioError
        If it can't be read as sound.
    """
    path = find(folder, name)
    stat = path.stat()
    return _measured(path, stat.st_size, stat.st_mtime_ns)


@lru_cache(maxsize=256)
def _measured(path: Path, size: int, changed: int) -> Spoken:  # noqa: ARG001 (another file when they change)
    if size > HEAVIEST:
        raise InputError(f"The file {path} has {size / 2**20:.0f} MB; a heading has 64 MB at most.")
    return Spoken(len(_heard(path)) / RATE, content_hash(path))


def as_wav(samples: Samples) -> bytes:
    """Write one channel at 48 kHz as a WAV file with 16 bits."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(samples, -1.0, 1.0) * 32767).astype("<i2").tobytes())
    return buffer.getvalue()


def _samples(sound: bytes) -> Samples:
    """One channel of what is heard in it."""
    with tempfile.NamedTemporaryFile(suffix=".sound") as file:
        file.write(sound)
        file.flush()
        return _heard(Path(file.name))


def _heard(path: Path) -> Samples:
    """One channel of a sound; what is longer than a heading may be is refused before it is all read."""
    parts: list[Samples] = []
    length = 0
    try:
        for block in blocks(path, rate=RATE):
            parts.append(block)
            length += len(block)
            if length > LONGEST * RATE:
                raise InputError(
                    f"A spoken heading lasts {LONGEST:.0f} seconds at most; choose a shorter one."
                )
    except AudioError as error:
        raise AudioError("This file can't be read as sound; choose another or record it here.") from error
    if not length:
        raise InputError("There is no sound in it; choose another file or record it again.")
    return np.concatenate(parts)
