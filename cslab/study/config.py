"""study.toml: what a study is called, its stages and codes, its words, and where its store is."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cslab.errors import InputError
from cslab.study.codebook import Code, is_circular
from cslab.study.faults import Fault
from cslab.study.files import write_atomic
from cslab.study.measures import TOP, MeasureConfig, read_measures
from cslab.study.settings import Place, Settings, near
from cslab.study.starter import HEADS, STARTER

FILE = "study.toml"
DEFAULT_STORE = "sqlite:///cslab.db"
"""The store of a study that names none: a file in the study's folder."""

CONSENTS = ("none", "team", "company", "public")
"""Who may hear a person, from nobody to everybody."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the customer's journey; the order in study.toml is the order of the journey."""

    id: str
    name: str
    question: str = ""


@dataclass(frozen=True, slots=True)
class StudyConfig:
    """The settings of a study.

    Parameters
    ----------
    title : str
        Name of the study.
    note : str
        Shown wherever the study is introduced.
    synthetic : bool
        True when its people and voices are invented.
    language : str or None
        Spoken language as a code (``"en"``); None to detect it.
    vocabulary : tuple of str
        Product names and terms to listen for.
    store_url : str
        SQLAlchemy URL; a relative SQLite path is relative to the study's folder.
    stages : tuple of Stage
        In the order of the journey.
    codes : tuple of Code
        The codebook that the study starts with; see `cslab.study.codebooks`.
    model : str
        Whisper model, or ``"auto"``.
    consent : str
        What interviews that state no consent are taken to allow: one of `CONSENTS`.
    measures : MeasureConfig
        Questions, surveys, features and all else that measuring needs.
    """

    title: str
    note: str = ""
    synthetic: bool = False
    language: str | None = None
    vocabulary: tuple[str, ...] = ()
    store_url: str = DEFAULT_STORE
    stages: tuple[Stage, ...] = ()
    codes: tuple[Code, ...] = ()
    model: str = "auto"
    consent: str = "team"
    measures: MeasureConfig = field(default_factory=MeasureConfig)


def load_config(folder: str | Path) -> StudyConfig:
    """Read the settings of a study.

    Parameters
    ----------
    folder : str or Path
        The study's folder.

    Returns
    -------
    StudyConfig

    Raises
    ------
    InputError
        If study.toml is absent or malformed, with file and line. Unknown settings do not stop it:
        `check` names them.
    """
    config, faults, _ = read_config(folder)
    if config is None:
        more = len(faults) - 1
        first = faults[0].sentence
        if more:
            noun = "fault" if more == 1 else "faults"
            first = f"{first[:-1]}; for {more} more {noun} in it run: cslab check {folder}"
        raise InputError(first)
    return config


def read_config(folder: str | Path) -> tuple[StudyConfig | None, tuple[Fault, ...], tuple[Fault, ...]]:
    """Read the settings of a study, and everything wrong with them at once.

    Returns
    -------
    config : StudyConfig or None
        None when something is wrong.
    faults : tuple of Fault
        What makes it unusable.
    remarks : tuple of Fault
        What is merely odd: settings that cslab does not know.

    Raises
    ------
    InputError
        If there is no such folder or no study.toml in it, or it can't be read.
    """
    path = Path(folder) / FILE
    if not Path(folder).is_dir():
        raise InputError(f"There is no study folder {folder}; make one with: cslab init {folder}")
    if not path.exists():
        raise InputError(f"The folder {folder} has no study.toml; add one with: cslab init {folder}")
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return None, (Fault(FILE, line, "the text", "in another encoding", "UTF-8 text"),), ()
    except OSError as error:
        raise InputError(f"The file {path} can't be read: {error.strerror or error}.") from error
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"^(.*?) \(at line (\d+), column \d+\)$", str(error))
        lines = text.splitlines()
        row = int(found[2]) if found else max(len(lines), 1)
        shown = lines[row - 1].strip() if 0 < row <= len(lines) else ""
        reason = (found[1] if found else str(error)).rstrip(".").lower()
        reason = reason.removesuffix(" (at end of document)")
        return None, (Fault(FILE, row, "the line", shown, f"valid TOML ({reason})"),), ()
    read = Settings(FILE, text)
    config = _config(read, data, Path(folder))
    return (None if read.faults else config), tuple(read.faults), tuple(read.remarks)


