"""After how many exchanges a case escalates, and what came just before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cslab.intervals import proportion
from cslab.measure.customers.shares import LEAST, ends, resampled

if TYPE_CHECKING:
    import altair as alt

FIRST = "the first exchange"
"""What is said to come before an exchange that opens its case."""

_CHANNELS = {name: name for name in ("call", "chat", "email", "form", "visit")} | {"help": "help page"}
_ENDED = {"solved": ", solved", "open": ", left open", "reopened": ", reopened"}
_HAZARD = [
    *("exchange", "n", "cases", "escalated", "of_cases", "share"),
    *("value", "low", "high", "method"),
]
_MOMENTS = [
    *("contact_id", "case_id", "person_id", "account_id", "at", "exchange"),
    *("cause", "stage", "prevention", "note"),
    *("before", "before_id", "before_at", "hours", "before_teammate", "before_note"),
]


def in_cases(contacts: pd.DataFrame) -> pd.DataFrame:
    """Put exchanges in the order of their cases and number them.

    Parameters
    ----------
    contacts : DataFrame
        As `cslab.study.tables.read_contacts` gives them. One without a case_id is a case of its own.

    Returns
    -------
    DataFrame
        The exchanges, by case and time, with ``case`` (its name), ``exchange`` (1 for the first of its
        case) and ``angry`` (bool: it escalated).
    """
    rows = contacts.copy()
    named = rows["case_id"].astype("object")
    rows["case"] = named.where(named.notna(), "alone " + rows["contact_id"].astype("object"))
    rows["angry"] = (rows["escalated"] == "yes").fillna(False).astype(bool)
    rows = rows.sort_values(["case", "at", "contact_id"], kind="stable", na_position="last")
    rows["exchange"] = rows.groupby("case", sort=False).cumcount() + 1
    return rows.reset_index(drop=True)


def hazard(cases: pd.DataFrame, *, level: float = 0.95, seed: int = 0) -> pd.DataFrame:
    """Say at each exchange how likely a case that came so far escalates there, each person counting once.

    Parameters
    ----------
    cases : DataFrame
        As `in_cases` gives them.
    level : float
        Of the intervals.

    seed : int
        Of the resampling.

    Returns
    -------
    DataFrame
        One row a number of exchanges: exchange, n (people with a case that came so far without escalating),
        cases (so many), escalated (of these, at this exchange), of_cases (escalated of cases), share (of all
        cases that escalate), value, low, high (chance for a case, each person counting once; missing below 5
        people), method.

    Notes
    -----
    Estimand: the chance that a case which reaches this exchange escalates in it, for a person drawn at
    random and then one of their cases; ``of_cases`` is that of a case drawn at random, which whoever has
    most of them decides. A case that ends, solved or not, is not at risk any more; so it is no forecast for
    a case that we would not have closed. Interval: percentiles of draws of whole accounts (of people
    without one); where none escalates, Wilson's for the number of people.

    Examples
    --------
    >>> rows = pd.DataFrame({"contact_id": list("abc"), "case_id": ["k-1", "k-1", "k-2"],
    ...     "person_id": ["p", "p", "q"], "account_id": "a", "at": pd.date_range("2026-03-01", periods=3),
    ...     "escalated": ["no", "yes", "no"]})
    >>> hazard(in_cases(rows))[["exchange", "n", "cases", "escalated"]]
       exchange  n  cases  escalated
    0         1  2      2       <NA>
    1         2  1      1       <NA>
    """
    angry_at = cases[cases["angry"]].groupby("case")["exchange"].min()
    whole = cases.groupby("case").agg(
        length=("exchange", "max"), person=("person_id", "first"), home=("account_id", "first")
    )
    alone = whole["person"].astype("object").where(whole["person"].notna(), whole.index)
    whole = whole.assign(
        person=alone,
        home=whole["home"].astype("object").where(whole["home"].notna(), alone),
        angry_at=angry_at.reindex(whole.index),
    )
    until = whole["angry_at"].fillna(whole["length"])
    rows = []
    for number in range(1, int(until.max()) + 1 if len(until) else 1):
        here = whole[until >= number]
        angry = (here["angry_at"] == number).astype("float64")
        people = angry.groupby(here["person"]).mean()
        homes = here.groupby("person")["home"].first().reindex(people.index)
        part = angry.sum() / len(angry_at) if len(angry_at) else float("nan")
        counts = (number, len(people), len(here), int(angry.sum()), float(angry.mean()), part)
        rows.append((*counts, *_chance(people, homes, level, seed)))
    table = pd.DataFrame(rows, columns=_HAZARD)
    few = table["n"] < LEAST
    return table.assign(
        escalated=table["escalated"].astype("Int64").mask(few),
        of_cases=table["of_cases"].mask(few),
        share=table["share"].mask(few),
    )


def moments(cases: pd.DataFrame) -> pd.DataFrame:
    """Give the moment at which each case escalated, and what came just before.

    Returns
    -------
    DataFrame
        One row a case that escalated, the newest first: contact_id, case_id, person_id, account_id, at,
        exchange, cause, stage, prevention, note; before (in words), before_id, before_at, hours (between
        the two), before_teammate, before_note.
    """
    same = cases.groupby("case", sort=False)
    rows = cases.assign(
        before=_words(cases).groupby(cases["case"], sort=False).shift(1),
        before_id=same["contact_id"].shift(1),
        before_at=same["at"].shift(1),
        before_teammate=_column(cases, "teammate").groupby(cases["case"], sort=False).shift(1),
        before_note=_column(cases, "note").groupby(cases["case"], sort=False).shift(1),
    )
    angry = rows[rows["angry"]].drop_duplicates("case").copy()
    angry["before"] = angry["before"].fillna(FIRST)
    angry["hours"] = (angry["at"] - angry["before_at"]).dt.total_seconds() / 3600
    found = angry.reindex(columns=_MOMENTS)
    return found.sort_values("at", ascending=False, kind="stable", na_position="last").reset_index(drop=True)


def hazard_chart(table: pd.DataFrame) -> alt.LayerChart:
    """Draw the chance of escalating at each exchange, with its interval and the number at risk."""
    from cslab import charts

    alt = charts.altair()
    known = table[table["value"].notna()]
    along = alt.X("exchange:O", title="Exchange of the case", axis=alt.Axis(labelAngle=0))
    base = alt.Chart(known).encode(
        x=along,
        tooltip=[
            alt.Tooltip("exchange:O"),
            *(alt.Tooltip(f"{name}:Q", format=".0%") for name in ("value", "low", "high")),
            *(alt.Tooltip(f"{name}:Q") for name in ("n", "cases", "escalated")),
        ],
    )
    up = alt.Y("low:Q", title="Escalates here", axis=alt.Axis(format="%", tickCount=5))
    layers = [
        base.mark_rule(strokeWidth=2, color=charts.ACCENT).encode(y=up, y2="high:Q"),
        base.mark_point(filled=True, size=70, opacity=1, color=charts.ACCENT).encode(y="value:Q"),
        base.mark_text(dy=-4, color=charts.QUIET, baseline="bottom").encode(y="high:Q", text="n:Q"),
    ]
    return charts.themed(alt.layer(*layers).properties(width="container", height=240))


# ------------------------------------------------------------------------------------------ inside


def _chance(people: pd.Series, homes: pd.Series, level: float, seed: int) -> tuple[float, float, float, str]:
    """Mean over people, its interval, and how that was made."""
    if not people.any() or len(people) < LEAST:
        none = proportion(0, len(people), level=level) if len(people) >= LEAST else None
        return (*ends(none), "Wilson score interval")
    group, names = pd.factorize(homes)
    sums = np.zeros((len(names), 2))
    np.add.at(sums, group, np.column_stack([people.to_numpy(), np.ones(len(people))]))
    drawn = resampled(sums, seed=seed)
    low, high = np.quantile(drawn[:, 0] / drawn[:, 1], [(1 - level) / 2, (1 + level) / 2])
    return float(people.mean()), float(low), float(high), "percentile bootstrap of accounts"


def _column(cases: pd.DataFrame, name: str) -> pd.Series:
    return cases[name] if name in cases else pd.Series(index=cases.index, dtype="str")


def _words(cases: pd.DataFrame) -> pd.Series:
    """Each exchange in words: ``email from us, left open``."""
    channel = _column(cases, "channel").map(_CHANNELS).fillna("exchange")
    whom = _column(cases, "direction").map({"in": " from them", "out": " from us"}).fillna("")
    ended = _column(cases, "outcome").map(_ENDED)
    return channel + whom + ended.fillna("")
