"""study.toml: what a study is called, its stages and codes, its words, and where its store is."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from cslab.errors import InputError
from cslab.study.faults import Fault

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
class Code:
    """One idea of the codebook."""

    name: str
    definition: str = ""
    colour: str | None = None
    parent: str | None = None


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
        The codebook.
    model : str
        Whisper model, or ``"auto"``.
    consent : str
        What interviews that state no consent are taken to allow: one of `CONSENTS`.
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
    reading = _Reading(_line_numbers(text))
    config = reading.config(data, Path(folder))
    return (None if reading.faults else config), tuple(reading.faults), tuple(reading.remarks)


# -------------------------------------------------------------------------------- reading the values

_Path = tuple[str | int, ...]

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
}


class _Reading:
    """Takes values out of a parsed study.toml and collects what is wrong with them."""

    def __init__(self, lines: Mapping[_Path, int]) -> None:
        self.lines = lines
        self.faults: list[Fault] = []
        self.remarks: list[Fault] = []

    def config(self, data: Mapping[str, Any], folder: Path) -> StudyConfig:
        self.known(data, (), _TOP)
        title = self.words(data, (), "title")
        if not title and not self.faults:
            self.remarks.append(Fault(FILE, 1, "title", "", "the study's name"))
        transcribe = self.table(data, "transcribe", {"model"})
        defaults = self.table(data, "defaults", {"consent"})
        stages = self.stages(data)
        codes = self.codes(data)
        language = self.words(data, (), "language") or None
        if language is not None and not re.fullmatch(r"[a-z]{2,3}", language):
            self.wrong(("language",), language, "a language code such as en or de")
        consent = self.words(defaults, ("defaults",), "consent") or "team"
        if consent not in CONSENTS:
            self.wrong(("defaults", "consent"), consent, "one of " + ", ".join(CONSENTS))
        return StudyConfig(
            title=title or folder.resolve().name,
            note=self.words(data, (), "note"),
            synthetic=self.truth(data, "synthetic"),
            language=language,
            vocabulary=self.word_list(data, "vocabulary"),
            store_url=self.words(data, (), "store") or DEFAULT_STORE,
            stages=stages,
            codes=codes,
            model=self.words(transcribe, ("transcribe",), "model") or "auto",
            consent=consent,
        )

    def stages(self, data: Mapping[str, Any]) -> tuple[Stage, ...]:
        stages = []
        for index, row in self.rows(data, "stages", {"id", "name", "question"}):
            at: _Path = ("stages", index)
            id_ = self.words(row, at, "id", needed=True)
            stages.append(Stage(id_, self.words(row, at, "name") or id_, self.words(row, at, "question")))
        self.once("stages", "id", (stage.id for stage in stages))
        return tuple(stages)

    def codes(self, data: Mapping[str, Any]) -> tuple[Code, ...]:
        codes = []
        for index, row in self.rows(data, "codes", {"name", "definition", "colour", "parent"}):
            at: _Path = ("codes", index)
            colour = self.words(row, at, "colour") or None
            if colour is not None and not re.fullmatch(r"#[0-9A-Fa-f]{6}", colour):
                self.wrong((*at, "colour"), colour, "a colour such as #134CA1")
            codes.append(
                Code(
                    self.words(row, at, "name", needed=True),
                    self.words(row, at, "definition"),
                    colour,
                    self.words(row, at, "parent") or None,
                )
            )
        self.once("codes", "name", (code.name for code in codes))
        parents = {code.name: code.parent for code in codes}
        for index, code in enumerate(codes):
            if code.parent is not None and code.parent not in parents:
                expected = f"the name of another code{_near(code.parent, parents)}"
                self.wrong(("codes", index, "parent"), code.parent, expected)
            elif _circular(code.name, parents):
                expected = "a parent that is not below the code itself"
                self.wrong(("codes", index, "parent"), str(code.parent), expected)
        return tuple(codes)

    def words(self, data: Mapping[str, Any], at: _Path, key: str, *, needed: bool = False) -> str:
        value = data.get(key, "")
        if not isinstance(value, str):
            self.wrong((*at, key), value, "text in quotes")
            return ""
        if needed and not value.strip():
            self.wrong((*at, key), "", "text in quotes")
        return value.strip()

    def truth(self, data: Mapping[str, Any], key: str) -> bool:
        value = data.get(key, False)
        if not isinstance(value, bool):
            self.wrong((key,), value, "true or false")
            return False
        return value

    def word_list(self, data: Mapping[str, Any], key: str) -> tuple[str, ...]:
        value = data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            self.wrong((key,), value, 'a list of texts such as ["Ledgerline", "Approval Lanes"]')
            return ()
        return tuple(word.strip() for word in value if word.strip())

    def table(self, data: Mapping[str, Any], key: str, known: set[str]) -> Mapping[str, Any]:
        value = data.get(key, {})
        if not isinstance(value, dict):
            self.wrong((key,), value, f"a section [{key}]")
            return {}
        self.known(value, (key,), known)
        return value

    def rows(
        self, data: Mapping[str, Any], key: str, known: set[str]
    ) -> Iterable[tuple[int, Mapping[str, Any]]]:
        value = data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            self.wrong((key,), value, f"sections [[{key}]], one each")
            return
        for index, row in enumerate(value):
            self.known(row, (key, index), known)
            yield index, row

    def once(self, key: str, name: str, values: Iterable[str]) -> None:
        seen: set[str] = set()
        for index, value in enumerate(values):
            if value and value in seen:
                self.wrong((key, index, name), value, f"a {name} used only once")
            seen.add(value)

    def known(self, data: Mapping[str, Any], at: _Path, known: set[str]) -> None:
        for key in data:
            if key not in known:
                names = ", ".join(sorted(known))
                expected = f"a setting that cslab knows{_near(key, known)} ({names})"
                self.remarks.append(Fault(FILE, self.line((*at, key)), "a setting", key, expected))

    def wrong(self, at: _Path, value: object, expected: str) -> None:
        column = ".".join(str(part) for part in at if isinstance(part, str))
        self.faults.append(Fault(FILE, self.line(at), column, str(value), expected))

    def line(self, at: _Path) -> int | None:
        while at and at not in self.lines:
            at = at[:-1]
        return self.lines.get(at)


def _near(name: str, names: Iterable[str]) -> str:
    found = get_close_matches(name, list(names), n=1)
    return f", perhaps {found[0]!r}," if found else ""


def _circular(name: str, parents: Mapping[str, str | None]) -> bool:
    at = parents.get(name)
    for _ in parents:
        if at is None:
            return False
        if at == name:
            return True
        at = parents.get(at)
    return False


_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"""\s*([A-Za-z0-9_-]+|"[^"]*"|'[^']*')\s*=""")


def _line_numbers(text: str) -> dict[_Path, int]:
    """Find the line of each table and key; good enough for messages, TOML itself is parsed by `tomllib`."""
    lines: dict[_Path, int] = {}
    counts: dict[str, int] = {}
    table: _Path = ()
    inside: str | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        if inside is None:
            if header := _HEADER.match(line):
                name = header[2].strip("\"' ")
                table = (name,)
                if header[1] == "[[":
                    lines.setdefault(table, number)
                    counts[name] = counts.get(name, -1) + 1
                    table = (name, counts[name])
                lines[table] = number
            elif key := _KEY.match(line):
                lines.setdefault((*table, key[1].strip("\"'")), number)
        for quotes in ('"""', "'''"):
            if inside in {None, quotes} and line.count(quotes) % 2:
                inside = None if inside else quotes
    return lines
