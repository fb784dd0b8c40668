"""New recordings come into the study's folder: under a safe name, never in place of another."""

from __future__ import annotations

import re
import secrets
import shutil
import unicodedata
from collections.abc import Callable
from pathlib import Path

from cslab.errors import InputError

FOLDER = "recordings"
SUFFIXES = (
    ".wav",
    ".mp3",
    ".m4a",
    ".mp4",
    ".ogg",
    ".opus",
    ".flac",
    ".webm",
    ".aac",
    ".mov",
    ".mkv",
    ".wma",
    ".aiff",
)
LONGEST_STEM = 80


def safe_name(name: str) -> str:
    """Turn what somebody called a file into a name that is safe in any folder.

    Raises
    ------
    InputError
        If its suffix is not that of a sound or video file.

    Examples
    --------
    >>> safe_name("../../Call with Zoë (final).MP3")
    'Call-with-Zoë-final.mp3'
    """
    bare = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    stem, dot, suffix = bare.rpartition(".")
    if not dot or f".{suffix.lower()}" not in SUFFIXES:
        raise InputError(
            f"{bare[:80]!r} is not a recording; its name must end in one of {', '.join(SUFFIXES)}."
        )
    stem = re.sub(r"[^\w]+", "-", stem).strip("-_")[:LONGEST_STEM]
    return f"{stem or 'recording'}.{suffix.lower()}"


def add_file(file: Path, *, name: str, folder: Path, hasher: Callable[[Path], str]) -> str:
    """Move a finished file into the study's recordings.

    Parameters
    ----------
    file : Path
        On the same disk it is moved in one step; else copied beside its place first.
    name : str
        What it should be called; see `safe_name`.
    folder : Path
        The study's folder.
    hasher : callable
        Gives the hash of a file's content.

    Returns
    -------
    str
        Path relative to `folder`. When the same sound is there already under any name, its path, and `file`
        is removed; when the name is taken by another sound, a number is added to the name.

    Raises
    ------
    InputError
        If the name is not that of a recording, or the folder can't be written.
    """
    wanted = safe_name(name)
    home = folder / FOLDER
    try:
        home.mkdir(exist_ok=True)
        content, size = hasher(file), file.stat().st_size
        for there in sorted(home.iterdir()):
            if there.is_file() and there.stat().st_size == size and hasher(there) == content:
                file.unlink()
                return there.relative_to(folder).as_posix()
        staged = home / f".{content[:16]}-{secrets.token_hex(4)}.part"
        shutil.move(file, staged)
        target = _settle(staged, home, wanted)
    except OSError as error:
        raise InputError(f"{name[:80]} can't be put into {home}: {error.strerror or error}.") from error
    return target.relative_to(folder).as_posix()


def _settle(staged: Path, home: Path, wanted: str) -> Path:
    """Give a staged file the first name that is free; a link fails where one is taken."""
    stem, _, suffix = wanted.rpartition(".")
    for number in range(1, 10_000):
        target = home / (wanted if number == 1 else f"{stem}-{number}.{suffix}")
        try:
            target.hardlink_to(staged)
        except FileExistsError:
            continue
        staged.unlink()
        return target
    raise InputError(f"There are too many recordings called {wanted}; give the file another name.")
