"""Figures that were published come out of the code to the last digit that was printed."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cslab.listen.agreement import (
    Continuum,
    Mark,
    coefficients,
    cohen_kappa,
    fleiss_kappa,
    krippendorff_alpha,
    unitizing_alpha,
)
from cslab.listen.agreement.levels import LEVELS, Level
from cslab.listen.agreement.tally import tally_units
from tests.conftest import SHARED

ROOT = Path(__file__).parents[2]
PUBLISHED: dict[str, Any] = tomllib.loads((ROOT / "reference" / "agreement.toml").read_text("utf-8"))
ALPHAS = [(one, level) for one in PUBLISHED["alpha"] for level in LEVELS if level in one]
RECAL = SHARED / "reference" / "krippendorff"


@pytest.mark.parametrize(("one", "level"), ALPHAS, ids=[f"{one['name']}, {level}" for one, level in ALPHAS])
def test_alpha_as_published(one: dict[str, Any], level: Level) -> None:
    units = [[None if value == "" else value for value in unit] for unit in one["units"]]
    estimate = krippendorff_alpha(units, level=level, resamples=100)
    assert estimate.value == pytest.approx(one[level], abs=10.0 ** -one["digits"])
    assert estimate.low < estimate.value < estimate.high


def test_fleiss_as_published() -> None:
    assert fleiss_kappa(PUBLISHED["fleiss"]["ratings"]).value == pytest.approx(0.4302445, abs=5e-8)


def test_cohen_and_its_error_as_published() -> None:
    published = PUBLISHED["cohen"]
    pairs = [
        (row, column)
        for row, often in enumerate(published["table"])
        for column, count in enumerate(often)
        for _ in range(count)
    ]
    estimate = cohen_kappa(*zip(*pairs, strict=True))
    assert estimate.value == pytest.approx(published["kappa"], abs=5e-8)
    assert (estimate.high - estimate.low) / 2 / 1.959964 == pytest.approx(published["error"], abs=5e-6)
    assert estimate.n == 100


@pytest.mark.parametrize(("only_marked", "name"), [(False, "nominal"), (True, "binary")])
def test_alpha_for_unitizing_as_published(only_marked: bool, name: str) -> None:
    published = PUBLISHED["unitizing"]
    coders = [[Mark(first - 1, last, value) for first, last, value in coder] for coder in published["coders"]]
    alpha = unitizing_alpha([Continuum(published["length"], coders)], grain=1, only_marked=only_marked)
    assert alpha == pytest.approx(published[name], abs=1e-3)


@pytest.mark.parametrize(("table", "kappa", "column"), [("09", "cohen", 5), ("10", "fleiss", 3)])
def test_the_tables_of_recal(table: str, kappa: str, column: int) -> None:
    """Freelon 2010, tables 9 and 10: twenty sets of two or three coders."""
    if not RECAL.is_dir():
        pytest.skip("the folder shared/reference with published data is not beside the repository")
    for row in pd.read_csv(RECAL / f"freelon-2010-table-{table}.csv").itertuples(index=False):
        name = str(row[0]).replace("R", "r").replace(".", "")
        ratings = pd.read_csv(RECAL / f"freelon-2010-{name}-recal.csv", header=None)
        tally = tally_units(ratings.to_numpy(dtype=object)).whole

        def figure(which: str) -> float:
            return float(getattr(coefficients, which)(tally).agreement()[0])  # noqa: B023 - called at once

        assert 100 * figure("percent") == pytest.approx(row[1], abs=0.05)
        assert figure(kappa) == pytest.approx(row[column], abs=0.0051)
        assert figure("krippendorff") == pytest.approx(row[-1], abs=5e-5)
