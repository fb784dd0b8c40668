"""Words, codes and highlights as the player reads them."""

from __future__ import annotations

import gzip
import json

import numpy as np

from cslab.listen.corrections import Correction, apply_corrections
from cslab.listen.levels import Levels
from cslab.listen.quality import assess
from cslab.listen.transcript import Segment, Transcript, Word
from cslab.player import payload
from cslab.player.inks import COLOURS, colours
from cslab.timecode import Span

TALK = Transcript(
    segments=(
        Segment(words=(Word("So?", 0.5, 0.904, speaker="Maya"),), speaker="Maya"),
        Segment(
            words=(Word("Forty", 1.0, 1.2, interpolated=True), Word("invoices.", 1.2, 1.9)), speaker="Ann"
        ),
        Segment(words=(Word("Hm.", 2.0, 2.1),), speaker=None),
    ),
    duration=3.0,
    speech=(Span(0.5, 2.1),),
)


def test_words_come_with_their_speakers_and_where_there_is_speech() -> None:
    document = payload.words_payload(TALK, {"Maya"})
    assert document["speakers"] == [["Maya", True], ["Ann", False]]
    assert document["segments"] == [
        [0, [["So?", 0.5, 0.904, 0]]],
        [1, [["Forty", 1.0, 1.2, 1], ["invoices.", 1.2, 1.9, 0]]],
        [-1, [["Hm.", 2.0, 2.1, 0]]],
    ]
    assert document["speech"] == [[0.5, 2.1]]


def test_the_tag_names_the_content() -> None:
    one, other = (payload.pack(payload.words_payload(TALK, names)) for names in ({"Maya"}, set[str]()))
    assert one == payload.pack(payload.words_payload(TALK, {"Maya"}))
    assert one.etag != other.etag
    assert json.loads(gzip.decompress(one.gzipped)) == json.loads(one.plain)


def test_an_outline_keeps_the_loudest_of_each_stretch() -> None:
    peaks = np.zeros((100, 2), np.int8)
    peaks[10] = (-128, 20)
    peaks[60] = (-10, 64)
    heights = payload.outline(Levels(level_db=np.zeros(200, np.float32), peaks=peaks), 10)
    assert heights == [0, 100, 0, 0, 0, 0, 50, 0, 0, 0]


def test_an_outline_of_little_or_nothing() -> None:
    short = Levels(level_db=np.zeros(2, np.float32), peaks=np.zeros((3, 2), np.int8))
    assert payload.outline(None, 10) == []
    assert payload.outline(short, 10) == [0, 0, 0]


def test_each_code_has_a_colour_in_both_themes() -> None:
    assert colours("#134CA1", 0) == ("#134ca1", "#d6bdf8")
    assert colours(None, 1)[0] == COLOURS[1]
    assert "color-mix" in colours("#123456", 0)[1]


def test_a_highlight_says_only_what_is_known() -> None:
    row = {"id": np.int64(3), "start": 1.0, "end": 2.0, "codes": (), "stage": float("nan"), "quote": "Yes"}
    assert payload.highlight_payload(row) == {"id": 3, "start": 1.0, "end": 2.0, "codes": [], "quote": "Yes"}
    full = payload.highlight_payload(row | {"sentiment": 0, "juiciness": 4, "juice": ("emotion",)})
    assert (full["sentiment"], full["juiciness"], full["juice"]) == (0, 4, ["emotion"])


def test_corrections_stand_where_their_words_are_now() -> None:
    made = [
        Correction(7, 1, 2, "Forty", "Four ten", "ana"),
        Correction(9, 3, 4, "Hm.", "", "ben"),
    ]
    mended = apply_corrections(TALK, made)
    words = [word.text for word in mended.transcript.words]
    assert words == ["So?", "Four", "ten", "invoices."]
    assert payload.corrections_payload(mended) == [[7, 1, 3, "Forty", "ana"], [9, 4, 4, "Hm.", "ben"]]


def test_flags_say_which_question_and_why() -> None:
    line = ("Don't", "you", "agree?")
    said = [Word(text, 0.5 * at, 0.5 * at + 0.4, "Maya") for at, text in enumerate(line)]
    asked = Transcript((Segment(tuple(said), "Maya"),), language="en")
    (flag,) = payload.flags_payload(assess(asked, {"Maya"}))[:1]
    assert flag[:3] == [0.0, 1.4, "Leading question"]
    assert flag[3]
