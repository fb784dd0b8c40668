"""Segments: the real people whom a persona claims to describe, chosen by what is known of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

import pandas as pd

from cslab.errors import InputError, NotFoundError
from cslab.study.dates import parse_dates
from cslab.study.personas import Condition
from cslab.study.segmentcolumns import column_names, in_words, parted

EVERYBODY: Final = "everybody"

_YES: Final = ("yes", "true", "y", "1")
_NO: Final = ("no", "false", "n", "0")
_SHOWN: Final = 8


def members(segment: Sequence[Condition], people: pd.DataFrame, accounts: pd.DataFrame) -> pd.Series[bool]:
    """Say of each person whether they belong to a segment.

    Parameters
    ----------
    segment : sequence of Condition
        All of them must hold; none means everybody.
    people : DataFrame
        One row a person: person_id, account_id and anything else.
    accounts : DataFrame
        One row an account: account_id and anything else.

    Returns
    -------
    Series of bool
        By the index of `people`.

    Raises
    ------
    NotFoundError
        If neither table has a column.
    InputError
        If a condition can't be read, or asks of a column what it can't hold.

    Notes
    -----
    Where both tables have a column, the person's own value counts, and the account's where the person has
    none. Numbers are compared as numbers and dates as dates, also where a table holds them as text; words
    are compared without regard to capitals. A missing value never fits, not even "is not".

    Examples
    --------
    >>> people = pd.DataFrame({"person_id": ["p", "q", "r"], "account_id": ["a", "b", None]})
    >>> accounts = pd.DataFrame({"account_id": ["a", "b"], "plan": ["solo", "team"], "size": ["9", "70"]})
    >>> small = (Condition("plan", "is", ("Solo", "team")), Condition("size", "at_most", (50,)))
    >>> members(small, people, accounts).tolist()
    [True, False, False]
    """
    found = pd.Series(True, index=people.index, dtype=bool)
    for condition in segment:
        found &= _holds(condition, _values(condition.column, people, accounts))
    return found


def sentence(segment: Sequence[Condition]) -> str:
    """Say in words whom a segment holds.

    Examples
    --------
    >>> sentence((Condition("plan", "is", ("solo", "team")), Condition("company_size", "at_most", (50,))))
    'plan is solo or team, and company size is at most 50'
    >>> sentence(())
    'everybody'
    """
    if not segment:
        return EVERYBODY
    parts = [_words(condition) for condition in segment]
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])}, and {parts[-1]}"


def why_nobody(segment: Sequence[Condition], people: pd.DataFrame, accounts: pd.DataFrame) -> str:
    """Say in a sentence why nobody belongs to a segment; nothing where somebody does.

    Raises
    ------
    NotFoundError, InputError
        As `members`.

    Examples
    --------
    >>> people = pd.DataFrame({"person_id": ["p"], "account_id": [None], "size": [10.0]})
    >>> why_nobody((Condition("size", "at_least", (50,)), Condition("size", "at_most", (5,))), people,
    ...            pd.DataFrame({"account_id": []}))
    'Nobody can fit: size would have to be at least 50 and at most 5.'
    """
    if members(segment, people, accounts).any():
        return ""
    if people.empty:
        return "Nobody fits, because people.csv has no people yet."
    if crossed := _crossed(segment):
        return crossed
    counts = []
    for condition in segment:
        values = _values(condition.column, people, accounts)
        count = int(_holds(condition, values).sum())
        if not count:
            return f"Nobody fits: there is no one whose {_words(condition)}.{_there(values)}"
        counts.append((count, _words(condition)))
    least = min(counts)
    noun = "person" if least[0] == 1 else "people"
    return f"Nobody fits all conditions at once; the rarest, {least[1]}, fits {least[0]} {noun}."


def value_choices(column: str, people: pd.DataFrame, accounts: pd.DataFrame, *, most: int = 50) -> list[str]:
    """List the words that a column holds, the most frequent first; nothing where they are numbers or dates.

    Raises
    ------
    NotFoundError
        If neither table has the column.
    """
    values = _values(column, people, accounts).dropna()
    if pd.api.types.is_numeric_dtype(values) or pd.api.types.is_datetime64_any_dtype(values):
        return []
    return [str(value) for value in values.astype(str).value_counts().index[:most]]


# ------------------------------------------------------------------------------------------ inside


def _values(column: str, people: pd.DataFrame, accounts: pd.DataFrame) -> pd.Series[Any]:
    """A column, person by person; lists in it are taken as the words they are written as."""
    found = _column(column, people, accounts)
    if found.dtype != object:
        return found
    return found.map(lambda one: one if one is None or pd.api.types.is_scalar(one) else str(one))


def _column(column: str, people: pd.DataFrame, accounts: pd.DataFrame) -> pd.Series[Any]:
    whose, name = parted(column)
    on_person = whose != "account" and name in people.columns
    on_account = whose != "person" and name in accounts.columns and "account_id" in people.columns
    if not (on_person or on_account):
        whole = column in people.columns or column in accounts.columns
        if whole:  # a column that is itself called person.something
            return people[column] if column in people.columns else _of_account(column, people, accounts)
        names = column_names(map(str, people.columns), map(str, accounts.columns))
        raise NotFoundError.of("column of people.csv or accounts.csv", column, names)
    if not on_account or name == "account_id":
        return people[name]
    theirs = _of_account(name, people, accounts)
    if not on_person:
        return theirs
    own = people[name]
    return own if own.notna().all() else own.astype(object).where(own.notna(), theirs.astype(object))


def _of_account(name: str, people: pd.DataFrame, accounts: pd.DataFrame) -> pd.Series[Any]:
    by_id = accounts.drop_duplicates("account_id").set_index("account_id")[name]
    return by_id.reindex(pd.Index(people["account_id"])).set_axis(people.index)


def _holds(condition: Condition, values: pd.Series[Any]) -> pd.Series[bool]:
    if condition.test not in ("is", "is_not", "at_least", "at_most") or not condition.values:
        raise InputError(
            f"The condition on {condition.column} can't be read, so nobody can be chosen by it; "
            'write it as plan = ["solo", "team"], size = { at_most = 50 } or plan = { not = ["solo"] }.'
        )
    known = values.notna()
    if condition.test in ("at_least", "at_most"):
        limit = condition.values[0]
        if len(condition.values) > 1 or isinstance(limit, bool):
            raise InputError(f"{condition.column} can be {_TESTS[condition.test]} one number or one date.")
        compared, bound = _ordered(condition.column, values, limit)
        held = compared >= bound if condition.test == "at_least" else compared <= bound
        return pd.Series(held.fillna(value=False).astype(bool) & known, dtype=bool)
    equal = pd.Series(False, index=values.index, dtype=bool)
    for value in condition.values:
        equal |= _equal(values, value)
    return (equal if condition.test == "is" else ~equal) & known


def _equal(values: pd.Series[Any], value: object) -> pd.Series[bool]:
    if isinstance(value, bool):
        return _folded(values).isin(_YES if value else _NO)
    if isinstance(value, date):
        return _dates(values) == pd.Timestamp(_day(value))
    number = _number(value)
    if number is not None:
        return (_numbers(values) == number) | (_folded(values) == str(value).strip().casefold())
    if pd.api.types.is_datetime64_any_dtype(values):
        day = parse_dates([str(value)])[0]
        return _dates(values) == (pd.Timestamp(day) if isinstance(day, date) else pd.NaT)
    return _folded(values) == str(value).strip().casefold()


def _ordered(column: str, values: pd.Series[Any], limit: object) -> tuple[pd.Series[Any], Any]:
    """The values and the limit as things that have an order: numbers, or days."""
    day = limit if isinstance(limit, date) else None
    if day is None and isinstance(limit, str) and _number(limit) is None:
        read = parse_dates([limit])[0]
        day = read if isinstance(read, date) else None
        if day is None:
            raise InputError(f"{column} can't be compared with {limit!r}; give a number or a date.")
    if day is not None:
        compared, what = _dates(values), "dates"
        bound: Any = pd.Timestamp(_day(day))
    else:
        compared, what, bound = _numbers(values), "numbers", _number(limit)
    if values.notna().any() and not compared.notna().any():
        raise InputError(
            f"{column} holds no {what}, so nobody can be chosen by how it compares with {_shown(limit)}."
        )
    return compared, bound


def _numbers(values: pd.Series[Any]) -> pd.Series[Any]:
    if pd.api.types.is_datetime64_any_dtype(values):
        return pd.Series(float("nan"), index=values.index)
    texts = values.astype(object).map(lambda one: _number(one) if pd.notna(one) else None)
    return pd.Series(pd.to_numeric(texts, errors="coerce"), index=values.index)


def _dates(values: pd.Series[Any]) -> pd.Series[Any]:
    if pd.api.types.is_datetime64_any_dtype(values):
        return pd.Series(values.dt.normalize(), index=values.index)
    if pd.api.types.is_numeric_dtype(values):
        return pd.Series(pd.NaT, index=values.index, dtype="datetime64[us]")
    found = parse_dates(["" if pd.isna(value) else str(value) for value in values])
    days = [day if isinstance(day, date) else None for day in found]
    return pd.Series(pd.to_datetime(pd.Series(days, dtype=object)).to_numpy(), index=values.index)


def _folded(values: pd.Series[Any]) -> pd.Series[Any]:
    return values.astype(object).map(_word)


def _word(value: object) -> str | None:
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return None
    return _shown(value).strip().casefold()


def _number(value: object) -> float | None:
    if isinstance(value, bool):
        return None
    try:
        number = float(str(value).strip().replace("\u2212", "-"))
    except ValueError:
        return None
    return number if abs(number) < float("inf") else None


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


# ---- words ----

_TESTS = {"is": "", "at_least": "at least", "at_most": "at most"}


def _words(condition: Condition) -> str:
    if not condition.values or condition.test not in ("is", "is_not", "at_least", "at_most"):
        return f"{in_words(condition.column)} (which can't be read)"
    shown = [_shown(value) for value in condition.values]
    if condition.test == "is_not":
        how = f"not {shown[0]}" if len(shown) == 1 else f"neither {' nor '.join(shown)}"
        return f"{in_words(condition.column)} is {how}"
    how = _TESTS[condition.test]
    listed = shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"
    return f"{in_words(condition.column)} is {how} {listed}".replace("  ", " ")


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, datetime):
        return value.date().isoformat()
    return str(value)


def _there(values: pd.Series[Any]) -> str:
    """What a column holds, where it holds few different things."""
    found = sorted({_shown(value) for value in values.dropna().unique()})
    if not found:
        return " The column is empty."
    return f" There are: {', '.join(found)}." if len(found) <= _SHOWN else ""


def _crossed(segment: Sequence[Condition]) -> str:
    for low in segment:
        for high in segment:
            if (low.column, low.test, high.test) != (high.column, "at_least", "at_most"):
                continue
            ends = low.values[0], high.values[0]
            numbers = _number(ends[0]), _number(ends[1])
            days = all(isinstance(end, date) for end in ends)
            above = numbers[0] is not None and numbers[1] is not None and numbers[0] > numbers[1]
            if above or (days and _day(ends[0]) > _day(ends[1])):  # type: ignore[arg-type]
                return (
                    f"Nobody can fit: {in_words(low.column)} would have to be at least {_shown(ends[0])} "
                    f"and at most {_shown(ends[1])}."
                )
    return ""
