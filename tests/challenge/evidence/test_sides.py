"""Which clip is for a claim and which against: marks, codes, and what people themselves answered."""

from __future__ import annotations

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from cslab.challenge.claims.verdict import Finding
from cslab.challenge.evidence import people_sides, put_on_sides, rules_of
from cslab.study.personas import Claim, Indicator
from tests.challenge.evidence.made import CLAIM, clips, verdict

RULES = rules_of(CLAIM, lambda code: ("shared-login",) if code == "workaround" else ())
INSIDE = ("p-1", "p-2", "p-3")


def marks(*rows: tuple[int, str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        [{"highlight": f"h-{number}", "side": side, "author": author} for number, side, author in rows]
    )


def sides(told: pd.DataFrame) -> dict[int, str]:
    return dict(zip(told["id"], told["side"], strict=True))


def test_codes_put_clips_on_sides_and_codes_below_count() -> None:
    rows = clips((1, "p-1", ("trust",)), (2, "p-2", ("shared-login",)), (3, "p-3", ("delight",)))
    told = put_on_sides(rows, RULES, inside=INSIDE, own={})
    assert sides(told) == {1: "for", 2: "against"}
    assert list(told["why"]) == ["Coded “trust”", "Coded “workaround”"]


def test_codes_on_both_sides_are_for_somebody_to_judge() -> None:
    told = put_on_sides(clips((1, "p-1", ("trust", "workaround"))), RULES, inside=INSIDE, own={})
    assert sides(told) == {1: "open"}


def test_a_mark_wins_over_any_rule_and_teammates_may_differ() -> None:
    rows = clips(*((number, "p-1", ("trust",)) for number in (1, 2, 3, 4)))
    said = marks((1, "against", "Maya"), (2, "neither", "Maya"), (3, "for", "Maya"), (3, "against", "Tom"))
    told = put_on_sides(rows, RULES, inside=INSIDE, own={}, marks=said)
    assert sides(told) == {1: "against", 2: "neither", 3: "open", 4: "for"}
    assert told.set_index("id").loc[3, "why"] == "Teammates differ (Maya: for; Tom: against)"
    assert told.set_index("id").loc[1, "marks"] == (("Maya", "against"),)


def test_marked_ones_come_first_then_the_people_it_claims_the_juiciest_and_each_person_once() -> None:
    rows = clips(
        *((number, person, ("trust",)) for number, person in enumerate(("p-9", "p-1", "p-1", "p-2", "p-8"))),
        juicy={0: 5, 1: 5, 2: 4, 3: 1, 4: 1},
    )
    told = put_on_sides(rows, RULES, inside=INSIDE, own={}, marks=marks((4, "for", "Maya")))
    assert list(told["id"]) == [4, 1, 3, 2, 0]
    assert list(told["inside"]) == [False, True, True, True, False]


def test_people_whose_own_answers_stand_on_a_side_give_one_clip_and_never_against_their_words() -> None:
    rows = clips((1, "p-1", ()), (2, "p-1", ()), (3, "p-2", ("trust",)), (4, "p-2", ()), juicy={2: 5})
    own = {"p-1": "against", "p-2": "against", "p-9": "for"}
    told = put_on_sides(rows, RULES, inside=INSIDE, own=own)
    assert sides(told) == {2: "against", 3: "for"}
    assert list(told["by"]) == ["coded", "own"]


def test_what_somebody_wrote_is_open_where_its_code_says_otherwise_than_their_own_answer() -> None:
    rows = clips((1, "p-1", ("trust",)), (2, "p-2", ("trust",)), (3, "p-3", ()))
    own = {"p-1": "against", "p-2": "against", "p-3": "against"}
    about = pd.Series([True, False, False])
    told = put_on_sides(rows, RULES, inside=INSIDE, own=own, about=about)
    assert sides(told) == {1: "open", 2: "for"}


def test_indicators_of_codes_say_who_speaks_for_and_who_against() -> None:
    def rule(comparator: str, versus: str = "") -> tuple[str, str] | None:
        asked = Indicator("interviews", comparator, 50, versus=versus, code="delight")
        found = rules_of(Claim("a", "b", "c", (asked,)), lambda _: ())
        return (found[0].inside, found[0].outside) if found else None

    assert rule("at_least") == ("for", "")
    assert rule("at_most") == ("against", "")
    assert rule("at_least", "others") == ("for", "against")
    assert rule("at_most", "others") == ("against", "for")
    assert rule("about") is None


def test_people_stand_where_all_their_answers_stand_and_silence_denies_nothing() -> None:
    found = verdict().findings
    other = Finding(Indicator("usage", "at_least", 5), "", "supported", "", people_for=("p-2",))
    silent = Finding(Indicator("interviews", "at_least", 5), "", "supported", "", people_against=("p-1",))
    assert people_sides((*found, other, silent)) == {"p-1": "for", "p-3": "against"}


CODES = st.lists(st.sampled_from(("trust", "workaround", "shared-login", "delight")), max_size=3, unique=True)
PEOPLE = st.sampled_from(("p-1", "p-2", "p-3", "p-8", "p-9"))
MARKS = st.lists(
    st.tuples(st.integers(0, 8), st.sampled_from(("for", "against", "neither")), st.sampled_from("ab")),
    max_size=8,
    unique_by=lambda one: (one[0], one[2]),
)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(PEOPLE, CODES), min_size=1, max_size=9), MARKS)
def test_a_clip_is_on_one_side_at_most_and_marks_alone_decide_where_there_are_any(
    said: list[tuple[str, list[str]]], given_marks: list[tuple[int, str, str]]
) -> None:
    rows = clips(*((at, person, tuple(codes)) for at, (person, codes) in enumerate(said)))
    own = {"p-1": "for", "p-2": "against"}
    told = put_on_sides(rows, RULES, inside=INSIDE, own=own, marks=marks(*given_marks))
    assert told["id"].is_unique
    found = sides(told)
    for at in range(len(said)):
        named = {side for number, side, _ in given_marks if number == at}
        if len(named) == 1:
            assert found[at] == named.pop()
        elif named:
            assert found[at] == "open"
    ranks = [(row["by"] != "marked", not row["inside"]) for row in told.to_dict("records")]
    assert ranks == sorted(ranks)
