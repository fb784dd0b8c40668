"""What people do in the product, second by second: nine months of events."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import numpy as np
from chance import FIRST_DAY, LAST_DAY, MONTH, PLANTED, days_between, stream
from known_usage import known_events
from numpy.random import Generator
from numpy.typing import NDArray
from people import Person

EVENTS = (
    "ask-gail-asked",
    "digest-opened",
    "export-downloaded",
    "invoice-approved",
    "invoice-uploaded",
    "lane-edited",
    "login",
    "two-keys-used",
)
OF_FEATURE = {
    "capture": ("invoice-uploaded", 26.0),
    "digest": ("digest-opened", 3.2),
    "exports": ("export-downloaded", 1.2),
    "lanes": ("lane-edited", 1.5),
    "two-keys": ("two-keys-used", 6.0),
    "ask-gail": ("ask-gail-asked", 4.0),
}
"""The event of each feature, and how often a month somebody who uses it does so."""

APPROVALS = {"solo": 30.0, "team": 44.0, "business": 64.0}
CLOCK = {"US": -6, "CA": -6, "GB": 0, "IE": 0, "DE": 1, "NL": 1, "AU": 10, "NZ": 12}
DAY = 86400

Rows = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]


def make_events(people: list[Person]) -> Rows:
    """Numbers of people, numbers of `EVENTS`, and seconds since 1970 in UTC; in order of person and time."""
    random = stream("events")
    who: list[NDArray[np.int64]] = []
    what: list[NDArray[np.int64]] = []
    when: list[NDArray[np.int64]] = []
    for number, person in enumerate(people):
        made = known_events(person.person_id) if person.interviewed else _events(random, person)
        for event, seconds in made:
            kept = seconds[(seconds >= second_of(FIRST_DAY)) & (seconds < second_of(LAST_DAY) + DAY)]
            who.append(np.full(len(kept), number))
            what.append(np.full(len(kept), EVENTS.index(event)))
            when.append(kept.astype(np.int64))
    people_of, events_of, seconds_of = (np.concatenate(parts) for parts in (who, what, when))
    # nobody does the same thing twice within a second
    rows = np.unique(np.stack([people_of, seconds_of, events_of], axis=1), axis=0)
    return rows[:, 0], rows[:, 2], rows[:, 1]


def second_of(day: date) -> int:
    """The first second of a day in UTC."""
    return int((datetime(day.year, day.month, day.day) - datetime(1970, 1, 1)).total_seconds())


def _events(random: Generator, person: Person) -> Iterator[tuple[str, NDArray[np.int64]]]:
    start, end = person.starts_on, person.uses_until
    vigour = random.lognormal(0, 0.35)
    uses = {
        feature: random.random() < share
        for feature, share in PLANTED["adoption"][person.account.plan].items()
    }
    waits = {feature: random.exponential(8.0) for feature in OF_FEATURE}
    clock = 0 if person.name == "Workshop" else CLOCK[person.country]
    if person.joined_on < min(start, end):
        yield "login", _spread(random, person.joined_on, min(start, end), 5.0, clock)
    if start >= end:
        return
    first = at_desk(random, np.array([second_of(start)]), clock)
    rate = APPROVALS[person.account.plan] * vigour * (4 if person.name == "Workshop" else 1)
    yield "invoice-approved", np.concatenate([first, _spread(random, start, end, rate, clock)])
    yield "login", _spread(random, start, end, 15.0 * vigour, clock)
    shown = max(start, FIRST_DAY)
    for feature, (event, often) in OF_FEATURE.items():
        if not uses.get(feature) or shown >= end:
            continue
        begun = shown + timedelta(days=min(int(waits[feature]), days_between(shown, end) // 2))
        person.adopted[feature] = begun
        yield event, at_desk(random, np.array([second_of(begun)]), clock)
        if feature == "digest":
            yield event, _mondays(random, begun, end, clock)
            continue
        times = 1.0 if feature == "exports" else vigour
        yield event, _spread(random, begun, end, often * times, clock)
        if feature == "exports" and person.leaving_on is not None:
            risen = max(begun, person.leaving_on - timedelta(days=30))
            more = often * (PLANTED["leaving"]["exports_rise"] - 1)
            yield event, _spread(random, risen, min(person.leaving_on, end), more, clock)


def _spread(random: Generator, start: date, end: date, often: float, clock: int) -> NDArray[np.int64]:
    """So many moments a month between two days (the last one out), nearly all on working days."""
    length = days_between(start, end)
    if length <= 0:
        return np.zeros(0, np.int64)
    begin = max(start, FIRST_DAY - timedelta(days=60))
    length = max(days_between(begin, end), 0)
    count = int(random.poisson(often * length / MONTH))
    if count == 0 or length == 0:
        return np.zeros(0, np.int64)
    days = random.integers(0, length, count)
    weekday = (days + begin.weekday()) % 7
    idle = (weekday > 4) & (random.random(count) < 0.93)
    back = np.where(idle, weekday - 4 + random.integers(0, 5, count), 0)
    days = np.where(days - back >= 0, days - back, days)
    return at_desk(random, second_of(begin) + days * DAY, clock)


def _mondays(random: Generator, start: date, end: date, clock: int) -> NDArray[np.int64]:
    first = start + timedelta(days=(7 - start.weekday()) % 7)
    all_of_them = np.arange(0, max(days_between(first, end), 0), 7)
    chosen = all_of_them[random.random(len(all_of_them)) < 0.75]
    morning = random.integers(7 * 3600, 11 * 3600, len(chosen))
    return (second_of(first) + chosen * DAY + morning - clock * 3600).astype(np.int64)


def at_desk(random: Generator, days: NDArray[np.int64], clock: int) -> NDArray[np.int64]:
    """Moments of those days, between eight and six where the person is."""
    hours = np.where(
        random.random(len(days)) < 0.55,
        random.normal(10.3, 1.1, len(days)),
        random.normal(14.8, 1.3, len(days)),
    )
    return (days + np.clip(hours, 7.5, 18.5) * 3600 - clock * 3600).astype(np.int64)
