"""How the files of a study look from outside: a stamp that changes as soon as one of them does."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cslab.study.config import FILE
from cslab.study.intake import FOLDER
from cslab.study.personas import FILE as PERSONAS
from cslab.study.tables import ACCOUNTS, CONTACTS, INTERVIEWS, PEOPLE
from cslab.study.teamfile import TEAM

TABLE_FOLDERS = ("surveys", "usage")
"""Where answers and events lie, looked at as the tables beside study.toml are."""

_TICK = 0.1
"""Seconds within which two changes of a file may bear the same time."""
_COARSE = 2.0
"""The same, on a disk that counts whole seconds."""
_AGAIN = 0.25
"""Seconds after which the recordings themselves are looked at again, and not only their folders."""

Look = tuple[str, int, int, int, int]
"""Path, size, number on the disk, and when content and entry changed, in nanoseconds."""


@dataclass(frozen=True, slots=True)
class Glance:
    """What was seen at one moment.

    Parameters
    ----------
    files : tuple
        Of each file its path, its size and when it changed; equal as long as nothing did.
    settled : bool
        False when something changed so recently that a further change could bear the same time: what is made
        of the files now is not to be kept.
    """

    files: tuple[Look, ...]
    settled: bool


class Watch:
    """Looks at a study's files, as often as anybody asks.

    Settings, tables and folders are looked at each time. Recordings are many and seldom written over, so one
    that changes in its place, without its folder changing, is noticed a quarter of a second later at most.

    Parameters
    ----------
    folder : Path
        The study's folder.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._sounds = _Sounds(-_AGAIN, (), (), 0)

    def settings(self) -> Glance:
        """Look at study.toml alone."""
        looks = _look(self.folder / FILE)
        return Glance(looks, _settled(_newest(looks)))

    def tables(self, others: Iterable[str] = ()) -> Glance:
        """Look at everything that tables are read from, and at other files named, relative to the folder."""
        names = (FILE, INTERVIEWS, PEOPLE, ACCOUNTS, CONTACTS, PERSONAS, TEAM, *others)
        looks = tuple(look for name in names for look in _look(self.folder / name))
        sounds = self._recordings()
        tables = [_under(self.folder / name) for name in TABLE_FOLDERS]
        newest = max(_newest(looks), sounds.newest, *(found.newest for found in tables))
        measured = (look for found in tables for look in (*found.folders, *found.files))
        return Glance((*looks, *measured, *sounds.folders, *sounds.files), _settled(newest))

    def _recordings(self) -> _Sounds:
        last = self._sounds
        fresh = time.monotonic() - last.at < _AGAIN
        if fresh and all(_look(Path(look[0])) == (look,) for look in last.folders):
            return last
        found = _under(self.folder / FOLDER)
        if _settled(_newest(found.folders)):
            self._sounds = found
        return found


@dataclass(frozen=True, slots=True)
class _Sounds:
    """The recordings as they were seen: when, in which folders, which files; and the last change."""

    at: float
    folders: tuple[Look, ...]
    files: tuple[Look, ...]
    newest: int


def _under(home: Path) -> _Sounds:
    """Look into a folder and those in it, at any depth; links to folders are not followed."""
    at = time.monotonic()
    folders: list[Look] = []
    files: list[Look] = []
    waiting = [str(home)]
    while waiting:
        here = waiting.pop()
        folders += _look(Path(here))
        with suppress(OSError), os.scandir(here) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                else:
                    files += _look(entry)
    return _Sounds(at, tuple(folders), tuple(sorted(files)), _newest((*folders, *files)))


def _look(at: Path | os.DirEntry[str]) -> tuple[Look, ...]:
    try:
        found = at.stat()
    except (OSError, ValueError):
        return ()
    size = 0 if stat.S_ISDIR(found.st_mode) else found.st_size
    return ((os.fspath(at), size, found.st_ino, found.st_mtime_ns, found.st_ctime_ns),)


def _newest(looks: Iterable[Look]) -> int:
    """When the last change was, in nanoseconds."""
    return max((max(look[3], look[4]) for look in looks), default=0)


def _settled(changed: int) -> bool:
    """Whether a further change would bear another time."""
    tick = _COARSE if changed % 1_000_000_000 == 0 else _TICK
    return not 0 <= time.time_ns() - changed < tick * 1e9
