from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from cslab.errors import InputError
from cslab.study.recordings import content_of, save_sound, sound_of
from cslab.study.store import Store, open_store


def test_a_file_is_read_only_when_it_changed(store: Store, tmp_path: Path) -> None:
    read: list[str] = []

    def hasher(path: Path) -> str:
        read.append(path.name)
        return hashlib.sha256(path.read_bytes()).hexdigest()

    first = tmp_path / "int-01.wav"
    first.write_bytes(b"one")
    one = content_of(store, first, folder=tmp_path, hasher=hasher)
    assert content_of(store, first, folder=tmp_path, hasher=hasher) == one
    assert read == ["int-01.wav"]
    renamed = first.rename(tmp_path / "renamed.wav")
    assert content_of(store, renamed, folder=tmp_path, hasher=hasher) == one
    renamed.write_bytes(b"two")
    os.utime(renamed, ns=(1, 1))
    assert content_of(store, renamed, folder=tmp_path, hasher=hasher) != one
    assert read == ["int-01.wav", "renamed.wav", "renamed.wav"]


def test_outside_the_folder_and_absent(store: Store, tmp_path: Path) -> None:
    outside = tmp_path / "elsewhere.wav"
    outside.write_bytes(b"x")
    study = tmp_path / "study"
    study.mkdir()
    assert content_of(store, outside, folder=study, hasher=lambda _: "h") == "h"
    with pytest.raises(InputError, match=r"no recording .*absent\.wav"):
        content_of(store, study / "absent.wav", folder=study, hasher=lambda _: "h")


def test_odd_names(store: Store, tmp_path: Path) -> None:
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff'; DROP.wav"))
    odd.write_bytes(b"x")
    for _ in range(2):
        assert content_of(store, odd, folder=tmp_path, hasher=lambda _: "h") == "h"


def test_reading_only(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(b"x")
    with open_store(tmp_path, read_only=True) as store:
        assert content_of(store, tmp_path / "a.wav", folder=tmp_path, hasher=lambda _: "h") == "h"


def test_what_was_measured(store: Store) -> None:
    assert sound_of(store, "c") is None
    save_sound(store, "c", {"duration": 12.5})
    save_sound(store, "c", {"duration": 12.5})
    assert sound_of(store, "c") == {"duration": 12.5}
    save_sound(store, "c", {"duration": 13.0, "loudness": None})
    assert sound_of(store, "c") == {"duration": 13.0, "loudness": None}
