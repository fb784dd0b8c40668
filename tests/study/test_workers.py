from __future__ import annotations

import dataclasses
import subprocess
import sys

import pytest

from cslab.study.workers import Worker, this_worker


def test_this_process_lives() -> None:
    worker = this_worker()
    if worker.alive() is None:
        pytest.skip("whether a process lives can't be known on this system")
    assert worker.alive()
    assert dataclasses.replace(worker, started="").alive(), "without a start time the number decides"
    assert dataclasses.replace(worker, started="not it").alive() is False


def test_other_machines_are_unknown() -> None:
    assert Worker("far", "far boot", 1, "1").alive() is None
    assert dataclasses.replace(this_worker(), realm="here before the restart").alive() is None


def test_process_that_is_over_but_not_collected() -> None:
    worker = this_worker()
    if worker.alive() is None:
        pytest.skip("whether a process lives can't be known on this system")
    process = subprocess.Popen([sys.executable, "-c", "pass"], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.read()
    while dataclasses.replace(worker, pid=process.pid, started="").alive():
        pass
    assert process.returncode is None
    process.communicate()
    assert dataclasses.replace(worker, pid=process.pid, started="").alive() is False
