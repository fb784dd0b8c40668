"""A reel's script to the editor and back: as it is played, with nothing trusted and nothing lost."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ui import reel_script
from cslab.errors import InputError
from cslab.study.reelscript import Reel, ReelElement
from cslab.tell.parts import Clip, Element
from cslab.tell.script import Plan

STAGES = {"discover": "Discover", "renew": "Renewal"}
SPOKEN = {1: "renew", 2: "discover", 3: "gone"}


def plan(*elements: Element, **more: Any) -> Plan:
    """A plan of the reel "r"."""
    return Plan(name="r", title="R", elements=elements, stages=STAGES, **more)


def test_rows_come_in_the_order_of_playing_with_their_stage() -> None:
    parts = (
        ReelElement("heading", text="The end"),
        ReelElement("clip", highlight=1),
        ReelElement("clip", highlight=3),
        ReelElement("clip", highlight=2),
        ReelElement("note", text="Loose"),
        ReelElement("clip", highlight=1, stage="discover"),
    )
    planned = plan(Element(kind="heading", start=0, end=1, stage="renew", index=0))
    found = reel_script.arranged(Reel("r", "R", parts), planned, SPOKEN)
    assert found.order == (3, 5, 0, 1, 2, 4)
    assert found.homes == ("discover", "discover", "renew", "renew", "gone", "")
    given_ = reel_script.arranged(Reel("r", "R", parts, order="given"), planned, SPOKEN)
    assert given_.order == (0, 1, 2, 3, 4, 5)
    assert given_.homes[:2] == ("renew", "renew")


def test_a_heading_that_is_left_out_with_its_clip_stays_above_it() -> None:
    parts = (
        ReelElement("clip", highlight=1, stage="renew"),
        ReelElement("heading", text="Ana leaves"),
        ReelElement("note", text="so she said"),
        ReelElement("clip", highlight=2, stage="discover"),
    )
    found = reel_script.arranged(Reel("r", "R", parts), plan(left_out={1: "", 2: "", 3: ""}), SPOKEN)
    assert found.order == (1, 2, 3, 0)
    assert found.homes == ("discover", "discover", "discover", "renew")


def test_each_row_says_when_it_is_heard_or_why_not() -> None:
    clip = Clip(highlights=(1,), interview_id="int-01", start=4.0, end=6.0)
    heard = Element(kind="clip", start=1.5, end=3.5, clip=clip, text="Nine days.", index=2)
    rows = reel_script.planned(plan(heard, left_out={0: "It is gone."}), (2, 0, 1))
    assert rows == [{"at": 1.5, "end": 3.5, "said": "Nine days."}, {"why": "It is gone."}, {"why": ""}]


elements = st.one_of(
    st.builds(
        ReelElement,
        st.just("clip"),
        highlight=st.integers(1, 3),
        stage=st.sampled_from(["", "renew", "odd"]),
        trim_start=st.none() | st.floats(0, 5),
        trim_end=st.none() | st.floats(6, 99),
        lead=st.floats(0, 10),
        gain=st.floats(-24, 24),
        fade_in=st.none() | st.floats(0, 10),
    ),
    st.builds(
        ReelElement, st.sampled_from(["heading", "note"]), text=st.sampled_from(["Hello", "<b>Hi</b>"])
    ),
    st.builds(ReelElement, st.just("silence"), seconds=st.floats(0.1, 9)),
)


@given(part=elements)
def test_a_row_comes_back_as_it_went(part: ReelElement) -> None:
    own = SPOKEN.get(part.highlight or 0, "")
    row = reel_script.row_of(part, part.stage or own, own)
    (back,) = reel_script.elements_of([row | {"id": "cl-row-1", "home": "renew", "fade_out": None}])
    assert (back.stage or own) == (part.stage or own)
    assert {**back.detail, "stage": ""} == {**part.detail, "stage": ""}
    assert (back.kind, back.highlight, back.text, back.seconds) == (
        part.kind,
        part.highlight,
        part.text,
        part.seconds,
    )


@pytest.mark.parametrize(
    "rows",
    [
        None,
        "rows",
        [None],
        [{"kind": "clip", "highlight": "1"}],
        [{"kind": "clip", "highlight": True}],
        [{"kind": "clip", "highlight": float("inf")}],
        [{"kind": "clip", "highlight": 1, "lead": "long"}],
        [{"kind": "clip", "highlight": 1, "gain": 99}],
        [{"kind": "heading", "text": ["a"]}],
        [{"kind": "heading", "text": " "}],
        [{"kind": "silence", "seconds": -1}],
        [{"kind": "film"}],
        [{"kind": "note", "text": "x"}] * 501,
    ],
)
def test_what_no_editor_sends_is_a_sentence(rows: Any) -> None:
    with pytest.raises(InputError):
        reel_script.elements_of(rows)


def test_highlights_are_found_by_all_words_the_juiciest_first() -> None:
    def row(number: int, quote: str, person: str, stage: str, juice: float) -> dict[str, Any]:
        return {"id": number, "quote": quote, "person": person, "stage": stage, "juiciness": juice} | {
            "codes": ["trust"],
            "note": None,
        }

    rows = [row(1, "Nine days", "Leon", "renew", 2.0), row(2, "Two keys", "Leon", "discover", float("nan"))]
    rows.append(row(3, "Nine minutes", "Samir", "renew", 5.0))
    assert [one["id"] for one in reel_script.search(rows, "")] == [3, 1, 2]
    assert [one["id"] for one in reel_script.search(rows, "NINE leon")] == [1]
    assert [one["id"] for one in reel_script.search(rows, "trust", stage="discover")] == [2]
    assert [one["id"] for one in reel_script.search(rows, "renewal", named=STAGES.__getitem__)] == [3, 1]
    assert reel_script.search(rows, "nothing") == []
