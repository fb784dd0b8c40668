from __future__ import annotations

from pathlib import Path

import pytest

from cslab.errors import NotFoundError
from cslab.listen.speakers import weights


def test_the_file_is_found_only_when_it_is_the_one(
    voice_weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert weights.find_voice_weights() is None
    place = weights.place()
    assert place.is_relative_to(tmp_path)
    place.parent.mkdir(parents=True)
    place.write_bytes(b"something else")
    assert weights.find_voice_weights() is None
    place.write_bytes(voice_weights.read_bytes())
    assert weights.find_voice_weights() == weights.get_voice_weights() == place


def test_without_a_connection_it_is_said_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(NotFoundError, match=r"run 'cslab models get campplus'.*can be read without it"):
        weights.get_voice_weights()
    assert not weights.place().exists()
