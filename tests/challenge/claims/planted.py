"""Small frames whose truth is known: 60 people, an account each, half of them solo; what they say and do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from cslab.challenge.claims import Sources, Values, measure
from cslab.challenge.claims.units import hits
from cslab.challenge.claims.used import active_days
from cslab.errors import NotFoundError
from cslab.measure.usage.uses import find_uses
from cslab.study.measures import Feature, MeasureConfig, Question, SurveyConfig
from cslab.study.personas import Claim, Condition, Indicator, LockedClaim
from cslab.study.surveys.survey import Survey

PEOPLE = 60
SOLO = (Condition("plan", "is", ("solo",)),)
QUESTIONS = (
    Question("recommend", "Would you recommend us?", "nps", (0, 10)),
    Question("why", "Why?", "why", why_of="recommend"),
    Question(
        "happy",
        "How satisfied are you?",
        "csat",
        (1, 5),
        answers=("Very bad", "Bad", "So so", "Good", "Great"),
    ),
    Question("effort", "How easy was it?", "ces", (1, 7)),
    Question("ease", "It is easy.", "scale", (1, 7)),
    Question("selfish", "They think of themselves.", "scale", (1, 7), "goodwill", reverse=True),
    Question("kind", "They wish us well.", "scale", (1, 7), "goodwill"),
    Question("reach", "How do we reach you?", "choice", answers=("Talk", "Write")),
)
SURVEYS = (
    SurveyConfig("old", "surveys/old.csv", "March", asked_on=date(2026, 3, 1)),
    SurveyConfig("new", "surveys/new.csv", "September", asked_on=date(2026, 9, 1)),
    SurveyConfig("cases", "surveys/cases.csv", "After a case", asked_on=date(2026, 10, 1), repeats=True),
)
FEATURES = (Feature("lanes", "Lanes", ("lane",), ("team",)), Feature("exports", "Exports", ("export",)))


def people_table() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Sixty people at an account each; the first thirty are solo."""
    at = range(PEOPLE)
    people = pd.DataFrame(
        {
            "person_id": [f"p{one:02}" for one in at],
            "account_id": [f"a{one:02}" for one in at],
            "role": ["owner" if one % 3 == 0 else "clerk" for one in at],
            "size": [float(one) for one in at],
        }
    )
    accounts = pd.DataFrame(
        {"account_id": people["account_id"], "plan": ["solo" if one < 30 else "team" for one in at]}
    )
    return people, accounts


def wave(name: str, **answers: Any) -> Survey:
    """One survey; each column has an answer a person, from the first person on."""
    config = next(one for one in SURVEYS if one.name == name)
    n = len(next(iter(answers.values())))
    people, _ = people_table()
    table = pd.DataFrame(
        {
            "response_id": [f"r{at:02}" for at in range(n)],
            "person_id": people["person_id"].head(n).astype("str"),
            "account_id": people["account_id"].head(n).astype("str"),
            "answered_at": pd.Timestamp("2026-09-02"),
            **answers,
        }
    )
    asked = tuple(one for one in QUESTIONS if one.id in answers)
    return Survey(config, asked, table)


def usual_waves() -> dict[str, Survey]:
    """Solo: 24 of 30 promote, 3 are neither, 3 detract; team: 6 of 30 promote, 24 detract."""
    solo = [9.0] * 24 + [7.0] * 3 + [2.0] * 3
    team = [10.0] * 6 + [3.0] * 24
    ease = [6.0, 7.0] * 15 + [2.0, 3.0] * 15
    return {
        "old": wave("old", recommend=[0.0] * PEOPLE, ease=[1.0] * PEOPLE),
        "new": wave(
            "new",
            recommend=solo + team,
            why=["words"] * PEOPLE,
            happy=[5.0, 4.0, 1.0] * 20,
            ease=ease,
            selfish=[1.0] * 30 + [7.0] * 30,
            kind=[7.0] * 30 + [1.0] * 30,
            reach=["Talk", "Write"] * 30,
        ),
        "cases": wave("cases", effort=[7.0] * 40, recommend=[5.0] * 40),
    }


