"""The cases that people bring to us, and every exchange in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from chance import FIRST_DAY, LAST_DAY, MONTH, PLANTED, at_work, days_between, pick, stream
from known_cases import KNOWN
from numpy.random import Generator
from people import Person

CHANNELS = {
    "talk": {"call": 0.75, "email": 0.14, "chat": 0.08, "form": 0.03},
    "write": {"email": 0.60, "chat": 0.25, "form": 0.08, "call": 0.07},
    "alone": {"help": 0.75, "email": 0.14, "form": 0.07, "call": 0.04},
}
"""How somebody comes to us, by how they like to solve a problem."""
TEAM = ("Ines", "Kofi", "Ruth", "Emil")
STAGES = {
    "no-answer": "trouble",
    "hidden-fee": "choose",
    "doubled-payment": "trouble",
    "capture-misread": "everyday",
    "setup-too-much": "onboarding",
    "sync-stopped": "trouble",
    "digest-layout": "everyday",
}
PREVENTS = {
    "no-answer": "answer-sooner",
    "hidden-fee": "show-the-price",
    "doubled-payment": "test-before",
    "capture-misread": "say-what-it-cannot-do",
    "setup-too-much": "ask-before-building",
    "sync-stopped": "tell-them-first",
    "digest-layout": "ask-before-building",
}
NOTES = {
    "no-answer": (
        "Wrote twice and heard nothing.",
        "Says nobody came back to them.",
        "Third time of asking.",
    ),
    "hidden-fee": ("Found the fee per approver on the bill.", "The bill is not the price on the page."),
    "doubled-payment": ("One invoice was paid twice.", "The bank showed the same payment two times."),
    "capture-misread": ("Snap Capture read a 7 as a 1.", "The photo of a stapled page was not read."),
    "setup-too-much": ("More lanes than they can tell apart.", "Nobody knows which lane is theirs."),
    "sync-stopped": (
        "The sync to Quillbook stopped overnight.",
        "Yesterday's invoices did not reach Quillbook.",
    ),
    "digest-layout": ("The Monday Digest breaks in their mail.", "Columns of the digest overlap, again."),
}
QUESTIONS = (
    "How do I add a second approver?",
    "Can an approver be away for a week?",
    "Where do I see last month?",
    "Can two of us share one lane?",
    "How do I change the bank account?",
    "Can I approve without opening the app?",
)
LEAVING = (
    "Asks how long they have to give notice.",
    "Says they are looking at others.",
    "Asks whether everything can be taken along.",
    "Wants to know what closing the account takes.",
)
RENEWAL = {
    "theirs": "Went through what they had said they wanted, line by line.",
    "ours": "Went through how much they use it.",
    "none": "Talked about the price.",
}


@dataclass(slots=True)
class Exchange:
    """One row of contacts.csv; the moment is London's."""

    case_id: str
    person: Person
    at: datetime
    direction: str
    channel: str
    kind: str
    stage: str = ""
    cause: str = ""
    outcome: str = ""
    escalated: bool = False
    prevention: str = ""
    definition: str = ""
    teammate: str = ""
    note: str = ""
    case_opened: datetime | None = None
    luck: float = 1.0
    """Of all cases of the slow cause, those with the least of it wait for days."""


def make_contacts(people: list[Person]) -> list[Exchange]:
    """Every exchange from the first to the last day, in order of time."""
    _speak_of_leaving(people)
    rows = [*_cases(people), *_loud(people), *_leaving(people), *_renewals(people)]
    _slow_down(rows)
    by_id = {person.person_id: person for person in people}
    for (person_id, case), exchanges in KNOWN.items():
        rows += [Exchange(f"known-{case}", by_id[person_id], **exchange) for exchange in exchanges]
    end = datetime(LAST_DAY.year, LAST_DAY.month, LAST_DAY.day, 23, 59, 59)
    rows = [row for row in rows if row.at <= end]
    rows.sort(key=lambda row: (row.at, row.person.person_id, row.direction))
    names: dict[str, str] = {}
    for row in rows:
        row.case_id = names.setdefault(row.case_id, f"k-{len(names) + 1:04d}")
    return rows


def _days_here(person: Person) -> list[date]:
    first = max(person.joined_on, FIRST_DAY)
    last = min(person.account.churned_on or LAST_DAY, LAST_DAY)
    return [first + timedelta(days=day) for day in range(max(days_between(first, last), 0))]


