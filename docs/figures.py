"""Make the README's pictures: the app on the transcribed sample study, in Debian's Chromium.

    make docs-figures

The figures in the docs come from benchmarks/: wer.py, mirror.py and others, each run by itself.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from app.ui.who import cookie_of

ROOT = Path(__file__).resolve().parent.parent
STUDY = ROOT / "data/samples/ledgerline"
TEAMMATE = "Maya"
"""Who looks: somebody who has locked her sheet, so that the mirror shows her what came of it."""
IMAGES = ROOT / "docs/images"
IDLE = "[data-testid=stApp][data-test-script-state=notRunning][data-test-connection-state=CONNECTED]"
SHOTS = {
    "library": "/",
    "interview": "/interview?id=int-01",
    "codes": "/codes",
    "search": "/search?q=approv*+speaker%3Acustomer",
    "overview": "/overview",
    "surveys": "/surveys?survey=relationship-2026q3&question=recommend",
    "usage": "/usage",
    "customers": "/customers?view=quadrants",
    "customer": "/customers?person=p-05",
    "personas": "/personas",
    "persona": "/personas?persona=careful-carla",
    "claim": "/personas?persona=careful-carla&claim=carla-own-lanes",
    "mirror": "/mirror",
    "contradictions": "/contradictions",
    "reels": "/reels?name=first-90-days",
    "reel-edit": "/reels?name=first-90-days&view=edit",
    "journey": "/journey",
    "sessions": "/sessions?name=first-ninety-days",
    "walk": "/walk-a-mile",
}


def main() -> None:
    """Take every picture in light and dark."""
    browser_path = (
        shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    )
    if browser_path is None:
        sys.exit("The pictures need Chromium; on Debian: apt-get install chromium")
    IMAGES.mkdir(parents=True, exist_ok=True)
    with server() as address, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"])
        for scheme in ("light", "dark"):
            context = browser.new_context(
                viewport={"width": 1440, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
            )
            context.add_cookies([{"name": cookie_of(STUDY), "value": TEAMMATE, "url": address}])
            page = context.new_page()
            for name, path in SHOTS.items():
                take(page, address + path, IMAGES / f"{name}-{scheme}.png")
            context.close()
        browser.close()


def take(page: Page, url: str, target: Path) -> None:
    """One picture, when the page has come to rest."""
    page.goto(url)
    page.wait_for_selector(IDLE)
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(1500)
    page.screenshot(path=target)
    print(f"{target.relative_to(ROOT)}")


@contextmanager
def server() -> Iterator[str]:
    """The app on a free port, until the pictures are taken."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    command = [sys.executable, "-m", "cslab", "app", str(STUDY), "--port", str(port), "--no-browser"]
    with subprocess.Popen(command, env=os.environ | {"CSLAB_NO_WORK": "1"}) as process:
        address = f"http://localhost:{port}"
        try:
            for _ in range(120):
                try:
                    with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):
                        break
                except (urllib.error.URLError, OSError):
                    time.sleep(0.5)
            yield address
        finally:
            process.terminate()


if __name__ == "__main__":
    main()
