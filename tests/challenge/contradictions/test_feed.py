"""The feed: what is not there is not believed, and the order is that of the rule."""

from __future__ import annotations

import pandas as pd
import pytest

from cslab.challenge.contradictions.contradiction import (
    FALLING,
    GOODWILL,
    HINT,
    HOLDS,
    THEME,
    Contradiction,
    Side,
)
from cslab.challenge.contradictions.feed import Feed, Unseen, feed
from cslab.errors import NotFoundError
from cslab.estimate import Estimate
from tests.challenge.contradictions.made import nothing

STUDIES = 200


def entry(key: str, p: float, who: tuple[str, ...] = (), kind: str = THEME, **more: object) -> Contradiction:
    share = Estimate(0.2, 0.1, 0.3, 40, "by hand", unit="%")
    sides = (Side("In interviews", "so"), Side("In writing", "not so"))
    return Contradiction(key, kind, key, sides, share, 0.0, "nothing", p, 40, person_ids=who, **more)  # type: ignore[arg-type]


def test_where_nothing_contradicts_anything_hardly_any_feed_believes_that_something_does() -> None:
    wrong = sum(any(one.label == HOLDS for one in feed(nothing(seed)).looked) for seed in range(STUDIES))
    assert wrong / STUDIES <= 0.07


def test_all_that_was_looked_at_is_corrected_together() -> None:
    found = feed([entry("theme/a", 0.01), *(entry(f"theme/{at}", 0.9) for at in range(9))])
    assert [one.key for one in found] == ["theme/a"], "the others are not listed"
    assert found.contradiction("theme/a").p_holm == pytest.approx(0.1)
    assert found.contradiction("theme/a").label == HINT
    assert feed([entry("theme/a", 0.001)] * 10).entries[0].label == HOLDS
    assert len(found.looked) == 10


def test_two_people_are_enough_to_be_listed_and_not_to_be_believed() -> None:
    found = feed(
        [
            entry("goodwill/promoters", 0.6, ("p-1", "p-2"), GOODWILL),
            entry("goodwill/satisfied", 0.6, ("p-1",), GOODWILL),
            entry("goodwill/few-of-many", 1.0, ("p-1", "p-2"), GOODWILL),
            entry("falling/happy", 1.0, ("p-1", "p-2"), FALLING),
        ]
    )
    listed = [("goodwill/promoters", HINT), ("goodwill/few-of-many", HINT)]
    assert [(one.key, one.label) for one in found] == listed, "a drop that all share is no contradiction"


def test_the_order_is_surprise_times_what_is_at_stake() -> None:
    people = pd.DataFrame({"person_id": ["p-1", "p-2", "p-3"], "account_id": ["a-1", "a-2", "a-3"]})
    accounts = pd.DataFrame({"account_id": ["a-1", "a-2", "a-3"], "revenue": [900, 90, 10]})
    accounts["churned_on"] = [None, None, "2026-01-01"]
    asked = [entry("theme/rich", 0.1, ("p-1",)), entry("theme/sure", 0.0001, ("p-2",))]
    found = feed(asked, people=people, accounts=accounts)
    assert [one.key for one in found] == ["theme/rich", "theme/sure"]
    rich = found.contradiction("theme/rich")
    assert (rich.account_ids, rich.revenue) == (("a-1",), 900)
    assert rich.share == pytest.approx(900 / 990), "who has left pays nothing"
    assert found.contradiction("theme/sure").surprise == 10, "as much as it may"
    by_people = feed(asked, people=people)
    assert [one.key for one in by_people] == ["theme/sure", "theme/rich"]
    assert by_people.entries[0].revenue is None
    assert by_people.entries[0].share == pytest.approx(1 / 40)


def test_what_was_said_of_what_is_gone_is_kept() -> None:
    said = pd.DataFrame(
        [("theme/a", "explained", "", "Ana", "now"), ("theme/old", "acted on", "Done", "Ben", "then")],
        columns=["key", "status", "note", "author", "at"],
    )
    here = feed([entry("theme/a", 0.001)], unseen=[Unseen(GOODWILL, "No survey <i>asks</i>.")])
    found = Feed(here.entries, here.looked, here.unseen, said, said)
    assert found.status("theme/a") == "explained"
    assert found.gone["key"].tolist() == ["theme/old"]
    assert found.summary()["status"].tolist() == ["explained"]
    assert "&lt;i&gt;" in found._repr_html_()
    assert "theme/a" in found.entries[0]._repr_html_()
    with pytest.raises(NotFoundError, match="theme/old"):
        found.contradiction("theme/old")


def test_an_empty_feed_has_its_columns() -> None:
    found = feed([])
    assert found.summary().empty
    assert "p_holm" in found.summary()
    assert found.gone.empty
    assert found.status("theme/a") == "open"
