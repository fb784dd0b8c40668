from __future__ import annotations

from pathlib import Path

import pytest

from cslab.errors import NotFoundError
from cslab.listen import choice
from cslab.listen.choice import Choice, Machine, choose_model
from cslab.listen.weights import FASTER_WHISPER, WHISPER

LAPTOP = ("cpu", 8.0, 4)


def chosen(
    monkeypatch: pytest.MonkeyPatch,
    machine: tuple[str, float, int],
    *,
    online: bool = True,
    here: frozenset[str] = frozenset(),
    fast: bool = False,
    engine: str | None = None,
    language: str | None = None,
) -> Choice:
    """What is chosen on a machine that this is not."""
    monkeypatch.setattr(choice, "accelerator", lambda: machine[:2])
    monkeypatch.setattr(choice.os, "cpu_count", lambda: machine[2])
    monkeypatch.setattr(choice, "is_here", lambda name, engine: name in here)
    monkeypatch.setattr(choice, "_reachable", lambda url: online)
    monkeypatch.setattr(choice, "_installed", lambda package: fast)
    return choose_model(engine=engine, language=language)


@pytest.mark.parametrize(
    ("machine", "language", "name"),
    [
        (("cuda", 24.0, 8), "en", "turbo"),
        (("cuda", 4.0, 8), "en", "small.en"),
        (("cuda", 4.0, 8), "de", "small"),
        (("cuda", 2.0, 8), None, "base"),
        (("cpu", 32.0, 16), "en", "small.en"),
        (LAPTOP, "en", "base.en"),
        (LAPTOP, None, "base"),
        (("cpu", 4.0, 2), "en", "tiny.en"),
        (("cpu", 4.0, 2), "fr", "tiny"),
    ],
)
def test_by_hardware(
    monkeypatch: pytest.MonkeyPatch, machine: tuple[str, float, int], language: str | None, name: str
) -> None:
    got = chosen(monkeypatch, machine, language=language)
    assert (got.name, got.engine, got.device) == (name, WHISPER, machine[0])
    assert "\n" not in got.reason


def test_by_what_can_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    cut_off = chosen(monkeypatch, LAPTOP, online=False, language="en")
    assert cut_off.name == "tiny.en"
    assert "get it with 'cslab models get base.en'" in cut_off.reason
    cached = chosen(monkeypatch, LAPTOP, online=False, language="en", here=frozenset({"base"}))
    assert cached.name == "base"
    nobody_said = chosen(monkeypatch, LAPTOP, online=False)
    assert nobody_said.name == "tiny.en"
    assert "English only" in nobody_said.reason


def test_another_language_without_a_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotFoundError, match="No model for the language 'de'"):
        chosen(monkeypatch, LAPTOP, online=False, language="de")
    fast = chosen(monkeypatch, LAPTOP, online=False, language="de", fast=True)
    assert (fast.engine, fast.name) == (FASTER_WHISPER, "base")


def test_a_better_one_is_named_only_when_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "--model small.en" in chosen(monkeypatch, LAPTOP, language="en").reason
    best = chosen(monkeypatch, ("cuda", 80.0, 8), language="en")
    assert best.reason.endswith("the best that can be fetched for it.")
    fast = chosen(monkeypatch, LAPTOP, engine=FASTER_WHISPER, language="en")
    assert fast.name == "base"
    assert "small" not in fast.reason


def test_machines_are_told_in_words() -> None:
    assert str(Machine("cpu", 8.2, 4)) == "4 cores and 8 GB"
    assert str(Machine("cuda", 23.9, 4)) == "a graphics card with 24 GB"


def test_an_unreachable_server_is_found_out_quickly(tmp_path: Path) -> None:
    assert not choice._reachable("http://127.0.0.1:9/x")
    assert choice._installed("av")
    assert not choice._installed("no_such_package")