def _speak_of_leaving(people: list[Person]) -> None:
    """Some of those who left said so before, and about as many who stayed; all of them used it till then."""
    random = stream("leaving")
    using = [person for person in people if not person.interviewed and person.name != "Workshop"]
    gone = [p for p in using if p.account.churned_on == p.uses_until and _used(p) > 75]
    stay = [p for p in using if p.account.churned_on is None and _used(p) > 120]
    half = min(PLANTED["leaving"]["people"] // 2, len(gone))
    chosen = [gone[i] for i in sorted(random.choice(len(gone), half, replace=False))]
    rest = PLANTED["leaving"]["people"] - half
    chosen += [stay[i] for i in sorted(random.choice(len(stay), rest, replace=False))]
    for person in chosen:
        days = _used(person)
        left = person.account.churned_on is not None
        after = days - int(random.integers(5, 25)) if left else int(random.integers(70, days))
        person.leaving_on = max(person.starts_on, FIRST_DAY) + timedelta(days=after)


def _used(person: Person) -> int:
    """For how many days they used it within the records."""
    return days_between(max(person.starts_on, FIRST_DAY), person.uses_until)


def _causes(random: Generator) -> str:
    return pick(random, PLANTED["causes"])


def _cases(people: list[Person]) -> Iterator[Exchange]:
    random = stream("cases")
    planted = PLANTED["contacts"]
    for person in people:
        days = _days_here(person)
        # what somebody is mostly troubled by: people differ, cases of one person are alike
        own = _causes(random)
        for number in range(int(random.poisson(planted["cases_a_month"] * len(days) / MONTH))):
            day = days[int(random.integers(0, len(days)))]
            problem = random.random() < 0.62
            cause = own if random.random() < 0.7 else _causes(random)
            case = f"{person.person_id}/{number}"
            exchanges = _exchanges(random, case, person, day, cause if problem else "")
            if not person.interviewed and person.name != "Workshop":
                yield from exchanges


def _exchanges(random: Generator, case: str, person: Person, day: date, cause: str) -> list[Exchange]:
    """One case from its first word on: they, we, they, we, until it is solved."""
    planted = PLANTED["contacts"]
    channel = pick(random, CHANNELS[person.likes[1]])
    opened = at = at_work(random, day)
    luck = random.random()
    more = int(random.geometric(planted["solved_each"])) - 1
    stays_open = random.random() < planted["kept_open"]
    escalates = random.random() < planted["escalated"] * PLANTED["escalates"].get(cause, 0.05)
    escalated_at = int(random.integers(1, more + 2)) if escalates else -1
    teammate = TEAM[int(random.integers(0, len(TEAM)))]
    words = NOTES.get(cause, QUESTIONS)
    note = words[int(random.integers(0, len(words)))]
    prevented = random.random() < 0.75
    reopened = random.random() < 0.06
    rows = []
    for index in range(more + 2):
        hours = random.lognormal(np.log(planted["first_answer_hours"]), planted["first_answer_spread"])
        at = at if index == 0 else at + timedelta(seconds=int(hours * 3600))
        last = index == more + 1
        rows.append(
            Exchange(
                case,
                person,
                at,
                "out" if index % 2 else "in",
                channel if index == 0 or channel not in ("form", "help") else "email",
                "problem" if cause else "question",
                STAGES.get(cause, "everyday"),
                cause,
                ("open" if stays_open else "solved")
                if last
                else "reopened"
                if reopened and index == 2
                else "",
                escalated=index == escalated_at,
                prevention=PREVENTS[cause] if index == escalated_at and prevented and cause else "",
                teammate=teammate if index % 2 else "",
                note=note if index == 0 else "",
                case_opened=opened,
                luck=luck,
            )
        )
    return rows


def _slow_down(rows: list[Exchange]) -> None:
    """Let the planted share of all cases, of one cause, wait for days; what follows in them waits, too."""
    random = stream("slow cases")
    planted = PLANTED["contacts"]
    cases: dict[str, list[Exchange]] = {}
    for row in rows:
        cases.setdefault(row.case_id, []).append(row)
    those = [case for case in cases.values() if case[0].cause == planted["slow_cause"]]
    those = sorted(
        (case for case in those if case[0].at < datetime(2026, 9, 10)), key=lambda case: case[0].luck
    )
    for case in those[: round(planted["slow_share"] * len(cases))]:
        wait = timedelta(seconds=int(86400 * random.uniform(*planted["slow_days"])))
        for row in case[1:]:
            row.at += wait


def _loud(people: list[Person]) -> Iterator[Exchange]:
    """One account that writes about one thing all the time, and each time to somebody higher up."""
    random = stream("loud")
    planted = PLANTED["contacts"]
    mine = [person for person in people if person.account.loud]
    for number in range(planted["loud_cases"]):
        person = mine[0] if random.random() < 0.85 else mine[-1]
        days = _days_here(person)
        cause = planted["loud_cause"]
        day = days[int(random.integers(0, len(days)))]
        for row in _exchanges(random, f"loud/{number}", person, day, cause):
            row.escalated = row.direction == "in" and row.note != ""
            row.prevention = PREVENTS[cause] if row.escalated else ""
            yield row


def _leaving(people: list[Person]) -> Iterator[Exchange]:
    random = stream("leaving-cases")
    for person in people:
        if person.leaving_on is None:
            continue
        at = at_work(random, person.leaving_on)
        note = LEAVING[int(random.integers(0, len(LEAVING)))]
        case = f"{person.person_id}/leaving"
        yield Exchange(case, person, at, "in", "email", "leaving", "renewal", note=note, case_opened=at)
        at += timedelta(seconds=int(3600 * random.lognormal(np.log(2.4), 0.9)))
        teammate = TEAM[int(random.integers(0, len(TEAM)))]
        yield Exchange(
            case, person, at, "out", "email", "leaving", "renewal", outcome="solved", teammate=teammate
        )


def _renewals(people: list[Person]) -> Iterator[Exchange]:
    """One talk with the first person of each account, some weeks before its anniversary."""
    random = stream("renewals")
    seen: set[str] = set()
    for person in people:
        account = person.account
        if account.account_id in seen:
            continue
        seen.add(account.account_id)
        for year in (2026,):
            due = date(year, account.started_on.month, min(account.started_on.day, 28))
            day = due - timedelta(days=int(random.integers(14, 35)))
            used = pick(random, PLANTED["renewal_talks"])
            talk = random.random() < {"solo": 0.35, "team": 0.7, "business": 0.95}[account.plan]
            at = at_work(random, day)
            old = due.year > account.started_on.year
            if talk and old and account.here(day) and FIRST_DAY <= day <= LAST_DAY:
                yield Exchange(
                    f"{person.person_id}/renewal/{year}",
                    person,
                    at,
                    "out",
                    "call",
                    "renewal",
                    "renewal",
                    definition=used,
                    teammate=TEAM[int(random.integers(0, len(TEAM)))],
                    note=RENEWAL[used],
                    case_opened=at,
                )