def events() -> pd.DataFrame:
    """Lanes: 15 of the 30 of team; exports: the first 20; everybody of the first 50 logs in on two days."""
    people, _ = people_table()
    rows = []
    for at, (person, account) in enumerate(zip(people["person_id"], people["account_id"], strict=True)):
        if 30 <= at < 45:
            rows.append((person, account, "lane", "2026-09-10 10:00"))
        if at < 20:
            rows.append((person, account, "export", "2026-03-10 10:00"))
        if at < 50:
            rows += [(person, account, "login", f"2026-09-{day} 08:00") for day in ("20", "21")]
    table = pd.DataFrame(rows, columns=["person_id", "account_id", "event", "at"])
    return table.assign(at=pd.to_datetime(table["at"]))


def below(code: str) -> frozenset[str]:
    tree = {"trust": {"trust", "support"}, "support": {"support"}, "price": {"price"}}
    if code not in tree:
        raise NotFoundError.of("code", code, tree)
    return frozenset(tree[code])


def sources(**other: Any) -> Sources:
    """Everything there is to ask."""
    people, accounts = people_table()
    waves = usual_waves()
    written = pd.DataFrame(
        {
            "response_id": [f"r{at:02}" for at in range(40)],
            "person_id": [f"p{at:02}" for at in range(40)],
            "question": "why",
            "codes": pd.Series([("support",)] * 10 + [("price",)] * 20 + [()] * 10, dtype=object),
        }
    )
    interviews = pd.DataFrame(
        {
            "interview_id": [f"i{at:02}" for at in range(20)],
            "person_id": [f"p{at:02}" for at in range(20)],
            "consent": ["none"] * 2 + ["team"] * 18,
            "consent_until": pd.NaT,
        }
    )
    marks = pd.DataFrame(
        {
            "interview_id": [f"i{at:02}" for at in range(16)],
            "codes": pd.Series([("support",)] * 8 + [("price",)] * 8, dtype=object),
        }
    )
    made = Sources(
        people,
        accounts,
        MeasureConfig(questions=QUESTIONS, surveys=SURVEYS, features=FEATURES),
        waves.__getitem__,
        below=below,
        answers=lambda name: written if name == "new" else written.head(0),
        marks=lambda: marks,
        interviews=interviews,
        uses=lambda: find_uses(events(), FEATURES, people=people, accounts=accounts),
        active_days=lambda: active_days(events()),
        today=date(2026, 10, 1),
    )
    return replace(made, **other)


def values_of(
    values: Sequence[float],
    indicator: Indicator,
    *,
    kind: Any = "share",
    outside: Sequence[float] = (),
    accounts: Sequence[str] | None = None,
    scale: tuple[float, float] | None = None,
) -> Values:
    """Values without a source: so many people inside, and outside."""
    every = [*values, *outside]
    table = pd.DataFrame(
        {
            "person_id": [f"p{at}" for at in range(len(every))],
            "account_id": list(accounts) if accounts is not None else [f"a{at}" for at in range(len(every))],
            "value": np.asarray(every, dtype=float),
            "weight": 1.0,
            "inside": [True] * len(values) + [False] * len(outside),
        }
    )
    table["hit"] = hits(indicator, table["value"], kind, table.loc[~table["inside"], "value"])
    unit = {"share": "%", "nps": "points", "mean": ""}[kind]
    return Values(indicator, table, kind, unit, "What is measured", spoke="who answered", scale=scale)


def locked(*indicators: Indicator, name: str = "claim", **about: Any) -> LockedClaim:
    """A claim as it was locked."""
    claim = Claim(name, "carla", f"They are so ({name})", tuple(indicators), "Maya", **about)
    return LockedClaim(claim, SOLO, 1, "Maya", "2026-04-01T10:00:00")


def measured_in(found: Sources) -> Callable[[Indicator, Sequence[Condition]], Values]:
    return lambda indicator, segment: measure(indicator, segment, found)
