"""The customer's own definition of success: their words, what would show it, and how far they have come."""

from __future__ import annotations

import html
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from cslab.errors import InputError
from cslab.estimate import Estimate
from cslab.intervals import proportion
from cslab.measure.customers.relationships import day_of

if TYPE_CHECKING:
    import altair as alt

ON_TRACK: Final = "on track"
BEHIND: Final = "behind"
UNMEASURED: Final = "not measured"
STATES: Final = (ON_TRACK, BEHIND, UNMEASURED)
"""How far somebody has come toward what they call success."""

SLACK: Final = 0.1
"""So much of the way may be missing on a day, and it still counts as on track."""


@dataclass(frozen=True, slots=True, eq=False)
class Success:
    """What success means to people, and how far they have come.

    Parameters
    ----------
    table : DataFrame
        One row a definition, and a row a person who only said it in words: success (its name, missing where
        only words are known), person_id, account_id, name, words (success_means of people.csv), definition,
        whose, measure, unit, baseline, target, due_on, value (the latest), on_day, way (share of the way from
        baseline to target), due_way (share that the days would ask for), state (one of `STATES`), why.
    series : DataFrame
        One row a value: success, person_id, on_day, value, way, due_way.
    stated, measured, on_track : Estimate or None
        Share of all people who said what success means; of these, for whom it can be measured; of those
        measured, who are on track. None where there is nobody to count.
    on : date
        The day that it is looked at.
    caveats : tuple of str
        What to doubt.
    """

    table: pd.DataFrame
    series: pd.DataFrame
    stated: Estimate | None
    measured: Estimate | None
    on_track: Estimate | None
    on: date
    caveats: tuple[str, ...]

    def summary(self) -> pd.DataFrame:
        """Return the table."""
        return self.table

    def chart(self, success: str) -> alt.LayerChart:
        """Draw the values of one definition, its target, and the way that the days would ask for.

        Raises
        ------
        InputError
            If it has no value yet.
        """
        from cslab import charts

        rows = self.series[self.series["success"] == success]
        if rows.empty:
            raise InputError("This has no value yet, so there is nothing to draw; record one first.")
        about = self.table[self.table["success"] == success].iloc[0]
        alt = charts.altair()
        title = str(about["unit"]) or None
        along = alt.X("on_day:T", title=None, axis=alt.Axis(tickCount=5))
        base = alt.Chart(rows).encode(x=along, y=alt.Y("value:Q", title=title))
        drawn = [
            base.mark_line(
                color=charts.ACCENT, strokeWidth=2, point={"filled": True, "size": 60, "color": charts.ACCENT}
            ).encode(tooltip=["on_day:T", "value:Q", alt.Tooltip("way:Q", format=".0%", title="of the way")])
        ]
        if pd.notna(about["target"]):
            drawn.append(
                alt.Chart(rows.head(1))
                .mark_rule(color=charts.QUIET, strokeDash=[4, 3], aria=False)
                .encode(y=alt.datum(float(about["target"])))
            )
        return charts.themed(alt.layer(*drawn).properties(width="container", height=220))

    def _repr_html_(self) -> str:
        columns = ["name", "words", "definition", "whose", "measure", "value", "target", "way", "state"]
        doubts = "".join(f"<li>{html.escape(caveat)}</li>" for caveat in self.caveats)
        shown = self.table[columns].head(50).to_html(index=False, escape=True, border=0)
        return f"{shown}<ul>{doubts}</ul>"


