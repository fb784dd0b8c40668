from __future__ import annotations

import numpy as np
import pytest

from cslab.challenge.personas import Measured, Quality, quality
from cslab.challenge.personas.problem import (
    LIKE_OTHERS,
    OF_EVERYONE,
    OPPOSITE,
    SAID_TWICE,
    SMALL_SEGMENT,
    VAGUE,
)
from cslab.errors import InputError
from tests.challenge.personas.planted import ANN, claim, indicator, share, values

LANES, DIGEST = indicator(), indicator("digest")
MIXED = [float(at % 2) for at in range(400)]


def found_in(
    *claims: object, drafts: tuple[object, ...] = (), size: int = 100, **measured: object
) -> Quality:
    return quality(Measured(ANN, claims, measured, drafts), size=size, of=400)  # type: ignore[arg-type]


def kinds(found: Quality) -> list[tuple[str, tuple[str, ...], bool]]:
    return [(one.kind, one.claims, one.sure) for one in found.problems]


def test_a_claim_that_names_nothing_is_vague_locked_or_not() -> None:
    wish, dream = claim("wish", "Something that just works."), claim("dream", "Revenue goes up.")
    found = found_in(wish, drafts=(dream,))
    assert kinds(found) == [(VAGUE, ("wish",), True), (VAGUE, ("dream",), True)]
    assert found.sentence == "Of 2 claims, 2 are vague."
    assert "names nothing that would show it" in found.problems[0].sentence


def test_true_of_nearly_everyone_is_certain_only_where_the_interval_is_beyond() -> None:
    says = claim("time", "We do not waste her time.", LANES)
    sure = found_in(says, time=(values(share(100, 95), share(300, 288)),))
    assert kinds(sure) == [(OF_EVERYONE, ("time",), True)]
    assert "is true of nearly everyone: of 96 % of the 400 customers" in sure.problems[0].sentence
    unsure = found_in(says, time=(values(share(20, 18), share(40, 36)),))
    assert kinds(unsure)[0] == (OF_EVERYONE, ("time",), False)
    assert "perhaps true of nearly everyone" in unsure.problems[0].sentence
    assert unsure.problems[0].estimate is not None
    assert unsure.problems[0].estimate.low < 0.85
    assert unsure.sentence == "Of 1 claim, 1 is perhaps true of nearly everyone."
    assert kinds(found_in(says, time=(values(share(100, 80), share(300, 200)),))) == []


def test_a_claim_as_true_of_everyone_else_tells_nobody_apart() -> None:
    says = claim("write", "She would rather be written to.", LANES)
    sure = found_in(says, write=(values(share(400, 200), share(800, 404)),))
    assert kinds(sure) == [(LIKE_OTHERS, ("write",), True)]
    assert "(50 % here, 50 % elsewhere)" in sure.problems[0].sentence
    assert {"Use it: segment", "Use it: everyone else", "Use it: effect"} <= set(
        sure.problems[0].table["what"]
    )
    unsure = found_in(says, write=(values(share(30, 15), share(60, 30)),))
    assert kinds(unsure) == [(LIKE_OTHERS, ("write",), False)]
    assert "as far as can be told" in unsure.problems[0].sentence
    assert kinds(found_in(says, write=(values(share(100, 80), share(300, 60)),))) == []


def test_a_claim_is_like_everyone_elses_only_by_all_figures_that_show_it() -> None:
    says = claim("both", "She uses and reads.", LANES, DIGEST)
    same, other = values(share(400, 200), share(800, 404)), values(share(400, 300), share(800, 100))
    assert kinds(found_in(says, both=(same, other))) == []


def test_what_is_true_of_the_same_people_is_one_claim() -> None:
    one, other = claim("lanes", "She builds lanes.", LANES), claim("digest", "She reads on Monday.", DIGEST)
    first = values(MIXED[:100], share(300, 30))
    second = values(MIXED[:100], share(300, 32), asked=DIGEST)
    found = found_in(one, other, lanes=(first,), digest=(second,))
    (problem,) = found.of_kind(SAID_TWICE)
    assert problem.sure
    assert problem.claims == ("lanes", "digest")
    assert "are true of the same people (of 400 measured for both)" in problem.sentence
    assert found.of_claim("digest") == (problem,)


