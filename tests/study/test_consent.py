from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from cslab.errors import InputError
from cslab.study.consent import AUDIENCES, may_use

TODAY = date(2026, 6, 1)


@pytest.mark.parametrize("consent", ["none", "team", "company", "public"])
@pytest.mark.parametrize("audience", AUDIENCES)
def test_consent_must_reach_the_audience(consent: str, audience: str) -> None:
    order = ["none", "team", "company", "public"]
    permission = may_use(consent, audience=audience, today=TODAY)
    assert bool(permission) is (order.index(consent) >= order.index(audience))
    assert bool(permission.reason) is not permission.allowed


@pytest.mark.parametrize("consent", [None, "", "yes", "PUBLIC", float("nan"), pd.NA])
def test_what_is_unclear_is_no(consent: str | None) -> None:
    assert not may_use(consent, today=TODAY)


def test_until_and_with_the_last_day() -> None:
    assert may_use("team", date(2026, 6, 1), today=TODAY)
    assert not may_use("team", date(2026, 5, 31), today=TODAY)
    assert may_use("team", pd.Timestamp(2026, 6, 1), today=TODAY)
    assert not may_use("team", pd.Timestamp(2026, 5, 31), today=TODAY)
    assert may_use("team", pd.NaT, today=TODAY)
    assert may_use("team")


def test_no_such_audience() -> None:
    with pytest.raises(InputError, match="one of team, company, public, but 'all'"):
        may_use("public", audience="all")
