"""Stretches of days, relative to a day that is given."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cslab.errors import InputError
from cslab.listen.search.moments import days

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026", "2026-01-01", "2026-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2026-03-04", "2026-03-04", "2026-03-04"),
        ("2026-01..2026-03", "2026-01-01", "2026-03-31"),
        ("2026-01..", "2026-01-01", None),
        ("..2026-03", None, "2026-03-31"),
        ("2026-01..today", "2026-01-01", "2026-11-24"),
        ("today", "2026-11-24", "2026-11-24"),
        ("last-quarter", "2026-07-01", "2026-09-30"),
        ("this-quarter", "2026-10-01", "2026-12-31"),
        ("next-quarter", "2027-01-01", "2027-03-31"),
        ("last-year", "2025-01-01", "2025-12-31"),
        ("last-month", "2026-10-01", "2026-10-31"),
        ("this-week", "2026-11-23", "2026-11-29"),
        ("last-90-days", "2026-08-26", "2026-11-24"),
        ("last-2-months", "2026-09-24", "2026-11-24"),
        ("within-90-days", "2026-11-24", "2027-02-22"),
        ("Within-1-Day", "2026-11-24", "2026-11-25"),
    ],
)
def test_what_is_read(text: str, first: str | None, last: str | None) -> None:
    found = days(text, today=TODAY)
    assert (found.first and str(found.first), found.last and str(found.last)) == (first, last)


@pytest.mark.parametrize(
    ("comparison", "first", "last"),
    [
        (">", "2026-04-01", None),
        (">=", "2026-03-01", None),
        ("<", None, "2026-02-28"),
        ("<=", None, "2026-03-31"),
    ],
)
def test_before_and_after(comparison: str, first: str | None, last: str | None) -> None:
    found = days("2026-03", today=TODAY, comparison=comparison)
    assert (found.first and str(found.first), found.last and str(found.last)) == (first, last)


@pytest.mark.parametrize(
    "text", ["soon", "2026-13", "2026-02-30", "..", "last-0x-days", "0000", "last-9999-years"]
)
def test_what_no_calendar_knows_is_a_sentence(text: str) -> None:
    with pytest.raises(InputError, match="no time that a query knows"):
        days(text, today=TODAY)


def test_the_last_day_of_a_longer_month() -> None:
    assert days("last-1-month", today=date(2026, 3, 31)).first == date(2026, 2, 28)


@given(st.dates(date(2, 1, 1), date(9000, 1, 1)), st.sampled_from(["week", "month", "quarter", "year"]))
def test_last_this_and_next_touch_each_other(today: date, unit: str) -> None:
    last, this, after = (days(f"{which}-{unit}", today=today) for which in ("last", "this", "next"))
    assert this.first <= today <= this.last
    assert (this.first - last.last).days == (after.first - this.last).days == 1