def test_claims_of_which_one_is_true_where_the_other_is_not_are_opposites() -> None:
    one, other = claim("lanes", "She builds lanes.", LANES), claim("digest", "She reads on Monday.", DIGEST)
    turned = [1 - number for number in MIXED]
    measured = {"lanes": (values(MIXED[:100], MIXED[100:]),)}
    measured["digest"] = (values(turned[:100], turned[100:], asked=DIGEST),)
    found = found_in(one, other, **measured)
    assert [problem.claims for problem in found.of_kind(OPPOSITE)] == [("lanes", "digest")]


def test_few_people_leave_a_perhaps() -> None:
    one, other = claim("lanes", "She builds lanes.", LANES), claim("digest", "She reads on Monday.", DIGEST)
    measured = {"lanes": (values(MIXED[:6], MIXED[:6]),)}
    measured["digest"] = (values(MIXED[:6], MIXED[:6], asked=DIGEST),)
    (problem,) = found_in(one, other, **measured).of_kind(SAID_TWICE)
    assert not problem.sure
    assert "perhaps" in problem.sentence


def test_the_same_figure_or_the_same_words_need_no_people() -> None:
    high, low = (
        claim("high", "Most build lanes.", LANES),
        claim("low", "Few care for it.", indicator(comparator="at_most", threshold=20)),
    )
    again = claim("again", "She wants paperless approvals", DIGEST)
    twice = claim("twice", "Paperless approvals she wants", indicator("exports"))
    found = found_in(drafts=(high, low, again, twice))
    assert kinds(found) == [
        (SAID_TWICE, ("again", "twice"), True),
        (OPPOSITE, ("high", "low"), True),
    ]
    assert found.table.empty
    assert found.sentence == "Of 4 claims, 2 say the same as another and 2 say the opposite of another."


def test_drafts_are_never_measured_even_where_numbers_are_given() -> None:
    draft = claim("time", "We do not waste her time.", LANES)
    found = found_in(drafts=(draft,), time=(values(share(100, 95), share(300, 288)),))
    assert found.problems == ()
    assert found.table.empty


def test_a_small_segment_is_named() -> None:
    few = found_in(claim("c", "So", LANES), size=7)
    assert kinds(few) == [(SMALL_SEGMENT, (), True)]
    assert "The segment holds 7 of 400 customers." in few.problems[0].sentence
    nobody = found_in(claim("c", "So", LANES), size=0)
    assert "Check the conditions" in nobody.problems[0].sentence
    assert few.sentence.endswith("The segment itself is small.")


def test_a_persona_without_claims_says_what_to_do() -> None:
    found = found_in()
    assert found.sentence == "Ann claims nothing yet: write down what you believe of these people."
    assert found.summary().empty
    assert "Ann claims nothing yet" in found._repr_html_()


@pytest.mark.parametrize("limit", ["redundant", "alike", "everyone", "equivalent"])
@pytest.mark.parametrize("value", [0, -1, 1.5, float("nan")])
def test_thresholds_that_are_none_are_refused(limit: str, value: float) -> None:
    with pytest.raises(InputError, match=limit):
        quality(Measured(ANN), size=1, of=1, **{limit: value})  # type: ignore[arg-type]


def test_the_same_claims_give_the_same_numbers() -> None:
    rng = np.random.default_rng(2)
    numbers = (rng.random(200) < 0.5).astype(float)
    says = claim("lanes", "She builds lanes.", LANES), claim("digest", "She reads.", DIGEST)
    measured = {
        "lanes": (values(numbers[:50], numbers[50:]),),
        "digest": (values(numbers[:50], 1 - numbers[50:], asked=DIGEST),),
    }
    one, other = (found_in(*says, **measured) for _ in range(2))
    assert one.table.equals(other.table)
    assert {"value", "low", "high", "n"} <= set(one.table.columns)
