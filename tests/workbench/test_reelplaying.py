"""A reel's player in a notebook: chapters at once, then one sound of all clips."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import av
import pytest

from cslab import Study
from cslab.player import notebook
from cslab.workbench.reelplaying import ReelHost
from tests.workbench.witnessed import witnessed


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """A study with sound and a reel of a heading and two clips."""
    made = witnessed(tmp_path / "study", sound=True)
    clips: list[dict[str, Any]] = [{"kind": "clip", "highlight": 1}, {"kind": "clip", "highlight": 3}]
    made.save_reel("first", title="First", elements=[{"kind": "heading", "text": "Checks"}, *clips])
    return made


def test_chapters_come_first_and_then_their_sound(study: Study) -> None:
    reel, sent = study.reel("first"), []
    line = notebook.Line(ReelHost(reel), lambda message, buffers: sent.append((message, buffers)))
    line.receive({"ask": "state"})
    early, whole = (message for message, _ in sent)
    assert early["sound"] is None
    assert early["data"]["which"] == "The sound is being put together."
    assert [one["kind"] for one in whole["data"]["chapters"]] == ["heading", "clip", "clip"]
    assert whole["sound"]["pieces"] == 1
    line.receive({"ask": "piece", "at": 0})
    sound = study.folder / "heard.m4a"
    sound.write_bytes(b"".join(sent[-1][1]))
    with av.open(str(sound)) as file:
        assert file.duration / 1e6 == pytest.approx(reel.plan().duration, abs=0.1)
    assert not (study.derived / "reels" / "first.m4a").exists(), "nothing is left in the study"


def test_a_rendered_file_is_played_as_long_as_it_is_as_planned(study: Study) -> None:
    made = study.reel("first").render(format="opus").path
    host = ReelHost(study.reel("first"))
    assert host.sound() == made
    study.save_reel("first", title="First", elements=[{"kind": "clip", "highlight": 1}])
    other = host.sound()
    assert other is not None
    assert other != made
    assert host.sound() == other
    study.save_reel("first", title="First", elements=[])
    assert host.sound() is None
    assert host.data()["chapters"] == []


def test_it_is_a_widget_that_holds_no_word(study: Study) -> None:
    widget = study.reel("first").player(audience="team")
    assert repr(widget) == "<Player: first>"
    assert "Checks" not in repr(widget.get_state(drop_defaults=True))
    assert ReelHost(study.reel("first")).act([{"nonce": "a"}]).answered == ()
