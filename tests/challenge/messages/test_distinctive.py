from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from cslab.challenge.messages.corpus import corpus
from cslab.challenge.messages.distinctive import distinctive, log_odds, spoken_of
from tests.challenge.messages.said import rows


def test_log_odds_are_those_of_the_paper_by_hand() -> None:
    here, there, weight = [8.0, 2.0, 5.0], [1.0, 9.0, 10.0], 4.0
    ratio, z = log_odds(np.array(here), np.array(there), prior=weight)
    for at in range(3):
        alpha = weight * (here[at] + there[at]) / 35
        one = (here[at] + alpha) / (15 + weight - here[at] - alpha)
        other = (there[at] + alpha) / (20 + weight - there[at] - alpha)
        delta = math.log(one) - math.log(other)
        assert ratio[at] == pytest.approx(delta)
        assert z[at] == pytest.approx(delta / math.sqrt(1 / (here[at] + alpha) + 1 / (there[at] + alpha)))


def test_a_stronger_prior_draws_towards_no_difference() -> None:
    here, there = np.array([8.0, 2.0]), np.array([2.0, 8.0])
    weak, strong = (log_odds(here, there, prior=weight)[0] for weight in (1.0, 1000.0))
    assert weak[0] > strong[0] > 0


def test_what_all_say_everywhere_is_no_word_of_anything() -> None:
    ratio, _ = log_odds(np.array([4.0, 4.0]), np.array([4.0, 4.0]))
    assert ratio == pytest.approx([0, 0])


def test_words_of_approvals_are_found_with_their_people() -> None:
    said = corpus(rows())
    spoken = spoken_of(said, {"approvals"})
    assert spoken.people == {"p-1", "p-2", "p-3", "p-5"}
    found = distinctive(said, spoken, leave_out={"approv"}).set_index("word")
    assert found.loc["phone", "people"] == 3
    assert found.loc["signs", "forms"] == ("signs", "signed", "signing")
    assert "approve" not in found.index
    assert not {"rang", "price", "two"} & set(found.index)
    assert found["z"].is_monotonic_decreasing


def test_words_of_others_do_not_count() -> None:
    said = corpus(rows())
    spoken = spoken_of(said, {"approvals"}, {"p-1", "p-2", "p-4"})
    found = distinctive(said, spoken)
    assert list(found["word"]) == ["approve", "phone"]
    assert spoken.people == {"p-1", "p-2"}


def test_a_single_word_has_nothing_to_be_compared_with() -> None:
    ratio, z = log_odds(np.array([3.0]), np.array([2.0]))
    assert (ratio.tolist(), z.tolist()) == ([1.0], [3.0])


def test_one_persons_own_word_is_not_told() -> None:
    said = corpus(rows())
    found = distinctive(said, spoken_of(said, {"approvals"}))
    assert "paper" not in set(found["word"])  # said twice, by one person
    assert "paper" in set(distinctive(said, spoken_of(said, {"approvals"}), least=1)["word"])


def test_without_codes_nothing_stands_under_them() -> None:
    said = corpus(rows(codes=False))
    spoken = spoken_of(said, {"approvals"})
    assert spoken.people == frozenset()
    assert distinctive(said, spoken).empty
    nothing = corpus(pd.DataFrame(columns=["person_id", "text", "source"]))
    assert distinctive(nothing, spoken_of(nothing, {"approvals"})).empty


def test_where_everything_stands_under_the_codes_words_are_ranked_by_people() -> None:
    table = pd.DataFrame({"person_id": list("abc"), "source": "answer", "text": ["snow", "snow", "snow ice"]})
    table["marks"] = [(("winter", 0, 2),)] * 3
    said = corpus(table)
    found = distinctive(said, spoken_of(said, {"winter"}), least=1)
    assert list(found["word"]) == ["snow", "ice"]
