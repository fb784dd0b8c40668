"""Dates as people write them. What can be read in two ways is never guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)

AMBIGUOUS = "a date that can be read in one way only, such as 2026-03-04,"
EXPECTED = "a date such as 2026-03-04"


def parse_dates(values: Sequence[str]) -> list[date | str | None]:
    """Read a column of dates.

    Parameters
    ----------
    values : sequence of str
        ``2026-03-04`` (also with a time after it), ``04.03.2026`` (day first), ``4 Mar 2026``, ``March 4,
        2026``; and ``3/4/2026``, when some other date of the column with slashes shows which of the two is
        the month.

    Returns
    -------
    list
        For each value its date, None where it is empty, or, where it can't be read, what was expected as
        text.

    Examples
    --------
    >>> parse_dates(["2026-03-04", "04.03.2026", "3/4/2026"])[2]
    'a date that can be read in one way only, such as 2026-03-04,'
    >>> parse_dates(["3/4/2026", "3/31/2026"])
    [datetime.date(2026, 3, 4), datetime.date(2026, 3, 31)]
    """
    slashed = [found for value in values if (found := _SLASHES.fullmatch(value.strip()))]
    day_first = any(int(found[1]) > 12 for found in slashed)
    month_first = any(int(found[2]) > 12 for found in slashed)
    order = "day" if day_first and not month_first else "month" if month_first and not day_first else None
    return [_parse(value.strip(), order) for value in values]


_SLASHES = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")
_SURE = tuple(
    re.compile(form)
    for form in (
        r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})([T ]\d{1,2}:\d{2}.*)?",
        r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})",
        r"(?P<day>\d{1,2})(?:st|nd|rd|th)?[ .-]+(?P<month>[A-Za-z]+)\.?,?[ -]+(?P<year>\d{4})",
        r"(?P<month>[A-Za-z]+)\.? +(?P<day>\d{1,2})(?:st|nd|rd|th)?,? +(?P<year>\d{4})",
    )
)


def _parse(value: str, order: str | None) -> date | str | None:
    if not value:
        return None
    for form in _SURE:
        if found := form.fullmatch(value):
            return _date(found["year"], found["month"], found["day"])
    slashed = _SLASHES.fullmatch(value)
    if slashed is None:
        return EXPECTED
    first, second, year = slashed.groups()
    if first == second or order == "day" or int(first) > 12:
        return _date(year, second, first)
    if order == "month" or int(second) > 12:
        return _date(year, first, second)
    return AMBIGUOUS


def _date(year: str, month: str, day: str) -> date | str:
    try:
        return date(int(year), _month(month), int(day))
    except ValueError:
        return "a day that is in the calendar"


def _month(word: str) -> int:
    """Number of a month given as digits or as an English word; 0 when it is none."""
    if word.isdigit():
        return int(word)
    word = word.lower()
    found = [
        number
        for number, name in enumerate(_MONTHS, 1)
        if word in {name, name[:3]} or word == name[:4] == "sept"
    ]
    return found[0] if found else 0
