"""The map in a notebook: what the browser asks is answered, and nothing anybody said is kept in its state."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from cslab.challenge.evidence.card import CardSound
from cslab.errors import AudioError
from cslab.tell.journey.widget import ASLEEP, Line, show
from tests.tell.journey.journeys import clips, spoken_map

STAGES = {"find": "Find", "use": "Use", "leave": "Leave"}
MAP = spoken_map(STAGES, clips([("a", "find", 1, 1), ("b", "find", 1, 2), ("c", "use", -1, 1)]))


def answers(journey: Any, *messages: Any) -> list[tuple[dict[str, Any], list[bytes]]]:
    told: list[tuple[dict[str, Any], list[bytes]]] = []
    line = Line(journey, lambda message, buffers: told.append((message, buffers)))
    for message in messages:
        line.receive(message)
    return told


def heard(rows: pd.DataFrame) -> CardSound:
    """The sound of some clips; the last of them has none."""
    return CardSound(
        b"sound", "m4a", {int(one): (at * 2.0, at * 2.0 + 1) for at, one in enumerate(rows["id"][:-1])}
    )


def test_the_map_is_sent_when_it_is_asked_for() -> None:
    ((message, _),) = answers(MAP, {"ask": "map"}, {"ask": "nothing"}, None, "map")
    assert message["is"] == "map"
    assert 'data-lane="say"' in message["html"]


def test_words_come_first_and_then_their_sound() -> None:
    first, second = answers(replace(MAP, sounds=heard), {"ask": "cell", "lane": "say", "stage": "find"})
    assert first[0]["waits"]
    assert first[1] == []
    assert second[1] == [b"sound"]
    assert second[0]["type"] == "audio/mp4"
    assert not second[0]["waits"]
    rows = second[0]["rows"]
    assert [row["quote"][:10] for row in rows] == ["Words of b", "Words of a"]
    assert (rows[0]["interview"], rows[0]["start"], rows[0]["end"]) == ("cell", 0.0, 1.0)
    assert rows[1]["interview"] == "int-a", "what was not cut is not played from elsewhere"
    assert second[0]["title"] == "Find: what they say"
    assert {row["stage"] for row in rows} == {"Find"}


def test_a_whole_stage_and_a_gap_are_opened() -> None:
    told = answers(
        MAP, {"ask": "cell", "lane": "", "stage": "find"}, {"ask": "cell", "lane": "", "stage": "leave"}
    )
    assert [message["title"] for message, _ in told] == ["Find", "Find", "Leave"]
    assert told[-1][0]["note"].startswith("Nobody speaks of this stage yet")
    assert told[-1][0]["rows"] == []


def test_what_goes_wrong_is_a_sentence() -> None:
    def broken(_rows: pd.DataFrame) -> CardSound:
        raise AudioError("The recording of int-a is gone.")

    told = answers(
        replace(MAP, sounds=broken),
        {"ask": "cell", "lane": "say", "stage": "find"},
        {"ask": "cell", "lane": "say", "stage": "nowhere"},
        {"ask": "cell"},
    )
    assert told[1][0]["note"] == "The recording of int-a is gone."
    assert not told[1][0]["waits"]
    assert "There is no stage 'nowhere'" in told[2][0]["note"]
    assert len(told) == 4


def test_nothing_that_was_said_is_part_of_its_state() -> None:
    pytest.importorskip("anywidget")
    widget = show(MAP)
    state = {name: value for name, value in widget.get_state().items() if name not in {"_esm", "_css"}}
    assert "Words of" not in str(state)
    assert "createSnippets" in widget._esm
    assert "export {" not in widget._esm
    assert repr(widget) == "<Journey map: Ours>"
    assert ASLEEP.startswith("Run this cell")