def success(
    people: pd.DataFrame,
    defined: pd.DataFrame,
    values: pd.DataFrame,
    *,
    on: date | datetime | str | None = None,
    slack: float = SLACK,
) -> Success:
    """Look at what people call success, and how far they have come.

    Parameters
    ----------
    people : DataFrame
        person_id, account_id, and where known name and success_means, in their words.
    defined : DataFrame
        success (its name), person_id, definition, whose, measure, unit, baseline, target, due_on, created_at.
    values : DataFrame
        success, on_day, value.
    on : date or str, optional
        The day; later values are not looked at. Today when not given.
    slack : float
        So much of the way may be missing on a day, and it still counts as on track.

    Returns
    -------
    Success

    Notes
    -----
    Way: ``(value - baseline) / (target - baseline)``, so that a measure may go up or down; without a baseline
    the first value is it. The days ask for the same share of the time between the first day (of the first
    value, or of the definition) and the day it is due. On track: way at least that, less `slack`; once due,
    all of the way; without a due day, any way at all. These are rules of reading, and a straight way is an
    assumption.
    Not a judgement of people: a target that nobody follows says as much about us.

    Examples
    --------
    >>> people = pd.DataFrame({"person_id": ["p-1"], "account_id": "a-1", "success_means": "A calm close"})
    >>> defined = pd.DataFrame({
    ...     "success": ["s1"], "person_id": "p-1", "definition": "Close in two days", "whose": "theirs",
    ...     "measure": "days to close", "unit": "days", "baseline": 6.0, "target": 2.0,
    ...     "due_on": "2026-12-31", "created_at": "2026-01-01"})
    >>> values = pd.DataFrame({"success": ["s1"], "on_day": ["2026-06-30"], "value": [3.0]})
    >>> success(people, defined, values, on="2026-07-01").table[["way", "state"]]
        way     state
    0  0.75  on track
    """
    day = day_of(on)
    known = people.set_index("person_id")
    rows, series = [], []
    given = _dated(values, "on_day")
    given = given[given["on_day"].notna() & (given["on_day"] <= day)].sort_values("on_day", kind="stable")
    by = {str(name): group for name, group in given.groupby("success")}
    for one in _dated(defined, "due_on", "created_at").to_dict("records"):
        mine = by.get(str(one["success"]), given.iloc[:0])
        row, way = _progress(one, mine, day, slack)
        rows.append(row)
        series.append(way)
    only_words = _words(known, defined)
    table = pd.DataFrame([*rows, *only_words], columns=_COLUMNS).astype(_KINDS)
    for name, column in (("account_id", "account_id"), ("name", "name"), ("words", "success_means")):
        table[name] = table["person_id"].map(known[column]) if column in known.columns else None
    table["name"] = table["name"].astype(object).fillna(table["person_id"])
    order = {BEHIND: 0, UNMEASURED: 2, ON_TRACK: 1}
    table = table.assign(_order=table["state"].map(order)).sort_values(
        ["_order", "way", "person_id"], kind="stable", ignore_index=True
    )
    front = ["success", "person_id", "account_id", "name", "words"]
    table = table[[*front, *(name for name in _COLUMNS if name not in front)]]
    frames = [frame for frame in series if len(frame)]
    drawn = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=_SERIES)
    return Success(table, drawn, *_shares(people, table), day.date(), _doubts(people, table))


_COLUMNS: Final = [
    *("success", "person_id", "definition", "whose", "measure", "unit", "baseline", "target", "due_on"),
    *("value", "on_day", "way", "due_way", "state", "why"),
]
_KINDS: Final = {
    **dict.fromkeys(
        ("success", "person_id", "definition", "whose", "measure", "unit", "state", "why"), "str"
    ),
    **dict.fromkeys(("baseline", "target", "value", "way", "due_way"), "float64"),
    **dict.fromkeys(("due_on", "on_day"), "datetime64[us]"),
}
_SERIES: Final = ["success", "person_id", "on_day", "value", "way", "due_way"]


def _dated(table: pd.DataFrame, *columns: str) -> pd.DataFrame:
    made = table.copy()
    for column in columns:
        found = pd.to_datetime(made[column], errors="coerce", utc=True, format="ISO8601")
        made[column] = found.dt.tz_localize(None).astype("datetime64[us]").dt.normalize()
    return made


