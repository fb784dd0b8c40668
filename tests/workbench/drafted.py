"""A small study whose reels can be drafted, audited and shared: four voices, three stages, 40 customers."""

from __future__ import annotations

import atexit
import shutil
import tempfile
import wave
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

import cslab
from cslab import Study
from tests.workbench.heard import hear, new_study

HOSTILE = "</script><img src=x onerror=alert(1)> *now* [x](y)"
TOML = f"""title = "Ours {HOSTILE}"
[[stages]]
id = "discover"
name = "Discover"
question = "How do they hear of us?"
[[stages]]
id = "use"
name = "Use"
question = "What is it like?"
[[stages]]
id = "renew"
name = "Renew"
question = "Why do they stay?"
[[codes]]
name = "trust"
[[codes]]
name = "fee"
parent = "trust"
[[codes]]
name = "delight"
"""
PERSONAS = """
[[personas]]
id = "carla"
name = "Carla"
author = "Maya"
segment = { plan = "solo" }
"""
CONSENTS = ("public", "public", "company", "none")
NAMES = (f"Dana {HOSTILE}", "Marcus Bell", "Imogen Hart", "Leon Castellano")
ROLES = ("Owner", "Clerk", "Clerk", "Driver")
SECONDS = 42
PEOPLE = 40
MARKS: tuple[tuple[str, float, float, str, int, list[str], int | None], ...] = (
    ("int-1", 0.0, 8.0, "discover", -1, ["trust"], 5),
    ("int-1", 10.0, 18.0, "discover", -1, ["fee"], 4),
    ("int-1", 20.0, 28.0, "use", -1, [], 3),
    ("int-1", 30.0, 38.0, "use", 1, [], 2),
    ("int-2", 0.0, 5.0, "discover", 1, ["trust"], 2),
    ("int-2", 10.0, 15.0, "use", 0, [], None),
    ("int-3", 0.0, 6.0, "use", 1, ["fee"], 5),
    ("int-4", 0.0, 6.0, "renew", -1, ["trust"], 5),
)
"""Interview, start, end, stage, sentiment, codes, juiciness: highlights 1 to 8."""


def drafted(folder: Path) -> Study:
    """Copy the study to a folder.

    Of 40 customers 30 are on the plan solo, of the interviewed Dana and Marcus alone. Nobody in
    people.csv stands behind int-3's p-99; int-4 may not be heard by anybody.
    """
    return cslab.open(shutil.copytree(_built(), folder), actor="Maya")


@cache
def _built() -> Path:
    """Build it once, as reading sound takes long."""
    place = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    folder = place / "study"
    names = [f"int-{at}" for at in range(1, 5)]
    new_study(folder, *names, settings=TOML)
    rows = "interview_id,person_id,recording,interviewer,consent\n"
    persons = ("p-1", "p-2", "p-99", "p-31")
    for at, (name, person, consent) in enumerate(zip(names, persons, CONSENTS, strict=True)):
        rows += f"{name},{person},recordings/{name}.wav,Maya,{consent}\n"
        _tone(folder / "recordings" / f"{name}.wav", 200.0 + 60 * at)
    (folder / "interviews.csv").write_text(rows)
    known = dict(zip(("p-1", "p-2", "p-31"), (NAMES[0], NAMES[1], NAMES[3]), strict=True))
    jobs = dict(zip(("p-1", "p-2", "p-31"), (ROLES[0], ROLES[1], ROLES[3]), strict=True))
    people = "".join(
        f"p-{at},a-{at},{known.get(f'p-{at}', f'Person {at}')},{jobs.get(f'p-{at}', 'Clerk')},"
        f"{'solo' if at <= 30 else 'team'},{(at % 3) - 1}\n"
        for at in range(1, PEOPLE + 1)
    )
    (folder / "people.csv").write_text(f"person_id,account_id,name,role,plan,sentiment\n{people}")
    (folder / "personas.toml").write_text(PERSONAS)
    study = cslab.open(folder, actor="Maya")
    for at, name in enumerate(names):
        said = [f"w{at}-{second}" for second in range(SECONDS - 1)]
        who = ["Maya" if second in (2, 3) and name == "int-3" else NAMES[at] for second in range(SECONDS - 1)]
        study.playback(name)
        hear(study, name, " ".join(said), speakers=who)
    for name, start, end, stage, felt, codes, juicy in MARKS:
        study.add_highlight(
            name,
            start=start,
            end=end,
            codes=codes or ["delight"],
            stage=stage,
            sentiment=felt,
            juiciness=juicy,
            coder="Maya",
        )
    study.store.close()
    return folder


def reel(study: Study, name: str, *highlights: int, **more: str) -> str:
    """Save a reel of some highlights, with a heading before them that is hostile."""
    elements: list[dict[str, Any]] = [{"kind": "heading", "text": f"First {HOSTILE}"}]
    elements += [{"kind": "clip", "highlight": one} for one in highlights]
    study.save_reel(name, title=f"Title {HOSTILE}", elements=elements, **more)
    return name


def _tone(path: Path, pitch: float) -> None:
    rate = 8000
    moments = np.arange(SECONDS * rate) / rate
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes((6000 * np.sin(2 * np.pi * pitch * moments)).astype("<i2").tobytes())
