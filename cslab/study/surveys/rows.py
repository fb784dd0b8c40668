"""Rows of a file of answers, in wide or long form, as one entry a response."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from cslab.study.csvfile import bare
from cslab.study.faultlist import FaultList
from cslab.study.measures import Question, SurveyConfig
from cslab.study.surveys.files import Columns, SurveyFile, folded, import_facts

_OWN = ("response_id", "person_id", "account_id", "answered_at")


@dataclass(slots=True)
class Rows:
    """What a file says of each response, as text; all lists have one value a response.

    Parameters
    ----------
    lines : list of int
        The line of the file, of the first answer in long form.
    fixed : dict
        By ``response_id``, ``person_id``, ``account_id``, ``answered_at``: what is there; lacks what the file
        has no column for.
    answers : dict
        By id of the question.
    answer_lines : dict
        By id of the question: the line of each answer.
    own : dict
        By attribute: columns of the file that are named like one.
    preview : list of bool
        Which are trials of whoever made the survey.
    zone : str
        Time zone that the file states for its moments; empty when it states none.
    broken : int
        Rows of the file that could not be used.
    """

    lines: list[int] = field(default_factory=list)
    fixed: dict[str, list[str]] = field(default_factory=dict)
    answers: dict[str, list[str]] = field(default_factory=dict)
    answer_lines: dict[str, Sequence[int]] = field(default_factory=dict)
    own: dict[str, list[str]] = field(default_factory=dict)
    preview: list[bool] = field(default_factory=list)
    zone: str = ""
    broken: int = 0


class _Places:
    """Finds the columns that a survey's settings name, and reports those that are not there."""

    def __init__(self, file: SurveyFile, survey: SurveyConfig, faults: FaultList) -> None:
        self.columns = Columns(file.headers)
        self.wanted = survey.columns
        self.faults = faults
        self.line = file.header_lines[0] if file.header_lines else 1
        self.taken: dict[int, str] = {}

    def named(self, key: str) -> int | None:
        """Find the column that study.toml names for a key."""
        header = self.wanted[key]
        found = self.columns.find(header)
        if not found:
            self.faults.add(self.line, key, header, f"a header of the file{self.columns.near(header)}")
            return None
        if len(found) > 1:
            places = ", ".join(f"#{at + 1}" for at in found)
            expected = f"a header that one column has (there are {places}; write one of these)"
            self.faults.add(self.line, key, header, expected)
            return None
        if found[0] in self.taken:
            expected = f"a column of its own ({self.taken[found[0]]} has it)"
            self.faults.add(self.line, key, header, expected)
            return None
        self.taken[found[0]] = key
        return found[0]

    def guessed(self, key: str, *names: str) -> int | None:
        """Find a column that carries a name by itself, if one alone does."""
        for name in names:
            found = [at for at in self.columns.find(name) if at not in self.taken] if folded(name) else []
            if len(found) == 1:
                self.taken[found[0]] = key
                return found[0]
        return None

    def all(self, names: Mapping[str, Sequence[str]]) -> dict[str, int]:
        """Find a column for each key that has one: those that are named first, then by their usual names."""
        found = {key: self.named(key) for key in names if key in self.wanted}
        found |= {key: self.guessed(key, *usual) for key, usual in names.items() if key not in self.wanted}
        return {key: at for key, at in found.items() if at is not None}


def read_rows(
    file: SurveyFile,
    survey: SurveyConfig,
    questions: Sequence[Question],
    attributes: Collection[str],
    faults: FaultList,
) -> Rows:
    """Give one entry a response, in wide or in long form."""
    places = _Places(file, survey, faults)
    long = survey.layout == "long"
    names: dict[str, Sequence[str]] = {key: (key,) for key in _OWN}
    if long:
        names |= {"question": ("question",), "answer": ("answer",)}
    else:
        names |= {question.id: (question.id, question.wording) for question in questions}
    found = places.all(names)
    own = {}
    for attribute in attributes:
        at = places.guessed(attribute, attribute)
        if at is not None:
            own[attribute] = at
    rows = (_long if long else _wide)(file, found, own, survey, questions, faults)
    rows.broken += file.broken
    if rows.lines and not rows.answers:
        expected = "a column for at least one question (see [[questions]] and columns in study.toml)"
        faults.add(places.line, "the first row", ", ".join(file.names)[:200], expected)
    return rows


def _wide(
    file: SurveyFile,
    found: Mapping[str, int],
    own: Mapping[str, int],
    survey: SurveyConfig,  # noqa: ARG001 - one shape for both layouts
    questions: Sequence[Question],
    faults: FaultList,  # noqa: ARG001
) -> Rows:
    ids = {question.id for question in questions}
    return Rows(
        lines=file.lines,
        fixed={key: file.columns[at] for key, at in found.items() if key in _OWN},
        answers={key: file.columns[at] for key, at in found.items() if key in ids},
        answer_lines={key: file.lines for key in found if key in ids},
        own={name: file.columns[at] for name, at in own.items()},
        preview=_previews(file),
        zone=_zone(file, found.get("answered_at")),
    )


