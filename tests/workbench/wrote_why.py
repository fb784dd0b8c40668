"""A study in which people said why: one survey of 26, a few contacts, one interview on paper."""

from __future__ import annotations

from pathlib import Path

import cslab
from cslab import Study

TOML = """\
title = "Ledgerline asks"
language = "en"
vocabulary = ["Ledgerline", "Two Keys"]

[[codes]]
name = "price"
definition = "What it costs."

[[codes]]
name = "help"
definition = "How somebody answered."

[[questions]]
id = "recommend"
wording = "How likely are you to recommend Ledgerline to a friend or colleague?"
role = "nps"

[[questions]]
id = "why"
wording = "What is the main reason for your score?"
role = "why"
why_of = "recommend"

[[questions]]
id = "way"
wording = "How do you like to reach us?"
role = "choice"
answers = ["Call", "Mail"]

[[questions]]
id = "why_way"
wording = "Why so?"
role = "why"
why_of = "way"

[[questions]]
id = "keys"
wording = "How great is Two Keys?"
role = "csat"

[[questions]]
id = "anything"
wording = "Anything else?"
role = "why"

[[surveys]]
name = "q3"
file = "surveys/q3.csv"
asked_on = 2026-09-01
columns = { response_id = "response", person_id = "who", answered_at = "at" }
"""
HOSTILE = '<img src=x onerror="alert(1)"> **too dear** $x$'
SCORES = [0, 2, 3, 3, 5, 6, 7, 7, 8, 8, *([9] * 8), *([10] * 6)]


def write(folder: Path) -> Path:
    """Write the folder: 26 people, of whom 24 said why."""
    (folder / "surveys").mkdir(parents=True)
    (folder / "study.toml").write_text(TOML)
    people = [f"p-{at},a-{at % 2},Person {at}\n" for at in range(26)]
    (folder / "people.csv").write_text("person_id,account_id,name\n" + "".join(people))
    (folder / "accounts.csv").write_text("account_id,name,plan\na-0,A,team\na-1,B,solo\n")
    rows = []
    for at, score in enumerate([*SCORES, 9, ""]):
        why = "" if at >= 24 else "Too dear for what it is" if at < 8 else "They answer at once"
        why = '"' + HOSTILE.replace('"', '""') + '"' if at == 0 else why
        way, day = ("Call" if at % 2 else "Mail"), f"2026-09-{1 + at % 28:02}"
        rows.append(f"r-{at},p-{at},{day} 10:00,{score},{why},{way},quick,4,\n")
    head = "response,who,at,recommend,why,way,why_way,keys,anything\n"
    (folder / "surveys" / "q3.csv").write_text(head + "".join(rows))
    contacts = ["contact_id,case_id,person_id,at,direction,channel,outcome\n"]
    for at in range(30):
        day = f"2026-08-{1 + at % 28:02}"
        contacts.append(f"k-{at}i,c-{at},p-{at % 26},{day} 08:00,in,email,open\n")
        if at % 6:
            contacts.append(f"k-{at}o,c-{at},p-{at % 26},{day} {9 + at % 8:02}:00,out,email,\n")
    (folder / "contacts.csv").write_text("".join(contacts))
    return folder


def code(study: Study) -> None:
    """Let Maya code all answers, and Tom some: alike but for one."""
    for at in range(24):
        study.code_answer("q3", f"r-{at}", "why", "price" if at < 8 else "help", coder="Maya")
    for at in range(4, 12):
        study.code_answer("q3", f"r-{at}", "why", "price" if at < 9 else "help", coder="Tom")


def made(folder: Path) -> Study:
    """Write the study, and open it."""
    return cslab.open(write(folder))
