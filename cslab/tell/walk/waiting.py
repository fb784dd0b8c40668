"""Who waits to be heard: those who gave low scores, those nobody has heard, and everybody else."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import pandas as pd

from cslab.study.frames import frame_of

LOW, NEVER, REST = "low score", "never heard", "everybody else"
STRATA: Final[Mapping[str, str]] = {
    LOW: "Gave a low score",
    NEVER: "Nobody has heard them",
    REST: "Everybody else",
}

QUIET_DAYS: Final = 180
"""Without any exchange for so long, somebody whom nobody has listened to counts as never heard."""

REACH: Final = ("email", "phone", "mobile", "telephone")
"""Columns of people.csv that say how to reach somebody; where there is none, all count as reachable."""

PERMISSION: Final = "contact_permission"
"""Column of people.csv: whoever has "no" there is not proposed."""

NO_COLUMNS: Final = (
    "people.csv does not say how to reach anybody (in a column email or phone), so everybody counts as "
    "reachable."
)

_NO: Final = frozenset({"no", "n", "false", "0", "none", "never"})

_COLUMNS: Final = {
    **{"person_id": "str", "name": "str", "account_id": "str", "stratum": "str"},
    **{"score": "float64", "most": "float64", "heard_on": "str", "times": "int64", "written_on": "str"},
    **{"turn": "str", "why": "str"},
}


@dataclass(frozen=True, slots=True, eq=False)
class Waiting:
    """Customers who can be listened to, in the order in which their turn comes.

    Parameters
    ----------
    table : DataFrame
        One row a customer, by stratum and then by turn: person_id, name, account_id, stratum (`LOW`, `NEVER`
        or `REST`), score and most (of the scale; missing where they never answered), heard_on (day on which
        anybody listened to them last; missing when nobody did), times (that anybody did), written_on (day of
        their last exchange with us), turn (what ties are broken by), why (in words).
    left_out : mapping of str to int
        Why customers are not proposed, and how many for each reason.
    caveats : tuple of str
        What to doubt.
    """

    table: pd.DataFrame
    left_out: Mapping[str, int]
    caveats: tuple[str, ...] = ()

    def summary(self) -> pd.DataFrame:
        """Count the customers of each stratum.

        Returns
        -------
        DataFrame
            stratum, customers, heard (by anybody).
        """
        rows = []
        for stratum in STRATA:
            own = self.table[self.table["stratum"] == stratum]
            rows.append((stratum, len(own), int((own["times"] > 0).sum())))
        return frame_of(rows, {"stratum": "str", "customers": "int64", "heard": "int64"})

    def stratum(self, name: str) -> pd.DataFrame:
        """Customers of one stratum, in their turn."""
        return self.table[self.table["stratum"] == name].reset_index(drop=True)


def waiting(
    people: pd.DataFrame,
    *,
    listenings: pd.DataFrame,
    scores: pd.DataFrame | None = None,
    contacts: pd.DataFrame | None = None,
    accounts: pd.DataFrame | None = None,
    on: date | None = None,
    quiet_days: int = QUIET_DAYS,
    seed: int = 0,
) -> Waiting:
    """Put customers in the order in which their turn comes.

    Parameters
    ----------
    people : DataFrame
        person_id, name, account_id; and, where people.csv has them, ``contact_permission`` and ways to reach
        somebody (`REACH`).
    listenings : DataFrame
        person_id and on_day; see `cslab.study.listenings.listenings`.
    scores : DataFrame, optional
        The newest score of each person: person_id, score, most, low (bool), on (day as text).
    contacts : DataFrame, optional
        person_id and at: exchanges with us.
    accounts : DataFrame, optional
        account_id and churned_on: who has left is not proposed.
    on : date, optional
        The day in question; today when not given. What is dated later has not happened yet.
    quiet_days : int
        See `QUIET_DAYS`.
    seed : int
        Of the order of ties.

    Notes
    -----
    A customer is in the first stratum that fits: *low score*, if the newest answer they ever gave in a survey
    of the whole relationship is low (NPS 0 to 6, or below the middle of another scale); *never heard*, if
    nobody has ever listened to them and no exchange with them is known of the last `quiet_days` days;
    *everybody else*. Within a stratum the least recently heard come first, those never heard before all;
    among these, whose last exchange is the longest ago; then the order of a hash of the seed and the
    person_id, which is as good as a shuffle, and stays when people are added.

    Examples
    --------
    >>> people = pd.DataFrame({"person_id": ["p-1", "p-2", "p-3"], "name": ["Ann", "Bo", "Cy"],
    ...                        "account_id": ["a-1", "a-2", "a-3"]})
    >>> heard = pd.DataFrame({"person_id": ["p-3"], "on_day": ["2026-10-01"]})
    >>> scores = pd.DataFrame({"person_id": ["p-1"], "score": [3.0], "most": [10.0], "low": [True],
    ...                        "on": ["2026-09-08"]})
    >>> found = waiting(people, listenings=heard, scores=scores, on=date(2026, 11, 23))
    >>> found.table[["person_id", "stratum"]].to_records(index=False).tolist()
    [('p-1', 'low score'), ('p-2', 'never heard'), ('p-3', 'everybody else')]
    """
    day = on or date.today()
    # one row a person; who has no number of their own can't be named in a rota
    known = people[people["person_id"].notna()].drop_duplicates("person_id")
    out, reasons = _left_out(known, accounts, day)
    heard = listenings[listenings["on_day"] <= day.isoformat()]
    last, times = heard.groupby("person_id")["on_day"].max().to_dict(), heard["person_id"].value_counts()
    written = _written(contacts, day)
    since = (day - timedelta(days=quiet_days)).isoformat()
    given = {} if scores is None else scores.drop_duplicates("person_id").set_index("person_id").T.to_dict()
    rows = []
    for row in known[~out].to_dict("records"):
        person = str(row["person_id"])
        facts = {
            "person_id": person,
            "name": words_of(row.get("name")) or person,
            "account_id": words_of(row.get("account_id")),
            "score": given.get(person, {}).get("score"),
            "most": given.get(person, {}).get("most"),
            "heard_on": last.get(person),
            "times": int(times.get(person, 0)),
            "written_on": written.get(person),
            "turn": hashlib.sha256(f"{seed}/{person}".encode()).hexdigest(),
        }
        facts["stratum"] = _stratum(facts, bool(given.get(person, {}).get("low")), since)
        facts["why"] = _why(facts, given.get(person, {}).get("on"))
        rows.append(facts)
    rows.sort(key=_turn)
    table = frame_of([[row[name] for name in _COLUMNS] for row in rows], _COLUMNS)
    doubts = () if set(REACH) & set(known.columns) else (NO_COLUMNS,)
    return Waiting(table, reasons, doubts if len(known) else ())


# ----------------------------------------------------------------------------------------------- inside


def _left_out(
    people: pd.DataFrame, accounts: pd.DataFrame | None, day: date
) -> tuple[pd.Series, dict[str, int]]:
    """Who is not proposed, and why; each is counted under the first reason that fits."""
    nobody = pd.Series(False, index=people.index)
    reasons: dict[str, pd.Series] = {}
    if PERMISSION in people:
        said = people[PERMISSION].astype("object").map(words_of).str.casefold()
        reasons["do not want to be contacted"] = said.isin(_NO)
    ways = [name for name in REACH if name in people]
    if ways:
        some = [people[name].astype("object").map(words_of) != "" for name in ways]
        reasons["can't be reached: neither an address nor a number is known"] = ~pd.concat(some, axis=1).any(
            axis=1
        )
    if accounts is not None and "churned_on" in accounts and "account_id" in people:
        gone = pd.to_datetime(accounts["churned_on"], errors="coerce") <= pd.Timestamp(day)
        left = set(accounts.loc[gone, "account_id"].dropna())
        reasons["are at an account that has left"] = people["account_id"].isin(left)
    counted = {}
    for reason, who in reasons.items():
        new = who & ~nobody
        nobody |= who
        if new.any():
            counted[reason] = int(new.sum())
    return nobody, counted


def _written(contacts: pd.DataFrame | None, day: date) -> dict[str, str]:
    if contacts is None or contacts.empty:
        return {}
    days = pd.to_datetime(contacts["at"], utc=True).dt.strftime("%Y-%m-%d")
    here = days <= day.isoformat()
    found = days[here].groupby(contacts.loc[here, "person_id"]).max()
    return {str(person): str(when) for person, when in found.items()}


def _stratum(facts: Mapping[str, Any], low: bool, since: str) -> str:
    if low:
        return LOW
    quiet = facts["written_on"] is None or facts["written_on"] < since
    return NEVER if not facts["times"] and quiet else REST


def _turn(facts: Mapping[str, Any]) -> tuple[Any, ...]:
    order = list(STRATA).index(facts["stratum"])
    exchanged = (facts["written_on"] or "") if not facts["times"] else ""
    return (order, facts["heard_on"] or "", exchanged, facts["turn"])


def _why(facts: Mapping[str, Any], scored_on: Any) -> str:
    heard = (
        f"last heard on {_day(facts['heard_on'])}" if facts["heard_on"] else "nobody has listened to them yet"
    )
    if facts["stratum"] == LOW:
        when = f" in {date.fromisoformat(scored_on):%B %Y}" if words_of(scored_on) else ""
        return f"Gave {facts['score']:g} of {facts['most']:g}{when}; {heard}."
    if facts["stratum"] == NEVER:
        if facts["written_on"]:
            return f"Nobody has listened to them yet; their last exchange was on {_day(facts['written_on'])}."
        return "Nobody has listened to them yet, and no exchange with them is known."
    if not facts["times"]:
        return f"Has been in touch ({_day(facts['written_on'])}), but {heard}."
    return f"{heard[:1].upper()}{heard[1:]}."


def words_of(value: Any) -> str:
    """A cell as words; nothing for one that is missing."""
    return "" if value is None or value != value or str(value) == "<NA>" else str(value).strip()  # noqa: PLR0124


def _day(value: str) -> str:
    day = date.fromisoformat(value)
    return f"{day.day} {day:%B %Y}"