def _long(
    file: SurveyFile,
    found: Mapping[str, int],
    own: Mapping[str, int],
    survey: SurveyConfig,
    questions: Sequence[Question],
    faults: FaultList,
) -> Rows:
    lacking = [key for key in ("question", "answer") if key not in found]
    for key in lacking:
        if key not in survey.columns:
            header = ", ".join(file.names)[:200]
            faults.add(
                1, "the first row", header, f"a column for the {key} (columns in study.toml)", kind=key
            )
    if lacking:
        return Rows(broken=len(file.lines))
    known = _known_questions(survey, questions)
    texts = {
        text: known.get(text) or known.get(folded(text)) for text in set(file.columns[found["question"]])
    }
    fixed = {key: file.columns[at] for key, at in found.items() if key in _OWN}
    rows = Rows(
        fixed={key: [] for key in fixed},
        own={name: [] for name in own},
        zone=_zone(file, found.get("answered_at")),
    )
    entries: dict[tuple[str, ...], int] = {}
    given: dict[tuple[int, str], int] = {}
    trials = _previews(file)
    singly = [fixed[key] for key in (("response_id",) if "response_id" in fixed else fixed)]
    cells: dict[str, dict[int, tuple[str, int]]] = {}
    for at, (line, asked, answer) in enumerate(
        zip(file.lines, file.columns[found["question"]], file.columns[found["answer"]], strict=True)
    ):
        question = texts[asked]
        who = tuple(values[at] for values in singly)
        if question is None or not any(who):
            where, value = ("question", asked) if question is None else ("response_id", "")
            expected = "a question of study.toml" if question is None else "an id, or a person and a moment"
            faults.add(line, where, value, expected, kind=f"{where} {value}")
            rows.broken += 1
            continue
        entry = entries.setdefault(who, len(entries))
        if entry == len(rows.lines):
            rows.lines.append(line)
            rows.preview.append(trials[at])
            for name, values in fixed.items():
                rows.fixed[name].append(values[at])
            for name, column in own.items():
                rows.own[name].append(file.columns[column][at])
        if (entry, question) in given:
            expected = f"one answer to a question in each response (row {given[entry, question]} has it)"
            faults.add(line, question, answer, expected, kind="twice")
            rows.broken += 1
            continue
        given[entry, question] = line
        cells.setdefault(question, {})[entry] = (answer, line)
        _fill(rows, entry, at, fixed, own, file)
    for question_, by_entry in cells.items():
        pairs = [by_entry.get(entry, ("", 0)) for entry in range(len(rows.lines))]
        rows.answers[question_] = [answer for answer, _ in pairs]
        rows.answer_lines[question_] = [line for _, line in pairs]
    order = [question.id for question in questions if question.id in rows.answers]
    rows.answers = {key: rows.answers[key] for key in order}
    return rows


def _fill(
    rows: Rows, entry: int, at: int, fixed: Mapping[str, list[str]], own: Mapping[str, int], file: SurveyFile
) -> None:
    """Take what an earlier row of the response left empty from this one."""
    for name, values in fixed.items():
        if values[at] and not rows.fixed[name][entry]:
            rows.fixed[name][entry] = values[at]
    for name, column in own.items():
        if not rows.own[name][entry]:
            rows.own[name][entry] = file.columns[column][at]


def _known_questions(survey: SurveyConfig, questions: Sequence[Question]) -> dict[str, str]:
    """Texts of the column of questions, as they are and without case and punctuation -> the question's id."""
    known: dict[str, str] = {}
    named = [
        (survey.columns[question.id], question.id) for question in questions if question.id in survey.columns
    ]
    named += [(question.id, question.id) for question in questions]
    named += [(question.wording, question.id) for question in questions]
    for text, id_ in named:
        known.setdefault(text, id_)
    for text, id_ in named:
        known.setdefault(folded(text), id_)
    return known


_TRIALS = {
    "status": {"surveypreview", "surveytest", "spam"},
    "responsetype": {"surveypreview", "surveytest", "spam"},
    "distributionchannel": {"preview", "test"},
}
_TRIAL_NUMBERS = {"1", "2", "8"}
"""How Qualtrics numbers previews, tests and spam in the column Status."""


def _previews(file: SurveyFile) -> list[bool]:
    """Which rows are no responses but trials of whoever made the survey."""
    found = [False] * len(file.lines)
    ids = [row for row in file.headers if any('"ImportId"' in cell for cell in row)]
    for at in range(file.width):
        heads = {folded(row[at]) for row in file.headers}
        trials: set[str] = set()
        for head in heads & _TRIALS.keys():
            trials |= _TRIALS[head]
        if trials and any(import_facts(row[at]).get("ImportId") == "status" for row in ids):
            trials |= _TRIAL_NUMBERS
        if trials:
            column = file.columns[at]
            bad = {text for text in set(column) if folded(bare(text)) in trials}
            found = [was or text in bad for was, text in zip(found, column, strict=True)] if bad else found
    return found


def _zone(file: SurveyFile, at: int | None) -> str:
    """Time zone that a column of moments states: in its import ids, or in its header as ``(UTC)``."""
    if at is None:
        return ""
    heads = [row[at] for row in file.headers]
    stated = [str(import_facts(head).get("timeZone") or "") for head in heads if '"timeZone"' in head]
    stated += ["UTC" for head in heads if re.search(r"\b(UTC|GMT)\b", head) and '"timeZone"' not in head]
    return next(filter(None, stated), "")
