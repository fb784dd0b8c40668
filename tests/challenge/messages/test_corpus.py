from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cslab.challenge.messages.corpus import AROUND, Place, corpus
from cslab.errors import InputError
from tests.challenge.messages.said import rows

SAID = corpus(rows())


def test_people_are_counted_once_however_often_they_speak() -> None:
    assert len(SAID.people()) == 8
    assert SAID.people("interview") == {"p-1", "p-2", "p-3", "p-4"}
    assert SAID.people("answer", {"p-1", "p-2", "p-5"}) == {"p-1", "p-5"}


def test_a_word_is_found_in_all_its_forms() -> None:
    forms = [SAID.form(place) for place in SAID.places(("sign",))]
    assert forms == ["signs", "signed", "Signing"]


def test_words_are_found_side_by_side_and_nowhere_else() -> None:
    assert [place.row for place in SAID.places(("fair", "price"))] == [6]
    assert list(SAID.places(("price", "fair"))) == []
    assert list(SAID.places(())) == []


def test_only_the_people_named_are_heard() -> None:
    assert [SAID.rows[place.row]["person_id"] for place in SAID.places(("approv",), {"p-2"})] == ["p-2"]


def test_a_word_has_the_codes_of_its_place() -> None:
    text = "We wait and wait for the fee"
    said = corpus(
        pd.DataFrame(
            [
                {
                    "person_id": "p",
                    "text": text,
                    "source": "interview",
                    "marks": (("late", 1, 4), ("fee", 6, 7)),
                }
            ]
        )
    )
    assert [said.codes_at(place) for place in said.places(("wait",))] == [{"late"}, {"late"}]
    assert [said.codes_at(place) for place in said.places(("fee",))] == [{"fee"}]
    assert said.codes_at(Place(0, 0)) == set()


def test_a_quote_begins_where_its_first_word_is_heard() -> None:
    words = [f"word{at}" for at in range(60)]
    times = (np.arange(60) * 100).astype("<u2").tobytes()
    said = corpus(
        pd.DataFrame(
            [{"person_id": "p", "text": " ".join(words), "source": "interview", "start": 5.0, "times": times}]
        )
    )
    (place,) = said.places(("word30",))
    found = said.quote(place)
    assert found["start"] == 5.0 + 30 - AROUND
    assert found["quote"] == f"… {' '.join(words[30 - AROUND : 31 + AROUND])} …"


def test_what_has_no_words_is_left_out() -> None:
    said = corpus(pd.DataFrame({"person_id": ["p", "q"], "text": [None, "  "], "source": "answer"}))
    assert said.people() == set()


def test_other_languages_say_how_little_words_are_told() -> None:
    assert "most frequent" in corpus(rows(), language="de").caveats[0]
    assert "Inflections" in corpus(rows(), language="xx").caveats[0]
    many = pd.DataFrame(
        {"person_id": "p", "source": "answer", "text": [f"die Rechnung {at} kam spät" for at in range(600)]}
    )
    said = corpus(many, language="de")
    assert {"die", "kam"} <= said.frequent
    assert "rechnung" not in said.frequent


def test_a_column_that_is_needed_is_asked_for() -> None:
    with pytest.raises(InputError, match="has no column source"):
        corpus(pd.DataFrame({"person_id": ["p"], "text": ["so"]}))
