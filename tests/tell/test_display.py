from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cslab.tell.display import clock, one_line, shorten, table


@given(st.text())
def test_one_line_is_one_line(text: str) -> None:
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert "\x1b" not in line
    assert one_line(line) == line


@given(st.text(), st.integers(5, 40))
def test_shortened_text_fits(text: str, width: int) -> None:
    assert len(shorten(text, width)) <= width
    assert shorten(text, len(text) + 5) == text


@given(st.floats(0, 1e6))
def test_clocks_never_run_ahead(seconds: float) -> None:
    parts = [float(part) for part in clock(seconds).split(":")]
    value = sum(part * 60**i for i, part in enumerate(reversed(parts)))
    assert seconds - 0.1001 <= value <= seconds + 1e-3


def test_an_empty_table_has_no_lines() -> None:
    assert table(("a", "b"), []) == []
