"""Files that appear together under their names, whole, or not at all.

They are written under other names in the same folder. Whoever writes holds a lock on them, so that what a
killed process left behind can be told from what another writes just now, and is cleared away the next time.
"""

from __future__ import annotations

import errno
import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cslab.errors import AudioError

if sys.platform != "win32":
    import fcntl


@contextmanager
def published(*targets: Path) -> Iterator[tuple[Path, ...]]:
    """Write files that take their places one after the other, at the end, if all went well.

    Parameters
    ----------
    *targets : Path
        In one folder, which is made if need be; the last is the one whose presence says that all is there.

    Yields
    ------
    tuple of Path
        Where to write instead; each file exists and is empty.

    Raises
    ------
    AudioError
        If the disk is full, the folder can't be written to, or a target is itself a folder.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> with published(folder / "a.vtt", folder / "a.m4a") as (words, sound):
    ...     _ = words.write_text("WEBVTT"), sound.write_text("sound")
    ...     before = sorted(path.suffix for path in folder.iterdir())
    >>> before, sorted(path.name for path in folder.iterdir())
    (['.part', '.part'], ['a.m4a', 'a.vtt'])
    """
    folder = targets[-1].parent
    parts: list[Path] = []
    held: list[int] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for target in targets:
            if target.is_dir():
                raise AudioError(f"{target} is a folder; choose another name for the reel.")
            _clear(target)
            part = folder / f".{target.name}.{secrets.token_hex(4)}.part"
            held.append(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o644))
            parts.append(part)
            _lock(held[-1])
        yield tuple(parts)
        for handle in held:
            os.fsync(handle)
        with _alone_in(folder):
            for part, target in zip(parts, targets, strict=True):
                part.replace(target)
    except OSError as error:
        raise unwritten(targets[-1], error) from error
    finally:
        for part in parts:
            with suppress(OSError):
                part.unlink(missing_ok=True)
        for handle in held:
            os.close(handle)


def unwritten(target: Path, error: OSError) -> AudioError:
    """Say in one sentence why a file could not be written, and what to do.

    Examples
    --------
    >>> print(unwritten(Path("reels/first.m4a"), OSError(errno.ENOSPC, "")))
    There is no room left to write reels/first.m4a; free some space on that disk and try again.
    """
    if error.errno in {errno.ENOSPC, errno.EFBIG, errno.EDQUOT}:
        return AudioError(
            f"There is no room left to write {target}; free some space on that disk and try again."
        )
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return AudioError(
            f"{target.parent} may not be written to; choose a folder of your own or change its permissions."
        )
    return AudioError(f"{target} could not be written ({error.strerror or error}); check the disk it is on.")


def _clear(target: Path) -> None:
    """Remove what killed processes left of this target."""
    for part in target.parent.glob(f".{_literal(target.name)}.*.part"):
        with suppress(OSError):
            handle = os.open(part, os.O_RDWR)
            try:
                _lock(handle)
                part.unlink()
            finally:
                os.close(handle)


def _literal(name: str) -> str:
    return "".join(f"[{char}]" if char in "*?[" else char for char in name)


def _lock(handle: int) -> None:
    """Lock an open file, or fail at once; on Windows an open file can't be removed anyway."""
    if sys.platform != "win32":
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Keep two processes from mixing their files: one puts all of its own in place, then the other."""
    if sys.platform == "win32":
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some network disks have no locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
        with suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)
