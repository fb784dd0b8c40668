"""What a session changed: planted changes are found, and none is claimed where there is none to tell."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cslab.errors import InputError, NotFoundError
from cslab.estimate import Estimate
from cslab.study.convened import Participant, Session
from cslab.tell.sessions import errors, sentences
from cslab.tell.sessions.moved import moved
from cslab.tell.sessions.result import own_result, session_result

Pair = tuple[float, float]
Tables = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]

LOCKED = {"before_locked_at": "2026-10-01T09:00:00", "listened_at": "2026-10-01T10:00:00"}
TIMELINE = [
    {"highlight": "a", "highlights": ["a"], "interview_id": "int-01", "at": 1.0, "end": 5.0},
    {"highlight": "b", "highlights": ["b"], "interview_id": "int-02", "at": 5.5, "end": 9.0},
]
NO_TAPS = pd.DataFrame({"teammate": [], "highlight": [], "at": []}).astype(
    {"teammate": str, "highlight": str}
)


def names(people: int) -> list[str]:
    return [f"mate {at}" for at in range(people)]


def held(people: int, *more: Participant) -> Session:
    seats = tuple(Participant("one", who, at, **LOCKED) for at, who in enumerate(names(people)))  # type: ignore[arg-type]
    return Session(
        *("one", "First days", "reel", "Maya", "q3", ("ease",)),
        state="closed",
        participants=(*seats, *more),
        moved={"answer": "2026-10-01", "listen": "2026-10-01", "reveal": "2026-10-01T11"},
        heard={"timeline": TIMELINE},
    )


def team(
    people: int, items: int, weights: tuple[float, float], wrong: tuple[float, float], seed: int
) -> Tables:
    """Two sheets of a team whose own taste leaks by `weights`, and that errs in common by `wrong` points."""
    rng = np.random.default_rng(seed)
    own, truth = rng.uniform(20, 80, (people, items)), rng.uniform(35, 65, items)

    def sheet(weight: float, points: float) -> pd.DataFrame:
        leaks = weight * (own - own.mean(axis=0))
        guess = np.clip(truth + points + leaks + rng.normal(0, 4, own.shape), 0, 100)
        rows = [
            (who, f"item {k}", own[j, k], 50.0, guess[j, k])
            for j, who in enumerate(names(people))
            for k in range(items)
        ]
        return pd.DataFrame(rows, columns=["teammate", "item", "own", "certainty", "predicted"])

    actual = pd.DataFrame({"item": [f"item {k}" for k in range(items)], "wording": "?", "value": truth})
    return sheet(weights[0], wrong[0]), sheet(weights[1], wrong[1]), actual.assign(se=1.0, sd=15.0, n=200)


def test_a_smaller_error_is_found_and_said_with_projection_that_fell() -> None:
    found = session_result(held(9), *team(9, 15, (0.5, 0.1), (20, 5), 1), NO_TAPS)
    assert found.error_change is not None
    assert found.projection_change is not None
    assert found.error_change.high < 0
    assert found.projection_change.high < 0
    assert found.sentence.startswith("Prediction error fell by ")
    assert "; and projection fell by" in found.sentence
    assert found.people == found.error_change.n == 9
    assert list(found.summary()["figure"])[2] == "change of prediction error"
    assert found.error_before is not None
    assert found.error_after is not None
    assert found.error_change.value == pytest.approx(found.error_after.value - found.error_before.value)
    assert len(found.items) == 15
    assert found.items["change"].is_monotonic_increasing
    assert found.chart().to_dict()["layer"]
    assert found.chart_items().to_dict()["layer"]
    assert "&lt;" not in found._repr_html_()


def test_projection_that_rose_is_said_although_the_error_fell() -> None:
    found = session_result(held(9), *team(9, 15, (0.0, 0.6), (30, 0), 2), NO_TAPS)
    assert "; but projection rose by" in found.sentence
    assert "as replayed clips can do" in found.sentence


def test_a_larger_error_is_said_as_plainly() -> None:
    found = session_result(held(8), *team(8, 15, (0.2, 0.2), (0, 20), 3), NO_TAPS)
    assert found.sentence.startswith("Prediction error rose by ")
    assert "further from the customers" in found.sentence


def test_where_nothing_changed_nothing_is_claimed() -> None:
    told = [
        session_result(held(8), *team(8, 15, (0.3, 0.3), (8, 8), seed), NO_TAPS) for seed in range(10, 22)
    ]
    quiet = [one.sentence.startswith("Listening did not measurably change") for one in told]
    assert sum(quiet) >= 9, "at 95 %, twelve samples seldom err more than twice"


def test_one_person_has_no_figure_for_the_team_and_their_own_for_themselves() -> None:
    before, after, actual = team(1, 10, (0.3, 0.1), (20, 5), 4)
    found = session_result(held(1), before, after, actual, NO_TAPS)
    assert found.error_change is found.error_before is None
    assert found.items.empty
    assert "shown to them alone" in found.sentence
    with pytest.raises(InputError, match="no change to draw"):
        found.chart()
    with pytest.raises(InputError, match="no item to draw"):
        found.chart_items()
    mine = own_result(held(1), "MATE 0", before, after, actual, NO_TAPS)
    assert mine.error_change is not None
    assert mine.error_change.n == 10
    assert "over 10 questions your guesses came" in mine.sentence
    assert mine.projection_before is None
    with pytest.raises(NotFoundError):
        own_result(held(1), "Lee", before, after, actual, NO_TAPS)


def test_few_questions_have_an_error_and_no_number_for_projection() -> None:
    found = session_result(held(6), *team(6, 4, (0.3, 0.1), (20, 5), 5), NO_TAPS)
    assert found.projection_change is None
    assert "takes 8 questions" in found.projection_note
    assert found.projection_note in found.caveats
    assert found.error_change is not None
    assert "projection" not in found.sentence


def test_who_did_not_answer_again_or_came_too_late_is_counted_out_loud() -> None:
    before, after, actual = team(5, 10, (0.3, 0.1), (20, 5), 6)
    late = Participant("one", "late", 9, before_locked_at="2026-10-01T12", late=True)
    found = session_result(held(5, late), before, after[after["teammate"] != "mate 4"], actual, NO_TAPS)
    assert (found.people, found.locked, found.participants) == (4, 5, 6)
    said = " ".join(found.caveats)
    assert "1 person of 5 who locked their first answers did not answer again" in said
    assert "1 person locked only after the answers had been shown" in said
    assert sentences.NO_GROUP in found.caveats
    assert sentences.SEEN in found.caveats


def test_nobody_and_unknown_customers_are_sentences_and_no_numbers() -> None:
    before, after, actual = team(4, 9, (0.3, 0.1), (20, 5), 7)
    none = session_result(held(4), before, after.iloc[:0], actual, NO_TAPS)
    assert none.sentence.startswith("Nobody has answered both")
    assert none.summary().empty
    unknown = session_result(held(4), before, after, actual.assign(value=np.nan), NO_TAPS)
    assert unknown.sentence.startswith("Too few customers answered")
    assert unknown.projection_change is not None, "projection needs no customers"


def test_a_figure_reaches_no_further_than_it_can_and_the_same_answers_are_no_chance() -> None:
    own, after, actual = team(2, 10, (0.2, 0.2), (5, 5), 3)
    truth = own["item"].map(actual.set_index("item")["value"])
    apart = own.assign(predicted=truth.where(own["teammate"] == "mate 0", truth - 25))
    found = session_result(held(2), apart, after, actual, NO_TAPS)
    assert found.error_before is not None
    assert (found.error_before.low, found.error_before.high) == (0, 100)
    before = team(4, 10, (0.2, 0.2), (5, 5), 3)[0]
    same = session_result(held(4), before, before, actual, NO_TAPS)
    assert same.sentence.startswith("The team's guesses lie as far from the customers as before: ")
    assert "projection is the same as before" in same.sentence
    assert "+0.0" not in same.sentence
    assert same.error_change is not None
    assert errors.ALL_SAME in same.error_change.caveats


def test_who_gave_no_guess_is_not_said_to_lack_customers() -> None:
    before, after, actual = team(3, 10, (0.2, 0.2), (5, 5), 3)
    none = session_result(held(3), before, after.assign(predicted=np.nan), actual, NO_TAPS)
    assert none.sentence.startswith("Nobody guessed what customers answer to the same question both times")
    one = after.assign(predicted=after["predicted"].where(after["teammate"] == "mate 0"))
    found = session_result(held(3), before, one, actual, NO_TAPS)
    assert found.sentence.startswith("Only one of you guessed both times")


def test_errors_are_paired_by_hand() -> None:
    before = pd.DataFrame(
        {"teammate": ["A", "A", "B"], "item": ["x", "y", "x"], "own": 1.0, "predicted": [10.0, 20.0, 90.0]}
    )
    after = pd.DataFrame(
        {"teammate": ["A", "B", "B"], "item": ["x", "x", "y"], "own": 1.0, "predicted": [40.0, 70.0, 1.0]}
    )
    actual = pd.DataFrame({"item": ["x", "y"], "wording": "?", "value": [50.0, np.nan], "se": 1.0, "n": 9})
    pairs = errors.paired(before, after, actual)
    assert pairs["change"].to_list() == [-30.0, -20.0]
    change = errors.over_people(errors.by_person(pairs)["change"], "Change", level=0.95)
    assert change is not None
    assert change.value == -25.0
    assert change.low == pytest.approx(-25 - 12.706 * 5, abs=0.01), "t with one degree of freedom"


def test_taps_count_people_and_not_taps() -> None:
    taps = pd.DataFrame(
        {
            "teammate": ["A", "A", "a", "B", "C"],
            "highlight": ["b", "b", "a", "b", "b"],
            "at": [8.0, 6.5, 2.0, 7.5, 6.0],
        }
    )
    table = moved(taps, TIMELINE, ["A", "B", "D"], level=0.95)
    assert table["highlight"].to_list() == ["b", "a"]
    assert table["people"].to_list() == [2, 1], "C is not in the session"
    assert table["of"].to_list() == [3, 3]
    assert table["after"].to_list() == [1.5, 1.0], "from the clip's beginning to the first tap"
    nobody = moved(taps, TIMELINE, [], level=0.95)
    assert nobody["people"].to_list() == [0, 0]
    assert nobody["share"].isna().all()


@pytest.mark.parametrize(
    ("before", "after", "words"), [(None, 3.0, "nothing can be told"), (5.0, 5.01, "as far from")]
)
def test_one_persons_sentence(before: float | None, after: float, words: str) -> None:
    assert words in sentences.of_one("Tom", before, after, 1)


def test_the_joint_of_both_sentences_follows_their_signs() -> None:
    fell, rose = (Estimate(at, at - 0.1, at + 0.1, 9, "by hand") for at in (-1.0, 1.0))
    assert sentences.joined("It fell", fell, "it rose", rose) == "It fell; but it rose."
    assert sentences.joined("It fell", fell, "it fell", fell) == "It fell; and it fell."
    assert sentences.joined("It fell", fell, "", None) == "It fell."
