"""Stretches of days as queries name them: a month, ``last-quarter``, ``within-90-days``."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from cslab.errors import InputError

EXAMPLES = "2026, 2026-03, 2026-03-04, 2026-01..2026-03, last-quarter, last-90-days, within-90-days"


@dataclass(frozen=True, slots=True)
class Days:
    """Every day from the first to the last, both included; None where there is no end."""

    first: date | None = None
    last: date | None = None


_UNITS = {"day": 1, "week": 7}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_WRITTEN = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_ROLLING = re.compile(r"(last|past|within|next)-(\d{1,4})-(day|week|month|quarter|year)s?")
_CALENDAR = re.compile(r"(last|this|next)-(week|month|quarter|year)")


def days(text: str, *, today: date, comparison: str = "") -> Days:
    """Read a stretch of days.

    Parameters
    ----------
    text : str
        A year, a month or a day; two of them with ``..`` between, of which one may be missing; ``today``;
        ``last-``, ``this-`` or ``next-`` with ``week``, ``month``, ``quarter`` or ``year`` of the calendar;
        ``last-90-days``, which ends today; ``within-90-days``, which begins today.
    today : date
        What is meant by today.
    comparison : str
        ``">"``, ``">="``, ``"<"``, ``"<="``: from, or up to, what the text names.

    Raises
    ------
    InputError
        If it can't be read.

    Examples
    --------
    >>> days("last-quarter", today=date(2026, 11, 24))
    Days(first=datetime.date(2026, 7, 1), last=datetime.date(2026, 9, 30))
    >>> days("2026-02", today=date(2026, 11, 24), comparison=">").first
    datetime.date(2026, 3, 1)
    """
    word = text.strip().lower()
    try:
        found = _range(word, today) if ".." in word else _named(word, today)
    except (ValueError, OverflowError):
        found = None
    if found is None:
        raise InputError(f"{text!r} is no time that a query knows; write for example {EXAMPLES}.")
    if not comparison:
        return found
    first, last = found.first, found.last
    if first is None or last is None:
        raise InputError(f"{comparison}{text} has two ways to say from when; take one away.")
    if comparison == ">":
        return Days(last + timedelta(days=1), None)
    if comparison == ">=":
        return Days(first, None)
    return Days(None, first - timedelta(days=1) if comparison == "<" else last)


def _range(word: str, today: date) -> Days | None:
    start, _, end = word.partition("..")
    first = _named(start, today) if start else Days()
    last = _named(end, today) if end else Days()
    if first is None or last is None or not (start or end):
        return None
    return Days(first.first, last.last)


def _named(word: str, today: date) -> Days | None:
    if word == "today":
        return Days(today, today)
    if written := _WRITTEN.fullmatch(word):
        year, month, day = (int(part) if part else None for part in written.groups())
        return _written(year or 0, month, day)
    if rolling := _ROLLING.fullmatch(word):
        forward = rolling[1] in {"within", "next"}
        other = _moved(today, int(rolling[2]) * (1 if forward else -1), rolling[3])
        return Days(today, other) if forward else Days(other, today)
    if named := _CALENDAR.fullmatch(word):
        return _calendar(named[2], {"last": -1, "this": 0, "next": 1}[named[1]], today)
    return None


def _written(year: int, month: int | None, day: int | None) -> Days:
    if month is None:
        return Days(date(year, 1, 1), date(year, 12, 31))
    if day is None:
        return Days(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
    return Days(date(year, month, day), date(year, month, day))


def _moved(day: date, many: int, unit: str) -> date:
    """A day some units later or earlier; in a shorter month its last day."""
    if unit in _UNITS:
        return day + timedelta(days=many * _UNITS[unit])
    months = day.year * 12 + day.month - 1 + many * _MONTHS[unit]
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _calendar(unit: str, step: int, today: date) -> Days:
    if unit == "week":
        first = today - timedelta(days=today.weekday()) + timedelta(days=7 * step)
        return Days(first, first + timedelta(days=6))
    size = _MONTHS[unit]
    first = _moved(today.replace(month=(today.month - 1) // size * size + 1, day=1), step, unit)
    return Days(first, _moved(first, 1, unit) - timedelta(days=1))
