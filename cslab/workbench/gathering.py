"""What is known of customers, gathered from a study's tables into the shapes that `cslab.measure` counts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cslab.errors import InputError, NotFoundError
from cslab.study.measures import Feature, Question
from cslab.study.surveys.attributes import attributes_of
from cslab.study.surveys.survey import Survey

DETRACTS = 6 / 10
"""Part of the way up an NPS scale to which somebody is a detractor."""

_ANSWERS = ["id", "person_id", "account_id", "at", "what", "codes"]
_GIVEN = ["survey", "title", "response_id", "person_id", "at", "question", "answer", "most", "why"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a promise or a piece of feedback rests on, and what is known from it.

    Parameters
    ----------
    kind, name : str
        As the store names it; see `cslab.study.evidence.EVIDENCE`.
    person_id, account_id : str or None
        Whose it is.
    on : str or None
        The day.
    said : str
        In their words, where there are any.
    """

    kind: str = ""
    name: str = ""
    person_id: str | None = None
    account_id: str | None = None
    on: str | None = None
    said: str = ""


def of_highlight(row: Mapping[Any, Any], nonce: str, interviews: pd.DataFrame) -> Evidence:
    """Evidence from a highlight: who speaks in its interview, and the day of it."""
    here = interviews[interviews["interview_id"] == row["interview_id"]].to_dict("records")
    about = here[0] if here else {}
    said = _text(row.get("quote")) or _text(row.get("note")) or ", ".join(row.get("codes") or ())
    return Evidence(
        "highlight", nonce, _text(about.get("person_id")) or None, None, _day(about.get("recorded_on")), said
    )


def of_answer(name: str, survey_of: Callable[[str], Survey]) -> Evidence:
    """Evidence from an answer named ``SURVEY/RESPONSE/QUESTION``.

    Raises
    ------
    NotFoundError
        If there is no such survey, response or question, or nothing was answered there.
    InputError
        If it is not named so.
    """
    if name.count("/") != 2:
        raise InputError(f"An answer is named SURVEY/RESPONSE/QUESTION, but {name!r} was given.")
    survey, response, question = name.split("/")
    read = survey_of(survey)
    asked = read.question(question)
    table = read.responses
    here = table[table["response_id"] == response]
    if here.empty:
        raise NotFoundError.of("response", response, table["response_id"].astype(str))
    row = here.iloc[0].to_dict()
    answer = row.get(asked.id)
    if not _text(answer):
        raise NotFoundError(f"Response {response} has no answer to {asked.id}, so it is no evidence.")
    said = str(answer) if asked.role in ("why", "choice") else f"{asked.wording} {float(str(answer)):g}"
    return Evidence(
        "answer",
        name,
        _text(row.get("person_id")) or None,
        _text(row.get("account_id")) or None,
        _day(row.get("answered_at")),
        said,
    )


def of_contact(row: Mapping[Any, Any]) -> Evidence:
    """Evidence from an exchange."""
    said = _text(row.get("note")) or _text(row.get("cause")) or _text(row.get("kind"))
    return Evidence(
        "contact",
        str(row["contact_id"]),
        _text(row.get("person_id")) or None,
        _text(row.get("account_id")) or None,
        _day(row.get("at")),
        said,
    )


def voices(
    highlights: pd.DataFrame, nonces: Mapping[int, str], interviews: pd.DataFrame, people: pd.DataFrame
) -> pd.DataFrame:
    """Add who speaks, and when, to highlights: nonce, person_id, account_id, at, what."""
    asked = interviews.drop_duplicates("interview_id").set_index("interview_id")
    known = people.drop_duplicates("person_id").set_index("person_id")
    found = highlights.reset_index(drop=True).copy()
    found["nonce"] = found["id"].map(dict(nonces)).astype("str")
    found["person_id"] = found["interview_id"].map(asked["person_id"]).astype("str")
    found["account_id"] = found["person_id"].map(known["account_id"]).astype("str")
    days = found["interview_id"].map(asked["recorded_on"].astype("object").to_dict()).astype("object")
    found["at"] = pd.to_datetime(days, errors="coerce").astype("datetime64[us]")
    said = found["quote"].astype("object").where(found["quote"].notna() & (found["quote"] != ""))
    found["what"] = said.fillna(found["note"].astype("object")).astype("str")
    return found


def unhappy_at(question: Question) -> float | None:
    """Give the highest score that somebody unhappy gives: 6 of 10, or below the middle of another scale.

    Examples
    --------
    >>> unhappy_at(Question("recommend", "", "nps", (0, 10))), unhappy_at(Question("easy", "", "ces", (1, 7)))
    (6.0, 3.5)
    """
    if question.scale is None:
        return None
    low, high = question.scale
    return low + (high - low) * (DETRACTS if question.role == "nps" else 5 / 12)


