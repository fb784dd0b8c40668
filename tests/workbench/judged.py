"""A small study on disk whose claims can be judged: forty people, one survey, events, coded interviews."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

import cslab
from cslab.workbench import Study

SETTINGS = """\
title = "Ours"
[[features]]
id = "lanes"
name = "Lanes"
events = ["lane"]
[[questions]]
id = "recommend"
wording = "Would you recommend us?"
role = "nps"
[[questions]]
id = "why"
wording = "Why?"
role = "why"
why_of = "recommend"
[[surveys]]
name = "nps"
file = "surveys/nps.csv"
title = "September"
asked_on = 2026-09-01
[surveys.columns]
person_id = "person"
response_id = "id"
recommend = "score"
why = "why"
[[codes]]
name = "trust"
definition = "A reason to believe us."
[[codes]]
name = "support"
definition = "How we answered."
parent = "trust"
"""
PERSONAS = """\
[[personas]]
id = "carla"
name = "Careful Carla"
author = "Maya"
segment = { plan = "solo" }

[[personas]]
id = "clive"
name = "Calm Clive"
segment = { plan = "team" }

[[claims]]
id = "fans"
persona = "carla"
says = "They would recommend us."
author = "Maya"
predicted = 80
confidence = 90
shown_by = [{ source = "survey", question = "recommend", low = 9, high = 10, at_least = 50 }]

[[claims]]
id = "lanes"
persona = "carla"
says = "They build lanes."
author = "Tom"
predicted = 70
confidence = 60
shown_by = [{ source = "usage", feature = "lanes", at_least = 60 }]

[[claims]]
id = "trusting"
persona = "carla"
says = "They speak of trust."
shown_by = [{ source = "interviews", code = "trust", at_least = 5 }]

[[claims]]
id = "vague"
persona = "clive"
says = "They want something that just works."
"""


def judged_study(folder: Path) -> Study:
    """Write the study: of 20 solo people 18 promote and 2 build lanes; 10 were interviewed."""
    for name in ("surveys", "usage"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "study.toml").write_text(SETTINGS, "utf-8")
    (folder / "personas.toml").write_text(PERSONAS, "utf-8")
    ids = [f"p{at:02}" for at in range(40)]
    people = pd.DataFrame({"person_id": ids, "account_id": [f"a{at:02}" for at in range(40)], "name": ids})
    people.to_csv(folder / "people.csv", index=False)
    accounts = people[["account_id"]].assign(name="One", plan=["solo"] * 20 + ["team"] * 20)
    accounts.to_csv(folder / "accounts.csv", index=False)
    scores = [9] * 18 + [2] * 22
    answers = pd.DataFrame(
        {"id": [f"r{at}" for at in range(40)], "person": ids, "score": scores, "why": "Words."}
    )
    answers.to_csv(folder / "surveys" / "nps.csv", index=False)
    used = people.head(2)[["person_id", "account_id"]].assign(event="lane", at="2026-09-01T10:00:00")
    used.to_csv(folder / "usage" / "events.csv", index=False)
    interviews = pd.DataFrame({"interview_id": [f"i{at}" for at in range(10)], "person_id": ids[:10]})
    interviews.assign(recorded_on="2026-03-01", consent="team").to_csv(folder / "interviews.csv", index=False)
    study = cslab.open(folder, actor="Maya")
    for at in range(10):
        study.add_highlight(f"i{at}", start=1.0, end=2.0, codes=["support"], coder="Maya")
    return study
