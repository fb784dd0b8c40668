"""What is kept is made once for each stamp, by one of many threads, and never when making it failed."""

from __future__ import annotations

import threading
import time

import pytest

from cslab.study.kept import Kept


def test_a_stamp_that_can_not_be_trusted_keeps_nothing() -> None:
    kept, made = Kept(), []
    for _ in range(2):
        kept.get("a", 1, lambda: made.append(1), keep=False)
    assert len(made) == 2


def test_what_was_kept_is_given_to_who_renews_it() -> None:
    kept = Kept()
    assert kept.renew("a", 1, lambda last: (last, "first")) == (None, "first")
    assert kept.renew("a", 2, lambda last: (last, "second")) == ((None, "first"), "second")


def test_a_failure_is_not_kept() -> None:
    kept = Kept()
    with pytest.raises(ZeroDivisionError):
        kept.get("a", 1, lambda: 1 / 0)
    assert kept.get("a", 1, lambda: "made") == "made"


def test_many_threads_make_it_once() -> None:
    kept, made, got = Kept(), [], []

    def make() -> str:
        made.append(1)
        time.sleep(0.02)
        return "made"

    threads = [threading.Thread(target=lambda: got.append(kept.get("a", 1, make))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(made), got) == (1, ["made"] * 8)
