"""The app's server as people start it, for the tests that need one."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page

APP = Path(__file__).parent.parent.parent / "app"
IDLE = "[data-testid=stApp][data-test-script-state=notRunning][data-test-connection-state=CONNECTED]"
PATIENCE = 60_000
"""Milliseconds: a busy machine may take long, and speed is not what is tested."""


@contextmanager
def serving(folder: Path | None, **environment: str) -> Iterator[str]:
    """Run the app's server on a study as people do; yields its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = Path(os.environ.get("TMPDIR", "/tmp")) / f"cslab-app-{port}.log"
    settings = os.environ | {"CSLAB_NO_WORK": "1"} | environment
    settings.pop("CSLAB_STUDY", None)
    if folder is not None:
        settings["CSLAB_STUDY"] = str(folder)
    base = environment.get("STREAMLIT_SERVER_BASE_URL_PATH", "")
    url = f"http://127.0.0.1:{port}" + (f"/{base}" if base else "")
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", "--server.port", str(port)]
    with log.open("wb") as output:
        server = subprocess.Popen(
            [*command, "--server.address", "127.0.0.1"], cwd=APP, env=settings, stdout=output, stderr=output
        )
    try:
        for _ in range(240):
            if server.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2):
                    yield url
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.25)
        pytest.fail(f"The app did not start:\n{log.read_text()}")
    finally:
        server.terminate()
        server.wait(10)
        log.unlink(missing_ok=True)


def rest(page: Page) -> None:
    """Wait until a page has drawn everything."""
    page.wait_for_selector(IDLE)
    page.evaluate("document.fonts.ready")
