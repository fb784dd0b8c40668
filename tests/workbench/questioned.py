"""A study with personas, four interviews and a survey, in which it is known who says and does what."""

from __future__ import annotations

from pathlib import Path

import cslab
from cslab import Study
from tests.workbench.heard import hear

TOML = """\
title = "Ours"
language = "en"

[[codes]]
name = "approvals"
definition = "Who says yes to an invoice."

[[codes]]
name = "phone"
parent = "approvals"

[[questions]]
id = "recommend"
wording = "Would you recommend us?"
role = "nps"
[[questions]]
id = "why"
wording = "Why?"
role = "why"
why_of = "recommend"
[[questions]]
id = "ease"
wording = "It is easy."
role = "scale"
scale = [1, 7]
[[questions]]
id = "fair"
wording = "It is fair."
role = "scale"
scale = [1, 7]

[[surveys]]
name = "autumn"
file = "surveys/autumn.csv"
asked_on = 2026-09-01
"""

PERSONAS = """\
[[personas]]
id = "ann"
name = "Ann"
segment = { plan = "solo" }

[[personas]]
id = "bea"
name = "Bea"
segment = { plan = "team", country = "GB" }

[[personas]]
id = "odd"
name = "Odd"
segment = { shoe_size = 9 }

[[claims]]
id = "easy"
persona = "ann"
says = "She finds it easy."
shown_by = [{ source = "survey", question = "ease", measure = "share", low = 5, high = 7, at_least = 50 }]

[[claims]]
id = "fair"
persona = "ann"
says = "She pays gladly."
shown_by = [{ source = "survey", question = "fair", measure = "share", low = 5, high = 7, at_least = 50 }]

[[claims]]
id = "fan"
persona = "ann"
says = "She tells others of us."
shown_by = [{ source = "survey", question = "recommend", measure = "share", low = 9, at_least = 50 }]

[[claims]]
id = "wish"
persona = "ann"
says = "Something that just works."

[[claims]]
id = "late"
persona = "ann"
says = "She finds it easy, always."
shown_by = [{ source = "survey", question = "ease", measure = "share", low = 6, high = 7, at_least = 50 }]
"""

TALKS = {
    "int-1": (
        "p-0",
        "public",
        "",
        "Why unicorns? I approve it on my phone <b>daily</b> and sign nothing twice.",
    ),
    "int-2": (
        "p-1",
        "team",
        "",
        "Why unicorns? My phone does it, and my phone knows it, said Maya to nobody.",
    ),
    "int-3": ("p-2", "none", "", "Why unicorns? It is a secret carousel of horses and more horses still."),
    "int-4": (
        "p-3",
        "public",
        "2020-01-01",
        "Why unicorns? Another secret carousel, long ago and far away again.",
    ),
}
"""Of each interview: who speaks, their consent, until when, and the words; Maya asks the first two."""

PEOPLE = 60


def write(folder: Path) -> Path:
    """Write the study's files: p-0 to p-29 are on their own, and find it easy; of the others few do."""
    (folder / "surveys").mkdir(parents=True)
    (folder / "recordings").mkdir()
    (folder / "study.toml").write_text(TOML)
    (folder / "personas.toml").write_text(PERSONAS)
    people = [f"p-{at},a-{at},Person {at},{'GB' if at % 2 else 'FR'}" for at in range(PEOPLE)]
    (folder / "people.csv").write_text("\n".join(["person_id,account_id,name,country", *people, ""]))
    plans = [f"a-{at},Firm {at},{'solo' if at < 30 else 'team'},{100 + at}" for at in range(PEOPLE)]
    (folder / "accounts.csv").write_text("\n".join(["account_id,name,plan,revenue", *plans, ""]))
    rows = []
    for at in range(PEOPLE):
        ease = 6 if (at < 27 or at % 10 == 0) else 2
        why = "So easy to approve on the phone" if at % 12 == 5 else ""
        rows.append(
            f"r-{at},p-{at},2026-09-02 10:00,{10 if at % 2 else 3},{why},{ease},{7 if at % 20 else 2}"
        )
    rows.append("r-60,,2026-09-02 10:00,9,Nobody knows whose carousel,5,7")
    head = "response_id,person_id,answered_at,recommend,why,ease,fair"
    (folder / "surveys" / "autumn.csv").write_text("\n".join([head, *rows, ""]))
    talks = [
        f"{name},{who},Maya,{consent},{until},recordings/{name}.wav"
        for name, (who, consent, until, _) in TALKS.items()
    ]
    interviews = "interview_id,person_id,interviewer,consent,consent_until,recording"
    (folder / "interviews.csv").write_text("\n".join([interviews, *talks, ""]))
    for name in TALKS:
        (folder / "recordings" / f"{name}.wav").write_bytes(name.encode())
    return folder


def questioned(folder: Path) -> Study:
    """The study, with its interviews heard, two of them coded, and three claims locked."""
    study = cslab.open(write(folder), actor="Ines")
    for name, (_, _, _, said) in TALKS.items():
        hear(study, name, said, speakers=["Maya"] * 2 + ["Customer"] * (len(said.split()) - 2))
    study.add_highlight("int-1", start=2.0, end=12.0, codes=["approvals"])
    study.add_highlight("int-2", start=2.0, end=12.0, codes=["phone"])
    for claim in ("easy", "fair", "fan", "wish"):
        study.lock_claim(claim)
    return study
