"""The mapping of a file of answers, written into study.toml beside everything that people wrote there."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cslab.errors import InputError
from cslab.study.config import FILE, StudyConfig, read_config
from cslab.study.files import write_atomic
from cslab.study.measures import DEFAULT_SCALES, Question, SurveyConfig
from cslab.study.surveys.survey import Survey

if TYPE_CHECKING:
    from tomlkit.items import Table


@dataclass(frozen=True, slots=True)
class SurveyMapping:
    """A survey that was mapped, or would be.

    Parameters
    ----------
    toml : str
        What is added to study.toml.
    survey : Survey
        What is read with it.
    applied : bool
        Whether it was written.
    """

    toml: str
    survey: Survey
    applied: bool

    @property
    def sentence(self) -> str:
        """What was done, or would be, in one plain sentence."""
        count = len(self.survey.responses)
        noun = "response" if count == 1 else "responses"
        left = self.survey.left_out
        rest = f", and {left:,} {'row is' if left == 1 else 'rows are'} left out" if left else ""
        return f"{self.survey.title}: {count:,} {noun} to {len(self.survey.questions)} questions{rest}."

    def _repr_html_(self) -> str:
        return self.survey._repr_html_()


def toml_of(survey: SurveyConfig, questions: Sequence[Question] = ()) -> str:
    """Write a survey and its new questions as they stand in study.toml.

    Examples
    --------
    >>> ask = Question("recommend", 'Would you "recommend" us?', "nps", (0, 10))
    >>> print(toml_of(SurveyConfig("nps", "surveys/nps.csv", columns={"recommend": "Q1"}), [ask]))
    [[questions]]
    id = "recommend"
    wording = 'Would you "recommend" us?'
    role = "nps"
    <BLANKLINE>
    [[surveys]]
    name = "nps"
    file = "surveys/nps.csv"
    <BLANKLINE>
    [surveys.columns]
    recommend = "Q1"
    <BLANKLINE>
    """
    blocks = [*(_block("questions", _question(question)) for question in questions)]
    return "\n".join([*blocks, _block("surveys", _survey(survey))])


def _block(key: str, table: Table) -> str:
    import tomlkit

    several = tomlkit.aot()
    several.append(table)
    block = tomlkit.document()
    block.append(key, several)
    return tomlkit.dumps(block).strip() + "\n"


def config_with(folder: str | Path, text: str) -> StudyConfig:
    """Read settings from a text as if it were the study's study.toml.

    Raises
    ------
    InputError
        If the settings could not be read again; one sentence.
    """
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch) / Path(folder).resolve().name
        home.mkdir()
        (home / FILE).write_text(text, "utf-8", newline="")
        config, faults, _ = read_config(home)
    if config is None:
        raise InputError(f"The mapping can't be written as it is: {faults[0].sentence}")
    return config


def added(folder: str | Path, survey: SurveyConfig, questions: Sequence[Question]) -> tuple[str, str]:
    """Give study.toml's text with a survey and new questions added, and what is added.

    Parameters
    ----------
    folder : str or Path
        The study's folder.
    survey : SurveyConfig
        Its name must be new.
    questions : sequence of Question
        Those of the survey. One whose id is there already is left as it is there.

    Raises
    ------
    InputError
        If the name is taken, a question is there with another role or scale, or the settings could not be
        read again.

    Notes
    -----
    The new settings go to the end of the file, so that not one letter before them changes. Only where the
    settings stand as a list in one line, it is that list that grows.
    """
    text = _text(folder)
    config = config_with(folder, text).measures
    if survey.name in {other.name for other in config.surveys}:
        raise InputError(f"There is a survey {survey.name!r} already; choose another name for {survey.file}.")
    new = []
    for question in questions:
        known = config.question(question.id)
        if known is None:
            new.append(question)
        elif (known.role, known.scale) != (question.role, question.scale):
            raise InputError(
                f"The question {question.id!r} is in study.toml already, as {_kind(known)} and not as "
                f"{_kind(question)}; give the new one another id."
            )
    block = toml_of(survey, new)
    whole = _with(text, survey, new, block)
    read = config_with(folder, whole).measures
    ids = {question.id for question in read.questions}
    written = next((other for other in read.surveys if other.name == survey.name), None)
    if written is None or dict(written.columns) != dict(survey.columns) or not {q.id for q in new} <= ids:
        raise InputError(
            f"The mapping of {survey.file} can't be written so that it is read again as it is; "
            "write it into study.toml by hand."
        )
    return whole, block


def write_settings(folder: str | Path, text: str, *, instead_of: str) -> None:
    """Put a new study.toml in the place of the one that it was made from.

    Raises
    ------
    InputError
        If somebody changed study.toml meanwhile, or it can't be written.
    StoreError
        If the disk is full.
    """
    if _text(folder) != instead_of:
        raise InputError("study.toml was changed meanwhile; look at the mapping again and write it then.")
    write_atomic(Path(folder) / FILE, text)


def settings_text(folder: str | Path) -> str:
    """Give study.toml's text as it is.

    Raises
    ------
    InputError
        If it can't be read.
    """
    return _text(folder)


def _text(folder: str | Path) -> str:
    path = Path(folder) / FILE
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"The file {path} can't be read: {error}.") from error


def _with(text: str, survey: SurveyConfig, questions: Sequence[Question], block: str) -> str:
    import tomlkit
    from tomlkit.items import Array

    ends = "\r\n" if "\r\n" in text else "\n"
    mark, body = ("\ufeff", text[1:]) if text.startswith("\ufeff") else ("", text)
    document = tomlkit.parse(body)
    listed = {key for key in ("questions", "surveys") if isinstance(document.get(key), Array)}
    if listed:
        rows = {"questions": [_question(one) for one in questions], "surveys": [_survey(survey, inline=True)]}
        for key in listed:
            for table in rows[key]:
                row = tomlkit.inline_table()
                row.update(table)
                document[key].append(row)
        body = tomlkit.dumps(document)
        parts = [] if "questions" in listed else [_block("questions", _question(one)) for one in questions]
        parts += [] if "surveys" in listed else [_block("surveys", _survey(survey))]
        block = "\n".join(parts)
    if not block:
        return mark + body
    gap = "" if not body else ends if body.endswith("\n") else ends * 2
    return mark + body + gap + re.sub(r"(?<!\r)\n", ends, block)


def _question(question: Question) -> Table:
    import tomlkit

    table = tomlkit.table()
    table.add("id", question.id)
    table.add("wording", _string(question.wording))
    table.add("role", question.role)
    if question.scale is not None and question.scale != DEFAULT_SCALES.get(question.role):
        table.add("scale", [int(end) if float(end).is_integer() else end for end in question.scale])
    for key in ("level", "why_of"):
        if getattr(question, key):
            table.add(key, getattr(question, key))
    if question.reverse:
        table.add("reverse", value=True)
    if question.answers:
        table.add("answers", [_string(answer) for answer in question.answers])
    return table


def _survey(survey: SurveyConfig, *, inline: bool = False) -> Table:
    import tomlkit

    table = tomlkit.table()
    table.add("name", survey.name)
    table.add("file", _string(survey.file))
    if survey.title and survey.title != survey.name:
        table.add("title", _string(survey.title))
    if survey.series and survey.series != survey.name:
        table.add("series", _string(survey.series))
    if survey.asked_on is not None:
        table.add("asked_on", survey.asked_on)
    if survey.asked:
        table.add("asked", _string(survey.asked))
    if survey.layout != "wide":
        table.add("layout", survey.layout)
    if survey.header_rows != 1:
        table.add("header_rows", survey.header_rows)
    if survey.repeats:
        table.add("repeats", value=True)
    if survey.columns:
        columns: Any = tomlkit.inline_table() if inline else tomlkit.table()
        for key, header in survey.columns.items():
            columns.append(key, _string(header))
        table.add("columns", columns)
    return table


def _string(words: str) -> Any:
    """Write text in the plainest quotes that hold it."""
    import tomlkit

    plain = '"' in words and "'" not in words and all(letter >= " " and letter != "\x7f" for letter in words)
    return tomlkit.string(words, literal=plain)


def _kind(question: Question) -> str:
    scale = "" if question.scale is None else f" from {question.scale[0]:g} to {question.scale[1]:g}"
    return f"{question.role}{scale}"
