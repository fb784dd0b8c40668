"""The recordings of a study in one table: who speaks, what was measured, and how far the transcription is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import func, select

from cslab.study import schema
from cslab.study.frames import frame_of
from cslab.study.jobs import unfinished
from cslab.study.recordings import Heard, contents_of
from cslab.study.store import Store
from cslab.study.transcripts import finished_at

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

_HARMLESS = {"job", "reel", "codebook", "code", "coder", "correction", "speaker", "suggestion"}
"""Kinds of things whose changes no column of the list shows; jobs are looked at each time."""

_STOPPED = "It was stopped on request; transcribe it again to go on."


def text_content(interview_id: str) -> str:
    """Stand-in for the hash of a recording's content, where an interview has its words without any sound."""
    return f"text:{interview_id}"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the store knows of all recordings, asked for in a handful of questions.

    Parameters
    ----------
    number : int
        Of the log's last entry when this was asked; ``known_at`` and ``marked_at`` say the same of its parts.
    sounds : mapping
        Content -> what was measured.
    models : mapping
        Content -> the model that made its newest transcript; only of what is transcribed.
    marked : mapping
        Interview -> how many highlights it has.
    """

    number: int
    known_at: int
    marked_at: int
    sounds: Mapping[str, Mapping[str, Any]]
    models: Mapping[str, str]
    marked: Mapping[str, int]

    @classmethod
    def of(cls, store: Store, number: int = 0) -> Facts:
        """Ask the store; ``number`` is that of the log's last entry."""
        made, sound = schema.transcription, schema.recording
        with store.reading() as connection:
            sounds = connection.execute(select(sound.c.content_hash, sound.c.sound)).all()
            done = finished_at(connection)
            rows = connection.execute(select(made.c.key, made.c.content_hash, made.c.model)).all()
        finished = sorted((row for row in rows if row.key in done), key=lambda row: row.key, reverse=True)
        newest_last = sorted(finished, key=lambda row: done[row.key])
        models = {str(row.content_hash): str(row.model) for row in newest_last}
        return cls(number, number, number, dict(map(tuple, sounds)), models, _marked(store))

    def after(self, changed: Collection[str], store: Store, number: int) -> Facts:
        """Ask again, as far as it takes after changes to things of these kinds."""
        rest = set(changed) - _HARMLESS
        if not rest:
            return replace(self, number=number)
        if rest == {"highlight"}:
            return replace(self, number=number, marked_at=number, marked=_marked(store))
        return Facts.of(store, number)


def _marked(store: Store) -> dict[str, int]:
    table = schema.highlight
    query = select(table.c.interview_id, func.count()).where(table.c.removed_at.is_(None))
    with store.reading() as connection:
        return dict(map(tuple, connection.execute(query.group_by(table.c.interview_id)).all()))


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

    Notes
    -----
    An interview without a recording, of which a transcript was brought, is transcribed; its content_hash is
    then that of `text_content`.
    """
    named = interviews.get("recording", ())
    heard = contents_of(store, named, folder=folder, hasher=hasher)
    facts = Facts.of(store)
    listed = list_known(interviews, people, heard, facts)
    return with_work(listed, facts, unfinished(store, "transcribe"))


def list_known(
    interviews: pd.DataFrame, people: pd.DataFrame, heard: Mapping[str, Heard], facts: Facts
) -> pd.DataFrame:
    """List every interview as `list_recordings` does, without its highlights and the work that is being done.

    Parameters
    ----------
    interviews, people : DataFrame
        As read from the study's folder.
    heard : mapping
        Recording, as interviews.csv names it -> what is known of the file.
    facts : Facts
        What the store knows.
    """
    known = {str(row["person_id"]): row for row in people.to_dict("records")}
    nothing = Heard("", "missing", "No recording is named for it in interviews.csv.")
    return frame_of(
        (
            _row(interview, known, heard.get(_text(interview.get("recording")), nothing), facts)
            for interview in interviews.to_dict("records")
        ),
        _COLUMNS,
    )


def _row(
    interview: Mapping[Any, Any], people: Mapping[str, Mapping[Any, Any]], heard: Heard, facts: Facts
) -> tuple[Any, ...]:
    name = _text(interview.get("interview_id"))
    person = people.get(_text(interview.get("person_id")), {})
    content, state, message = heard.content, heard.state, heard.message
    if not content and text_content(name) in facts.models:
        content = text_content(name)
    done = content in facts.models
    if done:
        state, message = "transcribed", ""
    sound = facts.sounds.get(content, {})
    return (
        *(name, _text(interview.get("person_id"))),
        *(_text(person.get(column)) for column in ("name", "role", "account_id")),
        *(interview.get("recorded_on"), _text(interview.get("recording")), _text(interview.get("consent"))),
        *(content, sound.get("duration", float("nan")), sound.get("channels", 0)),
        *(bool(sound.get("has_video", False)), state, float(done), float("nan"), message),
        *(facts.models.get(content, ""), 0),
    )


def with_work(
    listed: pd.DataFrame, facts: Facts, work: Mapping[str, tuple[str, float, float | None, str]]
) -> pd.DataFrame:
    """Count the highlights, and say of recordings that are not transcribed yet what is being done about it.

    Parameters
    ----------
    listed : DataFrame
        As `list_known` gives it.
    facts : Facts
        What the store knows.
    work : mapping
        Content -> state, progress, seconds left and message of the work.
    """
    table = listed.assign(highlights=[facts.marked.get(name, 0) for name in listed["interview_id"]])
    concerned = table["content_hash"].isin(list(work)) & (table["state"] != "transcribed")
    for at, content in table.loc[concerned, "content_hash"].items():
        state, progress, left, message = work[content]
        if state == "running":
            changes: Iterable[tuple[str, Any]] = (
                ("state", "transcribing"),
                ("progress", progress),
                ("left", float("nan") if left is None else left),
            )
        elif state in {"failed", "cancelled"}:
            changes = (("state", "failed"), ("message", message or _STOPPED))
        else:
            changes = ()
        for column, value in changes:
            table.at[at, column] = value
    return table


def _text(value: Any) -> str:
    return "" if value is None or pd.isna(value) else str(value)
