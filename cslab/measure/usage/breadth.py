"""How much of the product people use, and how much on the days they do: breadth and depth."""

from __future__ import annotations

import html
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cslab.errors import NotFoundError
from cslab.estimate import Estimate
from cslab.measure.survival.subjects import EVERYBODY
from cslab.measure.usage.clustered import FEW, clustered_mean
from cslab.measure.usage.events import fetch, known, period_of, read_events
from cslab.measure.usage.uses import UNKNOWN, find_uses, within
from cslab.study.measures import Feature

if TYPE_CHECKING:
    import altair as alt


@dataclass(frozen=True, slots=True, eq=False)
class PeopleMeans:
    """A number of each person, and its mean in each group.

    Parameters
    ----------
    measure : str
        ``"breadth"`` or ``"depth"``.
    by : str or None
        What people were grouped by.
    table : DataFrame
        One row a group: group, n, accounts, value, low, high; missing of fewer than 5 people or 2 accounts.
    people : DataFrame
        One row a person: person_id, account_id, group, and what the number is made of.
    estimates : dict of str to Estimate
        By group, those that can be given.
    caveats : tuple of str
        What to doubt.
    """

    measure: str
    by: str | None
    table: pd.DataFrame
    people: pd.DataFrame
    estimates: dict[str, Estimate]
    caveats: tuple[str, ...]

    def summary(self) -> pd.DataFrame:
        """Return the table."""
        return self.table

    def estimate(self, group: str | None = None) -> Estimate:
        """Return the mean of a group; of everybody when none is named.

        Raises
        ------
        NotFoundError
            If there is no such group, or too few people are in it.
        """
        name = EVERYBODY if group is None else group
        if name not in self.estimates:
            raise NotFoundError.of("group", name, self.estimates)
        return self.estimates[name]

    def chart(self) -> alt.LayerChart:
        """Draw the means with their intervals."""
        from cslab import charts

        percent = self.measure == "breadth"
        title = "Features used, of those they have" if percent else "Events on a day with any"
        return charts.intervals(
            self.table.dropna(subset=["value"]), label="group", title=title, percent=percent
        )

    def _repr_html_(self) -> str:
        doubts = "".join(f"<li>{html.escape(caveat)}</li>" for caveat in self.caveats)
        return f"{self.table.to_html(index=False, escape=True, border=0)}<ul>{doubts}</ul>"


def breadth(
    events: Any,
    features: Sequence[Feature],
    *,
    people: pd.DataFrame | None = None,
    accounts: pd.DataFrame | None = None,
    by: str | None = None,
    since: Any = None,
    until: Any = None,
    level: float = 0.95,
) -> PeopleMeans:
    """Estimate how much of what they have people use: features used, of those their plan has.

    Parameters
    ----------
    events, features, people, accounts, by, since, until, level
        As for `cslab.measure.usage.adoption.adoption`.

    Returns
    -------
    PeopleMeans
        ``people`` has used, eligible and breadth. Groups stand below everybody.

    Notes
    -----
    Estimand: the mean over people, active or not, of the share of their plan's features that they used in the
    span. The interval knows who belongs to the same account (`clustered_mean`). A wide product is no better
    used by a person who needs little of it: breadth is no grade.

    Examples
    --------
    >>> made = pd.DataFrame({"person_id": ["p-1", "p-2"], "account_id": ["a-1", "a-2"], "event": "export",
    ...                      "at": pd.Timestamp("2026-03-02 10:00")})
    >>> staff = pd.DataFrame({"person_id": [f"p-{n}" for n in range(1, 7)],
    ...                       "account_id": [f"a-{n}" for n in range(1, 7)]})
    >>> features = [Feature("export", "Export", ("export",)), Feature("share", "Share", ("share",))]
    >>> print(breadth(made, features, people=staff).estimate())
    17 % (-10 to 44 %, n = 6)
    """
    uses = find_uses(events, features, people=people, accounts=accounts, by=by, since=since, until=until)
    can = uses.eligible(uses.people)
    table = uses.people[["person_id", "account_id", "group"]].assign(
        used=(uses.person_used & can).sum(axis=1), eligible=can.sum(axis=1)
    )
    table = table[table["eligible"] > 0].reset_index(drop=True)
    table["breadth"] = table["used"] / table["eligible"]
    return _means("breadth", by, table, "breadth", "%", level, list(uses.caveats))


