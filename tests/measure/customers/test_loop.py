"""The loop: ages with open ones censored, owners, the share told, and what nobody answered."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from cslab.measure.customers.loop import loop

TODAY = "2026-06-30"


def piece(number: int, **about: Any) -> dict[str, Any]:
    start: dict[str, Any] = {
        **{"id": number, "person_id": f"p-{number}", "account_id": None, "what": f"Thing {number}"},
        **{"evidence": "", "evidence_id": "", "owner": "", "heard_on": "2026-03-01", "decision": ""},
        **dict.fromkeys(("decided_on", "done_on", "told_on")),
    }
    return start | about


def frame(*pieces: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(list(pieces))


def test_each_piece_stands_where_its_last_step_is() -> None:
    found = loop(
        frame(
            piece(1),
            piece(2, decision="do", decided_on="2026-03-05"),
            piece(3, decision="no", decided_on="2026-03-05"),
            piece(4, decision="do", decided_on="2026-03-05", done_on="2026-04-01"),
            piece(5, decision="no", decided_on="2026-03-05", told_on="2026-03-11"),
        ),
        today=TODAY,
    )
    stands = found.table.set_index("id")
    assert list(stands["stands"].sort_index()) == ["heard", "decided", "answered", "done", "told"]
    assert stands.loc[1, "age"] == 121
    assert stands.loc[5, "age"] == 10  # until it was told
    assert stands.loc[4, "waiting"] == 90
    assert pd.isna(stands.loc[5, "waiting"])
    assert found.told is not None
    assert (found.told.value, found.told.n) == (0.2, 5)
    assert len(found.waiting) == 4


def test_what_waits_comes_first_and_the_oldest_of_it_first() -> None:
    found = loop(
        frame(
            piece(1, decision="no", decided_on="2026-03-02", told_on="2026-03-03", heard_on="2026-01-01"),
            piece(2, heard_on="2026-05-01"),
            piece(3, heard_on="2026-02-01"),
        ),
        today=TODAY,
    )
    assert list(found.table["id"]) == [3, 2, 1]


def test_the_median_waits_for_open_ones_and_recovers_what_was_planted() -> None:
    random = np.random.default_rng(7)
    start = pd.Timestamp("2026-01-01")
    pieces = []
    for number in range(300):
        heard = start + pd.Timedelta(days=int(random.integers(0, 150)))
        decided = heard + pd.Timedelta(days=int(random.exponential(30)))
        open_ = decided > pd.Timestamp(TODAY)
        pieces.append(
            piece(
                number,
                heard_on=str(heard.date()),
                decision="" if open_ else "do",
                decided_on=None if open_ else str(decided.date()),
            )
        )
    step = loop(frame(*pieces), today=TODAY).steps.set_index("step").loc["heard to decided"]
    assert step["n"] == 300
    assert step["open"] == sum(not one["decision"] for one in pieces) > 10
    assert step["low"] <= 30 * np.log(2) <= step["high"]
    ended_only = np.median(
        [
            (pd.Timestamp(one["decided_on"]) - pd.Timestamp(one["heard_on"])).days
            for one in pieces
            if one["decision"]
        ]
    )
    assert step["value"] > ended_only  # leaving out what waits flatters


def test_few_pieces_or_few_ends_show_no_median() -> None:
    few = loop(frame(*(piece(n, decision="do", decided_on="2026-03-02") for n in range(4))), today=TODAY)
    assert few.steps["value"].isna().all()
    assert any("Fewer than 5 pieces" in doubt for doubt in few.caveats)
    slow = loop(
        frame(*(piece(n) for n in range(9)), piece(9, decision="no", decided_on="2026-03-02")), today=TODAY
    )
    assert slow.steps["value"].isna().all()
    assert any("Fewer than half have ended" in doubt for doubt in slow.caveats)


def test_owners_are_counted_and_nobody_is_named() -> None:
    found = loop(
        frame(piece(1, owner="Maya"), piece(2, owner="Maya", heard_on="2026-06-20"), piece(3)), today=TODAY
    )
    rows = found.owners.set_index("owner")
    assert list(rows.loc["Maya", ["pieces", "open", "oldest"]]) == [2, 2, 121]
    assert rows.loc["nobody", "pieces"] == 1


def test_what_is_in_nobodys_hands_is_found_by_highlight_and_by_response() -> None:
    said = pd.DataFrame(
        {
            **{"nonce": ["h-1", "h-2"], "person_id": "p-1", "account_id": "a-1"},
            **{"at": pd.to_datetime(["2026-03-04", "2026-03-02"]), "what": ["Too dear", "Too slow"]},
        }
    )
    wrote = pd.DataFrame(
        {
            **{"id": ["s/r-1/why", "s/r-2/why"], "person_id": "p-2", "account_id": None},
            **{"at": pd.to_datetime(["2026-03-03", None]), "what": ["Nobody wrote back", "No"]},
        }
    )
    there = frame(
        piece(1, evidence="highlight", evidence_id="h-1"),
        piece(2, evidence="answer", evidence_id="s/r-2/recommend"),
    )
    found = loop(there, highlights=said, answers=wrote, today=TODAY)
    assert list(found.unanswered["id"]) == ["h-2", "s/r-1/why"]
    assert list(found.unanswered["kind"]) == ["highlight", "answer"]
    assert any("2 unhappy highlights and answers" in doubt for doubt in found.caveats)


def test_an_empty_loop_has_no_share_but_knows_what_was_missed() -> None:
    empty = frame(piece(1)).iloc[:0]
    said = pd.DataFrame(
        {"nonce": ["h"], "person_id": ["p"], "account_id": [None], "at": [None], "what": ["No"]}
    )
    found = loop(empty, highlights=said, today=TODAY)
    assert found.told is None
    assert found.table.empty
    assert found.steps["n"].sum() == 0
    assert len(found.unanswered) == 1
    assert "<table" in found._repr_html_()


def test_a_piece_dated_later_than_today_is_said(recwarn: pytest.WarningsRecorder) -> None:
    found = loop(frame(piece(1, heard_on="2027-01-01")), today=TODAY)
    assert found.table["age"].iloc[0] == 0
    assert any("dated after 2026-06-30" in doubt for doubt in found.caveats)
    assert not recwarn.list
