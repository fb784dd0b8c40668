"""What tests of the app share: a small study with one real transcript, and the app pointed at it."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import av
import pytest
from playwright.sync_api import Browser, Page
from streamlit.testing.v1 import AppTest

import cslab
from tests.app.app_server import PATIENCE, rest
from tests.app.session_sample import copy_of

ROOT = Path(__file__).parent.parent.parent
APP = ROOT / "app"
SAMPLE = ROOT / "data" / "samples" / "ledgerline"

STUDY = """\
title = "Two calls"
note = "Short recordings for tests."
synthetic = true
language = "en"

[[stages]]
id = "onboarding"
name = "Onboarding"

[[stages]]
id = "renewal"
name = "Renewal"

[[codes]]
name = "approvals"
definition = "Who says yes to an invoice."
colour = "#134CA1"

[[codes]]
name = "trust"
definition = "A reason to believe us."
colour = "#DF6B15"
"""
PEOPLE = """\
person_id,account_id,name,role
p-01,a-01,Marcus Bell,Chief financial officer
p-02,a-02,Imogen Hart,Owner
"""
INTERVIEWS = """\
interview_id,person_id,recorded_on,recording,interviewer,consent,interviewer_channel
int-01,p-01,2026-03-10,recordings/int-01.wav,Maya,public,left
int-02,p-02,2026-03-18,recordings/int-02.wav,Maya,team,
int-03,p-02,2026-03-19,recordings/int-03.wav,Maya,team,
"""
SPOKEN_SECONDS = 14


def cut(source: Path, target: Path, seconds: float) -> None:
    """Write the first seconds of a recording as a small WAV with the channels it has."""
    with av.open(str(source)) as container, wave.open(str(target), "wb") as out:
        stream = container.streams.audio[0]
        channels = min(stream.channels, 2)
        out.setnchannels(channels)
        out.setsampwidth(2)
        out.setframerate(16000)
        resampler = av.AudioResampler("s16", "stereo" if channels == 2 else "mono", 16000)
        left = int(seconds * 16000)
        for frame in container.decode(stream):
            for part in resampler.resample(frame):
                out.writeframes(part.to_ndarray().tobytes()[: left * 2 * channels])
                left -= part.samples
            if left <= 0:
                return


def write_study(folder: Path) -> Path:
    """Write the small study: one spoken call, one short recording that waits, one that is missing."""
    (folder / "recordings").mkdir(parents=True)
    (folder / "study.toml").write_text(STUDY)
    (folder / "people.csv").write_text(PEOPLE)
    (folder / "interviews.csv").write_text(INTERVIEWS)
    cut(SAMPLE / "recordings" / "int-02.m4a", folder / "recordings" / "int-01.wav", SPOKEN_SECONDS)
    cut(SAMPLE / "recordings" / "int-03.mp3", folder / "recordings" / "int-02.wav", 6)
    return folder


@pytest.fixture(scope="session")
def spoken(request: pytest.FixtureRequest) -> Path:
    """A study whose first interview was transcribed by real Whisper, with one reel; copy it, don't change it.

    Kept in pytest's cache from one run to the next: the key holds everything that decides what it looks like.
    """
    weights = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "whisper" / "tiny.en.pt"
    if not weights.is_file():
        pytest.skip("the weights of tiny.en are not here; run: cslab models get tiny.en")
    made_of = [*sorted((ROOT / "cslab" / "study").glob("*.py")), Path(__file__)]
    key = hashlib.sha256(b"".join(file.read_bytes() for file in made_of)).hexdigest()[:16]
    kept = Path(request.config.cache.mkdir("cslab-app")) / key
    if not (kept / "ready").is_file():
        shutil.rmtree(kept, ignore_errors=True)
        make_spoken(kept)
        (kept / "ready").touch()
    return kept


def make_spoken(folder: Path) -> None:
    """Write the small study, transcribe its first interview and render its reel, as people would."""
    write_study(folder)
    command = [sys.executable, "-m", "cslab", "transcribe", str(folder), "int-01", "--model", "tiny.en"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    study = cslab.open(folder)
    words = study.transcript("int-01").words
    number = study.add_highlight(
        "int-01", start=words[3].start, end=words[9].end, codes=["approvals"], stage="onboarding"
    )
    study.save_reel("first", title="First words", elements=[{"kind": "clip", "highlight": number}])
    study.reel("first").render()
    study.store.close()


@pytest.fixture
def study_folder(spoken: Path, tmp_path: Path) -> Path:
    """A copy of the spoken study that a test may change."""
    return Path(shutil.copytree(spoken, tmp_path / "study"))


@pytest.fixture(autouse=True)
def main_module() -> Iterator[None]:
    """Put ``__main__`` back, which AppTest takes away: processes that are spawned later run it."""
    before = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = before


@pytest.fixture
def serve_study(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Point the app, in this process, at a study; no work is started."""

    def point(folder: Path, *, read_only: bool = False) -> Path:
        monkeypatch.setenv("CSLAB_STUDY", str(folder))
        monkeypatch.setenv("CSLAB_NO_WORK", "1")
        monkeypatch.setenv("CSLAB_READ_ONLY", "1" if read_only else "0")
        return folder

    return point


@pytest.fixture
def page(serve_study: Callable[..., Path]) -> Callable[..., AppTest]:
    """Run one page of the app on a study, without a browser."""

    def run(folder: Path | None, view: str = "library", *, read_only: bool = False, **query: str) -> AppTest:
        if folder is not None:
            serve_study(folder, read_only=read_only)
        at = AppTest.from_file(str(APP / "main.py"), default_timeout=30)
        at.run()
        if view != "library":
            at.switch_page(f"views/{view}.py")
            for name, value in query.items():
                at.query_params[name] = value
            at.run()
        return at

    return run


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open an address in a fresh window and wait until the page rests; no script may fail on it."""
    pages: list[Page] = []
    failures: list[str] = []

    def open_page(address: str, *, scheme: str = "light", width: int = 1280, height: int = 900) -> Page:
        page = browser.new_page(
            viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
        )
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: failures.append(str(error)))
        pages.append(page)
        page.goto(address)
        rest(page)
        return page

    yield open_page
    for page in pages:
        page.close()
    assert failures == []


# ---- sessions ----


@pytest.fixture(scope="session")
def session_folder(heard_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample with a short, rendered reel; each test sets up sessions of its own in it."""
    folder = copy_of(heard_sample, tmp_path_factory.mktemp("sessions") / "ledgerline")
    study = cslab.open(folder)
    study.reel("three").render()
    study.store.close()
    return folder.resolve()


@pytest.fixture
def convened(session_folder: Path, serve_study: Callable[..., Path]) -> Iterator[cslab.Study]:
    """The study of `session_folder`, which the app in this process shows."""
    serve_study(session_folder)
    study = cslab.open(session_folder)
    yield study
    study.store.close()
