"""A small study with two waves of a survey, contacts and accounts, for tests of the measure pages."""

from __future__ import annotations

from pathlib import Path

import cslab

TOML = """
[weights]
by = ["plan"]

[[questions]]
id = "recommend"
wording = "Would you recommend us <b>now</b>?"
role = "nps"
[[questions]]
id = "why"
wording = "Why?"
role = "why"
why_of = "recommend"
[[questions]]
id = "satisfied"
wording = "How satisfied are you with our price and support?"
role = "csat"
[[questions]]
id = "sat_1"
wording = "They do what I need."
role = "scale"
level = "satisfaction"
[[questions]]
id = "sat_2"
wording = "They do what they said."
role = "scale"
level = "satisfaction"
[[questions]]
id = "ease"
wording = "It is easy."
role = "scale"
[[questions]]
id = "price"
wording = "It is fair."
role = "scale"
"""
WAVE = """
[[surveys]]
name = "{name}"
title = "{title}"
series = "ours"
file = "surveys/{name}.csv"
asked = "surveys/asked.csv"
asked_on = {day}
"""
WAVES = (("spring", "Spring, 2026", "2026-03-01"), ("autumn", "Autumn, 2026", "2026-09-01"))
PEOPLE = 48
CODES = ("approvals", "trust")


def add_surveys(folder: Path) -> Path:
    """Put people, accounts, two waves and contacts into a study that is there; some answers are coded."""
    toml = folder / "study.toml"
    waves = "".join(WAVE.format(name=name, title=title, day=day) for name, title, day in WAVES)
    toml.write_text(toml.read_text() + TOML + waves)
    (folder / "surveys").mkdir(exist_ok=True)
    ids = [f"p-{at:02}" for at in range(1, PEOPLE + 1)]
    people = "".join(f"{one},a-{at // 2:02},Person {at}\n" for at, one in enumerate(ids))
    (folder / "people.csv").write_text(f"person_id,account_id,name\n{people}")
    plans = "".join(f"a-{at:02},Firm {at},{'solo' if at % 3 else 'team'}\n" for at in range(PEOPLE // 2))
    (folder / "accounts.csv").write_text(f"account_id,name,plan\n{plans}")
    (folder / "surveys" / "asked.csv").write_text("person_id\n" + "".join(f"{one}\n" for one in ids))
    for wave, (name, _, day) in enumerate(WAVES):
        (folder / "surveys" / f"{name}.csv").write_text(_answers(ids, wave, day))
    (folder / "contacts.csv").write_text(_contacts(ids))
    study = cslab.open(folder)
    for at, response in enumerate(study.survey("autumn").responses["response_id"][:20]):
        study.code_answer("autumn", str(response), "why", [CODES[at % 2]], coder="Maya")
    study.store.close()
    return folder


def _answers(ids: list[str], wave: int, day: str) -> str:
    lines = ["response_id,person_id,answered_at,recommend,why,satisfied,sat_1,sat_2,ease,price"]
    for at, one in enumerate(ids):
        if (at // 2) % 3 and at % 2:
            continue  # of solo, every second one is silent
        score = (at * 7 + wave * 2) % 11
        easy = 1 + min(6, (score + at % 3) // 2)
        lines.append(
            f"r-{wave}-{at},{one},{day} 10:{at:02},{score},=It <i>was</i> {at},{1 + score // 3},"
            f"{1 + score // 2},{1 + min(6, (score + 1) // 2)},{easy},{1 + (at * 5) % 7}"
        )
    lines += [f"r-{wave}-bad,p-01,{day} 11:00,99,,,,,,"]
    return "\n".join(lines) + "\n"


def _contacts(ids: list[str]) -> str:
    lines = ["contact_id,case_id,person_id,account_id,at,direction,channel,outcome"]
    for at, one in enumerate(ids):
        account = f"a-{at // 2:02}"
        lines.append(f"c-{at}-in,k-{at},{one},{account},2026-05-{1 + at % 28:02} 08:00,in,email,")
        lines.append(
            f"c-{at}-out,k-{at},{one},{account},2026-05-{1 + at % 28:02} {9 + at % 12}:30,out,email,solved"
        )
    return "\n".join(lines) + "\n"
