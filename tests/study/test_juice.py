from __future__ import annotations

from typing import Any

import pytest

from cslab.errors import InputError, NotFoundError
from cslab.study.highlights import add_highlight, change_highlight, highlights
from cslab.study.juice import COMPONENTS, juiciness_of
from cslab.study.store import Store


def add(store: Store, **given: Any) -> int:
    return add_highlight(store, **({"interview_id": "i", "start": 0, "end": 1, "codes": ["a"]} | given))


def test_counted_from_its_components() -> None:
    assert juiciness_of(None, COMPONENTS) == 5, "six components and no more than five"
    assert juiciness_of(2, ["emotion", "contrast"]) == 2, "a person's own number stands"


def test_kept_with_who_judged(store: Store) -> None:
    number = add(store, juice=["contrast", "emotion", "emotion"], sentiment=-1, coder="Maya")
    add(store, juiciness=5, coder="Maya")
    plain = add(store)
    table = highlights(store).set_index("id")
    assert table["juiciness"].tolist()[:2] == [3, 5]
    assert table["juice"].tolist() == [("emotion", "contrast"), (), ()]
    assert table["juice_by"].tolist()[:2] == ["Maya", "Maya"]
    assert table.loc[number, "sentiment"] == -1
    assert table.loc[plain, ["juiciness", "sentiment", "juice_by"]].isna().all()


def test_changed_by_another(store: Store) -> None:
    number = add(store, juice=["emotion"], coder="Maya")
    change_highlight(store, number, note="so true", sentiment=1, actor="Tom")
    row = highlights(store).iloc[0]
    assert (row["juice_by"], row["coder"], row["sentiment"]) == ("Maya", "Maya", 1)
    change_highlight(store, number, juice=["emotion", "surprise", "own words"], actor="Tom")
    row = highlights(store).iloc[0]
    assert (row["juiciness"], row["juice_by"], row["coder"]) == (4, "Tom", "Maya")
    change_highlight(store, number, juiciness=1, sentiment=None, actor="Sam")
    row = highlights(store).iloc[0]
    assert (row["juiciness"], row["juice"], row["juice_by"]) == (
        1,
        ("emotion", "surprise", "own words"),
        "Sam",
    )
    change_highlight(store, number, juice=[], actor="Sam")
    assert highlights(store)[["juiciness", "juice_by", "sentiment"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"juiciness": 6}, "Juiciness is a whole number from 1 to 5, but 6"),
        ({"juiciness": 0}, "from 1 to 5"),
        ({"juiciness": 2.5}, "whole number"),
        ({"juiciness": True}, "whole number"),
        ({"juiciness": float("nan")}, "whole number"),
        ({"sentiment": 2}, "Sentiment is -1, 0 or 1, but 2"),
        ({"sentiment": 0.5}, "Sentiment is"),
        ({"juice": ["emotions"]}, "did you mean 'emotion'"),
    ],
)
def test_out_of_range(store: Store, given: dict[str, Any], sentence: str) -> None:
    with pytest.raises((InputError, NotFoundError), match=sentence):
        add(store, **given)
    number = add(store)
    with pytest.raises((InputError, NotFoundError), match=sentence):
        change_highlight(store, number, **given)


def test_a_note_alone_is_worth_keeping(store: Store) -> None:
    number = add(store, codes=[], note="Listen to how she pauses.")
    assert highlights(store)["codes"].tolist() == [()]
    with pytest.raises(InputError, match="at least one code, or a note"):
        change_highlight(store, number, note=" ")
    change_highlight(store, number, codes=["a"], note="")
    with pytest.raises(InputError, match="at least one code, or a note"):
        change_highlight(store, number, codes=[])
