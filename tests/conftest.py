"""What tests share: where real recordings lie, and the sample study as real Whisper heard it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parent.parent
SHARED = Path(os.environ.get("CSLAB_SHARED", ROOT.parent / "shared"))

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]


LONGEST = (
    *("test_kill.py", "test_readme.py", "test_bad_input.py", "test_engines.py"),
    *("test_session_browser.py", "test_browser.py", "test_reel_browser.py", "test_player_work.py"),
    *("test_mirror_page.py", "test_customer_one.py", "test_measure_browser.py", "test_transcribe.py"),
    *("test_jobs.py", "test_export.py", "test_personas_page.py", "test_render.py"),
)
"""Files that take longest: they begin first, so that no core waits for one of them at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first; with ``--no-loadscope-reorder`` workers take files in this order."""
    items.sort(key=lambda item: LONGEST.index(item.path.name) if item.path.name in LONGEST else len(LONGEST))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, started once for all tests that need a browser."""
    if not Path(CHROMIUM).is_file():
        pytest.skip("Chromium is not installed; on Debian: apt-get install chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def shared_audio() -> Path:
    """Folder with recordings of real people and their reference texts, beside the repository."""
    folder = SHARED / "audio"
    if not folder.is_dir():
        pytest.skip("the folder shared/audio with recordings of real people is not beside the repository")
    return folder


@pytest.fixture(scope="session")
def heard_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample study with all eight interviews transcribed, its highlights and its reel.

    The work is done in the sample's own folder, where ``make app`` and ``make test`` have often done it
    already; tests may change the copy.
    """
    sample = ROOT / "data" / "samples" / "ledgerline"
    for command in ([str(sample / "prepare.py")], ["-m", "cslab", "transcribe", str(sample), "--then-reels"]):
        subprocess.run([sys.executable, *command], check=True, capture_output=True)
    copy = tmp_path_factory.mktemp("sample") / "ledgerline"
    shutil.copytree(sample, copy)
    return copy
