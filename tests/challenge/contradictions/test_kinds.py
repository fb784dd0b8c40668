"""Each kind is found where it was planted, and says in words what it can't look at."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from cslab.challenge.claims.verdict import CONTRADICTED, DISAGREE, SUPPORTED, Finding, Verdict
from cslab.challenge.contradictions.beliefs import beliefs
from cslab.challenge.contradictions.claimed import claimed
from cslab.challenge.contradictions.contradiction import Contradiction
from cslab.challenge.contradictions.falling import daily, falling
from cslab.challenge.contradictions.goodwill import goodwill
from cslab.challenge.contradictions.growth import growth
from cslab.challenge.contradictions.renewing import renewing
from cslab.challenge.contradictions.themes import themes
from cslab.errors import InputError
from cslab.estimate import Estimate
from cslab.measure.customers.flight_risk import flight_risk
from cslab.study.personas import Claim, Indicator
from tests.challenge.contradictions.made import IDS, coded, happy, predicted, used


def by_key(found: list[Contradiction]) -> dict[str, Contradiction]:
    return {one.key: one for one in found}


# ---- themes ----


def test_a_theme_of_interviews_that_nobody_writes_of() -> None:
    said = coded(IDS[:12], [["trust", "price"]] * 10 + [["price"]] * 2)
    wrote = coded(IDS[12:92], [["price"]] * 70 + [["trust"]] * 10)
    found = by_key(themes(said, wrote, survey="spring", title="Spring"))
    trust = found["theme/trust"]
    assert trust.title == "“trust” is said more than written: 10 of 12 in interviews, 10 of 80 in the survey"
    assert trust.p < 0.001
    assert trust.person_ids == IDS[:10]
    assert trust.sides[1].voices == {"people": IDS[82:92], "codes": ["trust"], "survey": "spring"}
    assert [name for name, _ in trust.also] == ["said less written, as it stands"]
    assert found["theme/price"].p > 0.5, "all of 12, and 70 of 80: the room of an interview explains that"


def test_a_theme_that_is_written_and_not_said_needs_no_room() -> None:
    said = coded(IDS[:20], [["price"]] * 20)
    wrote = coded(IDS[20:100], [["price", "fee"]] * 50 + [["price"]] * 30)
    fee = by_key(themes(said, wrote))["theme/fee"]
    assert fee.title.startswith("“fee” is written more than said: 50 of 80")
    assert fee.estimate.high < 0
    assert fee.p < 0.001
    assert fee.person_ids == IDS[20:70]


def test_room_for_more_themes_is_no_contradiction() -> None:
    said = coded(IDS[:20], [["a", "b", "c", "d"]] * 10 + [["e", "b", "c", "d"]] * 10)
    wrote = coded(IDS[20:120], [["a"]] * 20 + [["b"]] * 20 + [["c"]] * 20 + [["d"]] * 20 + [["e"]] * 20)
    found = by_key(themes(said, wrote))
    assert found["theme/a"].p > 0.3
    assert dict(found["theme/a"].also)["said less written, as it stands"].low > 0


def test_the_same_people_are_compared_with_themselves() -> None:
    ids = IDS[:30]
    said = coded(ids, [["trust", "price"]] * 14 + [["price"]] * 16)
    wrote = coded(ids, [["price"]] * 30)
    trust = by_key(themes(said, wrote))["theme/trust"]
    assert trust.estimate.method == "Newcombe interval for pairs"
    assert trust.p == pytest.approx(2 / 2**14)
    assert "Both times the same people." in trust.caveats


def test_all_themes_louder_in_interviews_are_the_measure_of_one() -> None:
    said = coded(IDS[:30], [["a", "b", "c", "d"]] * 20 + [["d"]] * 10)
    wrote = coded(IDS[:30], [["d"]] * 30)
    found = by_key(themes(said, wrote))
    assert found["theme/a"].p > 0.3
    assert found["theme/a"].against == "how the other themes fare"


def test_responses_of_nobody_known_count_and_are_named_nowhere() -> None:
    wrote = coded([*IDS[20:25], *(f"response {at}" for at in range(30))], [["fee"]] * 35)
    fee = by_key(themes(coded(IDS[:20], [["price"]] * 20), wrote))["theme/fee"]
    assert fee.estimate.n == 55
    assert fee.person_ids == IDS[20:25]


def test_too_few_people_are_said_to_be() -> None:
    with pytest.raises(InputError, match="at least 5 on each side"):
        themes(coded(IDS[:4], [["a"]] * 4), coded(IDS[4:30], [["a"]] * 26))
    with pytest.raises(InputError, match="0 people"):
        themes(coded([], []), coded([], []))
    with pytest.raises(InputError, match="at least 5 on each side"):
        growth(coded(IDS[:4], [["a"]] * 4), coded(IDS[4:30], [["a"]] * 26))


# ---- waves ----


@pytest.mark.parametrize(("now", "word"), [(40, "grew"), (1, "shrank")])
def test_a_reason_that_moved_since_the_last_wave(now: int, word: str) -> None:
    before = coded(IDS[:100], [["fee"]] * 15 + [["help"]] * 85)
    later = coded(IDS[100:200], [["fee"]] * now + [["help"]] * (100 - now))
    fee = by_key(growth(before, later, series="ours", titles=("Spring", "Autumn")))["growth/ours/fee"]
    assert fee.title == f"“fee” {word}: {now} of 100 write of it in Autumn, 15 of 100 in Spring"
    assert fee.p < 0.01
    assert len(fee.person_ids) == (40 if word == "grew" else 15)


def test_a_reason_of_the_same_people() -> None:
    before = coded(IDS[:40], [["help"]] * 40)
    later = coded(IDS[:46], [["fee", "help"]] * 12 + [["help"]] * 34)
    fee = by_key(growth(before, later))["growth//fee"]
    assert fee.p == pytest.approx(2 / 2**12)
    assert fee.n == 40


# ---- promoters, renewers ----


def answers(low: int, of: int = 31) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "person_id": IDS[:of],
            "account_id": [f"a-{at}" for at in range(of)],
            "high": True,
            "goodwill": [0.2] * low + [0.9] * (of - low),
        }
    )


def test_promoters_who_do_not_think_that_we_wish_them_well() -> None:
    (found,) = goodwill(answers(9))
    assert found.title == "9 of 31 promoters do not think we want them to do well"
    assert found.p < 0.001
    assert found.person_ids == IDS[:9]
    assert goodwill(answers(1))[0].p == 1
    assert goodwill(answers(1))[0].title.startswith("1 of 31 promoters does not")
    with pytest.raises(InputError, match="Only 4 people"):
        goodwill(answers(2, of=4))


def test_accounts_that_renewed_and_are_unhappy() -> None:
    names = [f"a-{at}" for at in range(40)]
    placed = pd.DataFrame({"account_id": names[:30], "people": 1})
    placed["happiness"] = [0.1] * 9 + [0.9] * 21
    placed["unhappy"] = 1 - placed["happiness"]
    accounts = pd.DataFrame({"account_id": names, "revenue": 10})
    (found,) = renewing(flight_risk(accounts, pd.Series(True, index=names), placed))
    assert found.title == "9 of 30 accounts that renewed are unhappy"
    assert set(found.account_ids) == set(names[:9])
    assert found.p < 0.001
    with pytest.raises(InputError, match="None of the accounts that renewed answered"):
        renewing(flight_risk(accounts, pd.Series(True, index=names), placed.head(0)))


# ---- use ----


def test_happy_people_who_use_less_are_found_and_a_quiet_season_is_not() -> None:
    random = np.random.default_rng(3)
    words = happy(random)
    rate = np.full((len(IDS), 200), 0.8)
    assert falling(words, used(random, rate))[0].p > 0.05
    for at, day in enumerate(words["day"].head(20)):
        rate[at, day:] *= 0.1
    (found,) = falling(words, used(random, rate), what="paid")
    assert set(IDS[:20]) <= set(found.person_ids)
    assert len(found.person_ids) < 24
    assert found.p < 1e-4
    assert "in the same weeks the use of everybody else came to" in found.caveats[0]


def test_an_account_that_uses_less_is_one_event_and_not_twenty() -> None:
    random = np.random.default_rng(2)
    rate = np.full((len(IDS), 200), 0.8)
    words = happy(random)
    for at, day in enumerate(words["day"].head(20)):
        rate[at, day:] *= 0.1
    use = used(random, rate)
    (alone,) = falling(words, use)
    (together,) = falling(words, use, homes={who: f"a-{at // 20}" for at, who in enumerate(IDS)})
    assert together.estimate.value == pytest.approx(alone.estimate.value)
    assert together.estimate.low < 0 < alone.estimate.low
    assert together.p > 0.05 > alone.p
    (apart,) = falling(words, use, homes={who: f"a-{at}" for at, who in enumerate(IDS)})
    assert apart.p == alone.p


def test_use_that_can_not_be_compared_is_said() -> None:
    random = np.random.default_rng(2)
    rate = np.full(len(IDS), 0.8)
    with pytest.raises(InputError, match="before and after them"):
        falling(happy(random).assign(day=195), used(random, rate))
    with pytest.raises(InputError, match="before and after them"):
        falling(happy(random), used(random, rate).head(0))
    with pytest.raises(InputError, match="at least 5 of each"):
        falling(happy(random, 3), used(random, rate))
    with pytest.raises(InputError, match="before and after them"):
        falling(happy(random).head(0), used(random, rate))


def test_days_of_the_value_event_are_counted() -> None:
    events = pd.DataFrame(
        {
            "person_id": ["p", "p", "p", None, "p"],
            "account_id": "a",
            "event": ["paid", "paid", "seen", "paid", "paid"],
            "at": pd.to_datetime(
                [f"1970-01-{day}:00" for day in ("03 01", "03 23", "03 01", "03 01", "05 09")]
            ),
        }
    )
    assert daily(events, "paid").to_numpy().tolist() == [["p", 2, 2], ["p", 4, 1]]
    with pytest.raises(InputError, match="No value event"):
        daily(events, "")


# ---- claims ----


def finding(word: str, value: float, p: float, **more: Any) -> Finding:
    asked = Indicator("survey", "at_least", 50.0)
    share = Estimate(value, value - 0.05, value + 0.05, 60, "by hand", unit="%")
    return Finding(asked, "share", word, f"{word}.", share, n=60, p=p, people_against=IDS[:20], **more)


def verdict(word: str, *findings: Finding, version: int = 1) -> Verdict:
    claim = Claim("easy", "carla", "It is <b>easy</b>", author="Ana", heard_in=("ease", "gone"))
    return Verdict(claim, version, "2026-03-01", word, "", findings)


def test_a_contradicted_claim_has_both_sides() -> None:
    (found,) = claimed([verdict(CONTRADICTED, finding(CONTRADICTED, 0.2, 0.001))], codes={"ease"})
    assert (found.key, found.null, found.p) == ("claim/easy", 0.5, 0.001)
    assert found.title == "It is not so: “It is <b>easy</b>”"
    assert found.sides[0].voices == {"people": (), "codes": ["ease"]}
    assert found.person_ids == IDS[:20]
    assert found.against == "what was claimed: at least 50 %"


def test_sources_that_disagree_must_both_be_more_than_chance() -> None:
    yes, no = finding(SUPPORTED, 0.8, 0.02), finding(CONTRADICTED, 0.2, 0.001)
    (found,) = claimed([verdict(DISAGREE, replace(yes, indicator=Indicator("usage", "at_least", 50.0)), no)])
    assert (found.key, found.p) == ("sources/easy", 0.02)
    assert found.title.startswith("What they do and the survey disagree")


def test_claims_that_hold_or_are_not_locked_are_none() -> None:
    assert claimed([verdict(SUPPORTED, finding(SUPPORTED, 0.8, 0.001))])[0].p == 1
    assert claimed([verdict(CONTRADICTED, finding(CONTRADICTED, 0.2, 0.001), version=0)]) == []
    assert claimed([verdict("untestable", replace(finding("untestable", 0.2, 0.1), estimate=None))]) == []
    two = verdict("inconclusive", finding("inconclusive", 0.4, 0.2), finding("inconclusive", 0.6, 0.2))
    assert claimed([two])[0].p == 0.4, "of two sources, the worse is taken twice"


@pytest.mark.parametrize(("comparator", "p"), [("at_most", 0.01), ("about", 0.01)])
def test_the_other_side_depends_on_how_it_was_claimed(comparator: str, p: float) -> None:
    one = replace(finding(CONTRADICTED, 0.8, 0.01), indicator=Indicator("people", comparator, 50, margin=10))
    assert claimed([verdict(CONTRADICTED, one)])[0].p == p
    near = replace(finding(SUPPORTED, 0.45, 0.01), indicator=Indicator("people", comparator, 50, margin=10))
    assert claimed([verdict(SUPPORTED, near)])[0].p == 1


# ---- beliefs ----


def actual(value: float = 40.0, se: float = 2.0, n: int = 100) -> pd.DataFrame:
    return pd.DataFrame([{"item": "ease", "wording": "It is easy.", "value": value, "se": se, "n": n}])


def test_what_the_team_believes_against_what_customers_answer() -> None:
    team = predicted({"ease": 75, "gone": 10})
    (found,) = beliefs(team, actual(), answered={"ease": (IDS[:9], IDS[9:20])}, survey="spring")
    assert found.title == "We expect 75 of 100 on “It is easy.”; customers answer 40"
    assert found.person_ids == IDS[:9], "those who answered low are the ones whom we do not expect"
    assert found.estimate.value == pytest.approx(0.35)
    assert found.p < 1e-6
    assert beliefs(predicted({"ease": 45}), actual())[0].p == 1
    assert beliefs(predicted({"ease": 5}), actual())[0].estimate.value < 0


def test_few_teammates_and_answers_that_are_all_the_same_are_said() -> None:
    with pytest.raises(InputError, match="Only 2 of us have"):
        beliefs(predicted({"ease": 75}, ["Ana", "Ben"]), actual())
    with pytest.raises(InputError, match="No teammate has"):
        beliefs(predicted({}), actual())
    for bad in (actual(se=0.0), actual(n=4), actual(value=float("nan"))):
        with pytest.raises(InputError, match="at least 5 answers"):
            beliefs(predicted({"ease": 75}), bad)


def test_a_claim_that_its_author_doubted_is_a_contradiction_where_data_support_it() -> None:
    unlikely = verdict(CONTRADICTED, finding(CONTRADICTED, 0.2, 0.001))
    unlikely = replace(unlikely, claim=replace(unlikely.claim, confidence=20.0))
    assert claimed([unlikely])[0].p == 1
    proved = verdict(SUPPORTED, finding(SUPPORTED, 0.8, 0.001))
    proved = replace(proved, claim=replace(proved.claim, confidence=20.0))
    (found,) = claimed([proved])
    assert found.p == 0.001
    assert found.title.startswith("It is so, though we doubted it")
    assert "20 % sure" in found.sides[0].says
    assert found.person_ids == proved.findings[0].people_for
