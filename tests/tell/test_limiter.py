from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.signal import resample_poly

from cslab.tell.limiter import CONTEXT, REACH, limit, true_peak


def noisy(seed: int, seconds: float = 0.5, level: float = 0.5) -> np.ndarray:
    rng = np.random.default_rng(seed)
    noise = np.convolve(rng.standard_normal(round(seconds * 48000)), np.hanning(17) / 8, "same")
    return (level * noise * np.linspace(0, 1, len(noise))).astype(np.float32)


@given(st.integers(0, 2**31), st.floats(0.1, 1.0), st.floats(0.05, 3.0))
def test_nothing_exceeds_the_ceiling(seed: int, ceiling: float, level: float) -> None:
    limited = limit(noisy(seed, 0.2, level), ceiling)
    assert np.abs(limited).max() <= ceiling * 1.0001
    assert true_peak([np.pad(limited, 2000)]) <= 20 * np.log10(ceiling) + 0.3


@given(st.integers(0, 2**31), st.integers(CONTEXT, 12000), st.integers(100, 5000))
def test_where_a_stream_is_cut_makes_no_difference(seed: int, first: int, size: int) -> None:
    sound = noisy(seed)
    whole = limit(sound, 0.3)
    last = min(first + size, len(sound))
    low, high = max(0, first - CONTEXT), min(len(sound), last + CONTEXT)
    np.testing.assert_allclose(
        limit(sound[low:high], 0.3)[first - low : last - low], whole[first:last], atol=1e-6
    )


def test_the_gain_moves_without_a_step_and_comes_back() -> None:
    tone = 0.25 * np.sin(2 * np.pi * 300 * np.arange(48000) / 48000)
    tone[24000:24100] *= 4
    limited = limit(tone.astype(np.float32), 0.5)
    with np.errstate(divide="ignore", invalid="ignore"):
        gain = np.where(np.abs(tone) > 0.1, limited / tone, np.nan)
    assert np.nanmax(np.abs(np.diff(gain))) < 4 / REACH
    assert np.allclose(limited[: 24000 - 2 * REACH], tone[: 24000 - 2 * REACH], atol=1e-6)
    assert np.allclose(limited[24100 + 2 * REACH :], tone[24100 + 2 * REACH :], atol=1e-6)


@given(st.integers(0, 2**31), st.lists(st.integers(0, 7000), max_size=6))
def test_the_peak_of_a_stream_is_that_of_the_whole(seed: int, cuts: list[int]) -> None:
    sound = noisy(seed, 0.3)
    whole = 20 * np.log10(np.abs(resample_poly(np.pad(sound, 200).astype(float), 4, 1)).max())
    assert true_peak(np.split(sound, sorted(cuts))) == pytest.approx(whole, abs=0.01)


def test_silence_has_no_peak() -> None:
    assert true_peak([]) == true_peak([np.zeros(100, np.float32)]) == -np.inf
    assert len(limit(np.zeros(0, np.float32), 0.5)) == 0
