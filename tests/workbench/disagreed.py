"""A small study in which it is known what contradicts what, and one in which nothing can be looked at."""

from __future__ import annotations

from pathlib import Path

from cslab import Study
from tests.workbench.heard import hear, new_study

TOML = """title = "Ours"
[usage]
value_event = "paid"
[[codes]]
name = "trust"
[[codes]]
name = "fee"
[[codes]]
name = "help"
[[questions]]
id = "recommend"
wording = "Would you recommend <i>us</i>?"
role = "nps"
[[questions]]
id = "why"
wording = "Why?"
role = "why"
why_of = "recommend"
[[questions]]
id = "sat"
wording = "They do what I need."
role = "scale"
level = "satisfaction"
[[questions]]
id = "good"
wording = "They want us to do well."
role = "scale"
level = "goodwill"
[[surveys]]
name = "spring"
title = "Spring"
series = "ours"
file = "surveys/spring.csv"
asked_on = 2026-03-01
[[surveys]]
name = "autumn"
title = "Autumn"
series = "ours"
file = "surveys/autumn.csv"
asked_on = 2026-09-01
"""
PEOPLE = 60
TALKED = 6


def disagreed(folder: Path) -> Study:
    """Write it: 60 people with an account each, of whom 6 were interviewed and all answered twice.

    Promoters are 30; 12 of these do not think that we wish them well, and are unhappy though they renewed.
    In spring nobody writes of the fee, in autumn 24 do; everybody interviewed speaks of trust and of nothing
    else, and 6 others write of it. Twenty of the promoters stop paying after their answer in spring.
    """
    names = [f"int-{at}" for at in range(1, TALKED + 1)]
    study = new_study(folder, *names, settings=TOML)
    ids = [f"p-{at}" for at in range(1, PEOPLE + 1)]
    people = "".join(f"{one},a-{at},Person <b>{at}</b>\n" for at, one in enumerate(ids, 1))
    (folder / "people.csv").write_text(f"person_id,account_id,name\n{people}")
    paid = "".join(f"a-{at},Firm {at},100,40,2024-01-01\n" for at in range(1, PEOPLE + 1))
    (folder / "accounts.csv").write_text(f"account_id,name,revenue,cost_to_serve,started_on\n{paid}")
    talks = "".join(f"{name},p-{at},2026-03-04,,{name}.wav\n" for at, name in enumerate(names, 1))
    (folder / "interviews.csv").write_text(
        f"interview_id,person_id,recorded_on,interviewer,recording\n{talks}"
    )
    (folder / "surveys").mkdir(exist_ok=True)
    for wave, day in (("spring", "2026-03-10"), ("autumn", "2026-09-10")):
        rows = [
            f"{wave}-{at},{one},{day} 10:00,{10 if at % 2 else 5},So it is.,{2 if _low(at) else 6},"
            f"{2 if _low(at) else 6}\n"
            for at, one in enumerate(ids, 1)
        ]
        head = "response_id,person_id,answered_at,recommend,why,sat,good\n"
        (folder / "surveys" / f"{wave}.csv").write_text(head + "".join(rows))
    (folder / "usage").mkdir(exist_ok=True)
    (folder / "usage" / "paid.csv").write_text(_usage(ids))
    for name in names:
        hear(study, name, "I trust you")
        study.add_highlight(name, start=0, end=2, codes=["trust"], nonce=name)
    for at in range(1, PEOPLE + 1):
        study.code_answer("spring", f"spring-{at}", "why", ["help"] if at % 10 else ["help", "trust"])
        study.code_answer("autumn", f"autumn-{at}", "why", _reasons(at))
    return study


def _low(at: int) -> bool:
    return at % 2 == 1 and at < 25


def _reasons(at: int) -> list[str]:
    return ["help", *(["fee"] if at % 5 < 2 else []), *(["trust"] if at % 10 == 0 else [])]


def _usage(ids: list[str]) -> str:
    rows = ["person_id,account_id,event,at\n"]
    for at, one in enumerate(ids, 1):
        for month in range(1, 7):
            stops = at % 2 == 1 and at < 41 and month > 3
            rows += [
                f"{one},a-{at},paid,2026-{month:02}-{day:02} 09:00\n"
                for day in range(1, 29, 3)
                if not (stops or (at % 2 == 1 and at < 41 and month == 3 and day > 9))
            ]
    return "".join(rows)
