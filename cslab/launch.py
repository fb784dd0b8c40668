"""Start the app on a study: find its files, start Streamlit in this process's place, say where it listens."""

from __future__ import annotations

import importlib.util
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
import webbrowser
from pathlib import Path

from cslab.errors import InputError, MissingDependencyError

EVERYWHERE = "0.0.0.0"  # noqa: S104 - only where a person asks for it
"""Address that means the whole network."""


def app_file() -> Path:
    """Find the app's launcher: beside the package in a checkout, or where the wheel puts it.

    Returns
    -------
    Path
        The file that ``streamlit run`` is given.

    Raises
    ------
    InputError
        If this installation has no app.
    """
    around = Path(__file__).resolve().parent.parent
    for folder in (around / "app", around / "cslab_app"):
        if (folder / "streamlit_app.py").is_file():
            return folder / "streamlit_app.py"
    raise InputError(
        f"The app's files are not beside {around / 'cslab'}; install cslab again: pip install 'cslab[app]'"
    )


def free_port(address: str, port: int) -> int:
    """Return ``port`` when it is free (or any free one for 0), else say plainly that it is taken."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1" if address == "localhost" else address, port))
        except OSError as error:
            raise InputError(
                f"The app can't listen on {address}:{port} ({error.strerror}); give --port another, or 0."
            ) from error
        return int(trial.getsockname()[1])


def launch_app(
    study: Path,
    *,
    port: int = 8501,
    address: str = "localhost",
    read_only: bool = False,
    browser: bool = True,
) -> int:
    """Run the app on a study until it is stopped.

    Parameters
    ----------
    study : Path
        The study's folder.
    port : int
        0 takes a free one.
    address : str
        ``"localhost"``, or ``"0.0.0.0"`` for the whole network.
    read_only : bool
        Nothing can be changed from the app.
    browser : bool
        Open it in the browser, where there is one.

    Returns
    -------
    int
        The server's exit code.

    Raises
    ------
    MissingDependencyError
        If Streamlit is not installed.
    InputError
        If the port is taken.
    """
    if importlib.util.find_spec("streamlit") is None:
        raise MissingDependencyError.of("streamlit", "the app", "app")
    script = app_file()
    port = free_port(address, port)
    url = f"http://{'localhost' if address == EVERYWHERE else address}:{port}"
    environment = os.environ | {"CSLAB_STUDY": str(study.resolve())}
    if read_only:
        environment["CSLAB_READ_ONLY"] = "1"
    command = [sys.executable, "-m", "streamlit", "run", script.name]
    command += ["--server.port", str(port), "--server.address", address, "--server.headless", "true"]
    with subprocess.Popen(command, env=environment, cwd=script.parent) as server:
        for ask in (signal.SIGTERM, signal.SIGINT):
            signal.signal(ask, lambda *_: server.terminate())
        if browser and (sys.platform in {"darwin", "win32"} or os.environ.get("DISPLAY")):
            threading.Thread(target=_open_when_ready, args=(url,), daemon=True).start()
        return server.wait()


def _open_when_ready(url: str) -> None:
    for _ in range(120):
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=1):  # noqa: S310 - our own address
                webbrowser.open(url)
                return
        except OSError:
            time.sleep(0.5)
