"""Alpha and omega give back published figures, and say when they mean nothing."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from cslab.errors import InputError, NotFoundError
from cslab.measure.surveys.factors import communalities, omega_of
from cslab.measure.surveys.scales import cronbach, omega_total, reliability
from cslab.study.measures import Question

PUBLISHED: dict[str, Any] = tomllib.loads(
    (Path(__file__).parents[2] / "reference" / "scales.toml").read_text("utf-8")
)


def items(n: int, loadings: list[float], seed: int = 0) -> np.ndarray:
    """Answers from 1 to 7 to items that share one thing."""
    rng = np.random.default_rng(seed)
    weights = np.array(loadings)
    felt = rng.normal(size=(n, 1)) * weights + rng.normal(size=(n, len(weights))) * np.sqrt(1 - weights**2)
    return np.clip(np.round(4 + 1.5 * felt), 1, 7)


def asked(count: int, *, turned: set[int] = frozenset()) -> list[Question]:  # type: ignore[assignment]
    return [
        Question(f"i{at}", f"Item {at}", "scale", (1, 7), "loyalty", reverse=at in turned)
        for at in range(count)
    ]


def frame(matrix: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(matrix, columns=[f"i{at}" for at in range(matrix.shape[1])])


def test_alpha_as_published() -> None:
    case = PUBLISHED["attitude"]
    assert round(cronbach(pd.DataFrame(case["rows"])).value, case["digits"]) == case["alpha"]


def test_omega_total_as_published() -> None:
    case = PUBLISHED["thurstone"]
    table = np.array(case["correlations"], dtype=float)
    assert round(float(omega_of(table, case["factors"])), case["digits"]) == case["omega_total"]


def test_feldts_interval_covers() -> None:
    loadings = [0.8, 0.8, 0.8]
    truth = 9 * 0.64 / (9 * 0.64 + 3 * 0.36)
    rng = np.random.default_rng(3)
    held = 0
    for _ in range(300):
        felt = rng.normal(size=(60, 1)) * loadings + rng.normal(size=(60, 3)) * 0.6
        found = cronbach(pd.DataFrame(felt))
        held += found.low <= truth <= found.high
    assert held / 300 >= 0.92


def test_omega_of_items_that_share_one_thing_is_known() -> None:
    weights = np.array([0.9, 0.8, 0.7, 0.3])
    table = np.outer(weights, weights)
    np.fill_diagonal(table, 1)
    assert communalities(table).tolist() == pytest.approx((weights**2).tolist(), abs=1e-4)
    assert float(omega_of(table)) == pytest.approx(weights.sum() ** 2 / table.sum(), abs=1e-4)
    # many tables at once give what each gives alone
    other = np.full((4, 4), 0.5) + 0.5 * np.eye(4)
    assert omega_of(np.stack([table, other])).tolist() == pytest.approx(
        [float(omega_of(table)), 0.8], abs=1e-4
    )


def test_omega_holds_its_truth() -> None:
    found = omega_total(frame(items(300, [0.85, 0.8, 0.7], seed=4)))
    assert found.low < 0.82 < found.high


def test_items_that_fit_are_called_so() -> None:
    found = reliability(frame(items(200, [0.8, 0.8, 0.75])), asked(3), "loyalty")
    assert found.items["word"].tolist() == ["fits"] * 3
    assert found.alpha.low < found.alpha.value < found.alpha.high
    assert found.caveats == ()
    assert found.summary()["figure"].tolist() == ["alpha", "omega"]
    assert found.chart().to_dict()["layer"]
    assert "alpha" in found._repr_html_()


def test_an_item_that_was_not_turned_is_spotted_and_its_mend_named() -> None:
    matrix = items(200, [0.8, 0.8, 0.75])
    matrix[:, 2] = 8 - matrix[:, 2]
    forgotten = reliability(frame(matrix), asked(3), "loyalty")
    assert forgotten.items["word"].tolist()[2] == "looks turned"
    assert any(
        "i2 goes against the others" in one and "set reverse = true" in one for one in forgotten.caveats
    )
    mended = reliability(frame(matrix), asked(3, turned={2}), "loyalty")
    assert mended.items["word"].tolist() == ["fits"] * 3
    twice = reliability(frame(items(200, [0.8, 0.8, 0.75])), asked(3, turned={0}), "loyalty")
    assert any("take its reverse out" in one for one in twice.caveats)


def test_what_alpha_does_not_see_is_said() -> None:
    two = reliability(frame(items(100, [0.8, 0.8])), asked(2), "loyalty")
    assert any("Two items say little" in one for one in two.caveats)
    few = reliability(frame(items(20, [0.8, 0.8, 0.8])), asked(3), "loyalty")
    assert "Only 20 people: read it as a direction, not as a figure." in few.caveats
    apart = np.hstack([items(300, [0.9, 0.9], seed=1), items(300, [0.9, 0.9], seed=2)])
    assert any("more than one thing" in one for one in reliability(frame(apart), asked(4), "loyalty").caveats)
    none = reliability(frame(np.random.default_rng(0).integers(1, 8, (200, 3))), asked(3), "loyalty")
    assert none.alpha.low < 0.1


def test_what_was_left_out_is_counted() -> None:
    data = frame(items(60, [0.8, 0.8, 0.8])).astype(float)
    data["i3"] = 4.0
    data.iloc[:5, 0] = np.nan
    data.iloc[5] = np.nan
    found = reliability(data, asked(4), "loyalty")
    assert found.n == 54
    assert "5 of 59 people left an item out and are not in it." in found.caveats
    assert "Everybody answered i3 alike, so it is left out." in found.caveats


def test_colleagues_are_drawn_together() -> None:
    data = frame(items(80, [0.8, 0.8, 0.8])).assign(account_id=[f"a{at // 4}" for at in range(80)])
    found = reliability(data, asked(3), "loyalty")
    assert "over accounts" in found.omega.method
    assert any("Colleagues" in one for one in found.caveats)


def test_too_little_is_refused_in_words() -> None:
    with pytest.raises(InputError, match="Only 5 people answered all items of loyalty"):
        reliability(frame(items(5, [0.8, 0.8])), asked(2), "loyalty")
    with pytest.raises(InputError, match="two items on"):
        reliability(frame(items(50, [0.8])), asked(1), "loyalty")
    with pytest.raises(NotFoundError, match="no level with questions 'goodwill'"):
        reliability(frame(items(50, [0.8, 0.8])), asked(2), "goodwill")
    with pytest.raises(InputError, match="at least two items and two people"):
        cronbach(pd.DataFrame({"a": [1, 2, 3]}))
