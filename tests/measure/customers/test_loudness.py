"""Who sets the picture: one loud account moves mentions, and neither people nor the weighted share."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cslab.errors import InputError
from cslab.intervals import proportion
from cslab.measure.customers.loudness import Weighed, weigh


def said(*rows: tuple[str, str | None, str, int]) -> pd.DataFrame:
    """Mentions: person, account, cause, how often."""
    return pd.DataFrame(
        [(person, account, cause) for person, account, cause, often in rows for _ in range(often)],
        columns=["person_id", "account_id", "cause"],
    )


def share(found: Weighed, what: str, counted: str) -> pd.Series:
    rows = found.shares[(found.shares["what"] == what) & (found.shares["counted"] == counted)]
    return rows.iloc[0]


QUIET = [(f"p-{at}", f"a-{at}", "waiting" if at < 12 else "fees", 1) for at in range(20)]
LOUD = ("p-loud", "a-loud", "layout", 60)


def test_the_loudest_set_the_mentions_and_not_the_rest() -> None:
    found = weigh(said(*QUIET, LOUD), "cause")
    assert share(found, "layout", "mentions")["value"] == pytest.approx(60 / 80)
    assert share(found, "layout", "people")["value"] == pytest.approx(1 / 21)
    assert share(found, "layout", "weighted")["value"] == pytest.approx(1 / 21)
    moved = found.moved.set_index("what")["value"]
    assert moved["layout"] == pytest.approx(1 / 21 - 60 / 80)
    assert found.loudest is not None
    assert (found.loudest["what"], found.loudest["much"]) == ("layout", True)
    assert found.loudest["said"].startswith("-70 points (")
    assert (found.people, found.accounts) == (21, 21)
    assert found.shares["what"].iloc[0] == "waiting"  # what most people have comes first


def test_shares_of_people_are_wilsons_and_of_all_customers_count_the_silent() -> None:
    customers = pd.DataFrame({"person_id": [f"p-{at}" for at in range(100)]})
    found = weigh(said(*QUIET, LOUD), "cause", customers=customers)
    row = share(found, "waiting", "people")
    expected = proportion(12, 21)
    assert (row["value"], row["low"], row["high"]) == (expected.value, expected.low, expected.high)
    everybody = share(found, "waiting", "all customers")
    assert (everybody["count"], everybody["of"], everybody["n"]) == (12, 100, 100)


def test_weights_make_those_here_look_like_all_and_add_up_to_one() -> None:
    weights = pd.Series({f"p-{at}": 3.0 if at >= 12 else 1.0 for at in range(20)})
    found = weigh(said(*QUIET), "cause", weights=weights)
    assert share(found, "fees", "weighted")["value"] == pytest.approx(24 / 36)
    whole = found.shares[found.shares["counted"] == "weighted"]["value"].sum()
    assert whole == pytest.approx(1)


def test_a_person_with_two_causes_counts_once_divided() -> None:
    rows = [(f"p-{at}", None, "fees", 1) for at in range(9)]
    found = weigh(said(*rows, ("p-x", None, "fees", 1), ("p-x", None, "waiting", 3)), "cause")
    assert share(found, "waiting", "weighted")["value"] == pytest.approx(0.75 / 10)
    assert share(found, "waiting", "people")["value"] == pytest.approx(1 / 10)


def test_colleagues_are_drawn_together() -> None:
    apart = said(*((f"p-{at}", f"a-{at}", "fees" if at % 2 else "waiting", 1) for at in range(40)))
    alike = apart.assign(account_id=["a-odd" if at % 2 else "a-even" for at in range(40)])
    wide, narrow = (share(weigh(rows, "cause"), "fees", "weighted") for rows in (alike, apart))
    assert wide["high"] - wide["low"] > 2 * (narrow["high"] - narrow["low"])


def test_the_weighted_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    random = np.random.default_rng(11)
    hits = 0
    for run in range(40):
        causes = random.random(40) < 0.3
        rows = said(*((f"p-{at}", None, "fees" if yes else "other", 1) for at, yes in enumerate(causes)))
        found = weigh(rows, "cause", resamples=400, seed=run)
        row = share(found, "fees", "weighted") if causes.any() else None
        hits += row is not None and bool(row["low"] <= 0.3 <= row["high"])
    assert hits >= 33  # 38 of 40 are expected; fewer than 33 would be a chance of about 1 in 300


def test_fewer_than_five_people_show_no_share() -> None:
    found = weigh(said(*QUIET[:4]), "cause", customers=pd.DataFrame({"person_id": ["p-0"]}))
    assert found.shares["value"].isna().all()
    assert found.moved["value"].isna().all()
    assert found.loudest is None
    assert found.people == 4


def test_rows_without_a_person_or_a_cause_are_left_out() -> None:
    rows = said(*QUIET)
    rows.loc[0, "person_id"] = None
    rows.loc[1, "cause"] = None
    found = weigh(rows, "cause")
    assert found.people == 18
    assert weigh(rows.iloc[:2], "cause").shares.empty


def test_the_same_seed_gives_the_same_intervals() -> None:
    rows = said(*QUIET, LOUD)
    pd.testing.assert_frame_equal(weigh(rows, "cause", seed=4).shares, weigh(rows, "cause", seed=4).shares)


@pytest.mark.parametrize("weights", [{"p-0": -1.0}, {"p-0": float("inf")}])
def test_weights_that_are_none_are_refused(weights: dict[str, float]) -> None:
    with pytest.raises(InputError, match="finite and not below 0"):
        weigh(said(*QUIET), "cause", weights=pd.Series(weights))


def test_the_chart_tells_ways_of_counting_apart_by_shape_and_place_too() -> None:
    drawn = weigh(said(*QUIET, LOUD), "cause").chart().to_dict()
    encoding = drawn["layer"][1]["encoding"]
    assert (
        encoding["shape"]["field"] == encoding["yOffset"]["field"] == encoding["color"]["field"] == "counted"
    )
