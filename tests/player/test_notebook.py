"""The player's line to a notebook: what it answers, and what it never puts into the widget's state."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from cslab.errors import AudioError, MissingDependencyError
from cslab.player import notebook
from cslab.player.events import Answer, Event


class Host:
    """An interview that remembers what was done."""

    name = "int-01"

    def __init__(self, sound: Path | None = None) -> None:
        self.done: list[Event] = []
        self._sound = sound

    def data(self) -> dict[str, Any]:
        return {"interview": self.name, "person": "Ana Duarte", "readonly": False}

    def words(self) -> dict[str, Any]:
        return {"speakers": [], "segments": [[-1, [["secret", 0.0, 0.4, 0]]]], "speech": []}

    def sound(self) -> Path | None:
        return self._sound

    def act(self, events: Sequence[Event]) -> Answer:
        self.done += events
        return Answer(("n1",), {"n2": "No."}, words_changed=events[0]["kind"] == "correct")


Sent = list[tuple[dict[str, Any], list[bytes]]]


def line_to(host: Any) -> tuple[notebook.Line, Sent]:
    sent: Sent = []
    return notebook.Line(host, lambda message, buffers: sent.append((message, buffers))), sent


def test_it_tells_words_and_how_much_sound_there_is(tmp_path: Path) -> None:
    sound = tmp_path / "a.m4a"
    sound.write_bytes(bytes(notebook.PIECE + 1))
    line, sent = line_to(Host(sound))
    line.receive({"ask": "state"})
    ((message, buffers),) = sent
    assert message["data"]["person"] == "Ana Duarte"
    assert message["words"]["segments"]
    assert message["sound"] == {"pieces": 2, "type": "audio/mp4"}
    assert buffers == []


def test_pieces_make_the_whole_sound(tmp_path: Path) -> None:
    sound = tmp_path / "a.m4a"
    sound.write_bytes(bytes(at % 251 for at in range(notebook.PIECE * 2 + 77)))
    line, sent = line_to(Host(sound))
    line.receive({"ask": "state"})
    pieces = sent[0][0]["sound"]["pieces"]
    for at in range(pieces):
        line.receive({"ask": "piece", "at": at})
    assert [message["at"] for message, _ in sent[1:]] == list(range(pieces))
    assert b"".join(buffers[0] for _, buffers in sent[1:]) == sound.read_bytes()


@pytest.mark.parametrize(
    "message",
    [None, [], "state", {}, {"ask": "x"}, {"ask": "act", "events": "all"}]
    + [{"ask": "piece", "at": at} for at in (None, -1, 9, "0", "../cslab.db")],
)
def test_what_is_no_question_is_passed_over(message: Any, tmp_path: Path) -> None:
    sound = tmp_path / "a.m4a"
    sound.write_bytes(b"abc")
    line, sent = line_to(Host(sound))
    line.receive({"ask": "state"})
    line.receive(message)
    assert len(sent) == 1


def test_events_are_answered_and_words_come_again_only_when_they_changed() -> None:
    host = Host()
    line, sent = line_to(host)
    for kind in ("add", "correct"):
        line.receive({"ask": "act", "events": [{"nonce": "n1", "kind": kind}]})
    assert [event["kind"] for event in host.done] == ["add", "correct"]
    assert sent[0][0]["data"]["answered"] == ["n1"]
    assert sent[0][0]["data"]["refused"] == {"n2": "No."}
    assert sent[0][0]["words"] is None
    assert sent[1][0]["words"] is not None
    assert sent[1][0]["sound"] is None


def test_an_interview_whose_sound_is_gone_still_shows_its_words() -> None:
    class Silent(Host):
        def sound(self) -> Path | None:
            raise AudioError("int-01 can't be played: the file is gone.")

    line, sent = line_to(Silent())
    line.receive({"ask": "state"})
    assert sent[0][0]["data"]["notice"] == "int-01 can't be played: the file is gone."
    assert sent[0][0]["data"]["person"] == "Ana Duarte"
    assert sent[0][0]["words"] is not None


def test_the_widget_s_state_holds_no_word() -> None:
    pytest.importorskip("anywidget")
    widget = notebook.show(Host())
    state = repr(widget.get_state())
    assert "secret" not in state
    assert "Ana" not in state
    assert repr(widget) == "<Player: int-01>"


def test_without_anywidget_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    notebook._widget_class.cache_clear()
    monkeypatch.setitem(sys.modules, "anywidget", None)
    with pytest.raises(MissingDependencyError, match=r"pip install 'cslab\[notebook\]'"):
        notebook.show(Host())
