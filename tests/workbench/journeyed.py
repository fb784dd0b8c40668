"""A small study with a journey of three stages: many are heard on one, one on another, nobody on the last."""

from __future__ import annotations

from pathlib import Path

import cslab
from cslab import Study
from tests.workbench.heard import hear, new_study
from tests.workbench.witnessed import HOSTILE, WORDS, tone

TOML = f"""title = "Ours {HOSTILE}"
[[stages]]
id = "find"
name = "Find {HOSTILE}"
question = "How do they find us? {HOSTILE}"
[[stages]]
id = "use"
name = "Use"
question = "What is it like?"
[[stages]]
id = "leave"
name = "Leave"
question = "Why do they leave?"
[[codes]]
name = "checks"
[[codes]]
name = "{HOSTILE}"
[[features]]
id = "lanes"
name = "Lanes"
events = ["lane"]
[journey.use]
do = ["lanes"]
score = ["ease"]
[[questions]]
id = "ease"
wording = "It is easy."
role = "scale"
[[surveys]]
name = "spring"
title = "Spring"
file = "surveys/spring.csv"
[surveys.columns]
person_id = "who"
"""
CONSENTS = ("public", "public", "public", "public", "public", "company", "team", "none")
SENTIMENTS = (-1, -1, -1, 0, 1, 1, 1, -1)
"""Of the clip on use, by interview; nobody may hear the eighth."""

PEOPLE = 24


def journeyed(folder: Path, *, sound: bool = False) -> Study:
    """Eight interviews of eight people, 24 customers of 12 accounts, of whom 6 use lanes.

    The first two can be heard with ``sound``.
    """
    names = [f"int-{at}" for at in range(1, len(CONSENTS) + 1)]
    new_study(folder, *names, settings=TOML)
    rows = "interview_id,person_id,recording,interviewer,consent\n"
    for at, (name, consent) in enumerate(zip(names, CONSENTS, strict=True), start=1):
        rows += f"{name},p-{at},recordings/{name}.wav,Maya,{consent}\n"
        tone(folder / "recordings" / f"{name}.wav", 200.0 + 40 * at)
    (folder / "interviews.csv").write_text(rows)
    called = {1: f"Dana {HOSTILE}"}
    known = "".join(
        f'p-{at},a-{(at + 1) // 2},"{called.get(at, f"Person {at}")}",Owner\n' for at in range(1, PEOPLE + 1)
    )
    (folder / "people.csv").write_text(f"person_id,account_id,name,role\n{known}")
    accounts = "".join(f"a-{at},Firm {at}\n" for at in range(1, PEOPLE // 2 + 1))
    (folder / "accounts.csv").write_text(f"account_id,name\n{accounts}")
    for name in ("surveys", "usage"):
        (folder / name).mkdir(exist_ok=True)
    answers = "".join(f"p-{at},2026-03-{at:02} 10:00,{2 if at <= 12 else 6}\n" for at in range(1, PEOPLE + 1))
    (folder / "surveys" / "spring.csv").write_text(f"who,answered_at,ease\n{answers}")
    used = "".join(f"p-{at},a-{(at + 1) // 2},lane,2026-03-02T10:00:00\n" for at in range(1, 7))
    (folder / "usage" / "events.csv").write_text(f"person_id,account_id,event,at\n{used}")
    told = "".join(
        f"c-{at},k-{at},p-{at},,2026-03-0{at}T10:00:00,in,email,question,leave\n" for at in range(1, 5)
    )
    head = "contact_id,case_id,person_id,account_id,at,direction,channel,kind,stage\n"
    (folder / "contacts.csv").write_text(head + told)
    study = cslab.open(folder, actor="Maya")
    for at, name in enumerate(names):
        if sound and at < 2:
            study.playback(name)
        hear(study, name, WORDS)
    for at, (name, sentiment) in enumerate(zip(names, SENTIMENTS, strict=True)):
        study.add_highlight(
            name,
            start=0.0,
            end=4.0,
            codes=["checks"],
            stage="use",
            sentiment=sentiment,
            juiciness=1 + at % 5,
            coder="Maya",
        )
    more = [("int-1", "use", "checks", -1), ("int-1", "find", HOSTILE, 1), ("int-2", None, "checks", 1)]
    for name, stage, code, sentiment in more:
        study.add_highlight(
            name, start=4.0, end=8.0, codes=[code], stage=stage, sentiment=sentiment, juiciness=5, coder="Tom"
        )
    return study
