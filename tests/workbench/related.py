"""A small study with two waves, accounts that renewed, ties and talks, for tests of its customers."""

from __future__ import annotations

from pathlib import Path

TOML = """\
title = "Customers"

[[questions]]
id = "recommend"
role = "nps"

[[questions]]
id = "sat_1"
level = "satisfaction"

[[questions]]
id = "sat_2"
level = "satisfaction"

[[questions]]
id = "effort"
role = "ces"

[[surveys]]
name = "spring"
title = "Spring <i>wave</i>"
series = "year"
file = "surveys/spring.csv"
asked_on = 2026-03-01

[[surveys]]
name = "autumn"
series = "year"
file = "surveys/autumn.csv"
asked_on = 2026-09-01

[[surveys]]
name = "cases"
file = "surveys/cases.csv"
asked_on = 2026-10-01
"""
COUNT = 12


def write(folder: Path) -> Path:
    """Write it: a-0 to a-11, of which a-0 to a-3 are unhappy, a-10 is silent and a-11 has left."""
    folder.mkdir(exist_ok=True)
    (folder / "surveys").mkdir()
    (folder / "study.toml").write_text(TOML)
    accounts = ["account_id,name,plan,revenue,cost_to_serve,started_on,renews_on,churned_on"]
    people = ["person_id,account_id,name,strength,sentiment,success_means,judged_on"]
    for at in range(COUNT):
        left = "2026-05-01" if at == 11 else ""
        plan = "solo" if at % 2 else "team"
        cost = 900 if at % 3 == 0 else 200
        accounts.append(f"a-{at},Account {at},{plan},1000,{cost},2024-01-01,2027-01-01,{left}")
        feels = "-1" if at < 2 else "1"
        words = "A calm close" if at == 0 else ""
        people.append(f"p-{at},a-{at},Person {at},{1 + at % 4},{feels},{words},2026-02-01")
    people.append("p-99,a-9,,,,,")
    (folder / "accounts.csv").write_text("\n".join(accounts) + "\n")
    (folder / "people.csv").write_text("\n".join(people) + "\n")
    for name, unhappy in (("spring", 2), ("autumn", 4)):
        rows = ["response_id,person_id,answered_at,recommend,sat_1,sat_2"]
        for at in range(10):
            low = at < unhappy
            given = "1,2,1" if low else "10,7,6"
            rows.append(f"{name}-{at},p-{at},2026-03-05T10:00:00,{given}")
        (folder / "surveys" / f"{name}.csv").write_text("\n".join(rows) + "\n")
    (folder / "surveys" / "cases.csv").write_text(
        "response_id,person_id,answered_at,effort\nc-1,p-1,2026-10-02,5\n"
    )
    (folder / "contacts.csv").write_text(
        "contact_id,person_id,at,kind,definition,escalated\n"
        "k-1,p-0,2026-10-01T10:00:00,renewal,ours,no\n"
        "k-2,p-1,2026-10-01T10:00:00,case,,yes\n"
    )
    return folder
