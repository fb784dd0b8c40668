from __future__ import annotations

import csv
import errno
import os
from pathlib import Path

import pandas as pd
import pytest

from cslab.errors import AudioError, InputError, NotFoundError
from cslab.listen.formats import srt, vtt
from cslab.tell.exports import FORMATS, RENDERED, WRITTEN, export_plan, rendered_as, written_as
from cslab.tell.exports.manifest import COLUMNS
from cslab.tell.script import Plan
from tests.tell.exports.conftest import HOSTILE, Cut


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("name", WRITTEN)
def test_every_format_is_written_whole_with_what_belongs_to_it(cut: Cut, tmp_path: Path, name: str) -> None:
    target = tmp_path / "out" / f"first.{name}"
    made = export_plan(cut.plan, cut.sources, target, beside={".audit.html": "<p>é", ".audit.csv": "a\r\n"})
    assert left_in(target.parent) == sorted([target.name, "first.audit.html", "first.audit.csv"])
    assert made.to_dict()["beside"] == [str(path) for path in made.beside]
    assert (target.parent / "first.audit.html").read_text(encoding="utf-8") == "<p>é"
    assert "No clip for Renew." in made.remarks
    assert FORMATS[name].lacks in ("", made.remarks[0])
    before = target.read_bytes()
    export_plan(cut.plan, cut.sources, target)
    assert target.read_bytes() == before


def test_captions_say_each_word_when_it_is_heard(cut: Cut, tmp_path: Path) -> None:
    for name, reader in (("vtt", vtt.read), ("srt", srt.read)):
        path = export_plan(cut.plan, cut.sources, tmp_path / f"a.{name}").path
        spoken = [segment for segment in reader(path.read_text()).segments if segment.speaker]
        expected = [part for part in cut.plan.elements if part.clip]
        assert len(spoken) == len(expected)
        for segment, part in zip(spoken, expected, strict=True):
            moved = part.clip.words[0].start - part.clip.start + part.start
            assert segment.start == pytest.approx(moved, abs=0.002)
            assert segment.text.startswith("we waited")


def test_a_playlist_is_read_as_players_read_it(cut: Cut, tmp_path: Path) -> None:
    path = export_plan(cut.plan, cut.sources, tmp_path / "lists" / "a.m3u").path
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[:2] == ["#EXTM3U", "#PLAYLIST:First days"]
    played = [line for line in lines if line and not line.startswith("#")]
    clips = cut.plan.clips
    assert [(path.parent / line).resolve() for line in played] == [
        cut.sources[clip.interview_id].path.resolve() for clip in clips
    ]
    told = [float(line.partition("start-time=")[2]) for line in lines if line.startswith("#EXTVLCOPT:start")]
    stops = [float(line.partition("stop-time=")[2]) for line in lines if line.startswith("#EXTVLCOPT:stop")]
    assert told == pytest.approx([clip.start for clip in clips], abs=0.001)
    assert stops == pytest.approx([clip.end for clip in clips], abs=0.001)
    assert sum(line.startswith("#EXTINF:") for line in lines) == len(clips)


def test_a_manifest_has_a_row_for_every_element(cut: Cut, tmp_path: Path) -> None:
    path = export_plan(cut.plan, cut.sources, tmp_path / "a.csv").path
    table = pd.read_csv(path, encoding="utf-8-sig", dtype={"highlights": "string"})
    assert tuple(table.columns) == COLUMNS
    assert list(table["kind"]) == [part.kind for part in cut.plan.elements]
    assert list(table["start"]) == pytest.approx([part.start for part in cut.plan.elements])
    assert list(table["seen_until"]) == pytest.approx([part.picture_end for part in cut.plan.elements])
    clips = table[table["kind"] == "clip"]
    assert list(clips["source_start"]) == pytest.approx([clip.start for clip in cut.plan.clips], abs=1e-6)
    assert list(clips["person_id"]) == ["p-01", "p-02", "p-03"]
    assert set(clips["consent"]) == {"company"}
    assert list(clips["consent_until"].fillna("")) == ["", "2030-01-02", ""]
    assert list(clips["codes"]) == ["waiting; approvals"] * 3
    assert list(clips["highlights"]) == ["0 10", "1 11", "2 12"]
    assert clips["channel"].iloc[0] == 1 + cut.plan.clips[0].channel


def test_nothing_that_people_said_is_a_formula(cut: Cut, tmp_path: Path) -> None:
    path = export_plan(cut.plan, cut.sources, tmp_path / "a.csv").path
    with path.open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert any(HOSTILE.split("\n")[0] in cell for cell in cells)
    assert not any(cell.startswith(("=", "+", "@")) for cell in cells)


def test_formats_by_name_and_by_the_end_of_a_file() -> None:
    assert {*RENDERED, *WRITTEN} == set(FORMATS)
    assert written_as(Path("a.b"), ".CSV") == "csv"
    assert rendered_as(Path("a-square.mp4")) == "square"
    assert rendered_as(Path("square.mp4")) == "mp4"
    for wrong, ask in (
        (Path("a.docx"), written_as),
        (Path("a.m4a"), written_as),
        (Path("a.vtt"), rendered_as),
    ):
        with pytest.raises(NotFoundError, match=r"There is no .*format"):
            ask(wrong)


def test_what_is_wrong_is_one_sentence_and_no_file(
    cut: Cut, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    with pytest.raises(InputError, match="has nothing to play"):
        export_plan(Plan(name="a", title="A", elements=()), cut.sources, out / "a.csv")
    with pytest.raises(InputError, match="Nothing is known of the recording of int-01"):
        export_plan(cut.plan, {}, out / "a.csv")
    assert not out.exists()
    (out / "folder.vtt").mkdir(parents=True)
    with pytest.raises(AudioError, match="is a folder"):
        export_plan(cut.plan, cut.sources, out / "folder.vtt")
    (out / "a.vtt").write_text("old")

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(AudioError, match="no room left to write"):
        export_plan(cut.plan, cut.sources, out / "a.vtt", beside={".audit.csv": "a"})
    assert left_in(out) == ["a.vtt", "folder.vtt"]
    assert (out / "a.vtt").read_text() == "old"
