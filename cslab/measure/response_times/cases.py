"""Cases: each request of a customer, from the first word of theirs to the solution they declare."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
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
    whose = ["person_id", "account_id"]
    kept = [name for name in dict.fromkeys([*ABOUT, *about]) if name in rows.columns and name not in whose]
    grouped = rows.groupby("case_id", sort=False)
    firsts = grouped[[*whose, *kept]].first()
    at, direction, outcome = (rows[name].to_numpy() for name in ("at", "direction", "outcome"))
    end = np.datetime64("NaT") if pd.isna(last) else pd.Timestamp(last).to_datetime64()
    told = _Told(at, direction, outcome, end)
    found = [(str(name), _course(told, np.asarray(places))) for name, places in grouped.indices.items()]
    theirs = [(name, course) for name, course in found if course is not None]
    table = pd.DataFrame([course for _, course in theirs], columns=list(_COURSE))
    table.insert(0, "case_id", [name for name, _ in theirs])
    for name in firsts.columns:
        table[name] = firsts[name].reindex(table["case_id"]).to_numpy(dtype=object)
    kinds = {"answered": "bool", "solved": "bool", "reopened": "bool", "exchanges": "int64"}
    kinds |= {"hours_to_answer": "float64", "hours_to_solution": "float64", "opened_at": "datetime64[us]"}
    table = table.astype(kinds)[list(dict.fromkeys([*COLUMNS, *kept]))]
    ordered = table.sort_values("opened_at", kind="stable").reset_index(drop=True)
    return ordered, len(found) - len(theirs)


_COURSE = ("opened_at", "answered", "hours_to_answer", "solved", "hours_to_solution", "exchanges", "reopened")


class _Told(NamedTuple):
    """What contacts say, in the order of time, and up to when."""

    at: npt.NDArray[np.datetime64]
    direction: npt.NDArray[np.object_]
    outcome: npt.NDArray[np.object_]
    last: np.datetime64


def _course(told: _Told, places: npt.NDArray[np.intp]) -> tuple[Any, ...] | None:
    """How one case went, from its contacts in order; None where the customer said nothing."""
    places = np.sort(places)
    at, outcome = told.at[places], told.outcome[places]
    theirs = np.flatnonzero(told.direction[places] == "in")
    if not len(theirs):
        return None
    begin = int(theirs[0])
    outs = np.flatnonzero(told.direction[places] == "out")
    outs = outs[outs > begin]
    again = np.flatnonzero(outcome == "reopened")
    after = max(begin, int(again[-1]) + 1) if len(again) else begin
    ends = np.flatnonzero(outcome == "solved")
    ends = ends[ends >= after]
    solved, answered = bool(len(ends)), bool(len(outs))
    end = int(ends[0]) if solved else len(at) - 1
    if answered and solved and outs[0] > end:
        answered = False
    solved_after = _hours(at[end] if solved else told.last, at[begin])
    waited = _hours(at[outs[0]], at[begin]) if answered else solved_after
    return at[begin], answered, waited, solved, solved_after, end - begin + 1, bool(len(again))


def _hours(later: Any, earlier: Any) -> float:
    return max(0.0, float((later - earlier) / HOUR))
