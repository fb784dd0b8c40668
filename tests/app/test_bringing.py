"""A transcript that somebody has is brought to its interview on the page, in a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import cslab
from tests.app.app_server import serving

pytestmark = pytest.mark.browser

TYPED = "Maya  0:01\nWhat happened to the fee?\n\nAna Duarte  0:05\nNobody told me about the fee.\n"


def test_a_transcript_is_brought_and_shown(visit: Callable[..., Page], spoken: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(spoken, tmp_path / "study"))
    with (folder / "interviews.csv").open("a") as table:
        table.write("\nint-09,,,,,\n")
    otter = tmp_path / "otter export.txt"
    otter.write_text(TYPED)
    with serving(folder) as url:
        page = visit(f"{url}/interview?id=int-09")
        page.get_by_text("Bring a transcript").click()
        page.locator("input[type=file]").set_input_files(otter)
        page.get_by_role("button", name="Take it in").click()
        expect(page.locator(".w").first).to_be_visible()
        expect(page.get_by_text("otter export.txt was read as")).to_be_visible()
        expect(page.locator(".cl-name", has_text="Duarte")).to_be_visible()
    assert "Nobody told me about the fee." in cslab.open(folder, read_only=True).transcript("int-09").text
