"""How the interviewed use the product, as they tell it; some of it no dashboard would guess."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from chance import FIRST_DAY, LAST_DAY, stream
from numpy.random import Generator
from numpy.typing import NDArray

Made = Iterator[tuple[str, NDArray[np.int64]]]
CONCRETE = date(2026, 2, 13)
"""The day since which Leon has not opened it."""


def known_events(person_id: str) -> Made:
    """Their events: a name, and seconds since 1970 in UTC."""
    return {
        "p-01": _dana,
        "p-02": _marcus,
        "p-03": _imogen,
        "p-04": _leon,
        "p-05": _nia,
        "p-06": _alasdair,
        "p-07": _june,
        "p-08": _samir,
    }[person_id](stream(f"usage of {person_id}"))


def _days(
    start: date = FIRST_DAY, end: date = LAST_DAY, weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)
) -> list[date]:
    every = [start + timedelta(days=day) for day in range((end - start).days + 1)]
    return [day for day in every if day.weekday() in weekdays]


def _at(
    random: Generator, days: list[date], start: float, end: float, zone: str, often: float = 1.0
) -> NDArray[np.int64]:
    """Moments between two hours of their own clock, a few on each of the days."""
    found = []
    home = ZoneInfo(zone)
    for day in days:
        for _ in range(int(random.poisson(often)) if often != 1.0 else 1):
            moment = datetime(day.year, day.month, day.day, tzinfo=home) + timedelta(
                hours=float(random.uniform(start, end))
            )
            found.append(int(moment.astimezone(UTC).timestamp()))
    return np.array(sorted(found), np.int64)


def _dana(random: Generator) -> Made:
    """About twenty minutes, after lunch."""
    zone = "America/New_York"
    yield "login", _at(random, _days(), 13.0, 13.1, zone)
    yield "invoice-approved", _at(random, _days(), 13.1, 13.4, zone, 4.0)
    yield "invoice-uploaded", _at(random, _days(), 13.1, 13.4, zone, 3.0)
    yield "digest-opened", _at(random, _days(weekdays=(0,)), 13.0, 13.3, zone)


def _marcus(random: Generator) -> Made:
    """Takes everything out, every working day, and once more at the end of the month."""
    zone = "America/Chicago"
    yield "login", _at(random, _days(), 7.5, 8.0, zone)
    yield "export-downloaded", _at(random, _days(), 17.0, 17.6, zone)
    yield "invoice-approved", _at(random, _days(), 8.0, 11.0, zone, 12.0)
    yield "ask-gail-asked", _at(random, _days(start=date(2026, 2, 2)), 9.0, 16.0, zone, 0.8)
    yield "lane-edited", _at(random, [date(2026, 1, 14)], 8.0, 9.0, zone, 9.0)
    yield "two-keys-used", _at(random, _days(), 9.0, 15.0, zone, 0.9)


def _imogen(random: Generator) -> Made:
    """Answers emails at ten past five, standing up; has opened it once."""
    zone = "Europe/London"
    bakes = _days(start=date(2026, 1, 9), weekdays=(0, 1, 2, 3, 4, 5))
    yield "login", _at(random, [date(2026, 1, 12)], 5.3, 5.5, zone)
    yield "invoice-approved", _at(random, bakes, 5.17, 5.66, zone, 6.5)
    yield "digest-opened", _at(random, _days(start=date(2026, 1, 12), weekdays=(0,)), 5.2, 5.6, zone)


def _leon(random: Generator) -> Made:
    """The whole stack before the coffee is cold, until the concrete; then it is Nia with his password."""
    zone = "America/New_York"
    own = _days(end=CONCRETE)
    yield "login", _at(random, own, 6.4, 6.6, zone)
    yield "invoice-approved", _at(random, own, 6.6, 7.1, zone, 9.0)
    yield "invoice-approved", _concrete(zone)
    mornings = _own_keys(zone)
    yield "two-keys-used", mornings
    second = _second_keys()
    yield "login", second - 20
    yield "two-keys-used", second


def _own_keys(zone: str) -> NDArray[np.int64]:
    """In January he turned the second key himself, on the next morning."""
    random = stream("keys of Leon")
    home = ZoneInfo(zone)
    until = datetime(2026, 2, 12, 23, tzinfo=home).timestamp()
    turned = []
    for first in _first_keys():
        if first > until:
            break
        day = datetime.fromtimestamp(int(first), home).date() + timedelta(days=1)
        while day.weekday() > 4:
            day += timedelta(days=1)
        at = datetime(day.year, day.month, day.day, tzinfo=home) + timedelta(
            hours=float(random.uniform(6.6, 7.1))
        )
        turned.append(int(at.timestamp()))
    return np.array(turned, np.int64)


def _concrete(zone: str) -> NDArray[np.int64]:
    """He pressed it, and it spun, so he pressed it again."""
    pressed = datetime(2026, 2, 13, 14, 2, 11, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return np.array([int(pressed.timestamp()), int(pressed.timestamp()) + 9], np.int64)


def _first_keys() -> NDArray[np.int64]:
    """Fifty-three invoices a month over five thousand, all of them Nia's first key."""
    random = stream("keys of Nia")
    days = _days(start=date(2026, 1, 2))
    return _at(random, days, 9.0, 16.5, "America/New_York", 53 / 21.7)


