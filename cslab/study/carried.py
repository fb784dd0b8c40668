"""What was carried over when a newer transcription of a recording took over, and what could not be."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from cslab.study import schema
from cslab.study.schema import clean
from cslab.study.store import Store, Writing
from cslab.study.transcripts import finished_at

_AT_ONCE = 500
"""Names in one question to the database."""

_WHOLE = "transcription"
"""Subject of the row that says that a transcription was looked through."""


@dataclass(frozen=True, slots=True)
class Takeover:
    """A recording whose words are read from a newer transcription than before.

    Parameters
    ----------
    content_hash : str
        Of the recording.
    key : str
        Of the transcription that is read now.
    since : str
        When it was finished.
    older : tuple of str
        Keys of the finished ones before it, newest first.
    """

    content_hash: str
    key: str
    since: str
    older: tuple[str, ...]


def takeovers(connection: Connection, contents: Collection[str]) -> dict[str, Takeover]:
    """Give the recordings of which something is still to be carried to the transcription that is read now.

    Parameters
    ----------
    connection : Connection
        Of the store.
    contents : collection of str
        Hashes of the recordings to look at.
    """
    found = {one.content_hash: one for one in _all_takeovers(connection, contents)}
    if not found:
        return {}
    marked = {
        row.key: str(row.created_at)
        for row in carried_rows(connection, [one.key for one in found.values()], _WHOLE)
    }
    table = schema.correction
    changed: dict[str, str] = {}
    for some in _batches([key for one in found.values() for key in one.older]):
        query = select(table.c.key, func.max(table.c.changed_at)).where(table.c.key.in_(some))
        changed |= {str(row[0]): str(row[1]) for row in connection.execute(query.group_by(table.c.key))}

    def pending(one: Takeover) -> bool:
        done = marked.get(one.key)
        return done is None or any(changed.get(key, "") > done for key in one.older)

    return {content: one for content, one in found.items() if pending(one)}


def carried_rows(connection: Connection, keys: Collection[str], subject: str | None = None) -> list[Row[Any]]:
    """Give what is known of these transcriptions, oldest first; of one kind of thing when named."""
    table = schema.carried
    rows: list[Row[Any]] = []
    for some in _batches(keys):
        query = select(table).where(table.c.key.in_(some))
        if subject is not None:
            query = query.where(table.c.subject == subject)
        order = (table.c.created_at, table.c.key, table.c.subject, table.c.subject_id)
        rows += connection.execute(query.order_by(*order)).all()
    return rows


def list_carried(store: Store, keys: Collection[str]) -> list[Row[Any]]:
    """Give what became of corrections, highlights and speakers when these transcriptions took over."""
    with store.reading() as connection:
        return [row for row in carried_rows(connection, keys) if row.subject != _WHOLE]


def put_carried(
    write: Writing, key: str, subject: str, subject_id: object, outcome: str, detail: Mapping[str, Any]
) -> None:
    """Write down what became of one thing; what is lost is logged, since nothing else says so."""
    row = {"key": key, "subject": subject, "subject_id": clean(str(subject_id))}
    values = {"outcome": outcome, "detail": dict(detail), "created_at": write.at}
    write.execute(insert(schema.carried).values(**row, **values))
    if outcome == "lost":
        write.log("lose", subject, subject_id, {"key": key, **detail})


def mark_carried(write: Writing, takeover: Takeover) -> None:
    """Say that everything was looked through."""
    table = schema.carried
    write.execute(delete(table).where(table.c.key == takeover.key, table.c.subject == _WHOLE))
    put_carried(write, takeover.key, _WHOLE, takeover.older[0], "carried", {})
    write.log("carry", _WHOLE, takeover.key, {"from": list(takeover.older)})


def latest_correction(store: Store, number: int) -> int:
    """Follow a correction to where it was carried last; itself when it never was."""
    table = schema.carried
    with store.reading() as connection:
        while True:
            query = (
                select(table.c.detail)
                .where(table.c.subject == "correction", table.c.subject_id == str(number))
                .where(table.c.outcome == "carried")
                .order_by(table.c.created_at.desc())
            )
            detail = connection.scalars(query).first()
            if detail is None or int(detail["to"]) <= number:
                return number
            number = int(detail["to"])


def highlights_before(
    connection: Connection, interviews: Collection[str], moment: str
) -> list[tuple[int, str, float, float, str]]:
    """Give the highlights not touched since a moment, removed ones too: id, interview, start, end, coder."""
    table = schema.highlight
    rows: list[tuple[int, str, float, float, str]] = []
    for some in _batches(interviews):
        query = select(table).where(table.c.interview_id.in_(some), table.c.changed_at < moment)
        rows += [
            (int(row.id), str(row.interview_id), float(row.start_s), float(row.end_s), str(row.coder))
            for row in connection.execute(query.order_by(table.c.id))
        ]
    return rows


def move_highlight(
    write: Writing, number: int, before: tuple[float, float], after: tuple[float, float]
) -> None:
    """Give a highlight other times, since its words are heard at these."""
    table = schema.highlight
    values = {"start_s": after[0], "end_s": after[1], "changed_at": write.at}
    write.execute(update(table).where(table.c.id == number).values(values))
    write.log("carry", "highlight", number, {"before": list(before), "after": list(after)})


def keep_turns(write: Writing, content_hash: str, turns: Sequence[tuple[float, float, str]]) -> bool:
    """Keep the speakers that an older transcript named itself as turns, unless there are turns already."""
    table = schema.voices
    known = write.execute(select(table.c.content_hash).where(table.c.content_hash == content_hash)).first()
    if known is not None:
        return False
    speakers = len({label for _, _, label in turns})
    values = {"method": "carried", "speakers": speakers, "turns": [list(turn) for turn in turns]}
    write.execute(insert(table).values(content_hash=content_hash, created_at=write.at, **values))
    write.log("carry", "voices", content_hash, {"speakers": speakers, "turns": len(turns)})
    return True


def copy_speaker(write: Writing, interview_id: str, label: str, values: Mapping[str, Any]) -> bool:
    """Give a label the name and the role that another one had; not in place of what people said of it."""
    table = schema.speaker
    here = (table.c.interview_id == interview_id) & (table.c.label == clean(label))
    if write.execute(select(table.c.label).where(here)).first() is not None:
        return False
    row = {"name": values["name"], "role": values["role"], "person_id": values.get("person_id")}
    write.execute(
        insert(table).values(
            interview_id=interview_id, label=label, author=write.actor, changed_at=write.at, **row
        )
    )
    write.log("carry", "speaker", interview_id, {"label": label, **row})
    return True


# ------------------------------------------------------------------------------------------ inside


def _all_takeovers(connection: Connection, contents: Collection[str]) -> Iterator[Takeover]:
    made, done = schema.transcription, finished_at(connection)
    found: dict[str, list[tuple[str, str]]] = {}
    for some in _batches(contents):
        query = select(made.c.content_hash, made.c.key).where(made.c.content_hash.in_(some))
        rows = [(str(content), str(key)) for content, key in connection.execute(query) if key in done]
        rows.sort(key=lambda row: row[1])
        for content, key in sorted(rows, key=lambda row: done[row[1]], reverse=True):
            found.setdefault(content, []).append((key, done[key]))
    for content, keys in found.items():
        if len(keys) > 1:
            yield Takeover(content, *keys[0], tuple(key for key, _ in keys[1:]))


def _batches(names: Collection[str]) -> Iterator[Sequence[str]]:
    asked = list(dict.fromkeys(names))
    return (asked[at : at + _AT_ONCE] for at in range(0, len(asked), _AT_ONCE))
