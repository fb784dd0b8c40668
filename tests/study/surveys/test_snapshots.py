from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import select

from cslab.study import schema
from cslab.study.store import Store, open_store
from cslab.study.surveys.snapshots import NOT_KEPT, last_snapshot, remember

NOW = pd.DataFrame(
    {
        "account_id": pd.Series(["a-1", "a-2", None], dtype="str"),
        "plan": pd.Series(["Team", "Firm", None], dtype="str"),
        "strength": pd.array([4, None, None], dtype="Int64"),
        "revenue": [10.5, float("nan"), float("nan")],
        "started_on": pd.Series(["2025-01-01", None, None], dtype="datetime64[us]"),
    }
)


def responses(*, days: int = 0) -> pd.DataFrame:
    moment = datetime.now(UTC).replace(tzinfo=None) - timedelta(days=days)
    return pd.DataFrame(
        {
            "response_id": pd.Series(["r1", "r2", "r3"], dtype="str"),
            "person_id": pd.Series(["p-1", "p-2", None], dtype="str"),
            "answered_at": pd.Series([moment] * 3, dtype="datetime64[us]"),
        }
    )


def log(store: Store) -> list[tuple[str, str, str, object]]:
    table = schema.log
    with store.reading() as connection:
        found = connection.execute(
            select(table.c.action, table.c.subject, table.c.subject_id, table.c.detail).order_by(table.c.id)
        )
        return [tuple(row) for row in found]


def test_people_stay_who_they_were(store: Store) -> None:
    first, caveats = remember(store, "nps", responses(), NOW, actor="ana")
    pd.testing.assert_frame_equal(first, NOW)
    assert caveats == ()
    assert log(store) == [("add", "snapshot", "nps", {"responses": 2})]
    changed = NOW.assign(
        plan=pd.Series(["Solo"] * 3, dtype="str"),
        strength=pd.array([1, 1, 1], dtype="Int64"),
        revenue=0.0,
        started_on=pd.Series(["2026-01-01"] * 3, dtype="datetime64[us]"),
        account_id=pd.Series(["a-9"] * 3, dtype="str"),
    )
    then, caveats = remember(store, "nps", responses(), changed)
    pd.testing.assert_frame_equal(then.iloc[:2], NOW.iloc[:2])
    assert then["plan"].iloc[2] == "Solo"
    assert caveats == ()
    assert len(log(store)) == 1
    other, _ = remember(store, "csat", responses(), changed)
    assert other["plan"].tolist() == ["Solo"] * 3
    assert (last_snapshot(store, "nps"), last_snapshot(store, "csat"), last_snapshot(store, "x")) == (1, 2, 0)


def test_more_answers_are_kept_as_they_come(store: Store) -> None:
    remember(store, "nps", responses().head(1), NOW.head(1))
    then, _ = remember(store, "nps", responses(), NOW.assign(plan=pd.Series(["Solo"] * 3, dtype="str")))
    assert then["plan"].tolist() == ["Team", "Solo", "Solo"]
    assert [row[3] for row in log(store)] == [{"responses": 1}, {"responses": 1}]


def test_a_column_that_came_later_is_as_it_is_now_and_said(store: Store) -> None:
    remember(store, "nps", responses(), NOW)
    grown = NOW.assign(segment=pd.Series(["new", "old", "new"], dtype="str")).drop(columns="plan")
    then, caveats = remember(store, "nps", responses(), grown)
    assert then["segment"].tolist() == ["new", "old", "new"]
    assert "plan" not in then
    assert caveats == ("segment came after these answers were first read, and is as it is now",)


def test_a_column_that_became_words_is_read_as_words(store: Store) -> None:
    remember(store, "nps", responses(), NOW)
    words = NOW.assign(strength=pd.Series(["high", "low", "low"], dtype="str"), revenue=["a", "b", "c"])
    then, _ = remember(store, "nps", responses(), words)
    assert then["strength"].iloc[0] == "4"
    numbers = NOW.assign(plan=[1.0, 2.0, 3.0])
    then, _ = remember(store, "nps", responses(), numbers)
    assert then["plan"].iloc[0] == "Team"


def test_an_answer_that_turns_out_to_be_of_somebody_else_is_looked_at_anew(store: Store) -> None:
    remember(store, "nps", responses(), NOW)
    swapped = responses().assign(person_id=pd.Series(["p-2", "p-1", "p-3"], dtype="str"))
    then, _ = remember(store, "nps", swapped, NOW.iloc[[1, 0, 2]].reset_index(drop=True))
    assert then["plan"].tolist()[:2] == ["Firm", "Team"]
    with store.reading() as connection:
        kept = connection.execute(select(schema.snapshot.c.response_id, schema.snapshot.c.person_id))
        assert {tuple(row) for row in kept} == {("r1", "p-2"), ("r2", "p-1"), ("r3", "p-3")}


def test_long_after_is_said(store: Store) -> None:
    _, caveats = remember(store, "nps", responses(days=120), NOW)
    assert len(caveats) == 1
    assert caveats[0].endswith("120 days after they answered")


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_reading_only_shows_people_as_they_are_and_says_so(url: str) -> None:
    open_store(url).close()
    with open_store(url, read_only=True) as store:
        then, caveats = remember(store, "nps", responses(), NOW)
    pd.testing.assert_frame_equal(then, NOW)
    assert caveats == (NOT_KEPT,)


def test_two_at_once_keep_each_answer_once(tmp_path: Path, start: Callable[..., object]) -> None:
    url = f"sqlite:///{tmp_path}/cslab.db"
    open_store(url).close()
    code = """
        import sys
        from cslab.study.store import open_store
        from cslab.study.surveys.snapshots import remember
        from tests.study.surveys.test_snapshots import NOW, responses
        with open_store(sys.argv[1]) as store:
            print("ready", flush=True)
            sys.stdin.readline()
            remember(store, "nps", responses(), NOW)
    """
    first, second = start(code, url), start(code, url)
    for process in (first, second):
        assert process.stdout.readline() == "ready\n"  # type: ignore[attr-defined]
    for process in (first, second):
        process.stdin.write("\n")  # type: ignore[attr-defined]
        process.stdin.flush()  # type: ignore[attr-defined]
    assert [process.wait(60) for process in (first, second)] == [0, 0]  # type: ignore[attr-defined]
    with open_store(url) as store:
        assert log(store) == [("add", "snapshot", "nps", {"responses": 2})]