def depth(
    events: Any,
    *,
    people: pd.DataFrame | None = None,
    accounts: pd.DataFrame | None = None,
    by: str | None = None,
    since: Any = None,
    until: Any = None,
    level: float = 0.95,
) -> PeopleMeans:
    """Estimate how much people do on the days on which they do anything.

    Parameters
    ----------
    events, people, accounts, by, since, until, level
        As for `cslab.measure.usage.adoption.adoption`.

    Returns
    -------
    PeopleMeans
        ``people`` has events, days and depth (events a day with any).

    Notes
    -----
    Estimand: ``exp(mean(log(1 + d))) - 1``, d being a person's events a day (UTC) with any: a mean in which a
    machine that clicks a thousand times counts little. Of people who did anything. The interval knows who
    belongs to the same account.

    Examples
    --------
    >>> made = pd.DataFrame({"person_id": list("ppqqrstu"), "account_id": list("aabbcdef"), "event": "export",
    ...                      "at": pd.Timestamp("2026-03-02 10:00")})
    >>> print(depth(made).estimate())
    1.3 events a day (0.8–1.9 events a day, n = 6)
    """
    import narwhals as nw

    frame = known(within(read_events(events), since, until), "person_id")
    days = frame.with_columns(period_of("day")).group_by("person_id", "period")
    counted = days.agg(nw.len().alias("events"), nw.col("account_id").max().alias("account_id"))
    table = fetch(
        counted.group_by("person_id").agg(
            nw.col("account_id").max(), nw.col("events").sum(), nw.len().alias("days")
        ),
        ["person_id"],
        {"person_id": "str", "account_id": "str", "events": "int64", "days": "int64"},
    )
    table.insert(2, "group", _group_of(table, people, accounts, by))
    table["depth"] = table["events"] / table["days"]
    return _means("depth", by, table, "depth", "events a day", level, [], log=True)


def _group_of(
    table: pd.DataFrame, people: pd.DataFrame | None, accounts: pd.DataFrame | None, by: str | None
) -> pd.Series[Any]:
    if by is None:
        return pd.Series(EVERYBODY, index=table.index)
    for frame, key in ((accounts, "account_id"), (people, "person_id")):
        if frame is not None and by in frame.columns:
            names = frame.dropna(subset=[by]).drop_duplicates(key).set_index(key)[by].astype(str)
            return table[key].map(names).fillna(UNKNOWN)
    known_columns = [str(name) for frame in (accounts, people) if frame is not None for name in frame.columns]
    raise NotFoundError.of("column", by, known_columns)


def _means(
    measure: str,
    by: str | None,
    people: pd.DataFrame,
    column: str,
    unit: str,
    level: float,
    caveats: list[str],
    *,
    log: bool = False,
) -> PeopleMeans:
    groups = [EVERYBODY, *([] if by is None else sorted(set(people["group"])))]
    rows, estimates = [], {}
    for group in groups:
        mine = people if group == EVERYBODY else people[people["group"] == group]
        firms = int(mine["account_id"].nunique() + mine["account_id"].isna().sum())
        numbers: tuple[float, float, float] = (math.nan, math.nan, math.nan)
        if len(mine) >= FEW and firms > 1:
            values = np.log1p(mine[column]) if log else mine[column]
            found = clustered_mean(values, mine["account_id"], level=level, unit=unit)
            estimates[group] = _back(found) if log else found
            numbers = estimates[group].value, estimates[group].low, estimates[group].high
        rows.append((group, len(mine), firms, *numbers))
    if any(len(people[people["group"] == group]) < FEW for group in groups[1:]):
        caveats.append(f"of groups of fewer than {FEW} people nothing is shown")
    table = pd.DataFrame(rows, columns=["group", "n", "accounts", "value", "low", "high"])
    return PeopleMeans(measure, by, table, people, estimates, tuple(caveats))


def _back(found: Estimate) -> Estimate:
    value, low, high = (math.expm1(number) for number in (found.value, found.low, found.high))
    method = f"mean of log(1 + events a day), taken back; {found.method}"
    return Estimate(value, low, high, found.n, method, found.level, found.unit, found.caveats)