def low_answers(survey: Survey, answers: pd.DataFrame, homes: pd.Series) -> pd.DataFrame:
    """What people wrote whose score is low: id, person_id, account_id, at, what, codes.

    Parameters
    ----------
    survey : Survey
        Whose questions they are.
    answers : DataFrame
        As `Study.answers` gives them.
    homes : Series
        Account of each person, by person_id.
    """
    low = {}
    for asked in survey.questions:
        closed = next((one for one in survey.questions if one.id == asked.why_of), None)
        limit = unhappy_at(closed) if closed is not None else None
        if limit is not None and closed is not None:
            low[asked.id] = (limit, closed.reverse, closed.scale or (0.0, 0.0))
    rows = []
    for row in answers.to_dict("records"):
        if row["question"] not in low or pd.isna(row["score"]):
            continue
        limit, reverse, ends = low[row["question"]]
        score = sum(ends) - row["score"] if reverse else row["score"]
        if score <= limit:
            name = f"{survey.name}/{row['response_id']}/{row['question']}"
            rows.append((name, row["person_id"], None, row["answered_at"], row["text"], row["codes"]))
    found = pd.DataFrame(rows, columns=_ANSWERS)
    found["account_id"] = found["person_id"].map(homes)
    return found


def no_answers() -> pd.DataFrame:
    """The table that `low_answers` gives, without rows."""
    return pd.DataFrame(columns=_ANSWERS)


def by_code(table: pd.DataFrame) -> pd.DataFrame:
    """One row a highlight or answer and code (once without one): id, person_id, account_id, code, stage."""
    rows = table.reindex(columns=["id", "person_id", "account_id", "codes", "stage"]).explode("codes")
    return rows.rename(columns={"codes": "code"}).reset_index(drop=True)


def answers_given(surveys: Iterable[Survey], people: Collection[str]) -> pd.DataFrame:
    """Every answer of some people, one row each, in the order of the questions."""
    rows = []
    for survey in surveys:
        table = survey.responses
        for row in table[table["person_id"].isin(list(people))].to_dict("records"):
            for asked in sorted(survey.questions, key=lambda one: one.role not in ("nps", "csat", "ces")):
                if _text(row.get(asked.id)):
                    rows.append(
                        (
                            *(survey.name, survey.title, str(row["response_id"]), row["person_id"]),
                            *(row["answered_at"], asked.wording, row[asked.id]),
                            *(asked.scale[1] if asked.scale else None, asked.role == "why"),
                        )
                    )
    return pd.DataFrame(rows, columns=_GIVEN)


def standing(people: pd.DataFrame, judged: pd.DataFrame, surveys: Iterable[Survey]) -> pd.DataFrame:
    """How each person stands: person_id, name, sentiment as judged last, last NPS score, scored_on."""
    found = people.reindex(columns=["person_id", "name", "sentiment"]).drop_duplicates("person_id")
    latest = judged[judged["sentiment"].notna()].drop_duplicates("person_id", keep="last")
    judged_last = found["person_id"].map(latest.set_index("person_id")["sentiment"])
    found["sentiment"] = judged_last.astype("Float64").fillna(found["sentiment"].astype("Float64"))
    found["sentiment"] = found["sentiment"].astype("Int64")
    parts = []
    for survey in surveys:
        for asked in survey.of_role("nps"):
            rows = survey.responses[["person_id", "answered_at", asked.id]]
            parts.append(rows.rename(columns={asked.id: "score"}).dropna(subset=["person_id", "score"]))
    given = pd.concat(parts) if parts else pd.DataFrame(columns=["person_id", "answered_at", "score"])
    last = given.sort_values("answered_at", kind="stable", na_position="first")
    last = last.drop_duplicates("person_id", keep="last").set_index("person_id")
    found["score"] = found["person_id"].map(last["score"]).astype("float64")
    found["scored_on"] = moments(found["person_id"], last["answered_at"])
    return found


def moments(ids: pd.Series, when: pd.Series) -> pd.Series:
    """Look up a moment for each id; where there is none at all, pandas would take them for numbers."""
    return pd.to_datetime(ids.map(when.to_dict())).astype("datetime64[us]")


def with_attributes(people: pd.DataFrame, accounts: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """All people with some attributes of theirs or of their accounts; those that nobody has are left out."""
    known = attributes_of(people, accounts)
    rows = known.rows(people["person_id"])
    kept = [name for name in names if name in rows.columns]
    return people[["person_id"]].join(rows[kept])


def zones(people: pd.DataFrame, accounts: pd.DataFrame, whose: Iterable[str]) -> dict[str, str]:
    """Time zone of some people, as far as a column ``timezone`` of people.csv or accounts.csv says."""
    rows = people[people["person_id"].isin(list(whose))]
    found = rows.set_index("person_id").get("timezone", pd.Series(dtype="object"))
    zones_ = {str(person): str(zone) for person, zone in found.items() if _text(zone)}
    if "timezone" in accounts:
        of = accounts.drop_duplicates("account_id").set_index("account_id")["timezone"]
        for person, home in zip(rows["person_id"], rows["account_id"].map(of), strict=True):
            if _text(home):
                zones_.setdefault(str(person), str(home))
    return zones_


def event_names(features: Iterable[Feature]) -> dict[str, str]:
    """What each event is called: the name of the first feature that it counts for."""
    found: dict[str, str] = {}
    for feature in features:
        for event in feature.events:
            found.setdefault(event, feature.name)
    return found


def span_of(usage: Any) -> tuple[Any, Any]:
    """The first and the last moment that there are events of; None and None where there are none."""
    first, last = usage.aggregate('min("at"), max("at")').fetchall()[0]
    return first, last


# ------------------------------------------------------------------------------------------ inside


def _text(value: Any) -> str:
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return ""
    return str(value).strip()


def _day(value: Any) -> str | None:
    return _text(value)[:10] or None
