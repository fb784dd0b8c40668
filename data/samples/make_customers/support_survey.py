"""The short survey after a case: how much effort it was, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from cases import Exchange
from chance import stream
from interviewed import EFFORT
from people import Person
from sentences import why_effort


@dataclass(slots=True)
class Effort:
    """What one person says, or would have said, after their first case that was solved."""

    response_id: str
    person: Person
    at: datetime
    effort: int
    why: str
    codes: tuple[str, ...]
    answered: bool


def make_efforts(contacts: list[Exchange]) -> list[Effort]:
    """Everybody with a solved case, once. The more exchanges it took, the more effort it was."""
    random = stream("support survey")
    exchanges: dict[str, int] = {}
    seen: set[str] = set()
    made = []
    for row in contacts:
        exchanges[row.case_id] = exchanges.get(row.case_id, 0) + 1
        person = row.person
        if row.outcome != "solved" or person.person_id in seen or row.kind in ("leaving", "onboarding"):
            continue
        if row.at > datetime(2026, 9, 24):
            continue
        seen.add(person.person_id)
        ease = 6.6 - 0.75 * (exchanges[row.case_id] - 2) + 0.35 * person.happiness[1] + random.normal(0, 0.9)
        effort = int(np.clip(round(ease), 1, 7))
        answered = random.random() < 0.42 + 0.04 * abs(effort - 4)
        why, codes = why_effort(random, effort)
        if person.person_id in EFFORT:
            answered = True
            effort, why, codes = EFFORT[person.person_id]
        at = row.at + timedelta(hours=float(random.uniform(2, 60)))
        made.append(
            Effort(f"s-{len(made) + 1:03d}", person, at.replace(microsecond=0), effort, why, codes, answered)
        )
    return made
