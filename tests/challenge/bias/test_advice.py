"""Advice differs by how sure people are, and never tells everybody to ignore their taste."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cslab.challenge.bias import Projection, advise, projection
from cslab.challenge.bias.advice import ASIDE, LOOK, REFERENCES
from cslab.errors import InputError, NotFoundError
from tests.challenge.bias.simulated import as_table, teams


def found(weight: float = 0.4, noise: float = 8.0) -> Projection:
    made = teams(np.random.default_rng(1), 9, 16, weight=weight, differ=0.0, noise=noise)
    table = as_table(made)
    number = table["item"].str.removeprefix("item-").astype(int)
    return projection(table.assign(certainty=np.where(number < 10, 85.0, 30.0)))


def test_sure_and_unsure_items_get_opposite_advice() -> None:
    advice = advise(found())
    table = advice.summary()
    assert (table.loc[table["certainty"] >= 60, "do"] == ASIDE).all()
    assert (table.loc[table["certainty"] < 60, "do"] == LOOK).all()
    said = " ".join(advice.sentences)
    assert "10 of 16 questions), write it down and set it aside" in said
    assert "6 of 16 questions), do not try to ignore your taste, which backfires" in said
    assert "Measure again" in said


def test_nobody_is_told_to_ignore_their_taste_where_all_are_unsure() -> None:
    said = " ".join(advise(found(), sure=90).sentences)
    assert "set it aside" not in said
    assert "do not try to ignore your taste" in said


@pytest.mark.parametrize(
    ("weight", "words"),
    [
        (0.4, "leaks into your guesses, so it is worth"),
        (0.0, "hardly leaks"),
        (-0.4, "opposite of what you want"),
        (0.1, "can't be told yet"),
    ],
)
def test_the_first_sentence_follows_the_verdict(weight: float, words: str) -> None:
    assert words in advise(found(weight)).sentences[0]


def test_a_person_is_advised_from_their_own_certainty() -> None:
    advice = advise(found(), person="mate-3")
    assert "Where you are sure" in advice.sentences[1]
    assert set(advice.items["do"]) == {ASIDE, LOOK}
    with pytest.raises(NotFoundError):
        advise(found(), person="nobody")


def test_without_certainty_both_halves_are_said_in_general() -> None:
    none = projection(pd.DataFrame(columns=["teammate", "item", "own", "predicted"]))
    advice = advise(none)
    assert advice.sentences[0].startswith("No projection is measured yet")
    assert "set it aside" in " ".join(advice.sentences)
    assert advice.items.empty
    with pytest.raises(InputError, match="from 0 to 100"):
        advise(none, sure=101)


def test_every_study_it_rests_on_is_named() -> None:
    cited = " ".join(one.citation for one in REFERENCES)
    for who in ("Hattula", "Herzog", "Ross", "Hoch", "Dawes", "Krueger"):
        assert who in cited
    assert "Hattula" in advise(found())._repr_html_()
