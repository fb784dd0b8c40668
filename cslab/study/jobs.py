"""Long work: who does it, how far it is, and who may take it over when its process is gone.

A job is known by its kind and key: ``("transcribe", KEY)``. One process at a time holds it, and says now and
then how far it is. When nothing is heard of it for a minute, or as soon as its process has died on this
machine, another may take the job over.
"""

from __future__ import annotations

import math
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Row, and_, insert, select, update

from cslab.errors import NotFoundError, StoreError
from cslab.study import schema
from cslab.study.frames import TIME, frame_of
from cslab.study.schema import clean
from cslab.study.store import Store, Writing
from cslab.study.workers import Worker, this_worker

STALE_SECONDS = 60.0
"""After this long without a word, a running job counts as stalled and may be taken over."""

BEAT_SECONDS = 5.0
"""How often `beating` says that the work goes on."""

STATES = ("queued", "running", "stalled", "done", "failed", "cancelled")

_COLUMNS = {
    "id": "int64",
    "kind": "str",
    "key": "str",
    "title": "str",
    "state": "str",
    "done": "float64",
    "total": "float64",
    "progress": "float64",
    "left_seconds": "float64",
    "message": "str",
    "host": "str",
    "pid": "int64",
    "created_at": TIME,
    "finished_at": TIME,
}


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of long work that this process holds.

    Parameters
    ----------
    id : int
        Number of the job.
    kind, key : str
        What it is.
    title : str
        What people read: ``"Transcribing int-03"``.
    total : float
        When ``done`` reaches this, the work is done; in seconds of sound, or files, as the kind has it.
    token : str
        Proof that this process holds it.
    store : Store
        Where it is kept.
    """

    id: int
    kind: str
    key: str
    title: str
    total: float
    token: str
    store: Store = field(repr=False, compare=False)


def queue(store: Store, kind: str, key: str, *, title: str, total: float) -> None:
    """List work that waits for its turn; nothing changes when it is already listed and not over.

    Parameters
    ----------
    kind, key : str
        What it is.
    title : str
        What people read.
    total : float
        How much there is to do.
    """
    with store.writing() as write:
        row = _find(write.connection, kind, key)
        if row is not None and _state(row, store.clock(write.connection)) in {"queued", "running"}:
            return
        _put(write, (kind, key), row, _fresh("queued", title, total, store.clock(write.connection)))
        write.log("queue", "job", f"{kind} {key}", {"title": title})


def claim(
    store: Store, kind: str, key: str, *, title: str, total: float, worker: Worker | None = None
) -> Job | None:
    """Take a piece of work, unless a live process has it.

    Parameters
    ----------
    kind, key : str
        What it is.
    title : str
        What people read.
    total : float
        How much there is to do.
    worker : Worker, optional
        Who will do it; the running process when not given.

    Returns
    -------
    Job or None
        None when another live process holds it: `held_by` says which.

    Examples
    --------
    >>> import tempfile
    >>> from cslab.study.store import open_store
    >>> with tempfile.TemporaryDirectory() as folder, open_store(folder) as store:
    ...     job = claim(store, "transcribe", "abc", title="Transcribing int-01", total=120.0)
    ...     again = claim(store, "transcribe", "abc", title="Transcribing int-01", total=120.0)
    >>> job.title, again
    ('Transcribing int-01', None)
    """
    worker = worker or this_worker()
    with store.writing() as write:
        at = store.clock(write.connection)
        row = _find(write.connection, kind, key)
        if row is not None and _state(row, at) == "running":
            return None
        id_, token = _put(write, (kind, key), row, _fresh("running", title, total, at, worker))
        taken = row is not None and row.state == "running"
        detail = {"title": title, "pid": worker.pid, "host": worker.host, "taken_over": taken}
        write.log("start", "job", f"{kind} {key}", detail)
    return Job(id=id_, kind=kind, key=key, title=title, total=float(total), token=token, store=store)


def beat(job: Job, done: float | None = None, message: str | None = None) -> bool:
    """Say that the work goes on, and how far it is.

    Parameters
    ----------
    job : Job
        As claimed.
    done : float, optional
        How much of ``job.total`` is done; unchanged when not given. The first value of a claim is where
        it resumed: time left is reckoned from there.
    message : str, optional
        What it is doing, for people; unchanged when not given.

    Returns
    -------
    bool
        False when somebody asked to cancel it: stop at the next good place, then call `stop`.

    Raises
    ------
    StoreError
        If another process has taken the job over: stop at once.
    """
    with job.store.writing() as write:
        row = _held(write, job)
        at = job.store.clock(write.connection)
        values: dict[str, object] = {"beat_at": at}
        if done is not None:
            values["done"] = float(done)
            if row.claimed_done < 0:
                values |= {"claimed_done": float(done), "claimed_at": at}
        if message is not None:
            values["message"] = clean(message)
        write.execute(update(schema.job).where(schema.job.c.id == job.id).values(values))
        return not row.cancel


@contextmanager
def beating(job: Job, *, every: float = BEAT_SECONDS) -> Iterator[threading.Event]:
    """Say from a thread beside the work that it goes on, for work whose single steps take long.

    Parameters
    ----------
    job : Job
        As claimed.
    every : float
        Seconds between two beats.

    Yields
    ------
    threading.Event
        Set when the work should stop: it was cancelled or taken over, or the store can't be reached.
    """
    over, stop = threading.Event(), threading.Event()

    def run() -> None:
        while not over.wait(every):
            try:
                if not beat(job):
                    stop.set()
            except StoreError:
                stop.set()

    thread = threading.Thread(target=run, name=f"beat {job.kind}", daemon=True)
    thread.start()
    try:
        yield stop
    finally:
        over.set()
        thread.join()


def finish(job: Job, message: str = "") -> None:
    """Mark the work as done."""
    _end(job, "done", message, done=job.total)


def fail(job: Job, sentence: str) -> None:
    """Mark the work as failed, with the reason as one plain sentence; not when another took it over."""
    _end(job, "failed", sentence)


def stop(job: Job) -> None:
    """Mark the work as cancelled, after `beat` said so; not when another took it over."""
    _end(job, "cancelled", "")


def request_cancel(store: Store, kind: str, key: str, *, actor: str | None = None) -> None:
    """Ask for a piece of work to stop.

    One that nobody does is cancelled at once; one that is over stays as it is.

    Raises
    ------
    NotFoundError
        If there is no such job.
    """
    with store.writing(actor) as write:
        row = _find(write.connection, kind, key)
        if row is None:
            raise NotFoundError.of(f"{kind} job", key, _keys(write.connection, kind))
        state = _state(row, store.clock(write.connection))
        if state not in {"queued", "running", "stalled"}:
            return
        values: dict[str, object] = {"cancel": True}
        if state != "running":
            values |= {"state": "cancelled", "finished_at": write.at}
        write.execute(update(schema.job).where(schema.job.c.id == row.id).values(values))
        write.log("cancel", "job", f"{kind} {key}")


def jobs(store: Store, *, kind: str | None = None) -> pd.DataFrame:
    """List long work.

    Parameters
    ----------
    kind : str, optional
        Only this kind.

    Returns
    -------
    DataFrame
        One row a job, oldest first: id, kind, key, title, state (one of `STATES`), done, total,
        progress (0 to 1), left_seconds (NaN when unknown), message, host, pid, created_at, finished_at.
    """
    job = schema.job
    query = select(job).order_by(job.c.id)
    if kind is not None:
        query = query.where(job.c.kind == kind)
    with store.reading() as connection:
        at = store.clock(connection)
        rows = connection.execute(query).all()
    return frame_of((_shown(row, at) for row in rows), _COLUMNS)


def unfinished(store: Store, kind: str) -> dict[str, tuple[str, float, float | None, str]]:
    """Look at the work of one kind that is not done: key -> state, progress, seconds left, message."""
    job = schema.job
    with store.reading() as connection:
        at = store.clock(connection)
        rows = connection.execute(select(job).where(job.c.kind == kind, job.c.state != "done")).all()
    shown = {row.key: _shown(row, at) for row in rows}
    return {
        str(key): (state, progress, None if math.isnan(left) else left, message)
        for key, (_, _, _, _, state, _, _, progress, left, message, *_) in shown.items()
    }


def held_by(store: Store, kind: str, key: str) -> str | None:
    """Say which live process holds a piece of work; None when none does.

    Returns
    -------
    str or None
        ``"process 123 on HOST"``.
    """
    with store.reading() as connection:
        row = _find(connection, kind, key)
        if row is None or _state(row, store.clock(connection)) != "running":
            return None
        return f"process {row.pid} on {row.host}"


# ------------------------------------------------------------------------------------------ inside


def _find(connection: Connection, kind: str, key: str) -> Row[tuple[object, ...]] | None:
    job = schema.job
    return connection.execute(select(job).where(and_(job.c.kind == kind, job.c.key == key))).first()


def _keys(connection: Connection, kind: str) -> list[str]:
    return list(connection.scalars(select(schema.job.c.key).where(schema.job.c.kind == kind)))


def _state(row: Row[tuple[object, ...]], at: float) -> str:
    if row.state != "running":
        return str(row.state)
    alive = Worker(row.host, row.realm, row.pid, row.pid_started).alive()
    return "stalled" if alive is False or at - row.beat_at > STALE_SECONDS else "running"


def _fresh(
    state: str, title: str, total: float, at: float, worker: Worker | None = None
) -> dict[str, object]:
    """Values of a job that begins, or begins again."""
    return {
        "title": clean(title),
        "state": state,
        "total": float(total),
        "done": 0.0,
        "message": "",
        "cancel": False,
        "token": uuid.uuid4().hex,
        "host": worker.host if worker else "",
        "realm": worker.realm if worker else "",
        "pid": worker.pid if worker else 0,
        "pid_started": worker.started if worker else "",
        "beat_at": at,
        "claimed_at": at,
        "claimed_done": -1.0,
        "finished_at": None,
    }


def _put(
    write: Writing, what: tuple[str, str], row: Row[tuple[object, ...]] | None, values: dict[str, object]
) -> tuple[int, str]:
    """Write a job anew; returns its number and its token."""
    token = str(values["token"])
    if row is not None:
        write.execute(update(schema.job).where(schema.job.c.id == row.id).values(values))
        return int(row.id), token
    kind, key = what
    new = insert(schema.job).values(kind=kind, key=key, created_at=write.at, **values)
    return int(write.execute(new.returning(schema.job.c.id)).scalar_one()), token


def _held(write: Writing, job: Job) -> Row[tuple[object, ...]]:
    row = _find(write.connection, job.kind, job.key)
    if row is None or row.token != job.token:
        by = f" by process {row.pid} on {row.host}" if row is not None and row.pid else ""
        raise StoreError(
            f"{job.title} was taken over{by}, since nothing was heard of this process; it stops here."
        )
    return row


def _end(job: Job, state: str, message: str, *, done: float | None = None) -> None:
    with job.store.writing() as write:
        row = _find(write.connection, job.kind, job.key)
        if state != "done" and row is not None and row.token != job.token:
            return
        _held(write, job)
        values: dict[str, object] = {"state": state, "message": clean(message), "finished_at": write.at}
        if done is not None:
            values["done"] = done
        write.execute(update(schema.job).where(schema.job.c.id == job.id).values(values))
        verb = {"done": "finish", "failed": "fail", "cancelled": "stop"}[state]
        write.log(verb, "job", f"{job.kind} {job.key}", {"message": message} if message else None)


def _shown(row: Row[tuple[object, ...]], at: float) -> tuple[Any, ...]:
    state = _state(row, at)
    progress = min(max(row.done / row.total, 0.0), 1.0) if row.total > 0 else float(state == "done")
    left = float("nan")
    if state == "running" and row.claimed_done >= 0:
        gained, spent = row.done - row.claimed_done, row.beat_at - row.claimed_at
        if gained > 0 and spent > 0:
            left = max((row.total - row.done) * spent / gained - (at - row.beat_at), 0.0)
    return (
        *(row.id, row.kind, row.key, row.title, state, row.done, row.total, progress, left),
        *(row.message, row.host, row.pid, row.created_at, row.finished_at),
    )
