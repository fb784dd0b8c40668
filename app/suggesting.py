"""Suggested codes for one interview: looked for beside the session, since reading an hour takes a while."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from cslab import Study
from cslab.errors import CslabError

MOST = 8

_pool = ThreadPoolExecutor(1, thread_name_prefix="suggest")
_asked: dict[tuple[str, str, str], Future[list[dict[str, Any]]]] = {}
_lock = threading.Lock()


def ask(study: Study, interview_id: str, coder: str) -> None:
    """Start looking, unless that is going on."""
    key = (str(study.folder), interview_id, coder)
    with _lock:
        if key not in _asked or _asked[key].done():
            _asked[key] = _pool.submit(_look, study, interview_id, coder)


def looking(study: Study, interview_id: str, coder: str) -> bool:
    """Whether it is still being looked."""
    work = _asked.get((str(study.folder), interview_id, coder))
    return work is not None and not work.done()


def found(study: Study, interview_id: str, coder: str) -> list[dict[str, Any]] | None:
    """Give what was found, once; None while nothing is, or where nobody asked.

    Raises
    ------
    CslabError
        If it could not be looked, such as where the extra is not installed.
    """
    key = (str(study.folder), interview_id, coder)
    with _lock:
        work = _asked.get(key)
        if work is None or not work.done():
            return None
        del _asked[key]
    return work.result()


def rate(study: Study, coder: str) -> str:
    """How many suggestions were accepted so far, in words; empty while none was decided."""
    try:
        accepted = study.acceptance(coder)
    except CslabError:
        return ""
    if accepted is None:
        return ""
    return f"You accepted {accepted}."


def _look(study: Study, interview_id: str, coder: str) -> list[dict[str, Any]]:
    table = study.suggest(interview_id, limit=MOST, coder=coder)
    return [
        {
            "code": str(row["code"]),
            "score": round(float(row["score"]), 3),
            "start": round(float(row["start"]), 3),
            "end": round(float(row["end"]), 3),
            "quote": str(row["quote"]),
            "because": str(row["because"])[:160],
        }
        for row in table.to_dict("records")
    ]
