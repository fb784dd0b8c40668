"""A reel of a study becomes files: with consent as it is at that moment, or not at all."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import av
import pandas as pd
import pytest

import cslab
from cslab import Study
from cslab.errors import ConsentError, InputError, NotFoundError
from cslab.listen.formats import vtt
from cslab.tell.exports import RENDERED, WRITTEN
from cslab.tell.render import Stopped
from tests.workbench.witnessed import witnessed

ROOT = Path(__file__).parents[2]
SOUNDS = ("m4a", "mp3", "opus", "wav")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reel") / "study"
    study = witnessed(folder, sound=True)
    clips = [{"kind": "heading", "text": "Checks"}, {"kind": "clip", "highlight": 1}]
    clips += [{"kind": "clip", "highlight": 3}]
    study.save_reel("first", title="First words", elements=clips, credits="Thanks to Vera & Tom")
    return folder


@pytest.fixture
def study(made: Path, tmp_path: Path) -> Study:
    shutil.copytree(made, tmp_path / "study")
    return cslab.open(tmp_path / "study", actor="Ana")


def withdraw(study: Study, name: str, consent: str = "none", until: str = "") -> None:
    path = study.folder / "interviews.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    table.loc[table["interview_id"] == name, "consent"] = consent
    table["consent_until"] = [until if one == name else "" for one in table["interview_id"]]
    table.to_csv(path, index=False)


def last_job(study: Study) -> dict[str, object]:
    return study.jobs().iloc[-1].to_dict()


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def test_credits_cover_and_audit_travel_with_the_sound(study: Study, tmp_path: Path) -> None:
    made = study.reel("first").render(tmp_path / "out" / "first.mp3")
    assert left_in(made.path.parent) == [
        f"first{end}" for end in (".audit.csv", ".audit.html", ".mp3", ".srt", ".vtt")
    ]
    assert set(made.beside) == {
        made.path.with_name(f"first{end}") for end in (".srt", ".audit.csv", ".audit.html")
    }
    audit = made.path.with_name("first.audit.html").read_text(encoding="utf-8")
    assert audit.startswith("<!doctype html>")
    assert "Dana <b>" not in audit
    with av.open(str(made.path)) as file:
        assert "Thanks to Vera & Tom" in file.metadata["comment"]
        assert file.metadata["artist"] == study.config.title
        assert len(file.streams.video) == 1


def test_a_study_may_bring_its_own_cover(study: Study, tmp_path: Path) -> None:
    from PIL import Image

    Image.new("RGB", (10, 20)).save(study.folder / "cover.png")
    made = study.reel("first").render(tmp_path / "first.mp3")
    with av.open(str(made.path)) as file:
        assert (file.streams.video[0].width, file.streams.video[0].height) == (10, 20)
    (study.folder / "cover.png").write_text("none")
    with pytest.raises(InputError, match=r"cover\.png is no picture"):
        study.reel("first").render(tmp_path / "other.mp3")


def test_what_a_format_cannot_carry_is_said(study: Study, tmp_path: Path) -> None:
    assert study.reel("first").render(tmp_path / "a.wav").remarks == (
        "A wav file can't carry a cover picture.",
    )


def test_renderings_know_for_whom_they_were_made(study: Study) -> None:
    reel = study.reel("first")
    reel.render()
    reel.render(format="opus", audience="public")
    shown = reel.renderings.set_index("format")
    assert dict(shown["audience"]) == {"m4a": "team", "opus": "public"}
    assert list(shown["up_to_date"]) == [True, True]
    assert shown["duration"]["opus"] < shown["duration"]["m4a"]
    withdraw(study, "int-2", until="2020-01-01")
    assert dict(study.reel("first").renderings.set_index("format")["up_to_date"]) == {
        "m4a": False,
        "opus": True,
    }


def test_before_the_public_nobody_is_named(study: Study, tmp_path: Path) -> None:
    reel = study.reel("first")
    assert {clip.person for clip in reel.plan(audience="team").clips} == {"Dana <b>Whit</b>", "Person 2"}
    plan = reel.plan(audience="public")
    assert [clip.person for clip in plan.clips] == ["Owner"]
    for name in ("csv", "otio", "m3u", "srt"):
        text = reel.export(tmp_path / f"a.{name}", audience="public").path.read_text(encoding="utf-8")
        assert "Dana" not in text
    assert "Dana" not in (tmp_path / "a.audit.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", WRITTEN)
def test_a_reel_is_exported_with_its_audit(study: Study, tmp_path: Path, name: str) -> None:
    made = study.reel("first").export(tmp_path / "out" / f"first.{name}")
    assert left_in(tmp_path / "out") == sorted(["first.audit.csv", "first.audit.html", f"first.{name}"])
    assert made.path.stat().st_size > 50


def test_exports_say_what_people_agreed_to(study: Study, tmp_path: Path) -> None:
    withdraw(study, "int-2", "team", until="2031-05-06")
    table = pd.read_csv(study.reel("first").export(tmp_path / "a.csv").path, encoding="utf-8-sig")
    clips = table[table["kind"] == "clip"].set_index("interview_id")
    assert dict(clips["consent"]) == {"int-1": "public", "int-2": "team"}
    assert clips["consent_until"]["int-2"] == "2031-05-06"
    with pytest.raises(NotFoundError, match="There is no format to export to 'mp3'"):
        study.reel("first").export(tmp_path / "a.mp3")


# ---- what goes wrong --------------------------------------------------------------------------------------


def test_consent_withdrawn_while_it_is_rendered_stops_it(study: Study, tmp_path: Path) -> None:
    target = tmp_path / "out" / "first.m4a"
    study.reel("first").render(target)
    before = {name: (target.parent / name).read_bytes() for name in left_in(target.parent)}

    def late(share: float) -> None:
        if share > 0.5:
            withdraw(study, "int-2", "company", until="2020-01-01")

    with pytest.raises(
        ConsentError,
        match=r"^int-2 may not be heard by the team any more, because the consent ended on 2020-01-01",
    ):
        study.reel("first").render(target, on_progress=late)
    assert {name: (target.parent / name).read_bytes() for name in left_in(target.parent)} == before
    assert last_job(study)["state"] == "failed"
    assert str(last_job(study)["message"]).startswith("int-2 may not be heard")
    again = study.reel("first").render(target)
    assert {clip.interview_id for clip in again.clips} == {"int-1"}


@pytest.mark.parametrize("how", ["withdrawn", "gone"])
def test_consent_withdrawn_before_it_is_rendered_stops_it_at_once(
    study: Study, tmp_path: Path, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reel = study.reel("first")
    plan = reel.plan()
    monkeypatch.setattr(reel, "plan", lambda **_: plan)
    if how == "withdrawn":
        withdraw(study, "int-2")
        reason = "the person did not agree to be heard"
    else:
        (study.folder / "interviews.csv").write_text("interview_id,recording\nint-1,recordings/int-1.wav\n")
        (study.folder / "recordings" / "int-2.wav").rename(study.folder / "recordings" / "other.wav")
        reason = r"interviews\.csv no longer names it"
    told: list[float] = []
    with pytest.raises(ConsentError, match=reason):
        reel.render(tmp_path / "out" / "first.m4a", on_progress=told.append)
    assert told == []
    assert left_in(tmp_path / "out") == []


def test_whom_nobody_may_hear_is_not_announced_either(study: Study, tmp_path: Path) -> None:
    withdraw(study, "int-2")
    number = int(study.highlights().query("interview_id == 'int-2'")["id"].iloc[0])
    script = [{"kind": "heading", "text": "Ben leaves"}, {"kind": "clip", "highlight": number}]
    study.save_reel("ben", elements=script, credits="Thanks")
    assert [part.text for part in study.reel("ben").plan().elements if part.kind == "heading"] == []
    for make in (study.reel("ben").render, study.reel("ben").export):
        with pytest.raises(InputError, match=r"Highlight .* was left out: the person did not agree"):
            make(tmp_path / ("ben.m4a" if make.__name__ == "render" else "ben.vtt"))
    assert left_in(tmp_path) == ["study"]


def test_a_render_that_breaks_off_holds_nobody_up(study: Study) -> None:
    def fails(_: float) -> None:
        raise RuntimeError("a window was closed")

    def interrupted(_: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(RuntimeError):
        study.reel("first").render(on_progress=fails)
    assert last_job(study)["state"] == "failed"
    assert str(last_job(study)["message"]).startswith("Rendering broke off (RuntimeError)")
    with pytest.raises(KeyboardInterrupt):
        study.reel("first").render(on_progress=interrupted)
    assert last_job(study)["state"] == "cancelled"
    assert study.reel("first").render().duration > 0


@pytest.mark.parametrize("kind", RENDERED)
def test_every_format_can_be_cancelled(study: Study, kind: str) -> None:
    def soon(share: float) -> None:
        if share > 0.1:
            study.cancel("render", f"first.{kind}")

    with pytest.raises(Stopped, match="nothing was written"):
        study.reel("first").render(format=kind, on_progress=soon)
    assert last_job(study)["state"] == "cancelled"
    assert left_in(study.derived / "reels") == []


def wait_for(happened: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while not happened() and process.poll() is None and time.monotonic() < until:
        time.sleep(0.02)


def test_a_killed_render_leaves_the_old_file_and_the_next_one_works(study: Study) -> None:
    folder = study.derived / "reels"
    folder.mkdir(parents=True)
    (folder / "first.mp4").write_bytes(b"old film")
    words = [
        sys.executable,
        "-m",
        "cslab",
        "reel",
        "render",
        str(study.folder),
        "first",
        "--format",
        "mp4",
    ]
    process = subprocess.Popen(words, cwd=ROOT, start_new_session=True, stderr=subprocess.DEVNULL)
    wait_for(lambda: bool((study.jobs()["progress"] > 0.4).any()), process)
    os.killpg(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert (folder / "first.mp4").read_bytes() == b"old film"
    assert not (folder / "first.vtt").exists()
    assert all(name.endswith(".part") for name in left_in(folder) if name != "first.mp4")
    assert last_job(study)["state"] == "stalled"
    made = study.reel("first").render(format="mp4")
    assert last_job(study)["state"] == "done"
    assert left_in(folder) == sorted(path.name for path in (made.path, made.captions, *made.beside))
    assert vtt.read(made.captions.read_text()).words
