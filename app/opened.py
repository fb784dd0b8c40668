"""The study that this server shows: chosen by the environment, opened once, shared by pages and routes."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

import cslab
from cslab import Study


def chosen() -> Path | None:
    """Folder of the study, as ``cslab app`` or whoever started the server said; None where nobody did."""
    folder = os.environ.get("CSLAB_STUDY", "").strip()
    return Path(folder).expanduser().resolve() if folder else None


def read_only() -> bool:
    """Whether this server may only show: ``CSLAB_READ_ONLY=1``."""
    return os.environ.get("CSLAB_READ_ONLY", "") not in {"", "0"}


def study() -> Study:
    """Open the study, or return the one that is open.

    Raises
    ------
    CslabError
        If the folder is no study, or its store can't be opened.
    """
    folder = chosen()
    if folder is None:
        raise cslab.errors.InputError("No study was chosen; start the app with: cslab app STUDY")
    return _open(folder, read_only())


@lru_cache(maxsize=4)
def _open(folder: Path, sealed: bool) -> Study:
    return cslab.open(folder, read_only=sealed)
