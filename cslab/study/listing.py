"""The recordings of a study in one table: who speaks, what was measured, and how far the transcription is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from cslab.errors import CslabError
from cslab.study.frames import frame_of
from cslab.study.highlights import highlights
from cslab.study.jobs import jobs
from cslab.study.recordings import content_of, sound_of
from cslab.study.store import Store
from cslab.study.transcripts import transcriptions

STATES = ("missing", "waiting", "transcribing", "transcribed", "failed")

_COLUMNS = {
    "interview_id": "str",
    "person_id": "str",
    "name": "str",
    "role": "str",
    "account_id": "str",
    "recorded_on": "object",
    "recording": "str",
    "consent": "str",
    "content_hash": "str",
    "duration": "float64",
    "channels": "int64",
    "has_video": "bool",
    "state": "str",
    "progress": "float64",
    "left": "float64",
    "message": "str",
    "model": "str",
    "highlights": "int64",
}


def list_recordings(
    store: Store,
    interviews: pd.DataFrame,
    people: pd.DataFrame,
    *,
    folder: Path,
    hasher: Callable[[Path], str],
) -> pd.DataFrame:
    """List every interview with its recording.

    Parameters
    ----------
    store : Store
        Knows what was measured and transcribed.
    interviews, people : DataFrame
        As read from the study's folder.
    folder : Path
        The study's folder.
    hasher : callable
        Reads a file and gives the hash of its content; asked only for files that changed.

    Returns
    -------
    DataFrame
        One row an interview: interview_id, person_id, name, role, account_id, recorded_on, recording (path
        relative to the folder), consent, content_hash (empty when the file can't be read), duration (seconds,
        NaN until measured), channels, has_video, state (one of `STATES`), progress (0 to 1), left (seconds,
        NaN when unknown), message (why it is missing or failed), model, highlights (how many).
    """
    known = {str(row["person_id"]): row for row in people.to_dict("records")}
    done = {
        row["content_hash"]: row
        for row in transcriptions(store).to_dict("records")
        if _present(row["finished_at"])
    }
    running = {row["key"]: row for row in jobs(store, kind="transcribe").to_dict("records")}
    marked = highlights(store)["interview_id"].value_counts()

    def row(interview: Mapping[Any, Any]) -> tuple[Any, ...]:
        person = known.get(_text(interview.get("person_id")), {})
        content, state, message = _content(store, _text(interview.get("recording")), folder, hasher)
        sound = sound_of(store, content) if content else None
        job, made = running.get(content, {}), done.get(content)
        progress, left = float(made is not None), float("nan")
        if made is not None:
            state = "transcribed"
        elif job.get("state") == "running":
            state, progress, left = "transcribing", job["progress"], job["left_seconds"]
        elif job.get("state") in {"failed", "cancelled"}:
            state, message = (
                "failed",
                job["message"] or "It was stopped on request; transcribe it again to go on.",
            )
        return (
            _text(interview.get("interview_id")),
            _text(interview.get("person_id")),
            _text(person.get("name")),
            _text(person.get("role")),
            _text(person.get("account_id")),
            interview.get("recorded_on"),
            _text(interview.get("recording")),
            _text(interview.get("consent")),
            content,
            sound["duration"] if sound else float("nan"),
            sound["channels"] if sound else 0,
            bool(sound and sound["has_video"]),
            state,
            progress,
            left,
            message,
            made["model"] if made else "",
            int(marked.get(interview["interview_id"], 0)),
        )

    return frame_of((row(interview) for interview in interviews.to_dict("records")), _COLUMNS)


def _content(store: Store, name: str, folder: Path, hasher: Callable[[Path], str]) -> tuple[str, str, str]:
    """Content hash, state and message of a file, before anything is known of its transcription."""
    if not name:
        return "", "missing", "No recording is named for it in interviews.csv."
    if "://" in name:
        return "", "missing", f"{name} is not on this machine; fetch it into recordings/ and name the file."
    path = folder / name
    if not path.exists():
        return "", "missing", f"There is no file {name}; put it there, or correct interviews.csv."
    try:
        return content_of(store, path, folder=folder, hasher=hasher), "waiting", ""
    except CslabError as error:
        return "", "failed", str(error)


def _present(value: Any) -> bool:
    return value is not None and value == value and not pd.isna(value)  # noqa: PLR0124


def _text(value: Any) -> str:
    return str(value) if _present(value) else ""
