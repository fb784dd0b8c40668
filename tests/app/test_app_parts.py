"""The small parts: words for numbers, outlines drawn by the page, what a player's event does."""

from __future__ import annotations

import doctest
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import cslab
from app import suggesting, words
from app.ui import led, plain, player, waveform
from cslab import Study
from cslab.errors import CslabError
from cslab.listen.quality import assess
from cslab.listen.transcript import Transcript


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
    here: dict[str, Any] = {"answered": [], "refused": {}}
    there: dict[str, Any] = {"answered": [], "refused": {}}
    player.take(study, "int-01", [add("n1", "trust")], here)
    player.take(study, "int-01", [add("n1", "trust"), add("n2", "trust")], here)
    player.take(study, "int-01", [add("n1", "trust")], there)
    assert (here["answered"], here["refused"]) == (["n1", "n2"], {})
    assert (there["answered"], there["refused"]) == (["n1"], {})
    made = study.highlights("int-01")
    assert len(made) == before + 2
    assert list(made["coder"]).count("Ana") == 2


def test_what_goes_wrong_becomes_a_sentence_and_the_others_are_done(study: Study) -> None:
    memory: dict[str, Any] = {"answered": [], "refused": {}}
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


def test_suggestions_are_looked_for_aside_and_gone_once_decided(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = {"code": "trust", "score": 0.7, "start": 1.0, "end": 2.0, "quote": "Yes", "because": "trust"}
    monkeypatch.setattr(Study, "suggest", lambda *_, **__: pd.DataFrame([row]))
    memory: dict[str, Any] = {"answered": [], "refused": {}}
    player.take(study, "int-01", [{"nonce": "s1", "kind": "suggest"}], memory)
    assert memory["answered"] == ["s1"]
    while suggesting.looking(study, "int-01", "Ana"):
        time.sleep(0.01)
    assert suggesting.found(study, "int-01", "Ana") == [row]
    assert suggesting.found(study, "int-01", "Ana") is None
    memory["suggestions"] = [row, row | {"start": 5.0}]
    player.take(study, "int-01", [row | {"nonce": "s2", "kind": "accept"}], memory)
    assert memory["suggestions"] == [row | {"start": 5.0}]
    assert suggesting.rate(study, "Ana").startswith("You accepted 100 %")


def test_a_missing_extra_is_said_plainly(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(*_: object, **__: object) -> None:
        raise CslabError("Install the extra.")

    monkeypatch.setattr(Study, "suggest", absent)
    suggesting.ask(study, "int-01", "Ben")
    while suggesting.looking(study, "int-01", "Ben"):
        time.sleep(0.01)
    with pytest.raises(CslabError, match="Install the extra"):
        suggesting.found(study, "int-01", "Ben")


def test_how_it_was_led_says_only_what_is_known(study: Study) -> None:
    said = " ".join(led.pieces(words.spoken(study, "int-01").quality))
    assert "The interviewer talks <b>22 %</b> of the time" in said
    assert led.pieces(assess(Transcript(()), set())) == []
