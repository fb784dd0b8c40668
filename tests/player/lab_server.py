"""JupyterLab as people start it, for what needs one: the browser test of the player, and its benchmark."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

PATIENCE = 90_000
"""Milliseconds: a busy machine may take long, and speed is not what is tested."""


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab: its address, its token, and the folder it shows."""

    url: str
    token: str
    root: Path

    def address(self, notebook: str) -> str:
        """Where a notebook opens, alone on its page."""
        return f"{self.url}/doc/tree/{notebook}?token={self.token}&reset"


@contextmanager
def serving_lab(root: Path, home: Path) -> Iterator[Lab]:
    """Run JupyterLab on a folder, with settings of its own in `home`; yields where it is."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    token = secrets.token_hex(16)
    settings = os.environ | {
        f"JUPYTER_{kind}_DIR": str(home / kind.lower()) for kind in ("CONFIG", "DATA", "RUNTIME")
    }
    settings |= {
        "JUPYTERLAB_SETTINGS_DIR": str(home / "user"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "work"),
    }
    settings |= {"PYTHONWARNINGS": "default", "IPYTHONDIR": str(home / "ipython")}
    quiet = home / "user" / "@jupyterlab" / "apputils-extension" / "notification.jupyterlab-settings"
    quiet.parent.mkdir(parents=True)
    quiet.write_text('{"fetchNews": "false", "checkForUpdates": false}', encoding="utf-8")
    command = [sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root", "--ip=127.0.0.1"]
    options = [f"--port={port}", f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={root}"]
    options += ["--expose-app-in-browser"]
    log = home / "lab.log"
    with log.open("wb") as output:
        server = subprocess.Popen([*command, *options], env=settings, stdout=output, stderr=output)
    try:
        for _ in range(400):
            if server.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/api", timeout=2):
                    yield Lab(f"http://127.0.0.1:{port}", token, root)
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.25)
        pytest.fail(f"JupyterLab did not start:\n{log.read_text()}")
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait(10)


def write_notebook(path: Path, cells: Sequence[str]) -> None:
    """Write a notebook with these cells of code, not run yet."""
    document = {
        "cells": [
            {"cell_type": "code", "id": f"cell-{at}", "execution_count": None, "metadata": {}, "outputs": []}
            | {"source": source}
            for at, source in enumerate(cells)
        ],
        "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    path.write_text(json.dumps(document), encoding="utf-8")


def open_notebook(page: Page, lab: Lab, notebook: str) -> None:
    """Open a notebook and wait until its kernel is ready for the first cell."""
    page.set_default_timeout(PATIENCE)
    page.goto(lab.address(notebook))
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    page.wait_for_function(
        "window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"
    )


def run_cell(page: Page, number: int) -> None:
    """Put the cursor into a cell, counted from 0, and run it as the keyboard does."""
    cell = page.locator(".jp-Notebook .jp-CodeCell").nth(number)
    prompt = cell.locator(".jp-InputPrompt")
    before = prompt.inner_text()
    for _ in range(20):  # a notebook that has just opened may not listen yet
        cell.locator(".cm-content").click()
        page.keyboard.press("Control+Enter")
        try:
            expect(prompt).not_to_have_text(before, timeout=3000)
        except AssertionError:
            continue
        return
    pytest.fail("The cell did not run.")


def save(page: Page) -> None:
    """Save the notebook and wait until it is written."""
    page.evaluate("window.jupyterapp.commands.execute('docmanager:save')")