_TOP = {
    "title",
    "note",
    "synthetic",
    "language",
    "vocabulary",
    "store",
    "stages",
    "codes",
    "transcribe",
    "defaults",
    *TOP,
}


def _config(read: Settings, data: Mapping[str, Any], folder: Path) -> StudyConfig:
    read.known(data, (), _TOP)
    title = read.words(data, (), "title")
    if not title and not read.faults:
        read.remarks.append(Fault(FILE, 1, "title", "", "the study's name"))
    transcribe = read.table(data, "transcribe", {"model"})
    defaults = read.table(data, "defaults", {"consent"})
    stages = _stages(read, data)
    codes = _codes(read, data)
    language = read.words(data, (), "language") or None
    if language is not None and not re.fullmatch(r"[a-z]{2,3}", language):
        read.wrong(("language",), language, "a language code such as en or de")
    consent = read.words(defaults, ("defaults",), "consent") or "team"
    if consent not in CONSENTS:
        read.wrong(("defaults", "consent"), consent, "one of " + ", ".join(CONSENTS))
    return StudyConfig(
        title=title or folder.resolve().name,
        note=read.words(data, (), "note"),
        synthetic=read.truth(data, "synthetic"),
        language=language,
        vocabulary=read.word_list(data, "vocabulary"),
        store_url=read.words(data, (), "store") or DEFAULT_STORE,
        stages=stages,
        codes=codes,
        model=read.words(transcribe, ("transcribe",), "model") or "auto",
        consent=consent,
        measures=read_measures(read, data),
    )


def _stages(read: Settings, data: Mapping[str, Any]) -> tuple[Stage, ...]:
    stages = []
    for index, row in read.rows(data, "stages", {"id", "name", "question"}):
        at: Place = ("stages", index)
        id_ = read.words(row, at, "id", needed=True)
        stages.append(Stage(id_, read.words(row, at, "name") or id_, read.words(row, at, "question")))
    read.once("stages", "id", (stage.id for stage in stages))
    return tuple(stages)


def _codes(read: Settings, data: Mapping[str, Any]) -> tuple[Code, ...]:
    codes = []
    for index, row in read.rows(data, "codes", {"name", "definition", "examples", "colour", "parent"}):
        at: Place = ("codes", index)
        colour = read.words(row, at, "colour") or None
        if colour is not None and not re.fullmatch(r"#[0-9A-Fa-f]{6}", colour):
            read.wrong((*at, "colour"), colour, "a colour such as #134CA1")
        codes.append(
            Code(
                read.words(row, at, "name", needed=True),
                read.words(row, at, "definition"),
                tuple(" ".join(line.split()) for line in read.word_list(row, "examples", at)),
                colour,
                read.words(row, at, "parent") or None,
            )
        )
    read.once("codes", "name", (code.name for code in codes))
    parents = {code.name: code.parent for code in codes}
    for index, code in enumerate(codes):
        if code.parent is not None and code.parent not in parents:
            expected = f"the name of another code{near(code.parent, parents)}"
            read.wrong(("codes", index, "parent"), code.parent, expected)
        elif is_circular(code.name, parents):
            expected = "a parent that is not below the code itself"
            read.wrong(("codes", index, "parent"), str(code.parent), expected)
    return tuple(codes)


def init_study(folder: str | Path, title: str) -> Path:
    r"""Start a study: study.toml with comments, ``recordings/``, and the first rows of the two tables.

    Files that are there already, other than study.toml, stay as they are.

    Parameters
    ----------
    folder : str or Path
        Made when it does not exist.
    title : str
        Name of the study; of the folder, when empty.

    Returns
    -------
    Path
        Of study.toml.

    Raises
    ------
    InputError
        If there is a study in that folder, or it can't be written.
    StoreError
        If the disk is full.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = init_study(folder, 'The "first" ninety days')
    ...     load_config(folder).title
    'The "first" ninety days'
    """
    folder = Path(folder)
    path = folder / FILE
    if path.exists():
        raise InputError(f"There is a study in {folder} already; open it, or choose another folder.")
    try:
        (folder / "recordings").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            f"The folder {folder} can't be made: {error.strerror or error}; choose another place."
        ) from error
    for name, head in HEADS.items():
        if not (folder / name).exists():
            write_atomic(folder / name, head)
    words = "".join(
        word for word in (title.strip() or folder.resolve().name) if word >= " " and word != "\x7f"
    )
    write_atomic(path, STARTER.format(title=json.dumps(words, ensure_ascii=False)))
    return path
