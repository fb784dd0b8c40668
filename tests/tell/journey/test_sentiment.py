"""One value a person, and an interval that holds the truth where few feel alike."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cslab.errors import InputError
from cslab.tell.journey.feeling import feeling
from cslab.tell.journey.sentiment import felt, mean_sentiment
from tests.tell.journey.journeys import clips


def test_a_person_counts_once_however_often_they_speak() -> None:
    table = clips(
        [("a", "use", -1, 1)] * 8 + [("b", "use", 1, 1), ("b", "use", None, 1), ("c", "find", 1, 1)]
    )
    people = felt(table)
    assert people[people["stage"] == "use"].set_index("person_id")["value"].to_dict() == {"a": -1.0, "b": 1.0}
    assert people["clips"].tolist() == [8, 1, 1]


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=30))
def test_the_interval_holds_its_value_and_stays_on_the_scale(values: list[float]) -> None:
    found = mean_sentiment(values)
    assert -1 <= found.low <= found.value <= found.high <= 1
    assert found.value == pytest.approx(np.mean(values))
    assert found.low < found.high, "a few who feel alike are no certainty"
    assert found.n == len(values)


@pytest.mark.parametrize(
    ("values", "shares"),
    [((-1, 1), (0.2, 0.8)), ((-1, 0, 1), (0.7, 0.2, 0.1)), ((-1, -0.5, 1), (0.9, 0.05, 0.05))],
)
@pytest.mark.parametrize("n", [5, 8, 20])
def test_planted_means_are_held_as_often_as_promised(
    values: tuple[float, ...], shares: tuple[float, ...], n: int
) -> None:
    truth = float(np.dot(values, shares))
    drawn = np.random.default_rng(7).choice(values, size=(400, n), p=shares)
    held = [found.low <= truth <= found.high for found in map(mean_sentiment, drawn.tolist())]
    assert np.mean(held) > 0.92, "0.95, less two and a half standard errors of 400 draws"


@pytest.mark.parametrize("values", [[], [1.5], [float("nan")]])
def test_what_is_no_sentiment_is_refused(values: list[float]) -> None:
    with pytest.raises(InputError, match="from -1 to 1"):
        mean_sentiment(values)


def test_fewer_than_five_have_no_figure_but_are_counted() -> None:
    table = clips([("a", "use", -1, 1), ("b", "use", 1, 1), ("c", "use", 0, 1), ("d", "use", -1, 1)])
    cell = feeling(table, "use")
    assert cell.figures == ()
    assert cell.note == "4 people, too few for a figure."
    assert [(one.label, one.people, one.of) for one in cell.points] == [
        ("Glad", 1, 4),
        ("In between", 1, 4),
        ("Unhappy", 2, 4),
    ]
    assert cell.clips[-1] == 2, "the unhappiest first, the gladdest last"


def test_five_have_one_with_its_rows() -> None:
    cell = feeling(clips([(f"p{at}", "use", at % 3 - 1, 1) for at in range(5)]), "use")
    (figure,), (behind,) = cell.figures, cell.behind
    assert figure.estimate.n == len(behind.table) == 5
    assert cell.note == ""


@pytest.mark.parametrize(
    ("rows", "note"), [([], "Nobody is heard here"), ([("a", "use", None, 1)], "Nobody judged")]
)
def test_nobody_and_nothing_judged_are_told_apart(
    rows: list[tuple[str, str, int | None, int | None]], note: str
) -> None:
    assert feeling(clips(rows), "use").note.startswith(note)
