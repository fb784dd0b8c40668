"""Dates as people write them. What can be read in two ways is never guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

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


def parse_times(values: Sequence[str], zone: str = "UTC") -> list[datetime | str | None]:
    """Read a column of moments.

    Parameters
    ----------
    values : sequence of str
        A date as `parse_dates` reads it, alone (the start of that day) or with a time after it:
        ``2026-03-04 14:05``, ``2026-03-04T14:05:09Z``, ``2026-03-04T14:05+02:00``, ``3/31/2026 2:05 PM``,
        ``2026/03/04 2:05:11 pm GMT-4``, ``2026/03/04 2:05:11 PM EST``.
    zone : str
        Of times that state none.

    Returns
    -------
    list
        For each value its moment in UTC (without a zone, as tables keep it), None where it is empty, or,
        where it can't be read, what was expected as text.

    Examples
    --------
    >>> parse_times(["2026-03-04T14:05+02:00", "2026-07-01 12:00", "soon"], "Europe/London")[:2]
    [datetime.datetime(2026, 3, 4, 12, 5), datetime.datetime(2026, 7, 1, 11, 0)]
    """
    parted = [_TIMED.fullmatch(value.strip()) for value in values]
    days = parse_dates(
        [value if found is None else found["day"] for value, found in zip(values, parted, strict=True)]
    )
    timed = [
        found is None and bool(_CLOCK.search(value)) for value, found in zip(values, parted, strict=True)
    ]
    return [
        MOMENT if unread and day is not None else _moment(day, found, zone)
        for day, found, unread in zip(days, parted, timed, strict=True)
    ]


def states_zone(value: str) -> bool:
    """Whether a moment as it is written says its time zone.

    Examples
    --------
    >>> states_zone("2026-03-04T14:05Z"), states_zone("2026-03-04 14:05")
    (True, False)
    """
    found = _TIMED.fullmatch(value.strip())
    return bool(found and found["zone"])


MOMENT = "a moment such as 2026-03-04 14:05"

_TIMED = re.compile(
    r"(?P<day>.+?)(?:,?[T ]+|T)(?P<hour>\d{1,2}):(?P<minute>\d{2})"
    r"(?::(?P<second>\d{2})(?:[.,](?P<part>\d{1,9}))?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?\s*"
    r"(?P<zone>Z|(?:UTC|GMT)(?:[+-]\d{1,2}(?::?\d{2})?)?|[+-]\d{2}:?\d{2}|[+-]\d{2}|[ECMP][SD]T)?"
)
_CLOCK = re.compile(r"\d{1,2}:\d{2}")
_AMERICAN = {"E": 5, "C": 6, "M": 7, "P": 8}
"""Hours behind UTC of the American zones' winter time."""


def _offset(stated: str) -> str:
    """Write what a moment says of its zone as hours and minutes from UTC; nothing where that is UTC itself.

    Examples
    --------
    >>> _offset("GMT-4"), _offset("EDT"), _offset("+0530"), _offset("Z")
    ('-04:00', '-04:00', '+05:30', '')
    """
    if stated[1:] in ("ST", "DT"):
        return f"-{_AMERICAN[stated[0]] - (stated[1] == 'D'):02}:00"
    signed = stated.removeprefix("UTC").removeprefix("GMT")
    if signed[:1] not in ("+", "-"):
        return ""
    hours, _, minutes = signed[1:].partition(":")
    if len(hours) > 2:
        hours, minutes = hours[:-2], hours[-2:]
    return f"{signed[0]}{int(hours):02}:{minutes or '00'}"


def _moment(day: date | str | None, found: re.Match[str] | None, zone: str) -> datetime | str | None:
    if day is None:
        return None
    if isinstance(day, str):
        return day if day != EXPECTED else MOMENT
    hour, minute, second, micro = 0, 0, 0, 0
    stated = ""
    if found is not None:
        hour, minute, second = int(found["hour"]), int(found["minute"]), int(found["second"] or 0)
        micro = int((found["part"] or "0").ljust(6, "0")[:6])
        half, stated = (found["half"] or "").lower()[:1], found["zone"] or ""
        if half and not 1 <= hour <= 12:
            return MOMENT
        hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    try:
        if stated and (sign := _offset(stated)):
            written = f"{day.isoformat()}T{hour:02}:{minute:02}:{second:02}.{micro:06}{sign}"
            moment = datetime.fromisoformat(written)
        else:
            known = UTC if stated else ZoneInfo(zone)
            moment = datetime(day.year, day.month, day.day, hour, minute, second, micro, tzinfo=known)
        return moment.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return "a moment that is in the calendar"


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
