"""The small parts: words for numbers, outlines of sound, a packed transcript, what a player's event does."""

from __future__ import annotations

import doctest
import gzip
import json

import numpy as np
import pytest

from app import assets
from app.payload import pack_transcript
from app.ui import look, plain, player, waveform
from cslab.errors import CslabError
from cslab.listen.levels import Levels
from cslab.listen.transcript import Segment, Transcript, Word

TALK = Transcript(
    segments=(
        Segment(words=(Word("So?", 0.5, 0.904, speaker="Maya"),), speaker="Maya"),
        Segment(
            words=(Word("Forty", 1.0, 1.2, interpolated=True), Word("invoices.", 1.2, 1.9)), speaker="Ann"
        ),
        Segment(words=(Word("Hm.", 2.0, 2.1),), speaker=None),
    ),
    duration=3.0,
)


@pytest.mark.parametrize("module", [plain])
def test_the_examples_in_docstrings_hold(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


def test_a_transcript_is_packed_with_its_speakers() -> None:
    packed = pack_transcript(TALK, {"Maya"})
    document = json.loads(packed.plain)
    assert document["speakers"] == [["Maya", True], ["Ann", False]]
    assert document["segments"] == [
        [0, [["So?", 0.5, 0.9, 0]]],
        [1, [["Forty", 1.0, 1.2, 1], ["invoices.", 1.2, 1.9, 0]]],
        [-1, [["Hm.", 2.0, 2.1, 0]]],
    ]
    assert gzip.decompress(packed.gzipped) == packed.plain


def test_the_tag_names_the_content() -> None:
    assert pack_transcript(TALK, {"Maya"}) == pack_transcript(TALK, {"Maya"})
    assert pack_transcript(TALK, {"Maya"}).etag != pack_transcript(TALK, set()).etag


def test_an_outline_keeps_the_loudest_of_each_stretch() -> None:
    peaks = np.zeros((100, 2), np.int8)
    peaks[10] = (-128, 20)
    peaks[60] = (-10, 64)
    heights = waveform.outline(Levels(level_db=np.zeros(200, np.float32), peaks=peaks), 10)
    assert heights == [0, 100, 0, 0, 0, 0, 50, 0, 0, 0]


def test_an_outline_of_little_or_nothing() -> None:
    short = Levels(level_db=np.zeros(2, np.float32), peaks=np.zeros((3, 2), np.int8))
    assert waveform.outline(None, 10) == []
    assert waveform.outline(short, 10) == [0, 0, 0]
    assert waveform.mask([5, 100]).startswith("url('data:image/svg+xml,")


def test_each_code_has_a_colour_in_both_themes() -> None:
    assert look.colours("#134CA1", 0) == ("#134ca1", "#d6bdf8")
    assert look.colours(None, 1)[0] == look.COLOURS[1]
    assert "color-mix" in look.colours("#123456", 0)[1]


def test_an_event_is_done_once() -> None:
    memory = {"answered": [], "notice": "old"}
    done: list[str] = []
    for _ in range(2):
        player.handle({"nonce": "n1"}, memory, lambda event: done.append(event["nonce"]))
    player.handle(None, memory, lambda event: done.append("never"))
    assert done == ["n1"]
    assert memory == {"answered": ["n1"], "notice": ""}


def test_what_goes_wrong_becomes_a_sentence_and_the_event_is_over() -> None:
    memory = {"answered": [], "notice": ""}

    def refuse(event: object) -> None:
        raise CslabError("This study is open for reading only.")

    player.handle({"nonce": "n2"}, memory, refuse)
    assert memory == {"answered": ["n2"], "notice": "This study is open for reading only."}


def test_the_players_script_stands_alone_and_is_named_by_its_content() -> None:
    script = assets.script()
    assert script.body.count("export ") == 1
    assert "import " not in script.body
    assert "http" not in script.body.replace("http://www.w3.org/2000/svg", "")
    assert assets.find(script.name) is script
    assert assets.find("player-000000000000.js") is None
