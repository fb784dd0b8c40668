"""Reasons in people: shares, groups, differences and doubts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cslab.errors import InputError, NotFoundError
from cslab.intervals import proportion
from cslab.measure.reasons.bands import GROUPS, NPS_GROUPS, bands_of, group_of
from cslab.measure.reasons.explained import FEW, Reasons, reasons
from cslab.measure.reasons.wrote import people_who_wrote


def written(
    rows: list[tuple[str | None, float | str | None, str | None, tuple[str, ...]]],
) -> tuple[Any, Any]:
    """Answers and codes from rows of person, score, text and codes."""
    names = [f"r-{at}" for at in range(len(rows))]
    answers = pd.DataFrame(
        {
            "response_id": names,
            "person_id": pd.Series([row[0] for row in rows], dtype="str"),
            "score": [row[1] for row in rows],
            "text": [row[2] for row in rows],
        }
    )
    codes = [(name, code, "Maya") for name, row in zip(names, rows, strict=True) for code in row[3]]
    return answers, pd.DataFrame(codes, columns=["response_id", "code", "coder"])


def nps_of(scores: list[int], codes: list[tuple[str, ...]], **more: Any) -> Reasons:
    rows: list[Any] = [
        (f"p-{at}", score, "words", put) for at, (score, put) in enumerate(zip(scores, codes, strict=True))
    ]
    return reasons(*written(rows), role="nps", scale=(0, 10), **more)


def test_shares_are_of_people_whose_words_are_coded() -> None:
    rows: list[Any] = [
        *((f"p-{at}", 3, "dear", ("price",)) for at in range(6)),
        *((f"q-{at}", 9, "kind", ("help",)) for at in range(4)),
        ("p-x", 9, "not read yet", ()),
        ("p-y", 9, None, ()),
        ("p-z", None, " ", ()),
    ]
    found = reasons(*written(rows), role="nps", question="recommend")
    assert (found.answered, found.gave, found.coded, found.uncoded) == (12, 11, 10, 1)
    row = found.table.iloc[0]
    assert (row["code"], row["people"], row["n"]) == ("price", 6, 10)
    share = proportion(6, 10)
    assert found.estimate("price") == share
    assert (row["value"], row["low"], row["high"]) == (share.value, share.low, share.high)
    assert "1 answers have no code yet" in " ".join(found.caveats)
    assert found.coverage.startswith("11 of 12 people who answered wrote why")
    with pytest.raises(NotFoundError, match="did you mean 'price'"):
        found.estimate("prise")


def test_people_are_counted_and_not_answers_or_coders() -> None:
    rows: list[Any] = [("p-1", 2, "a", ("price",)), ("p-1", 9, "b", ("price", "help"))]
    rows += [(None, 5, "c", ("price",)), (None, 5, "d", ("price",))]
    answers, codes = written(rows)
    twice = pd.concat([codes, codes.assign(coder="Tom")])
    people = people_who_wrote(answers, twice)
    assert people["person"].tolist() == ["p-1", "response r-2", "response r-3"]
    assert people["score"].tolist() == [9, 5, 5], "the last score counts"
    assert people["codes"].tolist() == [("price", "help"), ("price",), ("price",)]
    found = reasons(answers, twice, role="nps")
    assert dict(zip(found.table["code"], found.table["people"], strict=True)) == {"price": 3, "help": 1}
    assert found.table["value"].isna().all(), "of three people no share is shown"
    with pytest.raises(InputError, match="Only 3 people"):
        found.estimate("price")
    doubts = " ".join(found.caveats)
    assert "2 responses name nobody" in doubts
    assert "answered more than once" in doubts


def test_groups_of_few_people_show_nothing() -> None:
    found = nps_of([2] * 6 + [8] * 4 + [10] * 10, [("price",)] * 6 + [("help",)] * 14)
    price = found.groups[found.groups["code"] == "price"].set_index("group")
    assert price.index.tolist() == list(NPS_GROUPS)
    assert price["people"].tolist()[0] == 6
    assert price["people"].isna().tolist() == [False, True, False]
    assert price["value"].isna().tolist() == [False, True, False]
    assert "passives" in " ".join(found.caveats)
    assert found.chart_groups("price").to_dict()
    with pytest.raises(NotFoundError):
        found.chart_groups("prise")


def test_a_planted_difference_is_found_and_no_other() -> None:
    rng = np.random.default_rng(7)
    price = rng.random(400) < 0.4
    help_ = rng.random(400) < 0.5
    score = np.clip(rng.normal(7.5 - 2.0 * price, 1.5), 0, 10)
    codes = [
        tuple(code for code, has in (("price", a), ("help", b), ("other", True)) if has)
        for a, b in zip(price, help_, strict=True)
    ]
    rows: list[Any] = [
        (f"p-{at}", value, "w", put) for at, (value, put) in enumerate(zip(score, codes, strict=True))
    ]
    found = reasons(*written(rows), role="nps")
    gap = found.difference("price")
    assert gap.low <= -2.0 <= gap.high
    assert gap.high < 0
    other = found.difference("help")
    assert other.low <= 0 <= other.high
    table = found.differences.set_index("code")
    assert table.loc["price", "p_holm"] < 0.001 < table.loc["help", "p_holm"]
    assert "association" in gap.caveats[0]
    with pytest.raises(InputError, match="fewer than 5"):
        found.difference("other")


def test_welch_is_what_scipy_says() -> None:
    from scipy import stats

    low, high = [1, 2, 3, 4, 5, 9], [5, 6, 7, 7, 8, 10, 10]
    found = nps_of([*low, *high], [("price",)] * 6 + [("help",)] * 7)
    expected = stats.ttest_ind(low, high, equal_var=False).confidence_interval()
    gap = found.difference("price")
    assert (gap.low, gap.high) == pytest.approx((expected.low, expected.high))


def test_the_same_score_from_everybody_is_no_error() -> None:
    found = nps_of([7] * 12, [("price",)] * 6 + [("help",)] * 6)
    row = found.differences.iloc[0]
    assert row[["value", "low", "high", "p_holm"]].isna().all(), "no spread is not certainty"
    with pytest.raises(InputError, match="all scores"):
        found.difference("price")


def test_a_choice_is_split_by_what_was_chosen() -> None:
    rows: list[Any] = [(f"p-{at}", "call" if at % 2 else "mail", "w", ("speed",)) for at in range(12)]
    found = reasons(*written(rows), role="choice", choices=("mail", "call", "visit"))
    assert found.groups["group"].tolist() == ["mail", "call", "visit"]
    assert found.groups["n"].tolist() == [6, 6, 0]
    assert found.differences.empty


@pytest.mark.parametrize(
    ("scores", "role", "scale", "expected"),
    [
        ([0, 6, 7, 8, 9, 10], "nps", (0, 10), [NPS_GROUPS[at] for at in (0, 0, 1, 1, 2, 2)]),
        ([1, 2, 3, 4, 5], "csat", (1, 5), [GROUPS[at] for at in (0, 0, 1, 2, 2)]),
        ([1, 2, 3, 4], "scale", (1, 4), [GROUPS[at] for at in (0, 0, 2, 2)]),
        ([4, 4.5], "ces", None, [GROUPS[1], GROUPS[2]]),
    ],
)
def test_groups_of_scores(scores: list[float], role: str, scale: Any, expected: list[str]) -> None:
    assert [group_of(score, role, scale) for score in scores] == expected
    assert group_of(float("nan"), role, scale) is None


def test_bands_of_a_choice_keep_what_nobody_listed() -> None:
    assert bands_of("choice", ("b", "a"), pd.Series(["a", "c", None])) == ["b", "a", "c"]


def test_nothing_at_all_is_no_error() -> None:
    answers, codes = written([])
    found = reasons(answers, codes, role="nps", said=pd.DataFrame({"person_id": ["p"], "codes": [("a",)]}))
    assert found.summary().empty
    assert found.interviews is None
    assert found.answered == 0
    assert "0 of 0 people" in found._repr_html_()


def test_hostile_codes_are_escaped() -> None:
    found = nps_of([1] * 6, [("<script>alert(1)</script>",)] * 6)
    assert "<script>" not in found._repr_html_()
    assert found.chart().to_dict()
    assert found.chart_differences().to_dict()


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["p-1", "p-2", "p-3", None]),
            st.none() | st.integers(0, 10),
            st.sampled_from([None, "", "words"]),
            st.lists(st.sampled_from(["a", "b"]), unique=True, max_size=2).map(tuple),
        ),
        max_size=20,
    )
)
def test_counts_never_contradict_each_other(rows: list[Any]) -> None:
    found = reasons(*written(rows), role="nps")
    assert found.coded <= found.gave <= found.answered <= len(rows)
    assert (found.table["people"] <= found.coded).all()
    assert found.table["value"].notna().all() == (found.coded >= FEW) or found.table.empty
    by_group = found.groups.groupby("code")["n"].sum()
    assert (by_group <= found.coded).all()
