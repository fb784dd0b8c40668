"""The sound of a spoken heading is kept as WAV, once, and found nowhere but in its folder."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

import cslab
from cslab.errors import AudioError, InputError, NotFoundError, StoreError
from cslab.listen.decode import blocks
from cslab.tell import spoken

TONE = (0.3 * np.sin(np.arange(24000) / 12)).astype(np.float32)


def test_what_is_kept_sounds_as_it_did(tmp_path: Path) -> None:
    name = spoken.keep(spoken.as_wav(TONE), tmp_path)
    assert name == spoken.keep(spoken.as_wav(TONE), tmp_path)
    heard = np.concatenate(list(blocks(spoken.find(tmp_path, name), rate=spoken.RATE)))
    assert np.abs(heard - TONE).max() < 1e-3
    assert [file.suffix for file in (tmp_path / spoken.FOLDER).iterdir()] == [".wav"]


def test_what_is_no_sound_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no sound in it"):
        spoken.keep(b"", tmp_path)
    with pytest.raises(AudioError, match="can't be read as sound"):
        spoken.keep(b"<html>no sound</html>" * 50, tmp_path)
    with pytest.raises(InputError, match="at most"):
        spoken.keep(spoken.as_wav(np.zeros(int(spoken.RATE * 121), dtype=np.float32)), tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "name", ["", "spoken", "spoken/../study.toml", "study.toml", "/etc/hostname", "spoken/x.wav"]
)
def test_no_other_file_is_taken_for_a_heading(tmp_path: Path, name: str) -> None:
    (tmp_path / "study.toml").write_text("")
    (tmp_path / spoken.FOLDER).mkdir()
    with pytest.raises(NotFoundError, match="is not in the study"):
        spoken.find(tmp_path, name)


def test_a_study_keeps_it_unless_it_is_read_only(tmp_path: Path) -> None:
    cslab.init(tmp_path / "study", title="Two")
    study = cslab.open(tmp_path / "study")
    name = study.keep_spoken(spoken.as_wav(TONE))
    study.save_reel("r", elements=[{"kind": "heading", "text": "Before us", "spoken": name}])
    assert study.reel("r").script.elements[0].spoken == name
    study.store.close()
    shutil.rmtree(tmp_path / "study" / spoken.FOLDER)
    sealed = cslab.open(tmp_path / "study", read_only=True)
    with pytest.raises(StoreError, match="for reading only"):
        sealed.keep_spoken(spoken.as_wav(TONE))
    sealed.store.close()
