"""A .qdpx file: a ZIP file with ``project.qde`` and a folder of sources.

It is opened with care, for it may be hostile. Nothing of it is ever unpacked to the disk: texts are read into
memory, up to a limit, and recordings stay inside.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from cslab.errors import InputError
from cslab.study.files import replacing

MOST_PROJECT = 256 * 2**20
MOST_TEXT = 32 * 2**20
"""Bytes of ``project.qde``, and of all texts together are at most eight times as many as of one."""

MOST_FILES = 50_000
MOST_INSIDE = 2**31 - 1
"""Bytes of one source inside the file, by the standard."""

INTERNAL = "internal://"


@dataclass(slots=True)
class Archive:
    """An open .qdpx file.

    Parameters
    ----------
    path : Path
        Of the file.
    project : bytes
        The content of ``project.qde``.
    texts : dict
        What was read of the sources so far, by the name inside the file.
    """

    path: Path
    project: bytes
    names: dict[str, str]
    texts: dict[str, str]

    def text(self, path: str) -> str | None:
        """Text of a source by its path in the project; None where it is not inside the file.

        Raises
        ------
        InputError
            If it is damaged or too large.
        """
        inside = self.names.get(_base(path)) if _is_inside(path) else None
        if inside is None:
            return None
        if inside not in self.texts:
            spent = sum(map(len, self.texts.values()))
            with _opened(self.path) as file:
                content = _read(file, inside, min(MOST_TEXT, 8 * MOST_TEXT - spent))
            self.texts[inside] = _decoded(content)
        return self.texts[inside]


def open_archive(path: Path) -> Archive:
    """Open a .qdpx file, or the bare .qde file that is inside one.

    Raises
    ------
    InputError
        If it is no such file, is damaged, or holds more than a project can need.
    """
    if path.suffix.lower() == ".qde":
        return Archive(path, read_bare(path), {}, {})
    with _opened(path) as file:
        entries = [entry for entry in file.infolist() if not entry.is_dir()]
        if len(entries) > MOST_FILES:
            raise InputError(f"{path} holds {len(entries)} files, more than the {MOST_FILES} that are read.")
        projects = [entry.filename for entry in entries if entry.filename.lower().endswith(".qde")]
        if not projects:
            raise InputError(
                f"{path} has no project.qde inside, so it is no REFI-QDA project; export it again."
            )
        chosen = min(projects, key=lambda name: (_base(name) != "project.qde", name.count("/"), name))
        content = _read(file, chosen, MOST_PROJECT)
        return Archive(path, content, {_base(entry.filename): entry.filename for entry in entries}, {})


def pack(path: Path, project: bytes, texts: Mapping[str, str], media: Mapping[str, Path]) -> Path:
    """Write a .qdpx file; it appears whole or not at all.

    Parameters
    ----------
    project : bytes
        The content of ``project.qde``.
    texts, media : mapping
        Name inside the folder of sources -> text, or the file that is copied in.

    Raises
    ------
    InputError
        If it can't be written there, or a recording is larger than the standard lets it be.
    StoreError
        If the disk is full, or fails.
    """
    for name, source in media.items():
        if source.stat().st_size > MOST_INSIDE:
            raise InputError(
                f"{source} is larger than 2 GB and can't stand in {path.name}; leave it out ({name})."
            )
    with replacing(path) as draft, zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("project.qde", project)
        for name, text in texts.items():
            file.writestr(f"sources/{name}", text.encode("utf-8"))
        for name, source in media.items():
            file.write(source, f"sources/{name}", compress_type=zipfile.ZIP_STORED)
    return path


def read_bare(path: Path) -> bytes:
    """Read a file of XML that is in no archive.

    Raises
    ------
    InputError
        If it can't be read, or is larger than any project.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MOST_PROJECT + 1)
    except FileNotFoundError as error:
        raise InputError(f"There is no file {path}.") from error
    except OSError as error:
        raise InputError(f"{path} can't be read: {(error.strerror or str(error)).lower()}.") from error
    if len(content) > MOST_PROJECT:
        raise InputError(f"{path} is larger than {MOST_PROJECT // 2**20} MB; it is not read.")
    return content


# ----------------------------------------------------------------------------------------------- inside


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except FileNotFoundError as error:
        raise InputError(f"There is no file {path}.") from error
    except zipfile.BadZipFile as error:
        raise InputError(f"{path} is no REFI-QDA project: it is not a ZIP file; export it again.") from error
    except OSError as error:
        raise InputError(f"{path} can't be read: {(error.strerror or str(error)).lower()}.") from error


def _read(file: zipfile.ZipFile, name: str, most: int) -> bytes:
    try:
        with file.open(name) as inside:
            content = inside.read(most + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError) as error:
        raise InputError(
            f"{file.filename}: {name} can't be read inside it ({error}); export it again."
        ) from error
    if len(content) > most:
        raise InputError(f"{file.filename}: {name} is larger than {most // 2**20} MB; it is not read.")
    return content


def _decoded(content: bytes) -> str:
    """Text as it stands, line ends and all, for positions count them; without the mark of its encoding."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _is_inside(path: str) -> bool:
    return "://" not in path or path.lower().startswith(INTERNAL)


def _base(path: str) -> str:
    return PurePosixPath(path.replace("\\", "/")).name.lower()
