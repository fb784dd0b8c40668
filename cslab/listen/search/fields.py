"""The fields that a query may name: what people, accounts and interviews are like, and what was coded.

A field is looked for among those of passages and highlights first, then in people.csv, accounts.csv and
interviews.csv. ``person.sentiment``, ``account.name`` and ``interview.consent`` say which table is meant.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cached_property

import pandas as pd

from cslab.errors import InputError, NotFoundError
from cslab.listen.search.folding import folded
from cslab.listen.search.moments import days
from cslab.listen.search.query import Field, Query

OF_PASSAGES = ("speaker", "about", "code", "stage", "coder", "note", "sentiment", "juiciness")
OF_INTERVIEWS = ("interview", "person", "account", "date")
BUILT_IN = (*OF_PASSAGES, *OF_INTERVIEWS)

_ANY, _NONE = "any", "none"


@dataclass(frozen=True, eq=False)
class Attributes:
    """What is known of interviews, one row each, and where each field of it comes from.

    Parameters
    ----------
    frame : DataFrame
        Index: the interviews' ids. Columns ``TABLE.NAME``, such as ``person.role``.
    today : date
        What relative times are relative to.
    """

    frame: pd.DataFrame
    today: date

    @classmethod
    def of(
        cls, interviews: pd.DataFrame, people: pd.DataFrame, accounts: pd.DataFrame, *, today: date
    ) -> Attributes:
        """Put together the tables that people brought."""
        frame = interviews.add_prefix("interview.")
        frame = frame.merge(
            people.add_prefix("person."),
            how="left",
            left_on="interview.person_id",
            right_on="person.person_id",
        )
        frame = frame.merge(
            accounts.add_prefix("account."),
            how="left",
            left_on="person.account_id",
            right_on="account.account_id",
        )
        return cls(frame.set_index(interviews["interview_id"].to_numpy()), today)

    @cached_property
    def place(self) -> dict[str, int]:
        """Interview -> where it stands in the study, from 0."""
        return {str(name): at for at, name in enumerate(self.frame.index)}

    @cached_property
    def who(self) -> dict[str, tuple[str, str]]:
        """Interview -> id and name of its person; empty where they are not known."""
        columns = (self.frame[name].astype(object) for name in ("interview.person_id", "person.name"))
        rows = zip(self.place, *columns, strict=True)
        return {name: (_text(person), _text(called)) for name, person, called in rows}

    @cached_property
    def stands_for(self) -> pd.Series[str]:
        """Interview -> id of its person; where nobody is named, the interview stands for one."""
        return self.frame["interview.person_id"].fillna(self.frame.index.to_series())

    @cached_property
    def names(self) -> dict[str, str]:
        """Name of each field -> its column; short names are those of the first table that has them."""
        found: dict[str, str] = {}
        for table in ("person", "account", "interview"):
            for column in self.frame.columns:
                if column.startswith(f"{table}."):
                    found.setdefault(column.removeprefix(f"{table}."), column)
        found |= {column: column for column in self.frame.columns}
        for name in BUILT_IN:
            found.pop(name, None)
        return found

    def check(self, query: Query) -> None:
        """Refuse a query that names a field which does not exist.

        Raises
        ------
        InputError
            With the field, its place and the nearest name.
        """
        known = [*BUILT_IN, *self.names]
        for field in query.fields():
            if field.name not in known:
                near = get_close_matches(field.name, known, n=1)
                hint = (
                    f"did you mean {near[0]!r}?" if near else f"there are {', '.join(known[:14])} and more."
                )
                raise InputError(
                    f"There is no field {field.name!r} (character {field.at + 1} of the query); {hint} "
                    "Words with a colon need quotation marks."
                )

    def matching(self, field: Field) -> list[str]:
        """Give the interviews of which a field holds.

        Raises
        ------
        InputError
            If the value can't be read as what the field holds.
        NotFoundError
            If it names an interview, a person or an account that does not exist.
        """
        if field.name == "date":
            return self._where(_within(self.frame["interview.recorded_on"], field, self.today))
        if field.name in OF_INTERVIEWS:
            return self._where(self._named(field))
        column = self.frame[self.names[field.name]]
        if pd.api.types.is_datetime64_any_dtype(column):
            return self._where(_within(column, field, self.today))
        if pd.api.types.is_numeric_dtype(column):
            return self._where(_compared(column, field))
        return self._where(_said(column, field))

    def _where(self, mask: pd.Series[bool]) -> list[str]:
        return [str(name) for name in self.frame.index[mask.to_numpy(dtype=bool, na_value=False)]]

    def _named(self, field: Field) -> pd.Series[bool]:
        """Rows of an interview, a person or an account, known by id or by name."""
        columns = {
            "interview": ["interview.interview_id"],
            "person": ["interview.person_id", "person.name"],
            "account": ["person.account_id", "account.name"],
        }[field.name]
        found = pd.Series(False, index=self.frame.index)
        for column in columns:
            found |= _said(self.frame[column], field)
        if not found.any():
            names = {str(name) for column in columns for name in self.frame[column].dropna()}
            raise NotFoundError.of(field.name, field.value, names)
        return found


def _text(cell: object) -> str:
    return cell if isinstance(cell, str) else ""


def _missing(column: pd.Series[bool], field: Field) -> pd.Series[bool] | None:
    if field.comparison or field.value.lower() not in {_ANY, _NONE}:
        return None
    return column.notna() if field.value.lower() == _ANY else column.isna()


def _within(column: pd.Series[bool], field: Field, today: date) -> pd.Series[bool]:
    if (known := _missing(column, field)) is not None:
        return known
    span = days(field.value, today=today, comparison=field.comparison)
    moments = pd.to_datetime(column)
    found = moments.notna()
    if span.first is not None:
        found &= moments >= pd.Timestamp(span.first)
    if span.last is not None:
        found &= moments < pd.Timestamp(span.last) + pd.Timedelta(days=1)
    return found


def _compared(column: pd.Series[bool], field: Field) -> pd.Series[bool]:
    if (known := _missing(column, field)) is not None:
        return known
    first, last = bounds(field)
    numbers = column.astype("float64")
    return (numbers >= first) & (numbers <= last)


def bounds(field: Field) -> tuple[float, float]:
    """Read the numbers of a field: from the first to the last, both included.

    Raises
    ------
    InputError
        If its value is no number.

    Examples
    --------
    >>> bounds(Field("juiciness", "4", ">=")), bounds(Field("revenue", "10..20"))
    ((4.0, inf), (10.0, 20.0))
    """
    start, dots, end = field.value.replace("−", "-").partition("..")
    try:
        first = float(start) if start else float("-inf")
        last = first if not dots else float(end) if end else float("inf")
        if math.isnan(first) or math.isnan(last) or (dots and field.comparison) or not (start or end):
            raise ValueError
    except ValueError:
        raise InputError(
            f"{field.name}: takes a number (character {field.at + 1} of the query), such as {field.name}:4, "
            f"{field.name}:>=4 or {field.name}:2..4."
        ) from None
    up, down = float("inf"), float("-inf")
    return {
        "": (first, last),
        ">": (math.nextafter(first, up), up),
        ">=": (first, up),
        "<": (down, math.nextafter(first, down)),
        "<=": (down, first),
    }[field.comparison]


def _said(column: pd.Series[bool], field: Field) -> pd.Series[bool]:
    """Rows whose text is the value, whatever its capitals and accents; where it ends in *, begins with it."""
    if (known := _missing(column, field)) is not None:
        return known
    if field.comparison:
        raise InputError(
            f"{field.name}: holds words, which are not smaller or greater (character {field.at + 1} of the "
            f"query); write {field.name}:{field.value}"
        )
    matches = matcher(field.value)
    unique: Mapping[object, bool] = {value: matches(str(value)) for value in column.dropna().unique()}
    return column.map(lambda value: unique.get(value, False)).astype(bool)


def matcher(value: str) -> Callable[[str], bool]:
    """Make a test of whether a name is the one that a query means.

    Examples
    --------
    >>> matcher("office MANAGER")("Office manager"), matcher("off*")("Office"), matcher("off")("Office")
    (True, True, False)
    """
    prefix = value.endswith("*") and value != "*"
    wanted = folded(value) or value.strip().casefold()

    def matches(name: str) -> bool:
        text = folded(name) or name.strip().casefold()
        return text.startswith(wanted) if prefix else text == wanted

    return matches
