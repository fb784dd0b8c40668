"""What we made of it ourselves: judgements, promises, the loop, success in numbers; for prepare.py."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from cases import TEAM, Exchange
from chance import LAST_DAY, PLANTED, stream
from files import write_csv
from people import Person

KNOWN = tomllib.loads((Path(__file__).parent / "known_made.toml").read_text(encoding="utf-8"))
"""Of the interviewed."""

WORD = (
    "Call back by Friday",
    "Send the corrected bill",
    "Add the second approver for them",
    "Tell them when the digest is mended",
    "Look into the invoice that went missing",
    "Ask the team about purchase orders",
    "Sit down with their bookkeeper for an hour",
    "Say by the end of the month whether it will be built",
    "Write up what went wrong",
    "Check the sync every morning this week",
)
WISH = (
    "Say the whole price before the first bill",
    "An approver who is away should have a deputy",
    "Answer on the same day, even if only to say when",
    "Begin with three lanes",
    "The digest breaks in our mail",
    "Say what Snap Capture can't read",
    "Let us approve from the email",
    "Tell us before the sync stops, not after",
    "A report for the owner, on one page",
    "Let two sites share one lane",
)


def write_made(folder: Path, people: list[Person], contacts: list[Exchange]) -> None:
    """Write what prepare.py adds to the store."""
    home = folder / "made"
    _promises(home, people)
    _feedback(home, contacts)
    _judgements(home, people)
    _success(home, people)


def _promises(home: Path, people: list[Person]) -> None:
    random = stream("promises")
    planted = PLANTED["promises"]
    header = ["person_id", "what", "made_by", "made_on", "due_on", "state", "settled_on", "evidence"]
    rows = _known("promises", header)
    others = [person for person in people if not person.interviewed and person.here(date(2026, 9, 1))]
    chosen = random.choice(len(others), planted["count"], replace=False)
    for number in sorted(chosen.tolist()):
        made = date(2026, 1, 5) + timedelta(days=int(random.integers(0, 200)))
        made = max(made, others[number].joined_on)
        due = made + timedelta(days=int(random.integers(3, 40)))
        kept = random.random() < planted["kept"]
        on = due + timedelta(days=int(random.integers(-3, 2) if kept else random.integers(3, 20)))
        state, settled = ("kept" if kept else "broken", str(on)) if random.random() < 0.9 else ("made", "")
        word = str(random.choice(WORD))
        by = str(random.choice(TEAM))
        if on > LAST_DAY:
            state, settled = "made", ""
        rows.append((others[number].person_id, word, by, made, due, state, settled, ""))
    write_csv(home / "promises.csv", header, rows)


def _feedback(home: Path, contacts: list[Exchange]) -> None:
    """What was heard in some of the cases; under half of it found its way back to the customer."""
    random = stream("feedback")
    header = [
        "person_id",
        "what",
        "owner",
        "heard_on",
        "decision",
        "decided_on",
        "done_on",
        "told_on",
        "evidence",
    ]
    rows = _known("feedback", header)
    heard = [
        (f"c-{number:04d}", row)
        for number, row in enumerate(contacts, start=1)
        if row.direction == "in" and row.cause and row.note and not row.person.account.loud
    ]
    heard = [(id_, row) for id_, row in heard if not row.person.interviewed]
    for index in sorted(random.choice(len(heard), 45, replace=False).tolist()):
        contact, row = heard[index]
        wish = str(random.choice(WISH))
        owner = str(random.choice(("Maya", "Tom", "Ines", "Kofi", "")))
        steps = [row.at.date() + timedelta(days=int(random.exponential(12)) + 1)]
        steps += [steps[0] + timedelta(days=int(random.exponential(25)) + 1)]
        steps += [steps[1] + timedelta(days=int(random.exponential(9)))]
        decision = str(random.choice(["do", "not now", "no", ""], p=[0.5, 0.15, 0.1, 0.25]))
        far = random.random()
        decided = str(steps[0]) if decision and steps[0] <= LAST_DAY else ""
        done = str(steps[1]) if decided and decision == "do" and far > 0.25 and steps[1] <= LAST_DAY else ""
        told = str(steps[2]) if (done or decision == "no") and decided and far > 0.5 else ""
        told = told if steps[2] <= LAST_DAY else ""
        shown = decision if decided else ""
        rows.append(
            (
                row.person.person_id,
                wish,
                owner,
                row.at.date(),
                shown,
                decided,
                done,
                told,
                f"contact:{contact}",
            )
        )
    write_csv(home / "feedback.csv", header, rows)


def _judgements(home: Path, people: list[Person]) -> None:
    """A second look at some ties, at the end of September."""
    random = stream("second look")
    header = ["person_id", "strength", "sentiment", "note", "author"]
    rows = _known("judgements", header)
    known = [person for person in people if person.sentiment is not None and not person.interviewed]
    known = [person for person in known if person.here(LAST_DAY)]
    for index in sorted(random.choice(len(known), 24, replace=False).tolist()):
        person = known[index]
        felt = person.happiness[1] + random.normal(0, 0.4)
        by = str(random.choice(TEAM))
        rows.append((person.person_id, "", 1 if felt > 0.9 else -1 if felt < -0.5 else 0, "", by))
    write_csv(home / "judgements.csv", header, rows)


def _success(home: Path, people: list[Person]) -> None:
    words = {person.person_id: person.success_means for person in people}
    header = ["person_id", "definition", "measure", "unit", "baseline", "target", "due_on", "values"]
    rows = [
        [words[one["person_id"]] if name == "definition" else one[name] for name in header]
        for one in KNOWN["success"]
    ]
    write_csv(home / "success.csv", header, [[*row[:-1], "; ".join(row[-1])] for row in rows])


def _known(what: str, header: list[str]) -> list[tuple[Any, ...]]:
    return [tuple(one.get(name, "") for name in header) for one in KNOWN[what]]
