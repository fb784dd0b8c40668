"""What a reel that nobody rendered is for the player: steps with their sounds, and chapters."""

from __future__ import annotations

import json

from cslab.player.playlist import chapters_payload, steps_payload
from cslab.tell.playlist import Step

STEPS = (
    Step(
        kind="heading",
        at=0,
        end=2,
        stop=2.0,
        text="Before us",
        stage="setup",
        index=0,
        sound="spoken/a.wav",
        picture_end=2,
    ),
    Step(
        kind="clip",
        at=1.5,
        end=5.50049,
        interview_id="int-01",
        start=10,
        stop=14.00049,
        gain=-3,
        text="Nine days.",
        stage="setup",
        index=2,
        channel=1,
        person="Dana",
        picture_at=2,
        picture_end=5.5,
    ),
    Step(kind="silence", at=5.5, end=6.5, index=3),
    Step(kind="clip", at=6.5, end=7.5, interview_id="gone", start=1, stop=2, stage="odd", picture_at=6.5),
)


def test_each_sound_is_named_once_and_what_is_not_there_is_left_to_the_player() -> None:
    asked: list[tuple[str, str]] = []

    def address(kind: str, name: str) -> str:
        asked.append((kind, name))
        return "" if name == "gone" else f"/{name}"

    steps, sounds = steps_payload((*STEPS, STEPS[1]), address)
    assert sounds == {"spoken:spoken/a.wav": "/spoken/a.wav", "interview:int-01": "/int-01"}
    assert asked.count(("interview", "int-01")) == 1
    assert [one["source"] for one in steps][:4] == [
        "spoken:spoken/a.wav",
        "interview:int-01",
        "",
        "interview:gone",
    ]
    assert steps[1] | {"at": 1.5, "end": 5.5, "start": 10, "stop": 14.0, "gain": -3, "channel": 1} == steps[1]
    assert steps[1]["text"] == "", "what customers say is in the chapters alone"
    json.dumps(steps)


def test_chapters_say_what_is_seen_and_when() -> None:
    chapters = chapters_payload(
        STEPS, {"setup": "Setting up"}, codes={2: ("trust",)}, source=lambda name, at: f"{name}@{at}"
    )
    assert [one["stage"] for one in chapters] == ["Setting up", "Setting up", "", "odd"]
    clip = chapters[1]
    assert (clip["start"], clip["end"], clip["person"], clip["codes"]) == (2, 5.5, "Dana", ["trust"])
    assert (clip["source"], chapters[0]["source"]) == ("int-01@10", "")
    assert chapters[3]["person"] == "gone"
