from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cslab.errors import AudioError
from cslab.tell.publish import published


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def fail_while_writing(folder: Path) -> None:
    with published(folder / "a.vtt", folder / "a.wav") as (words, sound):
        words.write_text("new")
        sound.write_text("new")
        raise RuntimeError


def test_all_or_nothing(tmp_path: Path) -> None:
    for name in ("a.vtt", "a.wav"):
        (tmp_path / name).write_text("old")
    with pytest.raises(RuntimeError):
        fail_while_writing(tmp_path)
    assert names(tmp_path) == ["a.vtt", "a.wav"]
    assert (tmp_path / "a.wav").read_text() == (tmp_path / "a.vtt").read_text() == "old"


def test_what_a_killed_process_left_is_cleared_and_what_another_writes_is_not(tmp_path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from cslab.tell.publish import published\n"
        "with published(Path(sys.argv[1])): print('open', flush=True); input(); os._exit(9)"
    )
    target = tmp_path / "a[1].wav"
    command = [sys.executable, "-c", code, str(target)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "open\n"
        (theirs,) = names(tmp_path)
        with published(target) as (mine,):
            mine.write_text("mine")
        assert names(tmp_path) == sorted([theirs, "a[1].wav"])
        other.communicate("\n")
    assert names(tmp_path) == sorted([theirs, "a[1].wav"])
    with published(target) as (mine,):
        mine.write_text("again")
    assert names(tmp_path) == ["a[1].wav"]
    assert target.read_text() == "again"


def test_other_peoples_files_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".b.wav.12345678.part").write_text("not this target's")
    with published(tmp_path / "a.wav"):
        pass
    assert names(tmp_path) == [".b.wav.12345678.part", "a.wav"]


def test_a_folder_that_is_no_folder_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(AudioError, match=r"could not be written"), published(tmp_path / "file" / "a.wav"):
        pass


def test_a_folder_that_may_not_be_written_to_is_one_sentence(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        folder = Path("/proc/sys")  # nobody makes files there
    else:
        folder = tmp_path / "locked"
        folder.mkdir(mode=0o500)
    with pytest.raises(AudioError), published(folder / "a.wav"):
        pass
