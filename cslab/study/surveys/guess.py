"""What a file of answers looks like: its layout, its header rows, and what each column probably is."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cslab.study.answers import number_in
from cslab.study.dates import parse_times
from cslab.study.measures import MeasureConfig, Question, SurveyConfig
from cslab.study.surveys.files import Columns, SurveyFile, folded, read_survey_file
from cslab.study.surveys.questions import questions_of, slug

if TYPE_CHECKING:
    import pandas as pd

_LOOKED_AT = 2_000
"""Rows that are enough to guess by."""
_SAMPLES, _FIRST = 3, 5
_SHOWN = 60

_PERSON = (
    *("personid", "contactid", "externaldatareference", "externalreference", "customerid", "userid"),
    *("customreference", "contact", "recipientemail", "emailaddress", "email", "username"),
)
_MOMENT = (
    *("answeredat", "recordeddate", "submittedat", "submitdateutc", "submitdate", "datesubmitted", "enddate"),
    *(
        "datemodified",
        "completedat",
        "completed",
        "timestamp",
        "respondedat",
        "createdat",
        "date",
        "startdate",
    ),
)
_RESPONSE = ("responseid", "respondentid", "submissionid", "token", "responsenumber", "id", "#")
_ASKED = ("question", "questionid", "questiontext", "item", "prompt")
_ANSWER = ("answer", "response", "answertext", "value", "score", "rating")


@dataclass(frozen=True, slots=True)
class ColumnLook:
    """One column of a file of answers.

    Parameters
    ----------
    number : int
        Its place, from 1.
    header : str
        As people would call it.
    samples : tuple of str
        The first few different values.
    filled : int
        Rows in which it has a value.
    means : str
        ``person_id``, ``answered_at``, ``response_id``, ``account_id``, ``question``, ``answer``, the id of a
        question, or nothing: it is left alone.
    found_by : str
        Text that finds this column and no other, for the mapping.
    """

    number: int
    header: str
    samples: tuple[str, ...] = ()
    filled: int = 0
    means: str = ""
    found_by: str = ""


@dataclass(frozen=True, slots=True)
class SurveyLook:
    """What a file of answers looks like, and how it could be mapped.

    Parameters
    ----------
    file : str
        Relative to the study's folder.
    rows : int
        Rows below the header.
    columns : tuple of ColumnLook
        In the order of the file.
    survey : SurveyConfig
        The mapping that is proposed.
    questions : tuple of Question
        Questions of the mapping; those that study.toml has already are as it has them.
    known : tuple of str
        Ids of those.
    first : tuple of tuple of str
        The first few rows, as the file has them.
    """

    file: str
    rows: int
    columns: tuple[ColumnLook, ...]
    survey: SurveyConfig
    questions: tuple[Question, ...]
    known: tuple[str, ...] = ()
    first: tuple[tuple[str, ...], ...] = ()

    def column(self, key: str) -> int | None:
        """Place, from 1, of the column that means something; None when there is none."""
        return next((one.number for one in self.columns if one.means == key), None)

    def summary(self) -> pd.DataFrame:
        """Give one row a column: column, header, means, filled, samples."""
        import pandas as pd

        return pd.DataFrame(
            {
                "column": [one.number for one in self.columns],
                "header": [one.header for one in self.columns],
                "means": [one.means for one in self.columns],
                "filled": [one.filled for one in self.columns],
                "samples": ["; ".join(one.samples) for one in self.columns],
            }
        )

    def _repr_html_(self) -> str:
        return self.summary().to_html(index=False, escape=True, border=0)


def look_at(
    folder: str | Path,
    file: str,
    measures: MeasureConfig,
    people: Collection[str] = (),
    *,
    layout: str | None = None,
    header_rows: int | None = None,
) -> SurveyLook:
    r"""Look at a file of answers, and guess how it could be mapped.

    Parameters
    ----------
    folder : str or Path
        The study's folder.
    file : str
        Relative to it.
    measures : MeasureConfig
        Questions that the study has already; a column with the same wording is one of these.
    people : collection of str
        Ids, and e-mail addresses, of people; the column that holds them names who answered.
    layout, header_rows : optional
        When they are known; guessed otherwise.

    Returns
    -------
    SurveyLook
        A proposal, to be looked over: it reads the usual names and the values, and nothing else.

    Raises
    ------
    InputError
        If the file can't be read at all.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     rows = "Timestamp,Email,How likely are you to recommend us?,Why?\n2026-03-04 10:00,a@b.c,9,\n"
    ...     _ = (Path(folder) / "nps.csv").write_text(rows)
    ...     found = look_at(folder, "nps.csv", MeasureConfig())
    >>> [(column.header, column.means) for column in found.columns][1:3]
    [('Email', 'person_id'), ('How likely are you to recommend us?', 'recommend')]
    """
    path = Path(folder) / file
    read = read_survey_file(path, file, header_rows or 1)
    if header_rows is None and _has_parts(read):
        read = read_survey_file(path, file, 2)
    columns = [values[:_LOOKED_AT] for values in read.columns]
    names, headers = read.names, _headers(read)
    if layout is None:
        layout = "long" if _is_long(names, columns) else "wide"
    taken = _fixed(names, columns, set(people), long=layout == "long")
    ids = {at: key for key, at in taken.items()}
    questions: dict[int, Question] = {}
    if layout == "wide":
        questions = questions_of(names, columns, measures, set(ids))
        ids |= {at: question.id for at, question in questions.items()}
        asked = tuple(questions.values())
        mapped = {ids[at]: headers[at] for at in sorted(ids)}
    else:
        texts = list(dict.fromkeys(columns[taken["question"]])) if "question" in taken else []
        answers = [_answers_to(text, columns, taken) for text in texts]
        found = questions_of(texts, answers, measures, set())
        asked = tuple(found.values())
        mapped = {ids[at]: headers[at] for at in sorted(ids)}
        mapped |= {question.id: texts[at] for at, question in found.items() if texts[at] != question.wording}
    known = {question.id: question for question in measures.questions}
    looks = tuple(
        ColumnLook(
            at + 1,
            name or f"#{at + 1}",
            tuple(value[:_SHOWN] for value in list(dict.fromkeys(filter(None, columns[at])))[:_SAMPLES]),
            sum(map(bool, read.columns[at])),
            ids.get(at, ""),
            headers[at],
        )
        for at, name in enumerate(names)
    )
    name = slug(Path(file).stem, {survey.name for survey in measures.surveys}, most=60)
    survey = SurveyConfig(
        name,
        file,
        title=_title(Path(file).stem),
        series=_series(measures, {question.id for question in asked}) or name,
        layout=layout,
        header_rows=len(read.headers) or 1,
        columns=mapped,
    )
    first = tuple(zip(*(values[:_FIRST] for values in columns), strict=True))
    ours = tuple(one.id for one in asked if one.id in known)
    return SurveyLook(file, len(read.lines), looks, survey, asked, ours, first)


def _has_parts(read: SurveyFile) -> bool:
    """Whether the second row names parts of questions, as SurveyMonkey writes it."""
    if len(read.headers) != 1 or not read.lines:
        return False
    first, second = read.headers[0], [values[0] for values in read.columns]
    if any(folded(text) in {"response", "openendedresponse"} for text in second if text):
        return True
    return any(not above and below for above, below in zip(first, second, strict=True)) and not any(
        above and below and number_in(below) is not None for above, below in zip(first, second, strict=True)
    )


def _is_long(names: Sequence[str], columns: Sequence[Sequence[str]]) -> bool:
    """Whether each row is one answer: a column names the question, and it says few different things."""
    heads = [folded(name) for name in names]
    asked = next((heads.index(head) for head in _ASKED if head in heads), None)
    if asked is None or not any(head in heads for head in _ANSWER):
        return False
    values = [value for value in columns[asked] if value]
    return len(set(values)) <= max(1, len(values) // 2) or len(values) <= 3


def _fixed(
    names: Sequence[str], columns: Sequence[Sequence[str]], people: set[str], *, long: bool
) -> dict[str, int]:
    """Columns that are no questions, by what cslab calls them."""
    heads = [folded(name) for name in names]
    found: dict[str, int] = {}

    def first(key: str, usual: Sequence[str], *, moments: bool = False) -> None:
        for head in usual:
            for at, name in enumerate(heads):
                if name == head and at not in found.values() and (not moments or _is_moments(columns[at])):
                    found[key] = at
                    return

    shares = [_share(values, people) for values in columns]
    if people and max(shares, default=0.0) >= 0.5:
        found["person_id"] = shares.index(max(shares))
    else:
        first("person_id", _PERSON)
    if long:
        first("question", _ASKED)
        first("answer", _ANSWER)
    first("answered_at", _MOMENT, moments=True)
    if "answered_at" not in found:
        timed = [at for at in range(len(heads)) if at not in found.values() and _is_timed(columns[at])]
        found |= {"answered_at": timed[0]} if timed else {}
    first("response_id", (*_RESPONSE, "response") if long else _RESPONSE)
    first("account_id", ("accountid",))
    return found


def _share(values: Sequence[str], people: set[str]) -> float:
    """How many of the different values are people."""
    filled = {value.casefold() for value in values if value}
    return len(filled & {person.casefold() for person in people}) / len(filled) if filled else 0.0


def _is_moments(values: Sequence[str]) -> bool:
    filled = [value for value in values if value][:50]
    read = parse_times(filled)
    return bool(filled) and sum(not isinstance(moment, str) for moment in read) * 2 > len(filled)


def _is_timed(values: Sequence[str]) -> bool:
    """Whether values are moments with the time of day, whatever stands above them."""
    filled = [value for value in values if value][:50]
    return all(":" in value for value in filled) and _is_moments(filled)


def _answers_to(text: str, columns: Sequence[Sequence[str]], taken: dict[str, int]) -> list[str]:
    if "answer" not in taken:
        return []
    pairs = zip(columns[taken["question"]], columns[taken["answer"]], strict=True)
    return [answer for asked, answer in pairs if asked == text]


def _headers(read: SurveyFile) -> list[str]:
    """Texts by which each column is found again: one that no other column has."""
    columns = Columns(read.headers)
    found = []
    for at, texts in enumerate(columns.texts):
        tried = (*sorted(texts.own, key=len, reverse=True), *texts.together)
        found.append(next((text for text in tried if columns.find(text) == (at,)), f"#{at + 1}"))
    return found


def _series(measures: MeasureConfig, questions: set[str]) -> str:
    """The series of the newest survey that asks half of these questions or more."""
    for survey in reversed(measures.surveys):
        shared = questions & survey.columns.keys()
        if questions and len(shared) * 2 >= len(questions):
            return survey.series
    return ""


def _title(stem: str) -> str:
    words = " ".join(re.split(r"[\s_-]+", stem)).strip()
    return words[:1].upper() + words[1:]
