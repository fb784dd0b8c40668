"""Responses written the way survey tools write them, to be read back."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from cslab.study.measures import MeasureConfig, Question, SurveyConfig
from cslab.study.surveys.read import read_survey
from cslab.study.surveys.survey import Survey

RECOMMEND = Question("recommend", "How likely are you to recommend us?", "nps", (0, 10))
SATISFIED = Question("satisfied", "Overall, how satisfied are you?", "csat", (1, 5))
EASE = Question("ease", "Ledgerline is easy to use", "scale", (1, 7))
SPEED = Question("speed", "Ledgerline is fast", "scale", (1, 7))
PLAN = Question("wish", "What would you pick?", "choice", answers=("Faster", "Cheaper", "Nicer"))
WHY = Question("why_recommend", "What is the main reason for your score?", "why", why_of="recommend")
QUESTIONS = (RECOMMEND, SATISFIED, EASE, SPEED, PLAN, WHY)
MEASURES = MeasureConfig(questions=QUESTIONS)

Row = dict[str, str]
"""response_id, person_id, answered_at, and answers by question, as text."""

NOBODY = pd.DataFrame({"person_id": pd.Series(dtype="str"), "account_id": pd.Series(dtype="str")})
NOTHING = pd.DataFrame({"account_id": pd.Series(dtype="str")})


def table(rows: Sequence[Sequence[str]], *, separator: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows(rows)
    return text.getvalue()


def forms(rows: Sequence[Row]) -> tuple[str, SurveyConfig]:
    """One header row with the wording, as Google Forms and Typeform write it."""
    head = ["#", "Email", "Timestamp", *(question.wording for question in QUESTIONS)]
    columns = {"response_id": "#", "person_id": "Email", "answered_at": "Timestamp"}
    return table([head, *map(_flat, rows)]), SurveyConfig("w", "w.csv", columns=columns)


def qualtrics(rows: Sequence[Row]) -> tuple[str, SurveyConfig]:
    """Ids, wordings and import ids; trials of whoever made the survey are among the rows."""
    ids = ["ResponseId", "ExternalReference", "RecordedDate", *(f"Q{n}" for n in range(1, 7)), "Status"]
    said = ["Response ID", "External Data Reference", "Recorded Date"]
    said += [question.wording for question in QUESTIONS] + ["Response Type"]
    kinds = [json.dumps({"ImportId": f"QID{n}"}) for n in range(len(ids))]
    kinds[2] = json.dumps({"ImportId": "recordedDate", "timeZone": "UTC"})
    body = [[*_flat(row), "IP Address"] for row in rows]
    trial = ["R_trial", "p-1", "2026-03-01 10:00", "1", "1", "1", "1", "Faster", "test", "Survey Preview"]
    columns = {"person_id": "ExternalReference", "answered_at": "RecordedDate"}
    columns |= {question.id: f"Q{n}" for n, question in enumerate(QUESTIONS, 1)}
    return table([ids, said, kinds, *body, trial]), SurveyConfig("w", "w.csv", header_rows=3, columns=columns)


def surveymonkey(rows: Sequence[Row]) -> tuple[str, SurveyConfig]:
    """The question, and below it the part of it or "Response"; a matrix names its question only once."""
    first = ["Respondent ID", "Custom Data 1", "Date Modified", RECOMMEND.wording, SATISFIED.wording]
    first += ["Do you agree?", "", PLAN.wording, WHY.wording]
    second = ["", "", "", "Response", "Response", EASE.wording, SPEED.wording]
    second += ["Response", "Open-Ended Response"]
    columns = {"response_id": "Respondent ID", "person_id": "custom data 1", "answered_at": "Date Modified"}
    columns |= {"speed": f"Do you agree? - {SPEED.wording}"}
    config = SurveyConfig("w", "w.csv", header_rows=2, columns=columns)
    return table([first, second, *map(_flat, rows)]), config


def long(rows: Sequence[Row]) -> tuple[str, SurveyConfig]:
    """One row an answer; what was not answered has no row."""
    head = ["response", "contact", "moment", "question", "answer"]
    body = [
        [row["response_id"], row["person_id"], row["answered_at"], _asked(question), row[question.id]]
        for row in rows
        for question in QUESTIONS
        if row[question.id]
    ]
    columns = {"response_id": "response", "person_id": "contact", "answered_at": "moment", "ease": "Q3"}
    return table([head, *body]), SurveyConfig("w", "w.csv", layout="long", columns=columns)


LAYOUTS = {"forms": forms, "qualtrics": qualtrics, "surveymonkey": surveymonkey, "long": long}


def _asked(question: Question) -> str:
    return {"ease": "Q3", "speed": question.wording.upper()}.get(question.id, question.id)


def _flat(row: Row) -> list[str]:
    return [row[key] for key in ("response_id", "person_id", "answered_at")] + [row[q.id] for q in QUESTIONS]


def read(
    folder: Path,
    text: str | bytes,
    config: SurveyConfig | None = None,
    *,
    people: pd.DataFrame = NOBODY,
    accounts: pd.DataFrame = NOTHING,
    measures: MeasureConfig = MEASURES,
) -> Survey:
    config = config or SurveyConfig("w", "w.csv")
    (folder / config.file).parent.mkdir(exist_ok=True)
    (folder / config.file).write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_survey(folder, measures, config, people=people, accounts=accounts)


def sentences(survey: Survey) -> list[str]:
    return [fault.sentence for fault in survey.faults]
