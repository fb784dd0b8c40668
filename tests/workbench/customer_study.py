"""A small study of two customers of whom everything is known: for the loop, promises and timelines."""

from __future__ import annotations

from pathlib import Path

from cslab import Study
from tests.workbench.heard import hear, new_study

TOML = """title = "Ours"
timezone = "Europe/London"
[usage]
value_event = "report"
[weights]
by = ["plan"]
[[stages]]
id = "trouble"
name = "Trouble"
[[codes]]
name = "price"
[[features]]
id = "reports"
name = "Reports"
events = ["report"]
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
name = "spring"
title = "Spring"
file = "surveys/spring.csv"
"""
PEOPLE = """person_id,account_id,name,role,prefers_solve,assumed_solve,success_means
p-1,a-1,Ada <b>Ray</b>,Owner,talk,write,Home by five
p-2,a-1,Bea,Clerk,,,
p-3,a-2,Cleo,Owner,,,
"""
ACCOUNTS = (
    "account_id,name,plan,started_on,renews_on\na-1,Hollis,team,2025-12-01,2026-12-01\na-2,Wren,solo,,\n"
)
INTERVIEWS = """interview_id,person_id,recorded_on,recording,interviewer,consent
a,p-1,2026-03-04,recordings/a.wav,,team
b,p-3,2026-03-05,recordings/b.wav,,none
"""
CONTACTS = (
    "contact_id,case_id,person_id,at,direction,channel,kind,stage,cause,outcome,escalated,prevention,teammate,"
    """note
c-1,k-1,p-1,2026-03-02 09:00,in,email,problem,trouble,fees,,no,,,Paid twice
c-2,k-1,p-1,2026-03-02 12:00,out,email,problem,trouble,fees,open,no,,Tom,
c-3,k-1,p-1,2026-03-03 09:00,in,call,problem,trouble,fees,,yes,tell first,,<script>alert(1)</script>
"""
)
SPRING = """response_id,person_id,answered_at,recommend,why
r-1,p-1,2026-03-10 10:00,3,Nobody told me of the fee.
r-2,p-3,2026-03-10 11:00,9,They ring back.
"""
USAGE = "person_id,account_id,event,at\n" + "".join(
    f"p-1,a-1,report,2026-03-{day:02} 09:15\n" for day in range(2, 20)
)


def customer_study(folder: Path) -> Study:
    """Write it, with two clips: one unhappy of Ada, and one of Cleo, who did not agree to be heard."""
    study = new_study(folder, "a", "b", settings=TOML)
    written = {
        "people.csv": PEOPLE,
        "accounts.csv": ACCOUNTS,
        "interviews.csv": INTERVIEWS,
        "contacts.csv": CONTACTS,
        "surveys/spring.csv": SPRING,
        "usage/spring.csv": USAGE,
    }
    for name, text in written.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    hear(study, "a", "they never told me of the fee")
    hear(study, "b", "it is fine")
    study.add_highlight("a", start=0, end=6, codes=["price"], sentiment=-1, stage="trouble", nonce="fee")
    study.add_highlight("b", start=0, end=2, codes=["price"], nonce="fine")
    return study
