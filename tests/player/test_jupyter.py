"""The player in JupyterLab, in a real browser: it plays and codes, and a saved notebook keeps none of it."""

from __future__ import annotations

import json
import math
import struct
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

import cslab
from cslab.listen.audio import content_hash
from cslab.listen.transcript import Transcript, Word, build_segments
from cslab.study.transcripts import begin_transcription, finish_transcription
from tests.player.lab_server import PATIENCE, Lab, open_notebook, run_cell, save, serving_lab, write_notebook

pytestmark = pytest.mark.browser

pytest.importorskip("jupyterlab")

STUDY = """\
title = "One call"
synthetic = true

[[stages]]
id = "setup"
name = "Setup"

[[codes]]
name = "approvals"
definition = "Who says yes to an invoice."
"""
PEOPLE = "person_id,account_id,name,role\np-01,a-01,Marcus Bell,Owner\n"
INTERVIEWS = """\
interview_id,person_id,recorded_on,recording,interviewer,consent
int-01,p-01,2026-03-10,recordings/int-01.wav,Maya,team
"""
SAID = (
    ("Maya", 1.0, "So what happened then?"),
    ("Marcus Bell", 4.0, "We waited nine days for one signature."),
    ("Maya", 12.0, "And afterwards?"),
    ("Marcus Bell", 15.0, "Then the zanzibarian ledger was paid at last."),
)
SECRET = "zanzibarian"
"""A word of the transcript that stands nowhere else."""
CELL = """\
import cslab
cslab.open({folder!r}, actor="ana").transcript("int-01").player()"""


def write_study(folder: Path) -> Path:
    """A study with one interview: half a minute of a tone, and words that lie on it."""
    (folder / "recordings").mkdir(parents=True)
    (folder / "study.toml").write_text(STUDY)
    (folder / "people.csv").write_text(PEOPLE)
    (folder / "interviews.csv").write_text(INTERVIEWS)
    recording = folder / "recordings" / "int-01.wav"
    with wave.open(str(recording), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(16000)
        out.writeframes(struct.pack("<480000h", *(int(3000 * math.sin(0.1 * i)) for i in range(480000))))
    words = [
        Word(text, start + 0.5 * at, start + 0.5 * at + 0.4, speaker)
        for speaker, start, line in SAID
        for at, text in enumerate(line.split())
    ]
    heard = Transcript(build_segments(words), language="en", duration=30.0)
    study = cslab.open(folder)
    with study.store as store:
        begin_transcription(
            store, key="k", content_hash=content_hash(recording), engine="e", model="m", options={}
        )
        finish_transcription(store, "k", heard.to_dict())
        study.playback("int-01")
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The study: not in the folder that Jupyter shows, as studies often are not."""
    return write_study(tmp_path_factory.mktemp("study") / "one-call")


@pytest.fixture(scope="module")
def lab(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    root = tmp_path_factory.mktemp("notebooks")
    write_notebook(root / "code.ipynb", [CELL.format(folder=str(folder))])
    with serving_lab(root, tmp_path_factory.mktemp("home")) as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    one = browser.new_page(viewport={"width": 1400, "height": 1000}, reduced_motion="reduce")
    one.set_default_timeout(PATIENCE)
    yield one
    one.close()


def audio(page: Page, condition: str) -> None:
    """Wait until something is true of the media element."""
    page.wait_for_function(
        f"(() => {{ const audio = document.querySelector('audio'); return {condition}; }})()"
    )


def test_it_plays_and_codes_and_the_notebook_keeps_nothing(page: Page, lab: Lab, folder: Path) -> None:
    open_notebook(page, lab, "code.ipynb")
    run_cell(page, 0)
    words, trouble = page.locator(".cl-notebook .w"), page.locator("[data-mime-type*=stderr]")
    expect(words.first.or_(trouble.first)).to_be_visible(timeout=PATIENCE)
    assert trouble.all_inner_texts() == []
    assert words.count() == sum(len(line.split()) for _, _, line in SAID)
    expect(page.locator(".cslab-asleep")).to_be_hidden()

    page.wait_for_function("document.querySelector('audio')?.src.startsWith('blob:')")
    page.locator(".w", has_text="nine").click()
    audio(page, "!audio.paused && audio.currentTime >= 5 && audio.currentTime < 9")
    page.keyboard.press("k")
    audio(page, "audio.paused")

    words.filter(has_text="waited").click()
    page.keyboard.press("k")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("1")
    expect(page.locator(".cl-rail")).to_contain_text("approvals")
    page.wait_for_function("Object.keys(localStorage).every((key) => !key.startsWith('cslab-unsent'))")
    study = cslab.open(folder)
    with study.store:
        (made,) = study.highlights("int-01").to_dict("records")
    assert (made["codes"], made["coder"], made["quote"]) == (("approvals",), "ana", "waited nine days")

    save(page)
    text = (lab.root / "code.ipynb").read_text(encoding="utf-8")
    assert "cslab-asleep" in text
    assert SECRET not in text
    assert "Marcus" not in text
    assert len(text) < 6000

    for theme in ("JupyterLab Dark", "JupyterLab Light"):
        page.evaluate(f"window.jupyterapp.commands.execute('apputils:change-theme', {{ theme: {theme!r} }})")
        scheme = "dark" if "Dark" in theme else "light"
        page.wait_for_function(f"document.querySelector('.cl-notebook').style.colorScheme === {scheme!r}")
        found = Axe().run(page, context=".cl-notebook")
        assert found.response["violations"] == [], json.dumps(found.response["violations"], indent=1)[:3000]


def test_a_notebook_without_its_kernel_says_what_to_do(page: Page, lab: Lab) -> None:
    """The cell was run by somebody, some other day; now nobody answers."""
    document = json.loads((lab.root / "code.ipynb").read_text(encoding="utf-8"))
    if not document["cells"][0]["outputs"]:
        pytest.skip("the test before this one saves the notebook")
    for output in document["cells"][0]["outputs"]:
        view = output["data"].get("application/vnd.jupyter.widget-view+json")
        if view:
            view["model_id"] = "0" * 32
    (lab.root / "asleep.ipynb").write_text(json.dumps(document), encoding="utf-8")
    open_notebook(page, lab, "asleep.ipynb")
    expect(page.get_by_text("Run this cell to read the words and hear the sound.")).to_be_visible()
