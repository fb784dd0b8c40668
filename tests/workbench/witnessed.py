"""A small study with a persona, its claims, a survey, and interviews that can be heard and searched."""

from __future__ import annotations

import math
import struct
import wave
from pathlib import Path

import cslab
from cslab import Study
from tests.workbench.heard import hear, new_study

HOSTILE = "<img src=x onerror=alert(1)> *now* [x](y)"
TOML = """title = "Ours"
[[codes]]
name = "checks"
[[codes]]
name = "workaround"
[[codes]]
name = "shared-login"
parent = "workaround"
[[questions]]
id = "ease"
wording = "It is easy."
role = "scale"
[[questions]]
id = "why"
wording = "Why?"
role = "why"
why_of = "ease"
[[surveys]]
name = "spring"
title = "Spring"
file = "surveys/spring.csv"
[surveys.columns]
person_id = "who"
"""
PERSONAS = f"""
[[personas]]
id = "carla"
name = "Carla {HOSTILE}"
story = "Keeps the books {HOSTILE}."
author = "Maya"
segment = {{ plan = "solo" }}

[[claims]]
id = "carla-easy"
persona = "carla"
says = "It is easy for her {HOSTILE}."
author = "Maya"
predicted = 90
confidence = 80
heard_in = ["checks"]
denied_in = ["workaround"]
shown_by = [{{ source = "survey", question = "ease", measure = "share", low = 5, high = 7, at_least = 50 }}]

[[claims]]
id = "carla-secret"
persona = "carla"
says = "She is on our side."
author = "Tom"
shown_by = [{{ source = "survey", question = "ease", measure = "share", low = 1, high = 2, at_most = 10 }}]

[[claims]]
id = "carla-vague"
persona = "carla"
says = "She wants it to work."
author = "Tom"
"""
CONSENTS = ("public", "company", "team", "none", "public", "public")
WORDS = "We check every one of them twice before anybody pays"
SECONDS = 12
PEOPLE = 24


def tone(path: Path, pitch: float) -> None:
    """Write some seconds of a quiet tone."""
    rate = 8000
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        samples = (int(6000 * math.sin(2 * math.pi * pitch * at / rate)) for at in range(SECONDS * rate))
        out.writeframes(b"".join(struct.pack("<h", one) for one in samples))


def witnessed(folder: Path, *, sound: bool = False) -> Study:
    """Six interviews (the fourth may not be heard, the fifth has no words, the sixth no codes), 24 customers.

    Clips can be heard with ``sound``. p-1 to p-12 are on the plan solo, whom the persona claims; of those who
    were interviewed p-1 to p-4.
    """
    names = [f"int-{at}" for at in range(1, 7)]
    new_study(folder, *names, settings=TOML)
    rows = "interview_id,person_id,recording,interviewer,consent\n"
    people = (1, 2, 13, 3, 4, 4)
    for pitch, (name, person, consent) in enumerate(zip(names, people, CONSENTS, strict=True)):
        rows += f"{name},p-{person},recordings/{name}.wav,Maya,{consent}\n"
        tone(folder / "recordings" / f"{name}.wav", 200.0 + 40 * pitch)
    (folder / "interviews.csv").write_text(rows)
    called = {1: "Dana <b>Whit</b>"}
    known = "".join(
        f"p-{at},a-{at},{called.get(at, f'Person {at}')},Owner,{'solo' if at <= 12 else 'team'}\n"
        for at in range(1, PEOPLE + 1)
    )
    (folder / "people.csv").write_text(f"person_id,account_id,name,role,plan\n{known}")
    (folder / "surveys").mkdir(exist_ok=True)
    answers = "".join(
        f"p-{at},2026-03-{at:02} 10:00,{2 if at <= 10 else 6},Because <i>{at}</i>\n"
        for at in range(1, PEOPLE + 1)
    )
    (folder / "surveys" / "spring.csv").write_text(f"who,answered_at,ease,why\n{answers}")
    (folder / "personas.toml").write_text(PERSONAS)
    study = cslab.open(folder, actor="Maya")
    for name in (*names[:4], names[5]):
        if sound and name in names[:2]:
            study.playback(name)
        hear(study, name, WORDS)
    marks = (
        ("int-1", 0.0, 4.0, ["checks"], None),
        ("int-1", 4.0, 8.0, ["shared-login"], 2),
        ("int-2", 0.0, 4.0, [], 4),
        ("int-3", 0.0, 4.0, ["checks"], 5),
        ("int-4", 0.0, 4.0, ["workaround"], 5),
    )
    for name, start, end, codes, juicy in marks:
        note = "" if codes else "Worth hearing."
        study.add_highlight(name, start=start, end=end, codes=codes, note=note, juiciness=juicy, coder="Maya")
    for response in study.survey("spring").responses["response_id"][:2]:
        study.code_answer("spring", str(response), "why", ["workaround"], coder="Maya")
    study.lock_claim("carla-easy", author="Maya")
    study.lock_claim("carla-vague", author="Tom")
    return study