def _progress(
    one: dict[Any, Any], mine: pd.DataFrame, day: pd.Timestamp, slack: float
) -> tuple[dict[str, Any], pd.DataFrame]:
    """How far one definition has come, and each of its values."""
    values = mine["value"].astype("float64")
    target = one["target"]
    baseline = one["baseline"] if pd.notna(one["baseline"]) else (values.iloc[0] if len(values) else np.nan)
    start = mine["on_day"].iloc[0] if len(mine) else one["created_at"]
    if pd.notna(one["created_at"]):
        start = min(start, one["created_at"])
    span = target - baseline if pd.notna(target) and pd.notna(baseline) else np.nan
    way = (values - baseline) / span + 0.0 if span else values * np.nan  # no minus before a nought
    due = _asked(mine["on_day"], start, one["due_on"])
    drawn = pd.DataFrame(
        {
            "success": one["success"],
            "person_id": one["person_id"],
            "on_day": mine["on_day"],
            "value": values,
            "way": way,
            "due_way": due,
        }
    )
    now = float(_asked(pd.Series([day]), start, one["due_on"]).iloc[0])
    latest = float(way.iloc[-1]) if len(way) else np.nan
    state, why = _state(one, values, latest, now, slack)
    row = {name: one[name] for name in _COLUMNS[:9]} | {
        "value": float(values.iloc[-1]) if len(values) else np.nan,
        "on_day": mine["on_day"].iloc[-1] if len(mine) else pd.NaT,
        "way": latest,
        "due_way": now,
        "state": state,
        "why": why,
    }
    return row, drawn


def _asked(days: pd.Series, start: pd.Timestamp, due: pd.Timestamp) -> pd.Series:
    """The share of the way that the days ask for, on each day; missing where nothing is due."""
    if pd.isna(due) or pd.isna(start):
        return pd.Series(np.nan, index=days.index, dtype="float64")
    length = max(1, (due - start).days)
    return ((days - start).dt.days / length).clip(0, 1)


def _state(one: dict[Any, Any], values: pd.Series, way: float, asked: float, slack: float) -> tuple[str, str]:
    if not str(one["measure"] or "").strip() or pd.isna(one["target"]):
        return UNMEASURED, "no measure and target were agreed"
    if not len(values):
        return UNMEASURED, "no value was recorded yet"
    if pd.isna(way):
        return UNMEASURED, "baseline and target are the same, so there is no way between them"
    if pd.isna(asked):
        return (ON_TRACK if way > 0 else BEHIND), "no due day, so any way toward the target counts"
    needed = 1.0 if asked >= 1 else max(0.0, asked - slack)
    state = ON_TRACK if way >= needed else BEHIND
    return state, f"{way:.0%} of the way, {asked:.0%} of the time".replace("%", " %")


def _words(known: pd.DataFrame, defined: pd.DataFrame) -> list[dict[str, Any]]:
    """People who said what success means, but for whom nothing was written down to measure it by."""
    if "success_means" not in known.columns:
        return []
    theirs = set(defined.loc[defined["whose"] == "theirs", "person_id"])
    said = known["success_means"].dropna()
    empty = dict.fromkeys(("success", "measure", "unit"), "")
    return [
        {**empty, "person_id": person, "definition": words, "whose": "theirs", "state": UNMEASURED}
        | {"why": "known in words only; agree on a measure"}
        for person, words in said.items()
        if str(words).strip() and person not in theirs
    ]


def _shares(
    people: pd.DataFrame, table: pd.DataFrame
) -> tuple[Estimate | None, Estimate | None, Estimate | None]:
    theirs = table[table["whose"] == "theirs"]
    stated = set(theirs["person_id"])
    measured = theirs[theirs["state"] != UNMEASURED]
    good = set(measured["person_id"]) - set(measured.loc[measured["state"] == BEHIND, "person_id"])
    pairs = (
        (len(stated & set(people["person_id"])), len(people)),
        (measured["person_id"].nunique(), len(stated)),
        (len(good), measured["person_id"].nunique()),
    )
    first, second, third = (proportion(k, n) if n else None for k, n in pairs)
    return first, second, third


def _doubts(people: pd.DataFrame, table: pd.DataFrame) -> tuple[str, ...]:
    doubts = ["On track assumes a straight way from the first day to the day it is due."]
    silent = len(people) - table.loc[table["whose"] == "theirs", "person_id"].nunique()
    if silent > 0:
        doubts.append(f"Of {silent} of {len(people)} people nobody knows what success means to them.")
    bare = int((table["state"] == UNMEASURED).sum())
    if bare:
        doubts.append(f"{bare} of {len(table)} definitions are not measured: how far they are is unknown.")
    return tuple(doubts)
