"""People are counted once, in the right group, out of the right number."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cslab.errors import InputError, NotFoundError
from cslab.intervals import difference_of_proportions, proportion
from cslab.listen.patterns import STAGE, count_codes, groups_of

INTERVIEWS = pd.DataFrame(
    {
        "interview_id": ["i-1", "i-2", "i-3", "i-4", "i-5"],
        "person_id": ["p-1", "p-1", "p-2", "p-3", None],
        "recorded_on": ["2026-03-01", "2026-03-02", "2026-03-03", None, "2026-03-05"],
    }
)
HIGHLIGHTS = pd.DataFrame(
    [
        ("i-1", ("trust", "price"), "choose"),
        ("i-1", ("trust",), "choose"),
        ("i-2", ("trust",), "renewal"),
        ("i-3", ("trust",), None),
        ("i-5", ("price",), "choose"),
        ("i-9", ("trust",), "choose"),
    ],
    columns=["interview_id", "codes", "stage"],
)


def test_people_are_counted_and_not_mentions() -> None:
    found = count_codes(HIGHLIGHTS, INTERVIEWS)
    assert found.table[["code", "group", "people", "of"]].values.tolist() == [
        ["price", "everybody", 2, 3],
        ["trust", "everybody", 2, 3],
    ]
    share = found.estimate("trust")
    assert share == proportion(2, 3)
    row = found.table.iloc[1]
    assert (row["share"], row["low"], row["high"]) == (share.value, share.low, share.high)
    assert row["few"]
    assert found.differences.empty
    assert "Only 3 people" in found.caveats[0]


def test_two_coders_do_not_make_two_people() -> None:
    twice = pd.concat([HIGHLIGHTS, HIGHLIGHTS])
    assert count_codes(twice, INTERVIEWS).table.equals(count_codes(HIGHLIGHTS, INTERVIEWS).table)


def test_by_stage_everybody_is_the_whole_and_stages_keep_their_order() -> None:
    found = count_codes(HIGHLIGHTS, INTERVIEWS, by=STAGE, stages=["discover", "choose", "renewal"])
    assert found.groups == ("discover", "choose", "renewal", "no stage")
    wide = found.table.pivot_table(index="code", columns="group", values="people")
    assert wide.loc["trust"].to_dict() == {"choose": 1, "discover": 0, "no stage": 1, "renewal": 1}
    assert set(found.table["of"]) == {3}
    assert found.differences.empty


def many(groups: dict[str, tuple[int, int]]) -> tuple[pd.DataFrame, pd.DataFrame, pd.Series]:
    """So many of so many people of each group with the code x; all of them have y."""
    rows = [(f"{name}-{at}", name, at < had) for name, (had, of) in groups.items() for at in range(of)]
    asked = pd.DataFrame({"interview_id": [row[0] for row in rows], "person_id": [row[0] for row in rows]})
    made = asked[["interview_id"]].assign(
        codes=[("x", "y") if row[2] else ("y",) for row in rows], stage=None
    )
    return made, asked, pd.Series({row[0]: row[1] for row in rows})


def test_groups_are_compared_with_intervals_and_holm() -> None:
    made, asked, groups = many({"US": (18, 20), "GB": (4, 20)})
    found = count_codes(made, asked, by="country", groups=groups)
    x, y = found.differences.to_dict("records")
    gap = difference_of_proportions(4, 20, 18, 20)
    assert (x["group"], x["other"], x["difference"], x["low"], x["high"]) == (
        "GB",
        "US",
        gap.value,
        gap.low,
        gap.high,
    )
    chance = stats.fisher_exact(np.array([[4, 16], [18, 2]])).pvalue
    assert x["p_holm"] == pytest.approx(2 * chance)
    assert (y["difference"], y["p_holm"]) == (0, 1)
    assert not any("fewer" in caveat for caveat in found.caveats)


def test_of_three_groups_each_is_compared_with_the_others() -> None:
    made, asked, groups = many({"US": (9, 10), "GB": (5, 10), "CA": (1, 3)})
    found = count_codes(made, asked, by="country", groups=groups, codes=["x"])
    assert found.differences["other"].tolist() == ["all others"] * 3
    assert found.differences.iloc[0]["difference"] == pytest.approx(1 / 3 - 14 / 20)
    assert any("fewer than 5 people: CA" in caveat for caveat in found.caveats)


def test_who_has_no_group_is_shown_and_not_compared() -> None:
    made, asked, groups = many({"US": (9, 10), "GB": (5, 10)})
    found = count_codes(made, asked, by="country", groups=groups[groups == "US"])
    assert found.groups == ("US", "not known")
    assert found.differences.empty


def test_nothing_coded_is_an_empty_table() -> None:
    found = count_codes(HIGHLIGHTS.head(0), INTERVIEWS)
    assert found.table.empty
    assert found._repr_html_()
    assert count_codes(HIGHLIGHTS.head(0), INTERVIEWS, by=STAGE).differences.empty
    with pytest.raises(NotFoundError, match="code 'trust'"):
        found.estimate("trust")


def test_codes_are_never_markup() -> None:
    made = pd.DataFrame({"interview_id": ["i-1"], "codes": [("<b>x",)], "stage": None})
    assert "<b>" not in count_codes(made, INTERVIEWS)._repr_html_()


# ---- groups

PEOPLE = pd.DataFrame(
    {
        "person_id": [f"p-{at}" for at in range(1, 9)],
        "account_id": ["a-1", "a-1", "a-2", "a-2", "a-3", "a-3", "a-9", None],
        "country": ["US", "US", "GB", None, "US", "CA", "GB", "GB"],
        "company_size": [10, 20, 30, 40, 50, 60, 70, None],
        "strength": [1, 2, 1, 2, 3, 4, 1, None],
    }
)
ACCOUNTS = pd.DataFrame(
    {"account_id": ["a-1", "a-2", "a-3"], "plan": ["team", "team", "solo"], "country": ["US"] * 3}
)


def test_groups_by_what_is_known_of_people_or_accounts() -> None:
    assert groups_of("country", PEOPLE, ACCOUNTS).tolist()[:4] == ["US", "US", "GB", "not known"]
    assert groups_of("account.country", PEOPLE, ACCOUNTS).tolist()[2] == "US"
    assert groups_of("plan", PEOPLE, ACCOUNTS).tolist() == [
        *["team"] * 4,
        "solo",
        "solo",
        "not known",
        "not known",
    ]
    assert groups_of("strength", PEOPLE, ACCOUNTS).tolist()[-3:] == ["4", "1", "not known"]


def test_a_number_with_many_values_is_cut_at_its_median() -> None:
    groups = groups_of("company_size", PEOPLE, ACCOUNTS)
    assert groups.value_counts().to_dict() == {"up to 40": 4, "more than 40": 3, "not known": 1}


def test_what_makes_no_groups_is_a_sentence() -> None:
    with pytest.raises(NotFoundError, match="did you mean 'country'"):
        groups_of("contry", PEOPLE, ACCOUNTS)
    with pytest.raises(NotFoundError):
        groups_of("person_id", PEOPLE, ACCOUNTS)
    crowd = pd.DataFrame(
        {"person_id": [str(at) for at in range(20)], "wish": [f"wish {at}" for at in range(20)]}
    )
    with pytest.raises(InputError, match="20 different values"):
        groups_of("wish", crowd, ACCOUNTS)
