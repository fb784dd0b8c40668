from __future__ import annotations

import stat
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import tokens

TODAY = date(2026, 3, 4)


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CSLAB_APP_SECRET", raising=False)
    tokens._secret.cache_clear()


def test_a_token_names_what_it_was_signed_for(tmp_path: Path) -> None:
    token = tokens.sign(tmp_path, "audio", "int-03", today=TODAY)
    assert tokens.read(tmp_path, "audio", token, today=TODAY) == "int-03"


@given(st.text(max_size=40))
def test_any_name_survives(name: str) -> None:
    folder = Path("/nowhere/at/all")
    assert tokens.read(folder, "reel", tokens.sign(folder, "reel", name)) == name


def test_a_token_is_for_one_kind_of_thing(tmp_path: Path) -> None:
    token = tokens.sign(tmp_path, "audio", "int-03")
    assert tokens.read(tmp_path, "transcript", token) is None
    assert tokens.read(tmp_path, "upload", token) is None


def test_it_stays_the_same_all_day_and_ends_after_the_next(tmp_path: Path) -> None:
    token = tokens.sign(tmp_path, "audio", "int-03", today=TODAY)
    assert token == tokens.sign(tmp_path, "audio", "int-03", today=TODAY)
    assert tokens.read(tmp_path, "audio", token, today=TODAY + timedelta(days=1)) == "int-03"
    assert tokens.read(tmp_path, "audio", token, today=TODAY + timedelta(days=2)) is None


@pytest.mark.parametrize("token", ["", "x", "int-03", "WyJhdWRpbyJd.bad", "\x00", "a.b.c"])
def test_what_is_not_ours_is_refused(tmp_path: Path, token: str) -> None:
    assert tokens.read(tmp_path, "audio", token) is None


def test_studies_do_not_open_each_other(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "a", tmp_path / "b"
    ours.mkdir()
    theirs.mkdir()
    assert tokens.read(theirs, "audio", tokens.sign(ours, "audio", "int-03")) is None


def test_the_secret_is_kept_for_its_owner_alone(tmp_path: Path) -> None:
    token = tokens.sign(tmp_path, "audio", "int-03")
    file = tmp_path / ".cslab" / "app.secret"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    tokens._secret.cache_clear()
    assert tokens.read(tmp_path, "audio", token) == "int-03"


def test_a_given_secret_is_used_before_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSLAB_APP_SECRET", "shared by the replicas")
    token = tokens.sign(tmp_path, "audio", "int-03")
    assert not (tmp_path / ".cslab").exists()
    tokens._secret.cache_clear()
    assert tokens.read(tmp_path, "audio", token) == "int-03"


@pytest.mark.parametrize("kind", ["sheet", "seat"])
def test_a_link_to_a_sheet_or_a_seat_does_not_end(tmp_path: Path, kind: tokens.Kind) -> None:
    token = tokens.sign(tmp_path, kind, '["first", "Maya"]', today=TODAY)
    assert tokens.sign(tmp_path, kind, '["first", "Maya"]') == token
    assert tokens.read(tmp_path, kind, token, today=TODAY + timedelta(days=400)) == '["first", "Maya"]'
    assert tokens.read(tmp_path, "audio", token, today=TODAY) is None
