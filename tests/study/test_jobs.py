from __future__ import annotations

import dataclasses
import math
import os
import signal
import subprocess
import time
from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from cslab.errors import NotFoundError, StoreError
from cslab.study import jobs as jobs_module
from cslab.study import schema
from cslab.study.jobs import (
    Job,
    beat,
    beating,
    claim,
    fail,
    finish,
    held_by,
    jobs,
    queue,
    request_cancel,
    stop,
)
from cslab.study.store import Store, open_store
from cslab.study.workers import Worker, this_worker

Start = Callable[..., "subprocess.Popen[str]"]
ELSEWHERE = Worker(host="far", realm="far boot-1", pid=7, started="1")


def take(store: Store, worker: Worker | None = None) -> Job | None:
    return claim(store, "transcribe", "k", title="Transcribing int-03", total=100.0, worker=worker)


def age(store: Store, seconds: float) -> None:
    """Make the last word of every job older."""
    job = schema.job
    with store.writing() as write:
        write.execute(
            update(job).values(beat_at=job.c.beat_at - seconds, claimed_at=job.c.claimed_at - seconds)
        )


def only(store: Store) -> dict[str, object]:
    return dict(jobs(store).iloc[0])


def test_from_queue_to_done(store: Store) -> None:
    queue(store, "transcribe", "k", title="Transcribing int-03", total=100.0)
    queue(store, "transcribe", "k", title="Transcribing int-03", total=100.0)
    assert only(store)["state"] == "queued"
    job = take(store)
    assert job is not None
    assert beat(job, 10.0, "listening")
    age(store, 20)
    assert beat(job, 60.0)
    row = only(store)
    assert (row["state"], row["progress"], row["message"]) == ("running", 0.6, "listening")
    assert row["left_seconds"] == pytest.approx(16, rel=0.05)  # 50 in 20 seconds, 40 to go
    finish(job)
    row = only(store)
    assert (row["state"], row["done"], row["progress"]) == ("done", 100.0, 1.0)
    assert math.isnan(row["left_seconds"])
    with store.reading() as connection:
        actions = connection.scalars(select(schema.log.c.action).order_by(schema.log.c.id)).all()
    assert actions == ["queue", "start", "finish"], "beats are not logged"


def test_one_at_a_time(store: Store) -> None:
    assert held_by(store, "transcribe", "k") is None
    job = take(store)
    assert job is not None
    assert take(store) is None
    assert held_by(store, "transcribe", "k") == f"process {os.getpid()} on {this_worker().host}"
    queue(store, "transcribe", "k", title="again", total=1.0)
    assert only(store)["state"] == "running"
    fail(job, "The disk is full.")
    assert (only(store)["state"], only(store)["message"]) == ("failed", "The disk is full.")
    assert take(store) is not None


def test_empty_list_has_its_columns(store: Store) -> None:
    table = jobs(store)
    assert table.empty
    assert {"state", "progress", "left_seconds"} <= set(table.columns)


def test_silent_worker_elsewhere_is_taken_over_after_a_minute(store: Store) -> None:
    job = take(store, ELSEWHERE)
    assert job is not None
    age(store, jobs_module.STALE_SECONDS - 5)
    assert take(store) is None
    age(store, 10)
    assert only(store)["state"] == "stalled"
    assert held_by(store, "transcribe", "k") is None
    mine = take(store)
    assert mine is not None
    with pytest.raises(StoreError, match=f"taken over by process {os.getpid()} on "):
        beat(job, 50.0)
    with pytest.raises(StoreError, match="taken over"):
        finish(job)
    fail(job, "It was taken over.")
    stop(job)
    assert only(store)["state"] == "running"
    finish(mine)


@pytest.mark.parametrize("change", [{"pid": 2**22 + 1}, {"started": "1"}], ids=["dead", "number used again"])
def test_dead_worker_here_is_taken_over_at_once(store: Store, change: dict[str, object]) -> None:
    if this_worker().alive() is None:
        pytest.skip("whether a process lives can't be known on this system")
    assert take(store, dataclasses.replace(this_worker(), **change)) is not None
    assert only(store)["state"] == "stalled"
    assert take(store) is not None


HOLDER = """
    import sys, time
    from cslab.study.jobs import beat, claim
    from cslab.study.store import open_store
    store = open_store(sys.argv[1])
    job = claim(store, "transcribe", "k", title="Transcribing int-03", total=100.0)
    print(job is not None, flush=True)
    while job:
        beat(job, 1.0)
        time.sleep(0.01)
    store.close()
"""


def test_killed_worker_is_taken_over_at_once(url: str, start: Start) -> None:
    with open_store(url) as store:
        process = start(HOLDER, url)
        assert process.stdout is not None
        assert process.stdout.readline() == "True\n"
        assert take(store) is None
        process.send_signal(signal.SIGKILL)
        until = time.monotonic() + 10
        while (job := take(store)) is None and time.monotonic() < until:
            time.sleep(
                0.01
            )  # the signal is on its way; the process stays a zombie, since nobody waits for it yet
        assert process.returncode is None
        assert job is not None


def test_of_many_processes_one_gets_it(url: str, start: Start) -> None:
    processes = [start(HOLDER, url) for _ in range(3)]
    said = []
    for process in processes:
        assert process.stdout is not None
        said.append(process.stdout.readline())
    assert sorted(said) == ["False\n", "False\n", "True\n"]


def test_cancel(store: Store) -> None:
    with pytest.raises(NotFoundError, match="no transcribe job 'k'"):
        request_cancel(store, "transcribe", "k")
    queue(store, "transcribe", "k", title="Transcribing int-03", total=100.0)
    request_cancel(store, "transcribe", "k", actor="Maya")
    assert only(store)["state"] == "cancelled"
    job = take(store)
    assert job is not None
    assert beat(job, 1.0)
    request_cancel(store, "transcribe", "k")
    assert not beat(job, 2.0)
    assert only(store)["state"] == "running"
    stop(job)
    assert only(store)["state"] == "cancelled"
    request_cancel(store, "transcribe", "k")
    assert take(store) is not None


def test_cancelling_what_nobody_does(store: Store) -> None:
    take(store, ELSEWHERE)
    age(store, 100)
    request_cancel(store, "transcribe", "k")
    assert only(store)["state"] == "cancelled"


def test_beating_beside_long_work(store: Store) -> None:
    job = take(store)
    assert job is not None
    age(store, 100)
    with beating(job, every=0.02) as over:
        until = time.monotonic() + 10
        while only(store)["state"] == "stalled" and time.monotonic() < until:
            time.sleep(0.02)
        assert only(store)["state"] == "running"
        assert not over.is_set()
        request_cancel(store, "transcribe", "k")
        assert over.wait(10)
    finish(job)


def test_titles_are_hostile(store: Store) -> None:
    claim(store, "render", "r", title="'; DROP TABLE job; -- \x00<script>", total=0.0)
    assert only(store)["title"] == "'; DROP TABLE job; -- \ufffd<script>"
    assert only(store)["progress"] == 0.0
