"""Whether a persona is nearer to us or to its customers: planted places, and no number where we agree."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from cslab.challenge.bias import PersonaPull, persona_to_us
from cslab.challenge.bias.persona import pull_of
from cslab.errors import InputError, NotFoundError
from cslab.estimate import Estimate

ITEMS = [f"item-{at}" for at in range(15)]
Floats = npt.NDArray[np.float64]


def team_of(own: Floats) -> pd.DataFrame:
    people, items = own.shape
    return pd.DataFrame(
        {
            "teammate": np.repeat([f"mate-{at}" for at in range(people)], items),
            "item": np.tile(ITEMS[:items], people),
            "own": own.clip(0, 100).ravel(),
            "predicted": 50.0,
        }
    )


def place(
    at: float, gap: float = 20.0, people: int = 9, customers: int = 60, seed: int = 1, noise: float = 4.0
) -> PersonaPull:
    """Measure a persona that stands at a known place between customers (0) and us (1)."""
    rng = np.random.default_rng(seed)
    truth = rng.uniform(35, 65, 15)
    ours = truth + gap * np.sign(rng.normal(size=15)) * rng.uniform(0.5, 1.2, 15)
    said = pd.DataFrame(
        {
            "item": ITEMS,
            "value": truth + rng.normal(0, 22 / np.sqrt(customers), 15),
            "sd": 22.0,
            "n": customers,
        }
    )
    scores = (truth + at * (ours - truth) + rng.normal(0, noise, 15)).clip(0, 100)
    own = ours + rng.normal(0, 15, (people, 15))
    return persona_to_us(dict(zip(ITEMS, scores, strict=True)), team_of(own), said)


@pytest.mark.parametrize(
    ("at", "verdict"), [(0.0, "nearer to the customers"), (1.0, "nearer to us"), (0.5, "inconclusive")]
)
def test_a_planted_place_is_found(at: float, verdict: str) -> None:
    found = place(at)
    assert found.verdict == verdict
    assert found.pull is not None
    assert found.pull.low < at < found.pull.high
    assert f"{found.pull.value:.2f}" in found.sentence
    assert list(found.summary()["figure"]) == ["pull toward us"]


def test_the_estimate_is_the_formula_with_sampling_errors_taken_out() -> None:
    rng = np.random.default_rng(2)
    own, value, persona = rng.uniform(20, 80, (6, 15)), rng.uniform(20, 80, 15), rng.uniform(20, 80, 15)
    said = pd.DataFrame({"item": ITEMS, "value": value, "se": 3.0})
    found = persona_to_us(dict(zip(ITEMS, persona, strict=True)), team_of(own), said)
    mean, error = own.mean(axis=0), own.std(axis=0, ddof=1) / np.sqrt(6)
    above = ((persona - value) * (mean - value) - 9).sum()
    below = ((mean - value) ** 2 - 9 - error**2).sum()
    assert found.pull is not None
    assert found.pull.value == pytest.approx(above / below)


def test_where_we_agree_with_customers_it_is_untestable() -> None:
    found = [place(1.0, gap=0.0, people=6, customers=30, seed=seed) for seed in range(12)]
    assert sum(one.verdict == "untestable" for one in found) >= 10
    none = next(one for one in found if one.verdict == "untestable")
    assert none.pull is None
    assert "much the same" in none.sentence
    assert none.summary().empty
    assert len(none.items) == 15


def pulls(at: float, gap: float, *, customers: int = 40, runs: int = 400) -> list[Estimate | None]:
    """Measure many personas of known place, with eight teammates."""
    rng = np.random.default_rng([round(at), round(gap)])
    found = []
    for _ in range(runs):
        truth = rng.uniform(25, 75, 15)
        ours = truth + gap * rng.normal(size=15)
        said = rng.normal(truth[:, None], 22, (15, customers))
        own = rng.normal(ours[:, None], 18, (15, 8))
        errors = (sample.std(axis=1, ddof=1) / np.sqrt(sample.shape[1]) for sample in (own, said))
        scores = truth + at * (ours - truth) + rng.normal(0, 8, 15)
        found.append(pull_of(scores, own.mean(axis=1), said.mean(axis=1), *errors, level=0.95))
    return found


@pytest.mark.parametrize("gap", [0.0, 5.0, 10.0, 20.0])
@pytest.mark.parametrize("at", [0.0, 1.0])
def test_the_rule_is_not_over_confident(gap: float, at: float) -> None:
    found = pulls(at, gap)
    given = [one for one in found if one is not None]
    missed = sum(not one.low <= at <= one.high for one in given)
    wrong = sum(one.low > 0.5 if at == 0 else one.high < 0.5 for one in given)
    assert missed / 400 < 0.085
    assert wrong / 400 <= 0.025
    assert len(given) / 400 > 0.95 if gap == 20 else len(given) / 400 < 0.1 if gap == 0 else given


def test_errors_of_the_survey_do_not_pull_a_persona_toward_us() -> None:
    found = [one.value for one in pulls(0.0, 20.0, customers=12) if one is not None]
    assert abs(float(np.median(found))) < 0.05


def test_scores_that_cannot_be_held_against_both_are_said() -> None:
    rng = np.random.default_rng(3)
    own, value = rng.uniform(20, 80, (6, 15)), rng.uniform(20, 80, 15)
    said = pd.DataFrame({"item": ITEMS[:12], "value": value[:12], "se": 3.0})
    scores: dict[str, float] = dict(zip(ITEMS, rng.uniform(20, 80, 15), strict=True))
    scores["item-0"], scores["item-1"] = 300.0, float("nan")
    found = persona_to_us(scores, team_of(own), said)
    assert any("score of item-0 is no number from 0 to 100" in caveat for caveat in found.caveats)
    assert any("3 of the persona's 13 scores are left out" in caveat for caveat in found.caveats)
    few = persona_to_us(dict.fromkeys(ITEMS[:7], 50.0), team_of(own), said)
    assert few.verdict == "untestable"
    assert few.sentence.startswith("Only 7 of this persona's scores")


def test_one_person_is_no_team_and_no_scores_are_no_persona() -> None:
    own, said = np.full((1, 15), 50.0), pd.DataFrame({"item": ITEMS, "value": 40.0, "se": 3.0})
    assert persona_to_us(dict.fromkeys(ITEMS, 50.0), team_of(own), said).verdict == "untestable"
    assert "no scores yet" in persona_to_us({}, team_of(own), said).sentence


def test_what_is_no_table_is_refused() -> None:
    with pytest.raises(InputError, match="must be a table"):
        persona_to_us({}, None, pd.DataFrame())  # type: ignore[arg-type]
    with pytest.raises(NotFoundError, match="column"):
        persona_to_us({}, team_of(np.ones((2, 15))), pd.DataFrame({"item": ITEMS}))


def test_words_of_others_are_escaped() -> None:
    assert "<b>" in place(1.0)._repr_html_()
    assert place(1.0).chart().to_dict()["layer"]
