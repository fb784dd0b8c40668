"""New recordings: safe names, nothing replaced, the same sound kept once."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cslab.errors import InputError
from cslab.study.intake import SUFFIXES, add_file, safe_name


def content(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def put(folder: Path, data: bytes, name: str) -> str:
    upload = folder / "upload.part"
    upload.write_bytes(data)
    kept = add_file(upload, name=name, folder=folder, hasher=content)
    assert not upload.exists()
    return kept


@given(st.text(max_size=300), st.sampled_from(SUFFIXES))
def test_any_name_becomes_one_that_stays_in_its_folder(stem: str, suffix: str) -> None:
    name = safe_name(f"{stem}{suffix.upper()}")
    assert name.endswith(suffix)
    assert len(name.encode()) < 500
    assert "/" not in name
    assert "\\" not in name
    assert not name.startswith((".", "-"))
    assert safe_name(name) == name


@pytest.mark.parametrize("name", ["notes.txt", "script.mp3.exe", "noending", "", ".wav.sh"])
def test_what_is_no_recording_is_refused_in_one_sentence(name: str) -> None:
    with pytest.raises(InputError, match="is not a recording"):
        safe_name(name)


def test_another_sound_of_the_same_name_gets_a_number(tmp_path: Path) -> None:
    assert put(tmp_path, b"one", "Call 1.wav") == "recordings/Call-1.wav"
    assert put(tmp_path, b"two", "Call 1.wav") == "recordings/Call-1-2.wav"
    assert (tmp_path / "recordings/Call-1.wav").read_bytes() == b"one"


def test_the_same_sound_is_kept_once_under_its_first_name(tmp_path: Path) -> None:
    put(tmp_path, b"one", "first.wav")
    assert put(tmp_path, b"one", "second.wav") == "recordings/first.wav"
    assert [path.name for path in (tmp_path / "recordings").iterdir()] == ["first.wav"]
