from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cslab.tell.display import one_line
from cslab.tell.fonts import MISSING
from cslab.tell.lettering import INK, Type, fitted, width, wrap

SMALL = Type("sans", 20, INK)


@given(st.text(max_size=120), st.integers(40, 400))
def test_lines_fit_and_no_letter_is_lost(text: str, most: int) -> None:
    rows = wrap(text, SMALL, most)
    assert "".join(rows).replace(" ", "") == one_line(text).replace(" ", "")
    assert all(width(row, SMALL) <= most or len(row) == 1 for row in rows)


def test_what_does_not_fit_ends_with_an_ellipsis() -> None:
    assert wrap("one two three four", SMALL, 96, lines=1) == ["one two" + MISSING]
    type_, rows = fitted("word " * 60, Type("serif", 80, INK), 300, lines=2, least=30)
    assert type_.size == 30
    assert len(rows) == 2
    assert rows[-1].endswith(MISSING)


def test_a_word_is_broken_only_when_no_size_fits_it() -> None:
    type_, rows = fitted("Onboarding", Type("serif", 80, INK), 300, lines=3, least=20)
    assert rows == ["Onboarding"]
    assert type_.size < 80
