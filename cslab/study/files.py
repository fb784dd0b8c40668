"""Files written whole or not at all: a reader never sees half of one, whenever the writer stops."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from cslab.errors import CslabError, InputError, StoreError

_FULL = {errno.ENOSPC, errno.EDQUOT}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}


def write_atomic(path: Path, data: bytes | str) -> None:
    """Write a file, or leave the one that is there as it was.

    Parameters
    ----------
    path : Path
        Where to; its folder must exist. A file of that name is replaced.
    data : bytes or str
        Text is written as UTF-8 with its line ends as they are.

    Raises
    ------
    InputError
        If that place can't be written to, or the text holds what UTF-8 can't.
    StoreError
        If the disk is full, or fails.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_atomic(Path(folder) / "note.txt", "nine days")
    ...     (Path(folder) / "note.txt").read_text()
    'nine days'
    """
    try:
        content = data.encode("utf-8") if isinstance(data, str) else data
    except UnicodeEncodeError as error:
        raise InputError(
            f"{path} was not written, because character {error.start + 1} of the text is half of a pair "
            "and means nothing alone; remove it."
        ) from error
    with replacing(path) as draft:
        draft.write_bytes(content)


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a draft beside `path` to write to, which takes its place when the block ends well.

    The draft has the same suffix, so that libraries which go by it choose the right format.
    When the block raises, the draft is removed, and whatever was at `path` stays. What the operating system
    says about other files is passed on as it is.

    Parameters
    ----------
    path : Path
        Where the finished file goes; its folder must exist.

    Yields
    ------
    Path
        Of the draft, which does not exist yet.

    Raises
    ------
    InputError
        If that place can't be written to.
    StoreError
        If the disk is full, or fails.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with replacing(Path(folder) / "list.csv") as draft:
    ...         _ = draft.write_text("a,b")
    ...     [file.name for file in Path(folder).iterdir()]
    ['list.csv']
    """
    draft = path.with_name(f".{path.stem[:60]}-{secrets.token_hex(6)}.part{path.suffix}")
    try:
        yield draft
        _settle(draft, path)
    except OSError as error:
        if error.filename is not None and Path(os.fsdecode(error.filename)) not in (draft, path):
            raise
        raise write_error(path, error) from error
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)


def write_error(path: Path, error: OSError) -> CslabError:
    """Put what the operating system said about writing a file into a plain sentence.

    Examples
    --------
    >>> print(write_error(Path("out.vtt"), OSError(errno.ENOSPC, "No space left on device")))
    out.vtt was not written, because the disk is full; free some space and try again.
    """
    if error.errno in _FULL:
        return StoreError(f"{path} was not written, because the disk is full; free some space and try again.")
    if error.errno in _FORBIDDEN:
        return InputError(
            f"{path} can't be written, because its folder is read-only for you; choose another."
        )
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        file = next(filter(Path.is_file, path.parents), None)
        missing = f"there is no folder {path.parent}; create it first"
        why = missing if file is None else f"{file} is a file; name a folder"
        return InputError(f"{path} can't be written, because {why}.")
    if error.errno in (errno.EISDIR, errno.ENOTEMPTY):
        return InputError(f"{path} can't be written, because it is a folder; give the name of a file.")
    if error.errno == errno.ENAMETOOLONG:
        return InputError(f"{path} can't be written, because its name is too long; choose a shorter one.")
    reason = (error.strerror or str(error)).lower()
    return StoreError(f"{path} was not written, because the disk answered: {reason}.")


def _settle(draft: Path, path: Path) -> None:
    """Put the finished draft on the disk, and then in its place."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    with contextlib.suppress(FileNotFoundError):
        draft.chmod(path.stat().st_mode & 0o777)
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    draft.replace(path)
