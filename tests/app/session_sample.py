"""A copy of the sample with a short reel, and a session with it: for the tests of the session's pages."""

from __future__ import annotations

import shutil
from pathlib import Path

import cslab
from cslab import Study
from cslab.study.convened import Session

TEAM = ("Kofi", "Ines", "Tom")
ITEMS = ("ease", "price", "support_answer")
MAYA = "Maya"


def copy_of(sample: Path, folder: Path) -> Path:
    """Copy the sample, with a reel of three of its clips."""
    copied = Path(shutil.copytree(sample, folder))
    study = cslab.open(copied)
    clips = [element for element in study.reel("first-90-days").script.elements if element.kind == "clip"][:3]
    study.save_reel("three", title="Three voices", elements=list(clips))
    study.store.close()
    return copied


def convene(study: Study, name: str, *, mode: str = "together") -> Session:
    """Set up a session that Maya leads."""
    return study.add_session(
        "Heard together",
        reel="three",
        teammates=TEAM,
        items=ITEMS,
        mode=mode,
        facilitator=MAYA,
        author=MAYA,
        nonce=name,
    )


def write_down(study: Study, session: str, *names: str, phase: str = "before", guess: float = 40.0) -> None:
    """Answer all questions for some of them, and lock."""
    for at, name in enumerate(names):
        study.join_session(session, name)
        for item in ITEMS:
            study.answer_session(
                session, name, phase, item, own=guess + 20 + at, certainty=50, predicted=guess + 3 * at
            )
        study.lock_session(session, name, phase)


def secrets_of(study: Study) -> list[str]:
    """What may reach nobody before they have locked: words of each clip, and whose they are."""
    plan = study.reel("three").plan()
    words = [" ".join(clip.text.split()[at : at + 4]) for clip in plan.clips for at in (0, 6)]
    return [*words, *(clip.person for clip in plan.clips), *(clip.interview_id for clip in plan.clips)]
