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
from cslab.tell.plan import Options

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


def test_sounds_go_out_of_a_study_and_into_another(tmp_path: Path) -> None:
    study = cslab.init(tmp_path / "one", title="One")
    name = study.keep_spoken(spoken.as_wav(TONE))
    line = {"kind": "heading", "text": "Before us"}
    study.save_reel("r", elements=[line | {"spoken": name}, line | {"spoken": "spoken/gone.wav"}])
    written = study.export(tmp_path / "out")
    assert tmp_path / "out" / name in written
    other = cslab.init(tmp_path / "two", title="Two")
    other.import_(tmp_path / "out")
    assert (other.folder / name).read_bytes() == (study.folder / name).read_bytes()
    assert [path.name for path in (other.folder / spoken.FOLDER).iterdir()] == [Path(name).name]
    plan = other.reel("r").plan()
    heard, silent = (part for part in plan.elements if part.kind == "heading")
    assert (heard.sound, heard.duration, silent.sound) == (name, 0.5, "")
    for one in (study, other):
        one.store.close()


def test_an_import_brings_no_other_file_along(tmp_path: Path) -> None:
    (tmp_path / "out" / spoken.FOLDER).mkdir(parents=True)
    (tmp_path / "out" / "reels.json").write_text("{}")
    (tmp_path / "secret.wav").write_bytes(spoken.as_wav(TONE))
    (tmp_path / "out" / spoken.FOLDER / "link.wav").symlink_to(tmp_path / "secret.wav")
    (tmp_path / "out" / spoken.FOLDER / "words.wav").write_text("no sound")
    names = [
        "../secret.wav",
        "spoken/link.wav",
        "spoken/words.wav",
        "reels.json",
        "spoken/a\0.wav",
        "x" * 5000,
    ]
    assert spoken.carry(names, tmp_path / "out", tmp_path / "study") == ()
    assert not (tmp_path / "study").exists()


def test_a_reel_plays_what_its_headings_say_and_no_other_file(tmp_path: Path) -> None:
    study = cslab.init(tmp_path / "study", title="One")
    said = study.keep_spoken(spoken.as_wav(np.tile(TONE, 4)))
    (study.folder / "recordings" / "secret.wav").write_bytes(spoken.as_wav(TONE))
    (study.folder / spoken.FOLDER / "words.wav").write_text("no sound")
    wrong = [
        "recordings/secret.wav",
        "spoken/../recordings/secret.wav",
        "/etc/hostname",
        "study.toml",
        "a\0b",
    ]
    names = [said, *wrong, "spoken/words.wav", "spoken/gone.wav"]
    study.save_reel("r", elements=[{"kind": "heading", "text": "Before us", "spoken": n} for n in names])
    reel = study.reel("r")
    plan = reel.plan(options=Options(order="given"))
    assert [bool(part.sound) for part in plan.elements] == [True, *[False] * (len(names) - 1)]
    assert len([one for one in plan.caveats if "is shown in silence" in one]) == len(names) - 1
    assert [name for name in reel.files if name != said] == ["spoken/words.wav", "secret"]
    rendered = reel.render(tmp_path / "r.wav", options=Options(order="given"))
    heard = np.concatenate(list(blocks(rendered.path, rate=spoken.RATE)))
    assert rendered.loudness == pytest.approx(-16, abs=0.5)
    assert np.corrcoef(heard[2000:94000], np.tile(TONE, 4)[2000:94000])[0, 1] > 0.999
    assert not heard[96100:].any()
    (study.folder / said).write_bytes(spoken.as_wav(TONE[:4800]))
    assert reel.plan().fingerprint() != plan.fingerprint()
    study.store.close()
