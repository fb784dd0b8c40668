"""What is said at a stage: spread over people, counted in people, and a gap that says what to ask."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cslab.tell.journey.spoken import best_first, counted, said
from tests.tell.journey.journeys import clips

ROWS = st.lists(
    st.tuples(
        st.sampled_from("abcde"),
        st.sampled_from(["find", "use"]),
        st.sampled_from([-1, 0, 1, None]),
        st.sampled_from([1, 2, 3, 4, 5, None]),
    ),
    max_size=20,
)


@given(ROWS)
def test_everybodys_best_comes_before_anybodys_second(
    rows: list[tuple[str, str, int | None, int | None]],
) -> None:
    table = clips(rows)
    ordered = best_first(table)
    assert sorted(ordered["id"]) == sorted(table["id"])
    turns = ordered.groupby("person_id").cumcount().tolist()
    assert turns == sorted(turns)
    for _, own in ordered.groupby("person_id"):
        worth = own["juiciness"].fillna(0).tolist()
        assert worth == sorted(worth, reverse=True)


@given(ROWS)
def test_codes_are_counted_in_people_out_of_those_who_speak(
    rows: list[tuple[str, str, int | None, int | None]],
) -> None:
    table = clips(rows)
    here = table[table["stage"] == "use"]
    cell = counted(table, "use", "pains")
    unhappy = here.loc[here["sentiment"] == -1, "person_id"].nunique()
    assert [(one.label, one.people, one.of) for one in cell.points] == (
        [("trust", unhappy, here["person_id"].nunique())] if unhappy else []
    )
    assert cell.empty == (not unhappy)
    assert bool(cell.note) == cell.empty


def test_the_most_frequent_code_comes_first_and_plays_its_clips() -> None:
    table = clips([("a", "use", -1, 1), ("b", "use", -1, 5), ("c", "use", 1, 2)])
    table.at[0, "codes"] = ("price",)
    table.at[1, "codes"] = ("price", "trust")
    points = counted(table, "use", "pains").points
    assert [(one.label, one.people, one.highlights) for one in points] == [
        ("price", 2, (2, 1)),
        ("trust", 1, (2,)),
    ]
    assert counted(table, "use", "delights").clips == (3,)


def test_a_cell_plays_all_its_clips_and_quotes_the_best() -> None:
    cell = said(clips([("a", "use", None, at % 5) for at in range(9)]), "use")
    assert len(cell.clips) == 9
    assert [quote.highlight for quote in cell.quotes] == list(cell.clips[:6])
    assert cell.quotes[0].sentiment is None


@pytest.mark.parametrize(
    ("withheld", "note"),
    [
        (0, "Nobody speaks of this stage yet. Ask in the next interview: Why?"),
        (1, "1 person speaks of this stage, but did not agree to be heard here."),
        (3, "3 people speak of this stage, but did not agree to be heard here."),
    ],
)
def test_a_gap_says_why_and_what_to_do(withheld: int, note: str) -> None:
    cell = said(clips([("a", "find", 1, 1)]), "use", question="Why?", withheld=withheld)
    assert cell.empty
    assert cell.note == note


def test_who_is_withheld_beside_others_is_said() -> None:
    assert said(clips([("a", "use", 1, 1)]), "use", withheld=2).note == "2 people more can't be heard here."


@pytest.mark.parametrize(
    ("n", "note"), [(0, "Nobody is heard here"), (1, "The one person"), (2, "None of the 2")]
)
def test_no_pain_is_told_from_no_voice(n: int, note: str) -> None:
    table = clips([(f"p{at}", "use", 1, 1) for at in range(n)])
    assert counted(table, "use", "pains").note.startswith(note)
