"""How many of those who could use a feature do, of people and of accounts."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from cslab.errors import NotFoundError
from cslab.estimate import Estimate, check_level
from cslab.intervals import proportion
from cslab.measure.usage.clustered import FEW
from cslab.measure.usage.events import fetch, read_events
from cslab.measure.usage.shares import hide_few, shares
from cslab.measure.usage.uses import find_uses, within
from cslab.study.measures import Feature

if TYPE_CHECKING:
    import altair as alt


@dataclass(frozen=True, slots=True, eq=False)
class Adoption:
    """How many of those who could use each feature did.

    Parameters
    ----------
    by : str or None
        What people were grouped by.
    table : DataFrame
        One row a feature and group: feature, name, group, people (who used it), n (who could), value, low,
        high (Wilson, parts of one), accounts, n_accounts, account_value, account_low, account_high, outside
        (people who used it though their plan does not have it). Shares of fewer than 5 are missing.
    since, until : Timestamp or None
        The first and the last event.
    level : float
        Of the intervals.
    caveats : tuple of str
        What to doubt.
    """

    by: str | None
    table: pd.DataFrame
    since: pd.Timestamp | None
    until: pd.Timestamp | None
    level: float
    caveats: tuple[str, ...]

    def summary(self) -> pd.DataFrame:
        """Return the table."""
        return self.table

    def estimate(self, feature: str, group: str | None = None, *, of: str = "people") -> Estimate:
        """Return one share with its interval, of ``people`` or of ``accounts``.

        Raises
        ------
        NotFoundError
            If there is no such feature or group.
        InputError
            If nobody could use it.
        """
        name = self.table["group"].iloc[0] if group is None else group
        for kind, wanted, known in (("feature", feature, "feature"), ("group", name, "group")):
            if wanted not in set(self.table[known]):
                raise NotFoundError.of(kind, str(wanted), set(self.table[known]))
        row = self.table[(self.table["feature"] == feature) & (self.table["group"] == name)].iloc[0]
        used, could = ("people", "n") if of == "people" else ("accounts", "n_accounts")
        return proportion(int(row[used]), int(row[could]), level=self.level)

    def chart(self, group: str | None = None, *, of: str = "people") -> alt.LayerChart:
        """Draw the shares of one group, the largest first."""
        from cslab import charts

        chosen = self.table["group"].iloc[0] if group is None else group
        rows = self.table[self.table["group"] == chosen]
        if of != "people":
            rows = rows.drop(columns=["value", "low", "high", "n"]).rename(
                columns={f"account_{name}": name for name in ("value", "low", "high")} | {"n_accounts": "n"}
            )
        rows = rows.dropna(subset=["value"]).sort_values("value", ascending=False, kind="stable")
        return charts.intervals(rows, label="name", title=f"Share of {of} who could", percent=True)

    def _repr_html_(self) -> str:
        doubts = "".join(f"<li>{html.escape(caveat)}</li>" for caveat in self.caveats)
        return f"{self.table.to_html(index=False, escape=True, border=0)}<ul>{doubts}</ul>"


def adoption(
    events: Any,
    features: Sequence[Feature],
    *,
    people: pd.DataFrame | None = None,
    accounts: pd.DataFrame | None = None,
    by: str | None = None,
    since: Any = None,
    until: Any = None,
    level: float = 0.95,
) -> Adoption:
    """Estimate how many of those who could use each feature do.

    Parameters
    ----------
    events, features, people, accounts, by, since, until
        As for `find_uses`: events in a pandas or PySpark DataFrame or a DuckDB relation;
        features of study.toml; who could have used them; a column to group by; a span of time.
    level : float
        Of the intervals.

    Returns
    -------
    Adoption

    Raises
    ------
    InputError
        If the events are no table of events, or no feature is described.
    NotFoundError
        If there is no column `by`.

    Notes
    -----
    Estimand: among people (accounts) whose plan has a feature, the share that used it at least once in the
    span. An account uses it when anybody in it does, so its share is higher and grows with the account's
    size. Wilson intervals take people for independent; those of one account are not, so read the shares of
    people as a little less sure than they look, or read the accounts'.

    Examples
    --------
    >>> made = pd.DataFrame({"person_id": ["p-1", "p-2"], "account_id": "a-1", "event": ["export", "login"],
    ...                      "at": pd.Timestamp("2026-03-02 10:00")})
    >>> staff = pd.DataFrame({"person_id": [f"p-{n}" for n in range(1, 9)], "account_id": "a-1"})
    >>> print(adoption(made, [Feature("export", "Export", ("export",))], people=staff).estimate("export"))
    12 % (2–47 %, n = 8)
    """
    check_level(level)
    uses = find_uses(events, features, people=people, accounts=accounts, by=by, since=since, until=until)
    can_people, can_accounts = uses.eligible(uses.people), uses.eligible(uses.accounts)
    groups = [
        (group, (uses.people["group"] == group).to_numpy(), (uses.accounts["group"] == group).to_numpy())
        for group in uses.groups
    ]
    rows = []
    for at, feature in enumerate(uses.features):
        for group, mine, ours in groups:
            could, used = can_people[mine, at], uses.person_used[mine, at]
            firms, firms_used = can_accounts[ours, at], uses.account_used[ours, at]
            counts = int((could & used).sum()), int(could.sum())
            firm_counts = int((firms & firms_used).sum()), int(firms.sum())
            rows.append(
                (
                    feature.id,
                    feature.name,
                    group,
                    *counts,
                    *firm_counts,
                    int((used & ~could).sum()),
                )
            )
    columns = ["feature", "name", "group", "people", "n", "accounts", "n_accounts", "outside"]
    table = pd.DataFrame(rows, columns=columns)
    of_people = shares(table["people"], table["n"], level=level)
    of_accounts = shares(table["accounts"], table["n_accounts"], level=level).add_prefix("account_")
    table = hide_few(hide_few(table, ["people"], "n"), ["accounts"], "n_accounts")
    parts = [table[columns[:5]], of_people, table[columns[5:7]], of_accounts, table[columns[7:]]]
    table = pd.concat(parts, axis=1)
    caveats = list(uses.caveats)
    small = sorted(set(table.loc[table["n"].between(1, FEW - 1), "group"]))
    if small:
        caveats.append(f"of fewer than {FEW} people no share is shown ({', '.join(small[:5])})")
    return Adoption(by, table, uses.since, uses.until, level, tuple(caveats))


@dataclass(frozen=True, slots=True, eq=False)
class EventList:
    """Every event there is, and which feature it stands for.

    Parameters
    ----------
    table : DataFrame
        One row an event: event, features (names, joined by commas; empty where no feature names it), events
        (how often), first, last. The most frequent first.
    unseen : tuple of str
        Features that no event was seen of.
    """

    table: pd.DataFrame
    unseen: tuple[str, ...]

    def summary(self) -> pd.DataFrame:
        """Return the table."""
        return self.table

    @property
    def unnamed(self) -> tuple[str, ...]:
        """Events that no feature names."""
        return tuple(self.table.loc[self.table["features"] == "", "event"])

    def _repr_html_(self) -> str:
        return str(self.table.to_html(index=False, escape=True, border=0))


def list_events(
    events: Any, features: Sequence[Feature] = (), *, since: Any = None, until: Any = None
) -> EventList:
    """List every event there is, and which feature it stands for.

    Parameters
    ----------
    events, features, since, until
        As for `adoption`.

    Examples
    --------
    >>> made = pd.DataFrame({"person_id": "p-1", "account_id": "a-1", "event": ["export", "login"],
    ...                      "at": pd.Timestamp("2026-03-02 10:00")})
    >>> list_events(made, [Feature("export", "Export", ("export",))]).unnamed
    ('login',)
    """
    import narwhals as nw

    frame = within(read_events(events), since, until).group_by("event")
    table = fetch(
        frame.agg(
            nw.len().alias("events"), nw.col("at").min().alias("first"), nw.col("at").max().alias("last")
        ),
        ["event"],
        {"event": "str", "events": "int64", "first": "datetime64[us]", "last": "datetime64[us]"},
    ).dropna(subset=["event"])
    named: dict[str, list[str]] = {}
    for feature in features:
        for event in feature.events:
            named.setdefault(event, []).append(feature.name)
    table.insert(1, "features", [", ".join(named.get(event, [])) for event in table["event"]])
    table = table.sort_values(["events", "event"], ascending=[False, True], ignore_index=True)
    seen = set(table["event"])
    return EventList(table, tuple(one.name for one in features if not seen & set(one.events)))
