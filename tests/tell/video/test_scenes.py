from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from cslab.tell.script import Clip, Element, Options, Plan, place
from cslab.tell.video.scenes import OPENING, scenes

KINDS = st.tuples(
    st.sampled_from(["clip", "heading", "note", "silence", "gap", "credits", "title"]),
    st.sampled_from([0.0, 0.5, 1.5, 8.0]),
)


def element(kind: str, seconds: float) -> Element:
    if kind == "clip":
        seconds = max(seconds, 0.2)
        clip = Clip(highlights=(1,), interview_id="int-01", start=0.0, end=seconds)
        return Element(kind="clip", start=0, end=seconds, clip=clip)
    return Element(kind=kind, start=0, end=seconds, text="" if kind == "silence" else "Words")


@given(st.lists(KINDS, min_size=1, max_size=8))
def test_there_is_a_scene_at_every_moment_and_each_clip_is_seen(parts: list[tuple[str, float]]) -> None:
    plan = Plan(name="a", title="A", elements=place([element(*part) for part in parts], Options()))
    laid = scenes(plan)
    assert laid[0].start == 0.0
    assert laid[-1].end == plan.duration
    assert all(one.end == other.start for one, other in itertools.pairwise(laid))
    assert sum(scene.opening for scene in laid) == 1
    assert laid[0].opening
    shown = [scene.clip for scene in laid if scene.clip is not None and scene.element.clip is not None]
    assert sorted(set(shown)) == list(range(len(plan.clips)))
    for scene in laid:
        if scene.element is not None and not scene.opening:
            assert scene.start in (scene.element.picture_start, OPENING)


def test_the_title_stands_over_the_first_clip_when_nothing_comes_before_it() -> None:
    plan = Plan(name="a", title="A", elements=place([element("clip", 8.0), element("clip", 8.0)], Options()))
    assert [(s.start, s.end, s.clip, s.opening) for s in scenes(plan)] == [
        (0.0, OPENING, 0, True),
        (OPENING, 8.5, 0, False),
        (8.5, 16.5, 1, False),
    ]
    short = Plan(name="a", title="A", elements=place([element("clip", 3.0), element("clip", 8.0)], Options()))
    assert [s.opening for s in scenes(short)] == [True, False]


def test_notes_without_a_time_go_with_what_follows() -> None:
    parts = [element("heading", 1.5), element("note", 0.0), element("clip", 8.0)]
    laid = scenes(Plan(name="a", title="A", elements=place(parts, Options())))
    assert [scene.notes for scene in laid] == [(), ("Words",)]


def test_pictures_of_overlapping_sounds_change_once() -> None:
    clips = [Clip(highlights=(i,), interview_id="int-01", start=20.0 * i, end=20.0 * i + 8) for i in range(2)]
    parts = (
        Element(kind="clip", start=0.0, end=8.0, picture_end=7.0, clip=clips[0]),
        Element(kind="clip", start=7.0, end=15.0, clip=clips[1]),
    )
    laid = scenes(Plan(name="a", title="A", elements=parts))
    assert [(scene.start, scene.end) for scene in laid] == [(0.0, OPENING), (OPENING, 7.0), (7.0, 15.0)]
