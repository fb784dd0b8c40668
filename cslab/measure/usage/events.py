"""A table of events, whatever holds it: pandas, DuckDB or Spark; what is asked of it is asked there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from cslab.errors import InputError

if TYPE_CHECKING:
    import narwhals as nw

COLUMNS = ("person_id", "account_id", "event", "at")
"""What a table of events has: who, of which customer, did what, when (UTC)."""

Unit = Literal["person", "account"]
"""Who is counted."""
Every = Literal["day", "week", "month"]
"""How time is cut: UTC days, weeks from Monday, calendar months."""

KEYS: Mapping[str, str] = {"person": "person_id", "account": "account_id"}
_DAYS: Mapping[str, float] = {"day": 1, "week": 7, "month": 30.4375}
_EPOCH = date(1970, 1, 1)


def read_events(events: Any) -> nw.LazyFrame[Any]:
    """Take a table of events from any of the engines, without reading it yet.

    Parameters
    ----------
    events : DataFrame of pandas or PySpark, DuckDB relation, or what narwhals made of them
        Columns person_id, account_id, event and at (naive moments in UTC; of a Spark session, its time zone
        must be UTC). Further columns are left alone.

    Returns
    -------
    narwhals.LazyFrame
        Of the four columns.

    Raises
    ------
    InputError
        If it is no such table, or a column is missing or of another type.

    Examples
    --------
    >>> table = pd.DataFrame({"person_id": ["p"], "account_id": ["a"], "event": ["login"]})
    >>> read_events(table)
    Traceback (most recent call last):
    ...
    cslab.errors.InputError: A table of events needs ...; at is missing.
    """
    import narwhals as nw

    try:
        frame: Any = nw.from_native(events, pass_through=False)
    except TypeError as error:
        raise InputError(
            "Events must be a pandas or PySpark DataFrame or a DuckDB relation, "
            f"but a {type(events).__name__} was given."
        ) from error
    if isinstance(frame, nw.DataFrame):
        frame = frame.lazy()
    schema = frame.collect_schema()
    missing = [name for name in COLUMNS if name not in schema]
    if missing:
        verb = "is" if len(missing) == 1 else "are"
        raise InputError(
            f"A table of events needs the columns {', '.join(COLUMNS)}; {', '.join(missing)} {verb} missing."
        )
    kind = schema["at"]
    if not isinstance(kind, nw.Datetime):
        raise InputError(f"The column at of a table of events must hold moments, but it is {kind}.")
    read: nw.LazyFrame[Any] = frame.select(*COLUMNS).filter(~nw.col("at").is_null())
    return read


def fetch(frame: nw.LazyFrame[Any], by: Sequence[str], kinds: Mapping[str, str]) -> pd.DataFrame:
    """Bring a small result here: the same rows, order and types whichever engine it comes from.

    Parameters
    ----------
    frame : narwhals.LazyFrame
        What was asked, already small.
    by : sequence of str
        Columns that name a row; rows come in their order, missing ones last.
    kinds : mapping of str to str
        Column -> pandas dtype: ``"str"``, ``"int64"``, ``"float64"``, ``"datetime64[us]"``, ``"bool"``.
    """
    import narwhals as nw

    local = frame.select(*kinds)
    if local.implementation is nw.Implementation.PANDAS:
        table = local.collect().to_native()
    else:
        table = local.collect("pyarrow").to_native().to_pandas()
    columns = {name: _typed(table[name], kind) for name, kind in kinds.items()}
    made = pd.DataFrame(columns)
    return made.sort_values(list(by), kind="stable", na_position="last", ignore_index=True)


def _typed(column: pd.Series[Any], kind: Any) -> pd.Series[Any]:
    if kind.startswith("datetime64"):
        found = pd.to_datetime(column)
        if found.dt.tz is not None:
            found = found.dt.tz_convert("UTC").dt.tz_localize(None)
        column = found
    typed: pd.Series[Any] = column.reset_index(drop=True).astype(kind)
    return typed


def period_of(every: Every) -> nw.Expr:
    """Number the periods: days and weeks since 1970, months since year 0. Takes the column ``at``."""
    import narwhals as nw

    year = nw.col("at").dt.year().cast(nw.Int64)
    if every == "month":
        return (year * 12 + nw.col("at").dt.month().cast(nw.Int64) - 1).alias("period")
    leaps = (year - 1969) // 4  # right from 1901 to 2099
    day = (year - 1970) * 365 + leaps + nw.col("at").dt.ordinal_day().cast(nw.Int64) - 1
    day = day.cast(nw.Int64)
    # The first of January 1970 was a Thursday.
    return (day if every == "day" else ((day + 3) // 7).cast(nw.Int64)).alias("period")


def start_of(period: int, every: Every) -> pd.Timestamp:
    """Give the first moment of a period that `period_of` numbered.

    Examples
    --------
    >>> start_of(2930, "week"), start_of(2026 * 12, "month")
    (Timestamp('2026-02-23 00:00:00'), Timestamp('2026-01-01 00:00:00'))
    """
    if every == "month":
        return pd.Timestamp(year=period // 12, month=period % 12 + 1, day=1)
    return pd.Timestamp(_EPOCH + timedelta(days=period if every == "day" else period * 7 - 3))


def number_of(moment: pd.Timestamp, every: Every) -> int:
    """Give the number of the period that a moment lies in."""
    if every == "month":
        return moment.year * 12 + moment.month - 1
    days = (moment.date() - _EPOCH).days
    return days if every == "day" else (days + 3) // 7


def last_whole(until: pd.Timestamp, every: Every) -> int:
    """Give the last period that had ended when the records end."""
    return number_of(until + pd.Timedelta(microseconds=1), every) - 1


def check_every(every: str) -> None:
    """Refuse what is no length of a period.

    Raises
    ------
    InputError
        If it is none of day, week and month.
    """
    if every not in _DAYS:
        raise InputError(f"Time is cut by day, week or month, but {every!r} was asked for.")


def key_of(unit: str) -> str:
    """Name the column of a unit.

    Raises
    ------
    InputError
        If it is neither person nor account.
    """
    if unit not in KEYS:
        raise InputError(f"People or accounts are counted: person or account, but {unit!r} was asked for.")
    return KEYS[unit]


def known(frame: nw.LazyFrame[Any], key: str) -> nw.LazyFrame[Any]:
    """Leave out events of nobody: a unit that is not named can't be counted."""
    import narwhals as nw

    return frame.filter(~nw.col(key).is_null())


def span_of(frame: nw.LazyFrame[Any]) -> tuple[pd.Timestamp, pd.Timestamp] | None:
    """Give the first and the last moment of a table of events; None when it has no event."""
    import narwhals as nw

    found = fetch(
        frame.select(nw.col("at").min().alias("first"), nw.col("at").max().alias("last")),
        ["first"],
        {"first": "datetime64[us]", "last": "datetime64[us]"},
    )
    if found["first"].isna().all():
        return None
    return pd.Timestamp(found["first"].iloc[0]), pd.Timestamp(found["last"].iloc[0])
