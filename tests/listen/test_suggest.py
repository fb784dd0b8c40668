"""Which codes are likely, and how vectors are kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from cslab.listen.sentences import SIZE, Vectors
from cslab.listen.suggest import Known, definition_text, likely
from cslab.listen.vectors import KeptVectors


def at(*numbers: float) -> Vectors:
    """A vector that begins with these numbers."""
    return np.array([*numbers, *[0.0] * (SIZE - len(numbers))], dtype=np.float32)


def test_a_code_is_as_likely_as_its_nearest_text() -> None:
    known = np.array([at(1, 0), at(0.8, 0.6), at(0, 1)])
    found = likely(at(1, 0), known, [["trust"], ["trust", "price"], ["delight"]])
    assert [(one.code, one.because) for one in found] == [("trust", 0), ("price", 1), ("delight", 2)]
    assert [one.score for one in found] == pytest.approx([1.0, 0.8, 0.0])


def test_of_codes_that_share_a_text_the_one_with_more_behind_it_comes_first() -> None:
    known = np.array([at(1, 0), at(0.6, 0.8)])
    assert [one.code for one in likely(at(1, 0), known, [["a", "b"], ["b"]])] == ["b", "a"]


def test_what_is_left_out_does_not_count() -> None:
    known = np.array([at(1, 0), at(0.6, 0.8)])
    found = likely(at(1, 0), known, [["itself"], ["other"]], leave_out=[True, False])
    assert [one.code for one in found] == ["other"]
    assert likely(at(1, 0), np.zeros((0, SIZE), dtype=np.float32), []) == []


def test_overlap_needs_the_same_interview_and_shared_time() -> None:
    one = Known("x", ("a",), "int-01", 3.0, 6.0)
    assert one.overlaps("int-01", 5.0, 9.0)
    assert not one.overlaps("int-01", 6.0, 9.0)
    assert not one.overlaps("int-02", 3.0, 6.0)
    assert not Known("a definition", ("a",)).overlaps("int-01", 0.0, 1.0)
    assert definition_text("shared-login", "") == "shared login"


class Counted:
    """Makes vectors, and remembers of what."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return np.array([at(len(text), 1) / np.hypot(len(text), 1) for text in texts], dtype=np.float32)


def test_each_text_is_worked_out_once(tmp_path: Path) -> None:
    path = tmp_path / ".cslab" / "vectors.npz"
    embed = Counted()
    first = KeptVectors(path, embed=embed).of(["one", "three", "one"])
    again = KeptVectors(path, embed=embed).of(["three", "four"])
    assert embed.asked == ["one", "three", "four"]
    assert (first[1] == again[0]).all()
    assert (first[0] == first[2]).all()
    assert b"three" not in path.read_bytes()


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 broken", b"something else"])
def test_a_damaged_file_is_made_again(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "vectors.npz"
    path.write_bytes(damage)
    embed = Counted()
    assert KeptVectors(path, embed=embed).of(["one"]).shape == (1, SIZE)
    KeptVectors(path, embed=embed).of(["one"])
    assert embed.asked == ["one"]


def test_no_texts_have_no_vectors(tmp_path: Path) -> None:
    assert KeptVectors(tmp_path / "v.npz", embed=Counted()).of([]).shape == (0, SIZE)
