"""After how many exchanges a case escalates, and what came just before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cslab.intervals import proportion
from cslab.measure.customers.shares import LEAST, ends

if TYPE_CHECKING:
    import altair as alt

FIRST = "the first exchange"
"""What is said to come before an exchange that opens its case."""

_CHANNELS = {name: name for name in ("call", "chat", "email", "form", "visit")} | {"help": "help page"}
_ENDED = {"solved": ", solved", "open": ", left open", "reopened": ", reopened"}
_HAZARD = ["exchange", "n", "people", "escalated", "share", "value", "low", "high", "method"]
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


def hazard(cases: pd.DataFrame, *, level: float = 0.95) -> pd.DataFrame:
    """Say at each exchange how many of the cases that came so far escalate there.

    Parameters
    ----------
    cases : DataFrame
        As `in_cases` gives them.
    level : float
        Of the intervals.

    Returns
    -------
    DataFrame
        One row a number of exchanges: exchange, n (cases that came so far without escalating), people,
        escalated (at this one, for the first time), share (of all that escalate), value, low, high
        (escalated of n; missing below 5), method.

    Notes
    -----
    Estimand: the chance that a case which reaches this exchange escalates in it. A case that ends, solved
    or not, is not at risk any more; so it is no forecast for a case that we would not have closed. Wilson's
    interval takes cases as independent, which those of one person are not.

    Examples
    --------
    >>> rows = pd.DataFrame({"contact_id": list("abc"), "case_id": ["k-1", "k-1", "k-2"],
    ...     "person_id": ["p", "p", "q"], "at": pd.date_range("2026-03-01", periods=3),
    ...     "escalated": ["no", "yes", "no"]})
    >>> hazard(in_cases(rows))[["exchange", "n", "escalated"]]
       exchange  n  escalated
    0         1  2          0
    1         2  1          1
    """
    first = cases[cases["angry"]].groupby("case")["exchange"].min()
    length = cases.groupby("case")["exchange"].max()
    until = first.reindex(length.index).fillna(length).astype(int)
    whose = cases.groupby("case")["person_id"].first()
    rows = []
    for number in range(1, int(until.max()) + 1 if len(until) else 1):
        at_risk = until[until >= number].index
        escalated = int((first == number).sum())
        share = proportion(escalated, len(at_risk), level=level) if len(at_risk) >= LEAST else None
        part = escalated / len(first) if len(first) else float("nan")
        people = int(whose.reindex(at_risk).nunique())
        rows.append((number, len(at_risk), people, escalated, part, *ends(share), "Wilson score interval"))
    return pd.DataFrame(rows, columns=_HAZARD)


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
            *(alt.Tooltip(f"{name}:Q") for name in ("n", "escalated", "people")),
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


def _column(cases: pd.DataFrame, name: str) -> pd.Series:
    return cases[name] if name in cases else pd.Series(index=cases.index, dtype="str")


def _words(cases: pd.DataFrame) -> pd.Series:
    """Each exchange in words: ``email from us, left open``."""
    channel = _column(cases, "channel").map(_CHANNELS).fillna("exchange")
    whom = _column(cases, "direction").map({"in": " from them", "out": " from us"}).fillna("")
    ended = _column(cases, "outcome").map(_ENDED)
    return channel + whom + ended.fillna("")
