"""Every fault of a study's surveys: their files, their settings, and files that nobody mapped."""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import get_close_matches
from pathlib import Path

import pandas as pd

from cslab.errors import CslabError, InputError
from cslab.study.answers import points
from cslab.study.config import FILE, StudyConfig
from cslab.study.faults import Fault
from cslab.study.files import write_atomic
from cslab.study.reading import Table
from cslab.study.settings import line_numbers
from cslab.study.surveys.attributes import attributes_of
from cslab.study.surveys.files import MOST_BYTES, too_large
from cslab.study.surveys.read import read_answered
from cslab.study.tables import read_accounts, read_people

SURVEYS = "surveys"
"""Folder of the files of answers."""

KINDS = (".csv", ".tsv", ".txt")


def survey_files(folder: str | Path) -> tuple[str, ...]:
    """List what lies in ``surveys/``, relative to the study's folder; hidden files are left alone."""
    home = Path(folder) / SURVEYS
    if not home.is_dir():
        return ()
    found = [path for path in home.rglob("*") if path.is_file() and not path.name.startswith((".", "~"))]
    return tuple(sorted(path.relative_to(folder).as_posix() for path in found))


def unmapped_files(folder: str | Path, config: StudyConfig) -> tuple[str, ...]:
    """List the files of answers in ``surveys/`` that study.toml does not name."""
    named = {name for survey in config.measures.surveys for name in (survey.file, survey.asked)}
    known = {Path(name).as_posix() for name in named if name}
    return tuple(
        file for file in survey_files(folder) if file not in known and Path(file).suffix.lower() in KINDS
    )


def add_file(folder: str | Path, name: str, content: bytes) -> str:
    """Put a file of answers into ``surveys/``, under a plain name; give its path relative to the folder.

    Raises
    ------
    InputError
        If it is there already, too large, empty, or no table.
    StoreError
        If the disk is full.
    """
    stem, suffix = Path(name).stem, Path(name).suffix.lower()
    plain = re.sub(r"[^\w. -]+", "-", stem).strip(". -")[:80] or "answers"
    if suffix not in KINDS:
        raise InputError(f"{name} is no table of answers; save or export it as CSV and bring that.")
    if not content.strip():
        raise InputError(f"{name} is empty; export it again from the survey tool.")
    if len(content) > MOST_BYTES:
        raise InputError(too_large(name, len(content)))
    path = Path(folder) / SURVEYS / f"{plain}{suffix}"
    if path.exists():
        raise InputError(f"There is a file {SURVEYS}/{path.name} already; give the new one another name.")
    try:
        path.parent.mkdir(exist_ok=True)
    except OSError as error:
        raise InputError(f"The folder {path.parent} can't be made: {error.strerror or error}.") from error
    write_atomic(path, content)
    return f"{SURVEYS}/{path.name}"


def survey_faults(folder: str | Path, config: StudyConfig | None) -> list[Fault]:
    """List what is wrong with surveys.

    Parameters
    ----------
    folder : str or Path
        The study's folder.
    config : StudyConfig or None
        None when study.toml can't be read: then nobody knows what the files are.

    Returns
    -------
    list of Fault
        Of the settings, then of each file, then files that nobody mapped.
    """
    if config is None:
        return []
    folder = Path(folder)
    found = _settings(folder, config)
    people, accounts = _tables(folder, config)
    known = attributes_of(people, accounts, [question.id for question in config.measures.questions])
    for survey in config.measures.surveys:
        path = folder / survey.file
        if not path.is_file():
            continue
        if path.stat().st_size > MOST_BYTES:
            value = f"{path.stat().st_size / 1e6:,.0f} MB"
            expected = f"at most {MOST_BYTES / 1e6:,.0f} MB (events of use go into usage/ as Parquet)"
            found.append(Fault(survey.file, None, "the file", value, expected))
            continue
        try:
            found += read_answered(folder, config.measures, survey, known).survey.faults
        except CslabError as error:
            found.append(Fault(survey.file, None, "the file", str(error), "a readable file"))
    for file in unmapped_files(folder, config):
        expected = "a file that [[surveys]] in study.toml names (cslab surveys map helps)"
        found.append(Fault(file, None, "the file", "not mapped", expected))
    for file in survey_files(folder):
        if Path(file).suffix.lower() not in KINDS:
            found.append(Fault(file, None, "the file", Path(file).suffix, "a table saved as CSV"))
    return found


def _tables(folder: Path, config: StudyConfig) -> tuple[pd.DataFrame, pd.DataFrame]:
    """People and accounts; what is wrong with them is told where they are checked."""

    def read(table: Callable[[Path, StudyConfig], Table]) -> pd.DataFrame:
        try:
            return table(folder, config).frame
        except CslabError:
            return table(folder / "nowhere", config).frame

    return read(read_people), read(read_accounts)


def _settings(folder: Path, config: StudyConfig) -> list[Fault]:
    lines = line_numbers((folder / FILE).read_text("utf-8-sig"))
    found = []
    for index, question in enumerate(config.measures.questions):
        size = points(question)
        if question.answers and question.role != "choice" and size not in (None, len(question.answers)):
            row = lines.get(("questions", index, "answers"), lines.get(("questions", index)))
            expected = f"as many answers as the scale has points ({size})"
            found.append(Fault(FILE, row, "questions.answers", f"{len(question.answers)} answers", expected))
    there = survey_files(folder)
    for index, survey in enumerate(config.measures.surveys):
        if not (folder / survey.file).is_file():
            near = get_close_matches(survey.file, there, n=1)
            hint = f", perhaps {near[0]!r}," if near else ""
            row = lines.get(("surveys", index, "file"), lines.get(("surveys", index)))
            found.append(Fault(FILE, row, "surveys.file", survey.file, f"a file that is there{hint}"))
    return found
