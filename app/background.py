"""Long work runs outside the sessions: detached ``cslab`` processes that write their progress to the store.

Several sessions and several servers may look after one study. A second process does no harm, because
recordings are claimed in the store; still a lock, and a pause that grows while nothing gets better, keep
them few.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import pandas as pd

from cslab import Study

PAUSE = 15.0
"""Seconds between two starts for the same recordings; doubles with each start that changed nothing."""
LONGEST_PAUSE = 3600.0
LAST_WORDS = 2_000
"""Characters of the log's end that are read to say why the work stopped."""

_lock = threading.Lock()
_retried: dict[tuple[Path, str], subprocess.Popen[bytes]] = {}
_voiced: dict[tuple[Path, str], subprocess.Popen[bytes]] = {}
_shared: dict[Path, subprocess.Popen[bytes]] = {}
_others: list[subprocess.Popen[bytes]] = []
_running: dict[Path, subprocess.Popen[bytes]] = {}


@dataclass(frozen=True, slots=True)
class Start:
    """When transcription was last started, for which recordings, and how often in a row for these."""

    at: float = 0.0
    waiting: tuple[str, ...] = ()
    tries: int = 0

    @property
    def pause(self) -> float:
        """Seconds that must pass before the next start for the same recordings."""
        return min(PAUSE * 2.0 ** max(self.tries - 1, 0), LONGEST_PAUSE)


def allowed(study: Study) -> bool:
    """Whether this server may start work: not when it is read-only, nor under ``CSLAB_NO_WORK=1``."""
    return os.environ.get("CSLAB_NO_WORK", "") in {"", "0"} and not study.read_only


def waiting(table: pd.DataFrame) -> tuple[str, ...]:
    """Interviews whose recording is there and not yet transcribed. Failed ones wait for a person."""
    return tuple(sorted(table.loc[table["state"] == "waiting", "interview_id"].astype(str)))


def keep_working(study: Study, table: pd.DataFrame, *, now: float | None = None) -> bool:
    """Start transcribing when recordings in ``table`` wait and nobody is at it; say whether so."""
    if not allowed(study):
        return False
    with _lock:
        if _alive(study.folder):
            return False
        names = waiting(table)
        if not names or bool((study.jobs()["state"] == "running").any()):
            return False
        moment = time.time() if now is None else now
        last = _last_start(study.folder)
        same = last.waiting == names
        if same and moment - last.at < last.pause:
            return False
        start = Start(at=moment, waiting=names, tries=last.tries + 1 if same else 1)
        _remember(study.folder, start)
        _running[study.folder] = detach(study.folder, "transcribe", str(study.folder), "--then-reels")
    return True


def retry(study: Study, interview_id: str) -> None:
    """Start transcribing one interview again that failed or was stopped."""
    _retried[study.folder, interview_id] = detach(study.folder, "transcribe", str(study.folder), interview_id)


def trying(study: Study, interview_id: str) -> bool:
    """Whether a retry that this server started is still at it."""
    process = _retried.get((study.folder, interview_id))
    return process is not None and process.poll() is None


def find_speakers(study: Study, interview_id: str) -> None:
    """Start telling the voices of one recording apart."""
    _voiced[study.folder, interview_id] = detach(
        study.folder, "speakers", "find", str(study.folder), interview_id
    )


def finding(study: Study, interview_id: str) -> bool:
    """Whether the voices that this server asked for are still being told apart."""
    process = _voiced.get((study.folder, interview_id))
    return process is not None and process.poll() is None


def render(study: Study, name: str, *, kind: str = "m4a", audience: str = "team") -> None:
    """Start rendering one reel for an audience."""
    _aside(
        detach(
            study.folder,
            *("reel", "render", str(study.folder), name, "--format", kind, "--audience", audience),
        )
    )


def share(study: Study, name: str, path: Path, *, audience: str) -> None:
    """Start making the page that shares a reel; it is whole when it is there."""
    _shared[path] = detach(
        study.folder,
        *("reel", "share", str(study.folder), name, "--audience", audience, "--to", str(path)),
    )


def sharing(path: Path) -> bool:
    """Whether a page that this server asked for is still being made."""
    process = _shared.get(path)
    return process is not None and process.poll() is None


def unshared(study: Study, path: Path) -> str:
    """Why a page that this server asked for was not made; empty where it was, or nobody asked."""
    process = _shared.get(path)
    return _last_line(study.folder) if process is not None and process.poll() else ""


def stop_sharing(path: Path) -> None:
    """Give up a page that is being made here; no half of it stays."""
    process = _shared.pop(path, None)
    if process is not None and process.poll() is None:
        process.terminate()


def trouble(study: Study) -> str | None:
    """Last line that the work said when it ended without finishing; None while all is well."""
    with _lock:
        process = _running.get(study.folder)
        if process is None or not process.poll():
            return None
    return _last_line(study.folder) or None


def detach(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """Start ``cslab`` as a process of its own: it outlives this server, and writes to the work log."""
    kept = folder / ".cslab"
    kept.mkdir(exist_ok=True)
    with (kept / "work.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "cslab", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _last_line(folder: Path) -> str:
    with suppress(OSError), (folder / ".cslab" / "work.log").open("rb") as log:
        log.seek(max(0, log.seek(0, os.SEEK_END) - LAST_WORDS))
        lines = log.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1].strip() if lines else ""
    return ""


def _aside(process: subprocess.Popen[bytes]) -> None:
    """Keep hold of a process that nobody waits for, and let go of those that are over."""
    _others[:] = [one for one in [*_others, process] if one.poll() is None]


def _alive(folder: Path) -> bool:
    process = _running.get(folder)
    return process is not None and process.poll() is None


def _last_start(folder: Path) -> Start:
    try:
        kept = json.loads((folder / ".cslab" / "work.json").read_text())
        return Start(at=float(kept["at"]), waiting=tuple(kept["waiting"]), tries=int(kept["tries"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Start()


def _remember(folder: Path, start: Start) -> None:
    kept = folder / ".cslab"
    kept.mkdir(exist_ok=True)
    fresh = kept / f"work.json.{os.getpid()}"
    fresh.write_text(json.dumps(asdict(start)))
    fresh.replace(kept / "work.json")
