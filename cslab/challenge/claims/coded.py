"""What people said and wrote in their own words, by the codes on it, person by person."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import pandas as pd

from cslab.challenge.claims.rows import rows_of
from cslab.challenge.claims.sources import Sources
from cslab.challenge.claims.values import Values
from cslab.challenge.claims.waves import newest
from cslab.errors import InputError, NotFoundError
from cslab.study.consent import may_use
from cslab.study.personas import Condition, Indicator
from cslab.study.surveys.survey import Survey

FEWER_HEARD = (
    "Whom we interview is chosen, and an interview leaves room for much; read it as who brought it up."
)
WRITTEN = "Whoever wrote nothing, or whose words are not coded yet, is not counted."


def measure_answers(indicator: Indicator, segment: Sequence[Condition], sources: Sources) -> Values:
    """Measure how many wrote something about a code; see `cslab.challenge.claims.measure`.

    Raises
    ------
    NotFoundError
        If there is no such code, survey or open question.
    InputError
        If no code is named, or nobody's words are coded.
    """
    codes = _codes(indicator, sources)
    _known_question(indicator.question, sources)
    wave = newest(
        indicator.survey, sources, lambda found: bool(len(_coded(found, indicator.question, sources)))
    )
    if wave is None:
        raise InputError("No open answer is coded yet; code answers on the page Surveys, under Why.")
    put = _coded(wave, indicator.question, sources)
    if put.empty:
        raise InputError(
            f"No open answer of {wave.name} is coded yet; code them on the page Surveys, under Why."
        )
    hit = pd.Series([any(code in codes for code in given) for given in put["codes"]], index=put.index)
    # Who answered under no name is somebody of their own.
    key = put["person_id"].astype(object).where(put["person_id"].notna(), "response " + put["response_id"])
    grouped = pd.DataFrame({"key": key, "person": put["person_id"], "hit": hit}).groupby("key", sort=False)
    people = grouped.agg({"person": "first", "hit": "max"})
    table, strangers = rows_of(
        indicator,
        segment,
        sources,
        "share",
        people=[None if pd.isna(one) else one for one in people["person"]],
        values=people["hit"].astype(float),
        accounts=_accounts(wave, put, key, people.index),
    )
    return Values(
        indicator,
        table,
        "share",
        "%",
        f"People who write about {indicator.code} ({wave.title})",
        caveats=(WRITTEN, *strangers),
        spoke="whose own words are coded",
        does=f"write about {indicator.code}",
    )


def measure_interviews(indicator: Indicator, segment: Sequence[Condition], sources: Sources) -> Values:
    """Measure how many speak of a code in interviews; see `cslab.challenge.claims.measure`.

    Raises
    ------
    NotFoundError
        If there is no such code.
    InputError
        If no code is named, or no interview is coded of somebody who agreed to be heard.
    """
    codes = _codes(indicator, sources)
    heard, doubts = _heard(sources)
    marks = sources.marks()
    marks = marks[[len(given) > 0 for given in marks["codes"]]] if len(marks) else marks
    coded = heard[heard["interview_id"].isin(set(marks["interview_id"]))]
    if coded.empty:
        raise InputError("No interview is coded yet of somebody who agreed to be heard.")
    if uncoded := len(heard) - len(coded):
        what = "1 interview is" if uncoded == 1 else f"{uncoded} interviews are"
        doubts = (*doubts, f"{what} not coded yet, and not counted.")
    said = {
        str(interview)
        for interview, given in zip(marks["interview_id"], marks["codes"], strict=True)
        if any(code in codes for code in given)
    }
    key = (
        coded["person_id"]
        .astype(object)
        .where(
            coded["person_id"].notna() & (coded["person_id"] != ""),
            "interview " + coded["interview_id"].astype(str),
        )
    )
    spoke = pd.DataFrame(
        {"key": key, "person": coded["person_id"], "hit": coded["interview_id"].astype(str).isin(said)}
    )
    people = spoke.groupby("key", sort=False).agg({"person": "first", "hit": "max"})
    table, strangers = rows_of(
        indicator,
        segment,
        sources,
        "share",
        people=[None if pd.isna(one) or one == "" else one for one in people["person"]],
        values=people["hit"].astype(float),
    )
    return Values(
        indicator,
        table,
        "share",
        "%",
        f"People who speak of {indicator.code} in interviews",
        caveats=(FEWER_HEARD, *doubts, *strangers),
        spoke="who were interviewed",
        does=f"speak of {indicator.code}",
    )


def _codes(indicator: Indicator, sources: Sources) -> frozenset[str]:
    if not indicator.code:
        raise InputError('It does not say which code it looks for; name one, such as code = "workaround".')
    return sources.below(indicator.code)


def _known_question(name: str, sources: Sources) -> None:
    if name and sources.config.question(name) is None:
        opened = [one.id for one in sources.config.questions if one.role == "why"]
        raise NotFoundError.of("open question", name, opened)


def _coded(wave: Survey, question: str, sources: Sources) -> pd.DataFrame:
    """The coded answers of a wave to an open question, to those that explain a closed one, or to all."""
    put = sources.answers(wave.name)
    if put.empty:
        return put
    put = put[[len(given) > 0 for given in put["codes"]]]
    if not question:
        return put
    meant = {question, *(one.id for one in wave.whys(question))}
    return put[put["question"].isin(meant)]


def _accounts(wave: Survey, put: pd.DataFrame, key: pd.Series[Any], order: Collection[Any]) -> list[Any]:
    """The account that each person wrote for."""
    responses = wave.responses
    if "account_id" not in responses or "response_id" not in responses:
        return [None] * len(order)
    homes = dict(zip(responses["response_id"].astype(str), responses["account_id"], strict=True))
    found = {who: homes.get(str(response)) for who, response in zip(key, put["response_id"], strict=True)}
    return [None if pd.isna(found[who]) else found[who] for who in order]


def _heard(sources: Sources) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """The interviews of people who agreed to be heard by the team, and what is said of the others."""
    table = sources.interviews
    allowed = pd.Series(
        [
            bool(may_use(row["consent"], row["consent_until"], today=sources.today))
            for row in table[["consent", "consent_until"]].to_dict("records")
        ],
        index=table.index,
        dtype=bool,
    )
    silent = int((~allowed).sum())
    what = "1 interview is" if silent == 1 else f"{silent} interviews are"
    doubts = (f"{what} left out: their people did not agree to be heard, or no longer do.",) if silent else ()
    return table[allowed], doubts
