"""The small parts: words for numbers, outlines drawn by the page, what a player's event does."""

from __future__ import annotations

import doctest
from collections.abc import Callable
from pathlib import Path

import pytest

import cslab
from app import words
from app.ui import plain, player, waveform
from cslab import Study


@pytest.mark.parametrize("module", [plain])
def test_the_examples_in_docstrings_hold(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


def test_an_outline_is_an_image_of_bars() -> None:
    assert waveform.mask([5, 100]).startswith("url('data:image/svg+xml,")


@pytest.fixture
def study(study_folder: Path, serve_study: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> Study:
    serve_study(study_folder)
    monkeypatch.setattr(player.who, "coder", lambda: "Ana")
    return cslab.open(study_folder)


def add(nonce: str, *codes: str) -> dict[str, object]:
    return {"nonce": nonce, "kind": "add", "start": 1.0, "end": 2.0, "codes": list(codes)}


def test_events_that_come_again_or_from_two_tabs_are_done_once(study: Study) -> None:
    before = len(study.highlights("int-01"))
    here, there = {"answered": [], "refused": {}}, {"answered": [], "refused": {}}
    player.take(study, "int-01", [add("n1", "trust")], here)
    player.take(study, "int-01", [add("n1", "trust"), add("n2", "trust")], here)
    player.take(study, "int-01", [add("n1", "trust")], there)
    assert here == {"answered": ["n1", "n2"], "refused": {}}
    assert there == {"answered": ["n1"], "refused": {}}
    made = study.highlights("int-01")
    assert len(made) == before + 2
    assert list(made["coder"]).count("Ana") == 2


def test_what_goes_wrong_becomes_a_sentence_and_the_others_are_done(study: Study) -> None:
    memory = {"answered": [], "refused": {}}
    player.take(study, "int-01", [add("bad", "no such code"), add("good", "trust"), "noise"], memory)
    assert memory["answered"] == ["good"]
    assert "no such code" in memory["refused"]["bad"]


def test_words_are_packed_again_only_when_they_changed(study: Study) -> None:
    first = words.spoken(study, "int-01")
    assert words.spoken(study, "int-01") is first
    study.add_highlight("int-01", start=1.0, end=2.0, codes=["trust"])
    assert words.spoken(study, "int-01") is first
    study.correct("int-01", 0, 1, "Corrected")
    assert words.spoken(study, "int-01").version != first.version
    assert b"Corrected" in words.spoken(study, "int-01").packed.plain
