"""The editor's events: each done once, undone and done again, and never over somebody else's work unseen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import cslab
from app.ui import reel_deeds
from app.ui.reel_deeds import Memory
from cslab import Study

HELLO, BYE = {"kind": "heading", "text": "Hello"}, {"kind": "note", "text": "Bye"}


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    """A study with the reel "r", which says hello."""
    cslab.init(tmp_path / "study", title="Two")
    made = cslab.open(tmp_path / "study")
    made.save_reel("r", title="R", elements=[HELLO], order="given", audience="company")
    yield made
    made.store.close()


def opened(study: Study) -> Memory:
    """What a session knows that has just opened the editor."""
    return Memory(version=study.reel_version("r"))


def texts(study: Study) -> list[str]:
    """What the reel says, line by line."""
    return [part.text for part in study.reel("r").script.elements]


def save(nonce: str, *rows: dict[str, Any], **more: Any) -> dict[str, Any]:
    """An event that saves these rows."""
    return {"nonce": nonce, "kind": "save", "rows": list(rows), **more}


def test_a_save_counts_once_and_goes_into_the_log_under_its_author(study: Study) -> None:
    memory = opened(study)
    event = save("a", HELLO, BYE)
    reel_deeds.do(study, "r", [event], memory, author="Maya")
    reel_deeds.do(study, "r", [event, "nothing", {"kind": "save"}], memory, author="Maya")
    assert texts(study) == ["Hello", "Bye"]
    assert (memory.answered, memory.refused, len(memory.back)) == (["a"], {}, 1)
    script = study.reel("r").script
    assert (script.title, script.order, script.audience) == ("R", "given", "company")
    assert memory.version == study.reel_version("r")
    assert memory.places == (0, 1)


def test_edits_are_taken_back_and_done_again(study: Study) -> None:
    memory = opened(study)
    reel_deeds.do(study, "r", [save("a", HELLO, BYE), save("b", BYE)], memory, author="Maya")
    reel_deeds.do(study, "r", [{"nonce": "c", "kind": "undo"}], memory, author="Maya")
    assert texts(study) == ["Hello", "Bye"]
    reel_deeds.do(
        study, "r", [{"nonce": "d", "kind": "undo"}, {"nonce": "e", "kind": "undo"}], memory, author="M"
    )
    assert texts(study) == ["Hello"]
    reel_deeds.do(
        study, "r", [{"nonce": "f", "kind": "redo"}, {"nonce": "g", "kind": "redo"}], memory, author="M"
    )
    assert texts(study) == ["Bye"]
    reel_deeds.do(study, "r", [{"nonce": "h", "kind": "undo"}, save("i", HELLO)], memory, author="Maya")
    assert (texts(study), memory.forth) == (["Hello"], [])


def test_what_somebody_else_saved_is_not_written_over(study: Study) -> None:
    memory = opened(study)
    seen = memory.version
    study.save_reel("r", title="R", elements=[HELLO, HELLO], author="Tom")
    reel_deeds.do(study, "r", [save("a", BYE, seen=seen)], memory, author="Maya")
    assert texts(study) == ["Hello", "Hello"]
    assert memory.overtaken == "a"
    assert memory.refused["a"].startswith("Tom saved the reel")
    reel_deeds.do(study, "r", [save("b", BYE, seen=study.reel_version("r"))], memory, author="Maya")
    assert (texts(study), memory.overtaken) == (["Bye"], "")
    reel_deeds.do(study, "r", [{"nonce": "c", "kind": "undo"}], memory, author="Maya")
    assert texts(study) == ["Hello", "Hello"], "theirs is one step back"


def test_what_cannot_be_done_is_a_sentence_and_the_rest_is_done(study: Study) -> None:
    memory = opened(study)
    events = [save("a", {"kind": "clip", "highlight": 7}), save("b", {"kind": "film"}), save("c", BYE)]
    reel_deeds.do(study, "r", events, memory, author="Maya")
    assert memory.answered == ["a", "b", "c"]
    assert "no highlight '7'" in memory.refused["a"]
    assert "clip, heading, note, silence" in memory.refused["b"]
    assert texts(study) == ["Bye"]


def test_looking_for_a_clip_and_giving_a_voice(study: Study) -> None:
    memory = opened(study)
    memory.places = (2, 0)
    events = [
        {"nonce": "a", "kind": "find", "query": "nine", "stage": None},
        {"nonce": "b", "kind": "speak", "row": 1},
        {"nonce": "c", "kind": "speak", "row": 9},
        {"nonce": "d", "kind": "dance"},
    ]
    reel_deeds.do(study, "r", events, memory, author="Maya")
    assert (memory.looking, memory.query, memory.stage, memory.speaking) == (True, "nine", "", 0)
    reel_deeds.do(study, "r", [{"nonce": "e", "kind": "found"}], memory, author="Maya")
    assert not memory.looking
