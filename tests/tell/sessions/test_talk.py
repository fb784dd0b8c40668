from __future__ import annotations

import math

import pandas as pd
from hypothesis import given
from hypothesis import strategies as some

from cslab.tell.sessions.talk import ALWAYS, APART, talk

POINTS = some.floats(0, 100) | some.just(math.nan)


def asked(**values: float) -> pd.DataFrame:
    rows = [(item, f"{item} is so.", value) for item, value in values.items()]
    return pd.DataFrame(rows, columns=["item", "wording", "value"])


def wrote(*rows: tuple[str, float, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["item", "own", "predicted"])


def test_where_the_team_was_farthest_off_comes_first() -> None:
    found = talk(wrote(("ease", 50, 60), ("price", 20, 70)), asked(ease=55.0, price=30.0))
    assert found.prompts[0].startswith(
        "“price is so.” – we guessed 40 points higher than customers answered."
    )
    assert found.summary().loc[1, "off"] == 40


def test_guesses_far_apart_are_a_question_of_whom_we_met() -> None:
    near = talk(wrote(("ease", 1, 50), ("ease", 1, 50 + APART - 1)), asked(ease=50.0))
    far = talk(wrote(("ease", 1, 50), ("ease", 1, 50 + APART)), asked(ease=50.0))
    assert not any("apart" in one for one in near.prompts)
    assert "our guesses lie 30 points apart" in " ".join(far.prompts)


def test_a_guess_at_our_own_taste_asks_in_what_they_are_like_us() -> None:
    ours = talk(wrote(("ease", 90, 88)), asked(ease=40.0))
    theirs = talk(wrote(("ease", 90, 45)), asked(ease=40.0))
    assert "In what are they like us" in " ".join(ours.prompts)
    assert "In what are they like us" not in " ".join(theirs.prompts)


def test_where_nothing_is_known_the_voices_remain() -> None:
    assert talk(wrote(), asked(ease=math.nan)).prompts == ALWAYS
    assert talk(wrote(("ease", math.nan, math.nan)), asked(ease=50.0)).prompts == ALWAYS
    assert talk(wrote(("ease", 50, 50)), asked()).prompts == ALWAYS


@given(some.lists(some.tuples(some.sampled_from(["a", "b"]), POINTS, POINTS), max_size=8), POINTS, POINTS)
def test_any_answers_give_questions_and_the_same_ones(
    rows: list[tuple[str, float, float]], one: float, other: float
) -> None:
    found = talk(wrote(*rows), asked(a=one, b=other))
    assert found.prompts[-len(ALWAYS) :] == ALWAYS
    assert len(found.prompts) == len(set(found.prompts))
    assert len(found.items) == 2
    assert not any("nan" in prompt for prompt in found.prompts)
