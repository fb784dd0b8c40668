"""The small parts: words for numbers, outlines drawn by the page, what a player's event does."""

from __future__ import annotations

import doctest

import pytest

from app.ui import plain, player, waveform
from cslab.errors import CslabError


@pytest.mark.parametrize("module", [plain])
def test_the_examples_in_docstrings_hold(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


def test_an_outline_is_an_image_of_bars() -> None:
    assert waveform.mask([5, 100]).startswith("url('data:image/svg+xml,")


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
