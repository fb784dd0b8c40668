"""The rotation: over many weeks everybody is heard, low scorers first among equals, and chance has a seed."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cslab.errors import InputError
from cslab.tell.walk.rotation import PEACE, Rotation, next_session, rotation
from cslab.tell.walk.waiting import LOW, NEVER, NO_COLUMNS, REST, STRATA, Waiting, waiting

MONDAY = date(2026, 11, 23)
WEEK = timedelta(days=7)
LOG = {"teammate": "str", "person_id": "str", "on_day": "str", "how": "str", "source": "str"}
LINES = {"week": "str", "teammate": "str", "person_id": "str", "state": "str"}


def table(rows: list[tuple[str, ...]], columns: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(columns)).astype(columns)


def people(count: int, *, each: int = 1) -> pd.DataFrame:
    ids = [f"p-{n:03}" for n in range(count)]
    homes = [f"a-{n // each:03}" for n in range(count)]
    return pd.DataFrame({"person_id": ids, "name": ids, "account_id": homes, "email": "x@example.org"})


def scores(low: list[str]) -> pd.DataFrame:
    return pd.DataFrame({"person_id": low, "score": 3.0, "most": 10.0, "low": True, "on": "2026-09-08"})


def line(
    who: pd.DataFrame, heard: list[tuple[str, ...]], *, low: list[str], seed: int = 0, on: date = MONDAY
) -> Waiting:
    return waiting(who, listenings=table(heard, LOG), scores=scores(low), on=on, seed=seed)


def walk(
    who: pd.DataFrame, team: list[str], weeks: int, *, low: list[str], seed: int = 0
) -> tuple[list[Rotation], list[tuple[str, ...]]]:
    """Walk many weeks: all that is proposed is done."""
    heard: list[tuple[str, ...]] = []
    made = []
    for number in range(weeks):
        monday = MONDAY + WEEK * number
        found = rotation(
            line(who, heard, low=low, seed=seed, on=monday),
            team,
            listenings=table(heard, LOG),
            week=monday,
            seed=seed,
        )
        made.append(found)
        heard += [
            (row["teammate"], row["person_id"], monday.isoformat(), "call", "")
            for row in found.proposals.to_dict("records")
        ]
    return made, heard


@settings(max_examples=5, deadline=None)
@given(
    count=st.integers(3, 12),
    team=st.integers(2, 4),
    low=st.floats(0, 1),
    seed=st.integers(0, 5),
)
def test_everybody_is_heard_and_nobody_twice_by_the_same_while_others_wait(
    count: int, team: int, low: float, seed: int
) -> None:
    who, names = people(count), [f"T{n}" for n in range(team)]
    unhappy = list(who["person_id"])[: round(low * count)]
    # the smallest stratum has one place in five
    weeks = 5 * count // min(team, count) + 6
    made, heard = walk(who, names, weeks, low=unhappy, seed=seed)
    assert {person for _, person, *_ in heard} == set(who["person_id"])
    known: dict[str, set[str]] = {name: set() for name in names}
    for found in made:
        table_ = found.proposals
        assert not table_["person_id"].duplicated().any()
        taken = set(table_["person_id"])
        for row in table_.to_dict("records"):
            own = known[row["teammate"]]
            if row["person_id"] in own:
                assert row["again"]
                assert set(who["person_id"]) - taken <= own
            own.add(row["person_id"])


def test_low_scorers_have_two_places_in_five_and_are_heard_first_by_whoever_waited_longest() -> None:
    who = people(60)
    low = list(who["person_id"])[:20]
    made, heard = walk(who, ["Ana", "Bo", "Cy", "Di", "Ed"], 10, low=low)
    groups = Counter(str(row) for found in made for row in found.proposals["stratum"])
    assert 20 <= groups[LOW] <= 23  # while nobody was heard, the place of everybody else goes on, too
    assert {person for _, person, *_ in heard if person in low} == set(low)
    assert groups[LOW] + groups[NEVER] + groups[REST] == 50


@given(seed=st.integers(0, 50))
@settings(max_examples=10, deadline=None)
def test_the_same_seed_gives_the_same_rota_whatever_the_order_of_the_table(seed: int) -> None:
    who = people(30)
    made = [
        rotation(
            line(one, [], low=[], seed=seed), ["Ana", "Bo"], listenings=table([], LOG), week=MONDAY, seed=seed
        )
        for one in (who, who.sample(frac=1, random_state=seed))
    ]
    pd.testing.assert_frame_equal(made[0].proposals, made[1].proposals)
    assert str(seed) in made[0].rule


def test_another_seed_gives_another_order() -> None:
    who = people(40)
    orders = {tuple(line(who, [], low=[], seed=seed).table["person_id"]) for seed in range(4)}
    assert len(orders) == 4


def test_one_customer_from_an_account_and_empty_places_are_said() -> None:
    who = people(6, each=3)
    found = rotation(line(who, [], low=[]), ["Ana", "Bo", "Cy"], listenings=table([], LOG), week=MONDAY)
    assert len(found.proposals) == found.proposals["account_id"].nunique() == 2
    assert "1 place stays empty" in found.caveats[0]


def test_what_is_agreed_is_not_proposed_again_and_who_was_put_off_is_left_in_peace() -> None:
    who = people(4)
    lines = [
        ("2026-11-23", "Ana", "p-000", "agreed"),
        ("2026-11-16", "Bo", "p-001", "agreed"),
        ("2026-11-09", "Cy", "p-002", "put off"),
    ]

    def propose(week: date) -> set[str]:
        rota = table(lines, LINES)
        found = rotation(
            line(who, [], low=[]), ["Ana", "Bo", "Cy"], listenings=table([], LOG), rota=rota, week=week
        )
        assert "Ana" not in set(found.proposals["teammate"]) or week != MONDAY
        return set(found.proposals["person_id"])

    assert propose(MONDAY) == {"p-003"}
    assert propose(date(2026, 11, 9) + PEACE) == {"p-003"}
    assert propose(date(2026, 11, 9) + PEACE + WEEK) == {"p-002", "p-003"}


def test_a_put_off_week_is_a_week_off() -> None:
    rota = table([("2026-11-23", "Ana", "p-000", "put off")], LINES)
    found = rotation(line(people(3), [], low=[]), ["Ana"], listenings=table([], LOG), rota=rota, week=MONDAY)
    assert found.proposals.empty
    assert found.of("ana").empty


def test_each_customer_is_in_the_first_stratum_that_fits_and_it_is_said_why() -> None:
    who = people(5)
    contacts = pd.DataFrame(
        {
            "person_id": ["p-001", "p-002"],
            "at": pd.to_datetime(["2026-11-01", "2025-01-03"], utc=True),
        }
    )
    found = waiting(
        who,
        listenings=table([("Ana", "p-003", "2026-10-01", "call", "")], LOG),
        scores=scores(["p-000"]),
        contacts=contacts,
        on=MONDAY,
    )
    known = found.table.set_index("person_id")
    assert known["stratum"].to_dict() == {
        **{"p-000": LOW, "p-002": NEVER, "p-004": NEVER},
        **{"p-001": REST, "p-003": REST},
    }
    assert known.loc["p-000", "why"] == "Gave 3 of 10 in September 2026; nobody has listened to them yet."
    assert "last exchange was on 3 January 2025" in known.loc["p-002", "why"]
    assert "no exchange with them is known" in known.loc["p-004", "why"]
    assert known.loc["p-001", "why"].startswith("Has been in touch (1 November 2026)")
    assert known.loc["p-003", "why"] == "Last heard on 1 October 2026."
    # of those never heard, whom no exchange is known with comes first; of the rest, who was never heard
    assert [*found.stratum(NEVER)["person_id"], *found.stratum(REST)["person_id"]] == [
        *("p-004", "p-002"),
        *("p-001", "p-003"),
    ]
    assert found.summary()["customers"].tolist() == [1, 2, 2]


def test_who_must_not_or_can_not_be_reached_is_left_out_and_counted() -> None:
    who = people(6).assign(
        contact_permission=["no", "yes", None, "yes", "yes", "yes"],
        email=["a@b", "", None, "c@d", "e@f", "g@h"],
        phone=[None, "1", "", None, None, None],
    )
    accounts = pd.DataFrame(
        {"account_id": ["a-003", "a-004"], "churned_on": pd.to_datetime(["2026-01-05", "2026-12-24"])}
    )
    found = waiting(who, listenings=table([], LOG), accounts=accounts, on=MONDAY)
    assert set(found.table["person_id"]) == {"p-001", "p-004", "p-005"}
    assert list(found.left_out.values()) == [1, 1, 1]
    assert NO_COLUMNS not in found.caveats
    assert NO_COLUMNS in waiting(people(1).drop(columns="email"), listenings=table([], LOG)).caveats


def test_a_session_hears_customers_in_turn_and_invites_who_has_not_been() -> None:
    who = people(8, each=2)
    heard = [
        ("Ana", "p-000", "2026-10-01", "session", "s-1"),
        ("Ana", "p-001", "2026-10-01", "session", "s-1"),
        ("Bo", "p-000", "2026-09-01", "session", "s-0"),
    ]
    found = next_session(
        line(who, heard, low=["p-000"]),
        ["Ana", "Bo", "Cy"],
        listenings=table(heard, LOG),
        customers=5,
        colleagues=2,
        week=MONDAY,
    )
    assert found.colleagues["teammate"].tolist() == ["Cy", "Bo"]
    assert found.colleagues["sessions"].tolist() == [0, 1]
    assert len(found.proposals) == found.proposals["account_id"].nunique() == 4
    assert found.caveats[0].startswith("Only 4 customers")


def test_without_customers_or_teammates() -> None:
    nobody = waiting(people(0), listenings=table([], LOG))
    found = rotation(nobody, ["Ana"], listenings=table([], LOG), week=MONDAY)
    assert found.proposals.empty
    assert found.waiting["stratum"].tolist() == list(STRATA)
    assert "because" in found._repr_html_()
    with pytest.raises(InputError, match="Say who listens"):
        rotation(nobody, [], listenings=table([], LOG))
