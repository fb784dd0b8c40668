"""A stamp of a study's files: another one after every change, and not to be trusted right after one."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cslab.study import glance
from cslab.study.glance import Watch


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "recordings" / "june").mkdir(parents=True)
    for name in ("study.toml", "people.csv", "recordings/a.wav", "recordings/june/b.wav"):
        (tmp_path / name).write_text("x")
    return tmp_path


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "study.toml").write_text("y"),
        lambda folder: (folder / "people.csv").unlink(),
        lambda folder: (folder / "accounts.csv").touch(),
        lambda folder: (folder / "recordings" / "c.wav").touch(),
        lambda folder: (folder / "recordings" / "a.wav").rename(folder / "recordings" / "d.wav"),
        lambda folder: (folder / "recordings" / "june" / "b.wav").unlink(),
        lambda folder: (folder / "elsewhere.wav").touch(),
    ],
)
def test_every_change_is_seen_at_once(folder: Path, change: Callable[[Path], object]) -> None:
    watch = Watch(folder)
    before = watch.tables(["elsewhere.wav"]).files
    assert watch.tables(["elsewhere.wav"]).files == before
    time.sleep(0.02)
    change(folder)
    assert watch.tables(["elsewhere.wav"]).files != before


def test_a_recording_written_over_is_seen_soon(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glance, "_AGAIN", 0.0)
    watch = Watch(folder)
    before = watch.tables().files
    (folder / "recordings" / "june" / "b.wav").write_text("longer")
    assert watch.tables().files != before


def test_what_changed_just_now_is_not_settled(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "study.toml").write_text("y")
    assert not Watch(folder).settings().settled
    monkeypatch.setattr(glance, "_TICK", 0.0)
    monkeypatch.setattr(glance, "_COARSE", 0.0)
    assert Watch(folder).settings().settled


def test_a_change_that_keeps_size_and_time_is_seen(folder: Path) -> None:
    watch = Watch(folder)
    before, times = watch.settings().files, (folder / "study.toml").stat()
    time.sleep(0.02)
    (folder / "study.toml").write_text("y")
    os.utime(folder / "study.toml", ns=(times.st_atime_ns, times.st_mtime_ns))
    assert watch.settings().files != before
