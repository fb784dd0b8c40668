"""How fast we answer: cases, waits that go on, the whole distribution and what a promise hides."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cslab.errors import InputError, NotFoundError
from cslab.measure.response_times.cases import cases_of
from cslab.measure.response_times.times import EVERYBODY, QUANTILES, response_times
from cslab.measure.response_times.waiting import Waits

START = pd.Timestamp("2026-03-02T08:00")
HALF, TENTH, HUNDREDTH = "half", "all but the slowest 10 %", "all but the slowest 1 %"

Row = tuple[str | None, float, str, str | None]


def contacts(rows: list[Row], **more: Any) -> pd.DataFrame:
    """Contacts from rows of case, hour, direction, outcome."""
    frame = pd.DataFrame(
        {
            "contact_id": [f"k-{at}" for at in range(len(rows))],
            "case_id": pd.Series([row[0] for row in rows], dtype="str"),
            "person_id": pd.Series([f"p-{row[0]}" for row in rows], dtype="str"),
            "account_id": "a-1",
            "at": pd.Series(
                [START + pd.to_timedelta(row[1], unit="h") for row in rows], dtype="datetime64[us]"
            ),
            "direction": [row[2] for row in rows],
            "outcome": pd.Series([row[3] for row in rows], dtype="str"),
        }
    )
    return frame.assign(**more)


def one(rows: list[Row]) -> dict[str, Any]:
    table, _ = cases_of(contacts(rows), until=START + pd.Timedelta(hours=100))
    assert len(table) == 1
    return {str(name): value for name, value in table.iloc[0].items()}


# ---- cases


def test_an_answered_and_solved_case() -> None:
    case = one(
        [("c", 0, "in", "open"), ("c", 3, "out", None), ("c", 9, "in", None), ("c", 10, "in", "solved")]
    )
    assert (case["hours_to_answer"], case["answered"]) == (3, True)
    assert (case["hours_to_solution"], case["solved"]) == (10, True)
    assert (case["exchanges"], case["reopened"]) == (4, False)


def test_reopened_is_not_solved() -> None:
    rows: list[Row] = [("c", 0, "in", None), ("c", 2, "out", "solved"), ("c", 30, "in", "reopened")]
    case = one(rows)
    assert (case["solved"], case["hours_to_solution"], case["exchanges"]) == (False, 100, 3)
    case = one([*rows, ("c", 50, "in", "solved"), ("c", 60, "in", "solved")])
    assert (case["solved"], case["hours_to_solution"], case["exchanges"]) == (True, 50, 4)
    assert case["reopened"]


def test_what_waits_still_counts_until_the_end() -> None:
    case = one([("c", 1, "out", None), ("c", 4, "in", "open")])
    assert (case["answered"], case["hours_to_answer"]) == (False, 96)
    assert (case["solved"], case["hours_to_solution"], case["exchanges"]) == (False, 96, 1)


def test_solved_before_we_answered_is_no_answer_of_ours() -> None:
    case = one([("c", 0, "in", "open"), ("c", 5, "in", "solved"), ("c", 8, "out", None)])
    assert (case["answered"], case["hours_to_answer"]) == (False, 5)
    assert (case["solved"], case["hours_to_solution"]) == (True, 5)


def test_order_of_the_file_and_contacts_without_a_case_do_not_matter() -> None:
    rows: list[Row] = [
        ("c", 5, "out", None),
        (None, 1, "in", "solved"),
        ("c", 0, "in", None),
        (None, 2, "out", None),
    ]
    table, theirs = cases_of(contacts(rows), about=("account_id", "nothing"))
    assert table["case_id"].tolist() == ["c", "contact k-1"]
    assert table["hours_to_answer"].tolist() == [5, 0]
    assert theirs == 1, "what we began alone is nobody's wait"


def test_contacts_after_the_end_are_not_known_yet() -> None:
    rows: list[Row] = [("c", 0, "in", None), ("c", 20, "out", None)]
    table, _ = cases_of(contacts(rows), until=START + pd.Timedelta(hours=10))
    assert table["answered"].tolist() == [False]
    assert table["hours_to_answer"].tolist() == [10]


def test_no_contacts_are_no_error() -> None:
    found = response_times(contacts([]))
    assert found.cases.empty
    assert found.table["value"].isna().all()
    assert found.until is None
    with pytest.raises(InputError, match="0 cases"):
        found.estimate()
    assert found.chart().to_dict()


# ---- the curve


SIX_MP = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]


def test_the_curve_is_the_published_one() -> None:
    """Freireich et al. (1963), 6-MP: first step .8571 (Greenwood .0764); half within 23 weeks."""
    waits = Waits.of(SIX_MP, [True] * 9 + [False] * 12)
    assert waits.still[0] == pytest.approx(0.8571, abs=5e-5)
    assert waits.quantile(0.5)[0] == 23
    assert waits.quantile(0.5)[2] == math.inf, "too few to say how long at most"
    assert waits.quantile(0.99)[0] == math.inf
    within, low, high = waits.within(6)
    assert within == pytest.approx(1 - 0.8571, abs=5e-5)
    # log(-log S) ± z * .0764 / |S log S|, as Kalbfleisch & Prentice give it
    assert (low, high) == pytest.approx((0.0483, 0.3803), abs=5e-4)


def test_without_open_waits_it_is_the_plain_distribution() -> None:
    waits = Waits.of(range(1, 101), [True] * 100)
    value, low, high = waits.quantile(0.5)
    assert value == 50
    assert 39 <= low <= 42
    assert 58 <= high <= 61
    assert waits.beyond(90) == 10
    assert waits.within(0.5)[:2] == (0, 0)
    assert waits.within(100)[0] == 1


def test_a_tail_holds_the_truth_as_often_as_it_says() -> None:
    rng = np.random.default_rng(5)
    held = 0
    for _ in range(200):
        times = rng.exponential(10, 150)
        ends = rng.uniform(5, 60, 150)
        _, low, high = Waits.of(np.minimum(times, ends), times <= ends).quantile(0.9)
        held += low <= 10 * math.log(10) <= high
    assert 0.91 <= held / 200 <= 0.99


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1e4), st.booleans()), min_size=1, max_size=30))
def test_any_waits_give_a_curve_that_falls(pairs: list[tuple[float, bool]]) -> None:
    waits = Waits.of([time for time, _ in pairs], [over for _, over in pairs])
    assert (np.diff(waits.still) < 0).all()
    assert (waits.low <= waits.still + 1e-9).all()
    assert (waits.still <= waits.high + 1e-9).all()
    for share in QUANTILES.values():
        value, low, high = waits.quantile(share)
        assert low <= value <= high
    within, low, high = waits.within(50)
    assert 0 <= low <= within <= high <= 1


def test_waits_without_a_length_are_refused() -> None:
    with pytest.raises(InputError):
        Waits.of([], [])
    with pytest.raises(InputError):
        Waits.of([float("nan")], [True])


# ---- all of it


def planted(n: int = 300, *, seed: int = 2, slow: float = 1.0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    rows: list[Row] = []
    for at, wait in enumerate(rng.lognormal(math.log(4 * slow), 1.0, n)):
        opened = at * 5.0
        rows.append((f"c-{slow:g}-{at}", opened, "in", "open"))
        rows.append((f"c-{slow:g}-{at}", opened + wait, "out", None))
        if at % 3:
            rows.append((f"c-{slow:g}-{at}", opened + wait + 24, "in", "solved"))
    return contacts(rows, channel="email", cause="fast" if slow == 1 else "slow")


def test_planted_times_are_found_whole() -> None:
    found = response_times(planted(), promise=(0.85, 6))
    answer = found.estimate("answer", HALF)
    assert answer.low <= 4 <= answer.high
    tail = found.estimate("answer", TENTH)
    assert tail.low <= 4 * math.exp(1.2816) <= tail.high
    last = found.table[(found.table["measure"] == "answer") & (found.table["part"] == HUNDREDTH)].iloc[0]
    assert last["value"] > tail.value
    assert last["beyond"] == 3
    assert answer.unit == "hours"
    assert found.estimate("exchanges", HALF).unit == "exchanges"
    assert len(found.slowest()) == 30
    assert found.slowest()["hours_to_answer"].is_monotonic_decreasing
    text = " ".join(found.caveats)
    assert "Calendar time" in text
    assert "100 no solution" in text
    assert "independent" in text


def test_a_promise_is_told_with_what_it_hides() -> None:
    found = response_times(planted(), promise=(0.85, 6))
    promise = found.promise
    assert promise is not None
    late = found.cases["hours_to_answer"] > 6
    assert promise.beyond == int(late.sum())
    assert promise.kept.value == pytest.approx(1 - late.mean())
    assert promise.beyond_half == pytest.approx(found.cases.loc[late, "hours_to_answer"].median(), rel=0.1)
    assert promise.beyond_slow > promise.beyond_half > 6
    assert "not kept" in promise.sentence
    assert "It hides" in promise.sentence
    easy = response_times(planted(), promise=(0.5, 200)).promise
    assert easy is not None
    assert easy.beyond == 0
    assert "kept, 100 %" in easy.sentence
    assert response_times(planted(3), promise=(0.5, 6)).promise is None
    with pytest.raises(InputError, match="85 %"):
        response_times(planted(3), promise=(85, 6))


def test_groups_with_small_ones_said() -> None:
    table = pd.concat([planted(40), planted(40, slow=5.0), planted(3, slow=2.0).assign(cause="rare")])
    found = response_times(table, by="cause")
    assert found.groups == (EVERYBODY, "fast", "rare", "slow")
    assert found.estimate("answer", HALF, "slow").low > found.estimate("answer", HALF, "fast").value
    with pytest.raises(InputError, match="3 cases"):
        found.estimate("answer", HALF, "rare")
    with pytest.raises(InputError, match="too few"):
        found.estimate("answer", HUNDREDTH, "slow")
    text = " ".join(found.caveats)
    assert "rare" in text
    assert "slowest 1 %" in text
    assert found.chart("solution", "slow").to_dict()
    with pytest.raises(NotFoundError, match="did you mean 'slow'"):
        found.chart("answer", "slo")
    with pytest.raises(NotFoundError):
        found.slowest("speed")
    with pytest.raises(NotFoundError):
        response_times(table, by="colour")


def test_groups_that_nobody_named_are_unknown() -> None:
    table = planted(12)
    table.loc[table["case_id"].str.endswith(("1", "3", "5")), "cause"] = None
    found = response_times(table, by="cause")
    assert found.groups == (EVERYBODY, "fast", "unknown")


def test_leaving_open_cases_out_would_flatter() -> None:
    rows: list[Row] = []
    for at in range(60):
        rows.append((f"c-{at}", at, "in", None))
        if at < 30:
            rows.append((f"c-{at}", at + 2, "out", None))
    found = response_times(contacts(rows), until=START + pd.Timedelta(hours=500))
    assert found.estimate("answer", "a quarter").value == 2
    with pytest.raises(InputError, match="too few"):
        found.estimate("answer", "three quarters")
    row = found.table[(found.table["measure"] == "answer") & (found.table["part"] == "three quarters")].iloc[
        0
    ]
    assert row["value"] == math.inf
    assert "30 cases had no answer" in " ".join(found.caveats)


def test_the_chart_marks_half_and_the_tails_on_a_log_scale() -> None:
    chart = response_times(planted()).chart().to_dict()
    text = str(chart)
    assert "'type': 'log'" in text
    for words in ("half", "90 %", "99 %"):
        assert words in text
    assert "<table" in response_times(planted(), promise=(0.85, 6))._repr_html_()


def test_hostile_names_are_escaped() -> None:
    table = planted(20).assign(cause="<script>alert(1)</script>")
    assert "<script>" not in response_times(table, by="cause")._repr_html_()
