from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from cslab.listen.speakers import cluster as clustering
from cslab.listen.speakers.cluster import cluster, in_order


def voices(sizes: list[int], *, noise: float = 0.05, seed: int = 0) -> NDArray[np.float32]:
    """Points of so many voices, one after the other, each around a direction of its own."""
    rng = np.random.default_rng(seed)
    middles = np.linalg.qr(rng.normal(size=(32, len(sizes))))[0].T
    points = np.repeat(middles, sizes, axis=0) + rng.normal(0, noise, (sum(sizes), 32))
    return np.asarray(points / np.linalg.norm(points, axis=1, keepdims=True), dtype=np.float32)


@pytest.mark.parametrize("sizes", [[40, 40], [90, 12], [8, 60], [30, 50, 20], [12, 30, 9, 40]])
def test_voices_are_told_apart_however_unequal(sizes: list[int]) -> None:
    found = cluster(voices(sizes), len(sizes))
    assert found.tolist() == np.repeat(range(len(sizes)), sizes).tolist()


def test_who_talks_first_comes_first_whatever_the_order() -> None:
    points = voices([30, 20])
    order = np.random.default_rng(3).permutation(50)
    found = cluster(points[order], 2)
    assert found[0] == 0
    assert len({(truth, label) for truth, label in zip(order < 30, found.tolist(), strict=True)}) == 2


def test_one_voice_is_not_made_two() -> None:
    assert set(cluster(voices([80]), 2).tolist()) == {0}
    assert set(cluster(voices([40, 40]), 3).tolist()) == {0, 1}


def test_the_same_points_always_give_the_same_labels() -> None:
    points = voices([50, 30, 20], noise=0.25)
    assert (cluster(points, 3, seed=7) == cluster(points, 3, seed=7)).all()


def test_a_long_recording_is_clustered_by_a_part_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clustering, "MOST", 60)
    sizes = [400, 100]
    assert cluster(voices(sizes), 2).tolist() == np.repeat([0, 1], sizes).tolist()


@pytest.mark.parametrize(("count", "speakers"), [(0, 2), (1, 2), (2, 2), (5, 1), (3, 9)])
def test_too_few_points_are_one_voice(count: int, speakers: int) -> None:
    assert cluster(voices([count]), speakers).tolist() == [0] * count


@settings(max_examples=30, deadline=None)
@given(st.integers(3, 40), st.integers(2, 4), st.integers(0, 5))
def test_any_points_get_a_label_each(count: int, speakers: int, seed: int) -> None:
    points = np.random.default_rng(seed).normal(size=(count, 8)).astype(np.float32)
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    found = cluster(points, speakers)
    assert len(found) == count
    assert set(found.tolist()) <= set(range(speakers))
    assert (in_order(found) == found).all()


def test_equal_points_are_one_voice() -> None:
    points = np.tile(np.eye(8, dtype=np.float32)[0], (20, 1))
    assert set(cluster(points, 2).tolist()) == {0}
