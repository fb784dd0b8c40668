from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from cslab.tell.exports import Source
from cslab.tell.script import Clip, Element, Plan
from tests.tell.voices import words_at

HOSTILE = '=HYPERLINK("http://x")\n#EXTVLCOPT:start-time=0 --> <b>'


@dataclass(frozen=True)
class Cut:
    """A reel of three clips, of which the second sounds into the third, and what it is cut from."""

    plan: Plan
    sources: dict[str, Source]


@pytest.fixture
def cut(tmp_path: Path) -> Cut:
    names = ("int-01", "int-02", "int-03")
    folder = tmp_path / "recordings"
    folder.mkdir()
    sources = {
        name: Source(
            path=folder / f"{name} #1.m4a",
            recording=f"recordings/{name} #1.m4a",
            duration=60.0,
            person_id=f"p-{name[-2:]}",
            consent="company",
            consent_until=date(2030, 1, 2) if name == "int-02" else None,
        )
        for name in names
    }
    clips = [
        Clip(
            highlights=(i, i + 10),
            interview_id=name,
            start=10.000_01 + i,
            end=14.5 + i,
            stages=("start",),
            person=HOSTILE if i == 2 else f"Person {i}",
            text="We waited.",
            codes=("waiting", "approvals"),
            note=HOSTILE if i == 1 else "",
            words=words_at([(10.5 + i, 10.9 + i), (11.0 + i, 11.25 + i)], f"Person {i}"),
            channel=1 if i == 0 else None,
        )
        for i, name in enumerate(names)
    ]
    elements = (
        Element(kind="heading", start=0.0, end=1.5, text="Get started", stage="start", index=0),
        Element(kind="clip", start=1.5, end=5.99999, clip=clips[0], stage="start", index=1),
        Element(
            kind="clip", start=6.5, end=10.99999, picture_end=10.5, clip=clips[1], stage="start", lag=0.5
        ),
        Element(kind="clip", start=10.5, end=14.99999, clip=clips[2], stage="start", index=3),
        Element(kind="silence", start=14.99999, end=15.5),
        Element(kind="gap", start=15.5, end=17.0, text="No clip for Renew", stage="renew"),
    )
    stages = {"start": "Get started", "renew": "Renew"}
    plan = Plan(name="first", title="First days", elements=elements, stages=stages, gaps=("renew",))
    return Cut(plan, sources)
