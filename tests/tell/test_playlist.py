"""A player that follows the playlist plays what the render would."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from cslab.study.reelscript import Reel, ReelElement
from cslab.tell.plan import Options
from cslab.tell.playlist import playlist
from cslab.tell.spoken import Spoken
from tests.tell.test_cutting import clip, planned
from tests.tell.test_plan import at


def test_each_element_is_a_step_with_its_sound_and_its_picture() -> None:
    script = (
        ReelElement("heading", text="Get started", spoken="spoken/a.wav"),
        clip(1, gain=-3.0, fade_in=1.0, fade_out=9.0),
        ReelElement("note", text="Listen"),
        clip(2, lead=0.15),
        ReelElement("silence", seconds=1.0),
    )
    rows = at("int-00", 2, 9), at("int-01", 2, 9, stage="renew")
    plan = planned(
        Reel("r", "R", script, credits="Thanks"),
        *rows,
        sounds={"spoken/a.wav": Spoken(2.0, "0f")},
        people={"int-00": "Ana"},
        options=Options(show_gaps=1.0),
    )
    steps = playlist(plan)
    assert [step.kind for step in steps] == [
        *("gap", "heading", "clip", "note", "clip", "silence", "credits"),
    ]
    assert [step.index for step in steps] == [None, 0, 1, 2, 3, 4, None]
    for step, element in zip(steps, plan.elements, strict=True):
        assert (step.at, step.end, step.text) == (element.start, element.end, element.text)
        assert (step.picture_at, step.picture_end) == (element.picture_start, element.picture_end)
    for step in (steps[2], steps[4]):
        assert step.end - step.at == pytest.approx(step.stop - step.start, abs=1e-5)
    heading, first, second = steps[1], steps[2], steps[4]
    assert (heading.sound, heading.start, heading.stop) == ("spoken/a.wav", 0.0, 2.0)
    assert (first.interview_id, first.person, first.gain, first.fade_in) == ("int-00", "Ana", -3.0, 1.0)
    assert first.fade_out == pytest.approx(plan.clips[0].duration / 2), "as the render does"
    assert (second.gain, second.fade_in, second.fade_out) == (0.0, 0.015, 0.03)
    assert second.at < first.end == second.picture_at
    assert json.dumps([asdict(step) for step in steps], allow_nan=False)
