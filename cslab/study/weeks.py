"""Weeks: each begins on a Monday, and is named by it."""

from __future__ import annotations

from datetime import date, timedelta

from cslab.errors import InputError


def week_of(day: date | str | None = None) -> date:
    """Give the Monday of a day's week.

    Parameters
    ----------
    day : date or str, optional
        A date, one as ISO 8601 writes it (``"2026-11-26"``), or a week (``"2026-W48"``); today without one.

    Raises
    ------
    InputError
        If it is no day.

    Examples
    --------
    >>> week_of("2026-11-26"), week_of("2026-W48"), week_of(date(2026, 11, 23))
    (datetime.date(2026, 11, 23), datetime.date(2026, 11, 23), datetime.date(2026, 11, 23))
    """
    if day is None or (isinstance(day, str) and not day.strip()):
        found = date.today()
    else:
        try:
            found = date.fromisoformat(str(day).strip()[:10])
        except ValueError as error:
            raise InputError(
                f"A week is named by one of its days, such as 2026-11-23, not {day!r}."
            ) from error
    try:
        return found - timedelta(days=found.weekday())
    except OverflowError as error:
        raise InputError(f"There is no week that early as {day!r}; give a later day.") from error
