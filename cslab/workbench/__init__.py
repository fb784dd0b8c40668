"""The workbench: the objects that a notebook, the app and the command line hold."""

from __future__ import annotations

from pathlib import Path

from cslab.study.config import init_study
from cslab.workbench.reel import StudyReel
from cslab.workbench.study import Study

__all__ = ["Study", "StudyReel", "init", "open"]


def open(folder: str | Path, *, read_only: bool = False, actor: str | None = None) -> Study:  # noqa: A001
    """Open a study.

    Parameters
    ----------
    folder : str or Path
        The one with study.toml.
    read_only : bool
        Refuse every change.
    actor : str, optional
        Who is at work, for the log; the login name when not given.

    Raises
    ------
    InputError
        If the folder is no study or its study.toml is malformed. One sentence.
    StoreError
        If the store can't be opened.

    Examples
    --------
    >>> import cslab
    >>> study = cslab.open("data/samples/ledgerline", read_only=True)
    >>> study.config.title
    'Ledgerline: the first ninety days'
    """
    return Study(Path(folder), read_only=read_only, actor=actor)


def init(folder: str | Path, *, title: str) -> Study:
    """Start a study: study.toml, a place for recordings, and the heads of its tables.

    Raises
    ------
    InputError
        If there is a study in that folder already, or it can't be written.
    """
    init_study(Path(folder), title=title)
    return Study(Path(folder))
