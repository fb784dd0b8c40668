"""Habits: when somebody uses the product, what of it, how often, and how they get in touch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from cslab.errors import InputError
from cslab.estimate import Estimate
from cslab.intervals import mean
from cslab.measure.customers.shares import as_html
from cslab.measure.usage.events import read_events

if TYPE_CHECKING:
    import altair as alt

DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_HOURS = {
    "person_id": "str",
    "event": "str",
    "hour": "M8[us]",
    "n": "int64",
    "first": "M8[us]",
    "last": "M8[us]",
}
_WHAT = ["what", "people", "uses", "days", "first", "last"]


@dataclass(frozen=True, slots=True, eq=False)
class Habits:
    """What somebody, or a few people, are used to.

    Parameters
    ----------
    when : DataFrame
        One row a weekday and hour with any use: weekday (one of `DAYS`), hour (0 to 23, in their zone), uses,
        days (on how many days), people.
    what : DataFrame
        One row a thing used, what was used on most days first: what, people, uses, days, first, last (UTC).
    channels : DataFrame
        One row a way of getting in touch: direction, channel, contacts, last.
    often : Estimate or None
        Days a week with any use, over whole weeks from the first use until the last day there are events of;
        None for fewer than two such weeks.
    zone : str
        The time zone that weekdays and hours are in; several when people are in several.
    caveats : tuple of str
        What to doubt.
    """

    when: pd.DataFrame
    what: pd.DataFrame
    channels: pd.DataFrame
    often: Estimate | None
    zone: str
    caveats: tuple[str, ...]

    def summary(self) -> pd.DataFrame:
        """Return what is used, and how often."""
        return self.what

    def chart(self) -> alt.LayerChart:
        """Draw when: a week from Monday, hour by hour; the size of a mark says on how many days."""
        from cslab import charts

        alt = charts.altair()
        base = alt.Chart(self.when).encode(
            x=alt.X("hour:Q", title=f"Hour ({self.zone})", scale=alt.Scale(domain=[0, 23], nice=False)).axis(
                values=[0, 6, 12, 18, 23], format="d"
            ),
            y=alt.Y("weekday:N", sort=list(DAYS), title=None, scale=alt.Scale(domain=list(DAYS))),
            size=alt.Size("days:Q", title="days", legend=None, scale=alt.Scale(range=[12, 150], zero=True)),
            tooltip=["weekday:N", "hour:Q", "uses:Q", "days:Q", "people:Q"],
        )
        marks = alt.layer(base.mark_circle(opacity=0.85, color=charts.ACCENT))
        return charts.themed(marks.properties(width="container", height=alt.Step(26)))

    def _repr_html_(self) -> str:
        head = f"<p>{self.often}</p>" if self.often else ""
        return as_html(self.what, self.caveats, head)


def usage_by_hour(events: Any, people: Iterable[str]) -> pd.DataFrame:
    """Add up what some people do, hour by hour; it is counted where the events are, however many there are.

    Parameters
    ----------
    events : DataFrame of pandas or PySpark, or DuckDB relation
        person_id, account_id, event, at.
    people : iterable of str
        Whose.

    Returns
    -------
    DataFrame
        One row a person, event and hour: person_id, event, hour (UTC), n, first, last.

    Examples
    --------
    >>> log = pd.DataFrame({"person_id": ["p", "p", "q"], "account_id": "a", "event": "report",
    ...     "at": pd.to_datetime(["2026-03-02 09:05", "2026-03-02 09:40", "2026-03-02 09:41"])})
    >>> usage_by_hour(log, ["p"])[["event", "hour", "n"]]
        event                hour  n
    0  report 2026-03-02 09:00:00  2
    """
    import narwhals as nw

    named = sorted({str(name) for name in people})
    if not named:
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in _HOURS.items()})
    found = (
        read_events(events)
        .filter(nw.col("person_id").is_in(named))
        .with_columns(hour=nw.col("at").dt.truncate("1h"))
        .group_by("person_id", "event", "hour")
        .agg(n=nw.len(), first=nw.col("at").min(), last=nw.col("at").max())
        .collect("pandas")
        .to_pandas()
    )
    found = found[list(_HOURS)].astype(_HOURS)
    return found.sort_values(["hour", "person_id", "event"], kind="stable", ignore_index=True)


def habits(
    hours: pd.DataFrame,
    contacts: pd.DataFrame | None = None,
    *,
    zones: Mapping[str, str] | None = None,
    zone: str = "UTC",
    names: Mapping[str, str] | None = None,
    until: Any = None,
    level: float = 0.95,
) -> Habits:
    """See when, what and how often.

    Parameters
    ----------
    hours : DataFrame
        As `usage_by_hour` gives it.
    contacts : DataFrame, optional
        person_id, at, direction, channel.
    zones : mapping of str to str, optional
        Time zone of each person, as far as it is known.
    zone : str
        Of everybody else.
    names : mapping of str to str, optional
        What each event is called before people; events that are not named keep their own name.
    until : date or datetime, optional
        The last moment that there are events of; the last one here when not given.
    level : float
        Of the interval.

    Returns
    -------
    Habits

    Raises
    ------
    InputError
        If there is no such time zone.

    Notes
    -----
    ``often`` is the mean number of days a week with any use, of whole weeks of seven days from the first
    use on, weeks without any use included; Student's t interval over weeks, which takes one week to say
    nothing of the next. For several people it is of the days on which any of them did.

    Examples
    --------
    >>> log = pd.DataFrame({"person_id": "p", "account_id": "a", "event": "report",
    ...     "at": pd.date_range("2026-03-02 08:00", periods=15, freq="D")})
    >>> found = habits(usage_by_hour(log, ["p"]), zones={"p": "Europe/Berlin"})
    >>> print(found.often)
    7.0 days a week (7.0–7.0 days a week, n = 2)
    >>> found.when.head(2)[["weekday", "hour", "days"]]
      weekday  hour  days
    0     Mon     9     3
    1     Tue     9     2
    """
    known = dict(zones or {})
    local = hours.assign(
        zone=hours["person_id"].map(known).fillna(zone).astype("str") if known else zone,
        what=hours["event"].map(names).fillna(hours["event"]) if names else hours["event"],
    )
    local["local"] = _local(local)
    local["day"] = local["local"].dt.normalize()
    used = local["zone"].drop_duplicates().tolist() or sorted(set(known.values())) or [zone]
    doubts = []
    if len(local) and not set(local["person_id"]) <= set(known):
        doubts.append(f"Whose time zone is not known is taken to be in {zone}.")
    often = _often(local, until, level)
    if len(local) and often is None:
        doubts.append("Fewer than two whole weeks of use, so nothing says how often.")
    return Habits(_when(local), _what(local), _channels(contacts), often, ", ".join(used), tuple(doubts))


# ------------------------------------------------------------------------------------------ inside


def _local(rows: pd.DataFrame) -> pd.Series:
    found = pd.Series(index=rows.index, dtype="M8[us]")
    for name, own in rows.groupby("zone"):
        try:
            there = own["hour"].dt.tz_localize("UTC").dt.tz_convert(str(name)).dt.tz_localize(None)
        except (KeyError, ValueError, OSError) as error:
            raise InputError(f"There is no time zone {name!r}; give one such as Europe/London.") from error
        found.loc[own.index] = there
    return found


def _when(local: pd.DataFrame) -> pd.DataFrame:
    rows = local.assign(weekday=local["local"].dt.day_of_week, at=local["local"].dt.hour)
    counted = (
        rows.groupby(["weekday", "at"])
        .agg(uses=("n", "sum"), days=("day", "nunique"), people=("person_id", "nunique"))
        .reset_index()
        .rename(columns={"at": "hour"})
    )
    counted["weekday"] = pd.Series([DAYS[int(day)] for day in counted["weekday"]], dtype="str")
    return counted


def _what(local: pd.DataFrame) -> pd.DataFrame:
    counted = (
        local.groupby("what")
        .agg(
            people=("person_id", "nunique"),
            uses=("n", "sum"),
            days=("day", "nunique"),
            first=("first", "min"),
            last=("last", "max"),
        )
        .reset_index()
    )
    return counted.sort_values(["days", "uses", "what"], ascending=[False, False, True], ignore_index=True)[
        _WHAT
    ]


def _channels(contacts: pd.DataFrame | None) -> pd.DataFrame:
    columns = ["direction", "channel", "contacts", "last"]
    if contacts is None or contacts.empty:
        return pd.DataFrame(columns=columns)
    counted = (
        contacts.groupby(["direction", "channel"])
        .agg(contacts=("at", "size"), last=("at", "max"))
        .reset_index()
    )
    return counted.sort_values(
        ["contacts", "direction", "channel"], ascending=[False, True, True], ignore_index=True
    )[columns]


def _often(local: pd.DataFrame, until: Any, level: float) -> Estimate | None:
    if local.empty:
        return None
    first = local["day"].min()
    last = (
        max(local["day"].max(), pd.Timestamp(until).normalize()) if until is not None else local["day"].max()
    )
    weeks = ((last - first).days + 1) // 7
    if weeks < 2:
        return None
    week = (local["day"] - first).dt.days // 7
    active = local[week < weeks].assign(week=week).groupby("week")["day"].nunique()
    counts = active.reindex(range(weeks), fill_value=0)
    return mean(counts.to_numpy(dtype=float), level=level, unit="days a week")
