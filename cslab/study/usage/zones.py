"""Clock time of a place in UTC, for engines that know no time zones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

FIRST, LAST = 1970, 2050
"""Years whose changes of the clock are known; before and after, the nearest holds."""


@cache
def offsets(zone: str) -> tuple[tuple[datetime, int], ...]:
    """List from which clock time on a place is how far ahead of UTC.

    Parameters
    ----------
    zone : str
        Such as ``"Europe/London"``.

    Returns
    -------
    tuple of (datetime, int)
        Clock time, and minutes ahead of UTC from then on. Of an hour that comes twice, the first is meant.

    Examples
    --------
    >>> [(str(moment), ahead) for moment, ahead in offsets("Europe/London") if moment.year == 2026]
    [('2026-03-29 02:00:00', 60), ('2026-10-25 02:00:00', 0)]
    """
    place = ZoneInfo(zone)

    def ahead(moment: datetime) -> int:
        found = moment.replace(tzinfo=place).utcoffset() or timedelta()
        return round(found.total_seconds() / 60)

    moment = datetime(FIRST, 1, 1)
    found = [(moment, ahead(moment))]
    while moment.year <= LAST:
        day = moment + timedelta(days=1)
        if ahead(day) != found[-1][1]:
            low, high = moment, day
            while high - low > timedelta(minutes=1):
                middle = low + timedelta(minutes=(high - low) // timedelta(minutes=1) // 2)
                low, high = (middle, high) if ahead(middle) == found[-1][1] else (low, middle)
            found.append((high, ahead(high)))
        moment = day
    return tuple(found)


def to_utc(zone: str, column: str) -> str:
    """Write the SQL that takes clock time of a place to UTC: halving, so that a row costs few comparisons.

    Parameters
    ----------
    zone : str
        Of the place.
    column : str
        SQL of the clock time, a TIMESTAMP.

    Examples
    --------
    >>> to_utc("UTC", '"at"')
    '"at"'
    """
    steps = offsets(zone)
    if len(steps) == 1:
        return _less(column, steps[0][1])

    def between(low: int, high: int) -> str:
        if high - low == 1:
            return _less(column, steps[low][1])
        middle = (low + high) // 2
        border = f"TIMESTAMP '{steps[middle][0]:%Y-%m-%d %H:%M:%S}'"
        return f"CASE WHEN {column} < {border} THEN {between(low, middle)} ELSE {between(middle, high)} END"

    return between(0, len(steps))


def _less(column: str, minutes: int) -> str:
    return column if minutes == 0 else f"({column} - INTERVAL ({minutes}) MINUTE)"


def now() -> datetime:
    """The moment it is, in UTC and without a zone, as tables keep it."""
    return datetime.now(UTC).replace(tzinfo=None)
