"""Which recordings a study has heard: a file is known by the hash of its content, whatever its name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert, select

from cslab.errors import CslabError, InputError
from cslab.study import schema
from cslab.study.store import Store


def content_of(store: Store, path: Path, *, folder: Path, hasher: Callable[[Path], str]) -> str:
    """Give the hash of a file's content, reading the file only when it changed since it was last asked.

    Parameters
    ----------
    path : Path
        The recording.
    folder : Path
        The study's folder; the store keeps the path relative to it.
    hasher : callable
        Reads the file and gives its hash.

    Returns
    -------
    str

    Raises
    ------
    InputError
        If there is no such file.

    Notes
    -----
    A file counts as unchanged when its size and its time of change (in nanoseconds) are. A copy put there by
    a tool that keeps both is not noticed.
    """
    try:
        stat = path.stat()
    except OSError as error:
        raise InputError(f"There is no recording {path}; check the path in interviews.csv.") from error
    name = _name(path, folder)
    table = schema.recording_file
    with store.reading() as connection:
        known = connection.execute(select(table).where(table.c.path == name)).first()
    if known is not None and (known.size, known.mtime_ns) == (stat.st_size, stat.st_mtime_ns):
        return str(known.content_hash)
    content_hash = hasher(path)
    if not store.read_only:
        with store.writing() as write:
            write.execute(delete(table).where(table.c.path == name))
            write.execute(
                insert(table).values(
                    path=name, size=stat.st_size, mtime_ns=stat.st_mtime_ns, content_hash=content_hash
                )
            )
            write.log("hear of", "file", name, {"content_hash": content_hash})
    return content_hash


@dataclass(frozen=True, slots=True)
class Heard:
    """What is known of a recording before anything is known of its transcription.

    Parameters
    ----------
    content : str
        Hash of its content; empty when it can't be read.
    state : str
        ``"waiting"``, ``"missing"`` or ``"failed"``.
    message : str
        Why it is missing or failed.
    """

    content: str
    state: str = "waiting"
    message: str = ""


def contents_of(
    store: Store, names: Iterable[Any], *, folder: Path, hasher: Callable[[Path], str]
) -> dict[str, Heard]:
    """Give what is known of many recordings with one question to the store; see `content_of`.

    Parameters
    ----------
    names : iterable
        Paths relative to the folder, or URLs; what is missing is passed over.

    Returns
    -------
    dict
        Name -> what is known.
    """
    table = schema.recording_file
    with store.reading() as connection:
        rows = connection.execute(select(table)).all()
    known = {row.path: (row.size, row.mtime_ns, row.content_hash) for row in rows}

    def heard(name: str) -> Heard:
        if "://" in name:
            return Heard(
                "", "missing", f"{name} is not on this machine; fetch it into recordings/ and name the file."
            )
        path = folder / name
        try:
            stat = path.stat()
        except (OSError, ValueError):
            return Heard("", "missing", f"There is no file {name}; put it there, or correct interviews.csv.")
        size, mtime_ns, content = known.get(_name(path, folder), (-1, -1, ""))
        if (size, mtime_ns) == (stat.st_size, stat.st_mtime_ns):
            return Heard(str(content))
        try:
            return Heard(content_of(store, path, folder=folder, hasher=hasher))
        except CslabError as error:
            return Heard("", "failed", str(error))

    return {name: heard(name) for name in names if isinstance(name, str) and name}


def _name(path: Path, folder: Path) -> str:
    """Path as the store keeps it; bytes that are no text are written as escapes."""
    path, folder = path.absolute(), folder.absolute()
    name = path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.as_posix()
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def save_sound(store: Store, content_hash: str, sound: Mapping[str, Any]) -> None:
    """Keep what was measured of a recording; a later measurement takes the place of an earlier one."""
    table = schema.recording
    with store.writing() as write:
        known = write.execute(select(table.c.sound).where(table.c.content_hash == content_hash)).first()
        if known is not None and known.sound == dict(sound):
            return
        write.execute(delete(table).where(table.c.content_hash == content_hash))
        write.execute(insert(table).values(content_hash=content_hash, sound=dict(sound), created_at=write.at))
        write.log("measure", "recording", content_hash)


def sound_of(store: Store, content_hash: str) -> dict[str, Any] | None:
    """What was measured of a recording; None when nothing was yet."""
    table = schema.recording
    with store.reading() as connection:
        found = connection.scalar(select(table.c.sound).where(table.c.content_hash == content_hash))
    return None if found is None else dict(found)