def _second_keys() -> NDArray[np.int64]:
    """Forty-eight of them she turns for him, a minute or so later, since the thirteenth of February."""
    random = stream("second keys")
    since = int(datetime(2026, 2, 14, tzinfo=UTC).timestamp())
    keys = _first_keys()
    keys = keys[keys > since]
    keys = keys[random.random(len(keys)) < 48 / 53]
    return keys + random.integers(45, 100, len(keys))


def _nia(random: Generator) -> Made:
    """Every working day, most at the end of the month, which takes a day and a half."""
    zone = "America/New_York"
    yield "login", _at(random, _days(), 8.6, 9.0, zone)
    yield "invoice-uploaded", _at(random, _days(), 9.0, 16.0, zone, 7.0)
    yield "invoice-approved", _at(random, _days(), 9.0, 16.0, zone, 4.0)
    yield "two-keys-used", _first_keys()
    closing = [day for day in _days() if (day + timedelta(days=3)).month != day.month]
    yield "export-downloaded", _at(random, closing, 10.0, 15.0, zone)
    yield "digest-opened", _at(random, _days(weekdays=(0,)), 8.7, 9.2, zone)


def _alasdair(random: Generator) -> Made:
    """In the interval, in the back row of the stalls."""
    zone = "Europe/London"
    plays = _days(weekdays=(2, 3, 4, 5))
    yield "login", _at(random, plays, 20.25, 20.28, zone)
    yield "invoice-approved", _at(random, plays, 20.28, 20.55, zone, 9.0)
    yield "two-keys-used", _at(random, plays, 20.3, 20.58, zone, 1.2)


def _june(random: Generator) -> Made:
    """Four hours a day, about eleven hundred invoices a month."""
    zone = "America/Regina"
    days = _days(start=date(2026, 1, 6))
    yield "login", _at(random, days, 8.0, 8.1, zone)
    yield "invoice-uploaded", _at(random, days, 8.1, 12.0, zone, 44.0)
    yield "invoice-approved", _at(random, days, 8.2, 12.0, zone, 6.0)
    yield "lane-edited", _at(random, _days(start=date(2026, 2, 20), weekdays=(4,)), 11.0, 12.0, zone, 0.4)


def _samir(random: Generator) -> Made:
    """Himself now and then; the login called Workshop has its own row."""
    zone = "Europe/London"
    days = _days(start=date(2026, 1, 13))
    yield "login", _at(random, days, 8.8, 9.4, zone, 0.6)
    yield "invoice-approved", _at(random, days, 9.0, 17.8, zone, 3.0)
    yield "invoice-uploaded", _at(random, days, 9.0, 17.8, zone, 2.0)
    yield "export-downloaded", _at(random, [date(2026, 3, 31), date(2026, 4, 1)], 9.5, 18.0, zone)
