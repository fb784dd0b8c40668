"""Cases: each request of a customer, from the first word of theirs to the solution they declare."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
import pandas as pd

COLUMNS: Final = (
    *("case_id", "person_id", "account_id", "opened_at", "answered", "hours_to_answer", "solved"),
    *("hours_to_solution", "exchanges", "reopened"),
)
"""Of `cases_of`, before what the cases are about."""

ABOUT: Final = ("channel", "kind", "stage", "cause", "escalated")
"""What a case is about: the first thing that its contacts say of it."""

HOUR: Final = np.timedelta64(1, "h")


def cases_of(
    contacts: pd.DataFrame, *, until: pd.Timestamp | None = None, about: tuple[str, ...] = ()
) -> tuple[pd.DataFrame, int]:
    """Put contacts together to cases.

    Parameters
    ----------
    contacts : DataFrame
        One row an exchange, as `Study.contacts`: contact_id, case_id, person_id, account_id, at, direction,
        outcome; a contact without a case is one by itself.
    until : Timestamp, optional
        Up to when contacts are known; the last one when left out.
    about : tuple of str
        Further columns that are kept: of each case, the first value there is.

    Returns
    -------
    tuple of (DataFrame, int)
        One row a case, the oldest first: the columns of `COLUMNS`, then those of `ABOUT` and `about` that are
        there. ``hours_to_answer`` and ``hours_to_solution`` run from the first word of the customer; where
        ``answered`` or ``solved`` is False, they run to `until`, and the wait goes on. ``exchanges`` counts
        contacts up to the solution, or up to now.
        And how many cases were left out, because no word of the customer opened them.

    Notes
    -----
    Answered is the first contact of ours after the customer's first. Solved is what the customer declared:
    the first ``solved`` that no ``reopened`` follows; that we closed a case is not asked. A case that was
    solved before we answered was never answered by us; its wait for an answer ends there, unanswered.

    Examples
    --------
    >>> rows = pd.DataFrame({"contact_id": ["1", "2", "3"], "case_id": "c"})
    >>> rows["person_id"] = rows["account_id"] = "a"
    >>> rows["at"] = pd.to_datetime(["2026-03-02T09", "2026-03-02T13", "2026-03-03T09"]).as_unit("us")
    >>> rows["direction"] = ["in", "out", "in"]
    >>> rows["outcome"] = [None, None, "solved"]
    >>> cases_of(rows)[0][["hours_to_answer", "hours_to_solution", "exchanges"]]
       hours_to_answer  hours_to_solution  exchanges
    0              4.0               24.0          3
    """
    rows = contacts[contacts["at"].notna()].copy()
    own = "contact " + rows["contact_id"].astype("str")
    rows["case_id"] = rows["case_id"].astype("str").where(rows["case_id"].notna(), own)
    rows = rows.sort_values("at", kind="stable")
    last = until if until is not None else rows["at"].max()
    rows = rows[rows["at"] <= last] if len(rows) else rows
    kept = [name for name in dict.fromkeys([*ABOUT, *about]) if name in rows.columns]
    found, not_theirs = [], 0
    for name, case in rows.groupby("case_id", sort=False):
        one = _case(str(name), case, last, kept)
        if one is None:
            not_theirs += 1
        else:
            found.append(one)
    table = pd.DataFrame(found, columns=list(dict.fromkeys([*COLUMNS, *kept])))
    kinds = {"answered": "bool", "solved": "bool", "reopened": "bool", "exchanges": "int64"}
    kinds |= {"hours_to_answer": "float64", "hours_to_solution": "float64"}
    table = table.astype(kinds)
    return table.sort_values("opened_at", kind="stable").reset_index(drop=True), not_theirs


def _case(name: str, case: pd.DataFrame, last: pd.Timestamp, kept: list[str]) -> dict[str, Any] | None:
    theirs = (case["direction"] == "in").to_numpy()
    if not theirs.any():
        return None
    begin = int(theirs.argmax())
    at = case["at"].to_numpy()
    opened = at[begin]
    outs = np.flatnonzero((case["direction"] == "out").to_numpy())
    outs = outs[outs > begin]
    outcome = case["outcome"].to_numpy(dtype=object)
    again = np.flatnonzero(outcome == "reopened")
    after = max(begin, int(again[-1]) + 1) if len(again) else begin
    ends = np.flatnonzero(outcome == "solved")
    ends = ends[ends >= after]
    solved, answered = bool(len(ends)), bool(len(outs))
    end = int(ends[0]) if solved else len(case) - 1
    if answered and solved and outs[0] > end:
        answered = False
    solved_after = _hours(at[end] if solved else np.datetime64(last), opened)
    waited = _hours(at[outs[0]], opened) if answered else solved_after
    return {
        "case_id": name,
        "person_id": _first(case["person_id"]),
        "account_id": _first(case["account_id"]),
        "opened_at": pd.Timestamp(opened),
        "answered": answered,
        "hours_to_answer": waited,
        "solved": solved,
        "hours_to_solution": solved_after,
        "exchanges": end - begin + 1,
        "reopened": bool(len(again)),
        **{column: _first(case[column]) for column in kept},
    }


def _hours(later: Any, earlier: Any) -> float:
    hours = float((later - earlier) / HOUR)
    return max(0.0, hours) if math.isfinite(hours) else 0.0


def _first(values: pd.Series) -> Any:
    there = values.dropna()
    return there.iloc[0] if len(there) else None
