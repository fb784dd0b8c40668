from __future__ import annotations

import numpy as np
import pyloudnorm
import pytest

from cslab.listen.levels import RATE, Loudness, Meter
from tests.listen import sounds


def metered(sound: np.ndarray, block: int = 37_003) -> Meter:
    channels = sound if sound.ndim == 2 else sound[:, None]
    meter = Meter(channels.shape[1])
    for at in range(0, len(channels), block):
        meter.feed(channels[at : at + block])
    return meter


@pytest.mark.parametrize("seed", range(3))
def test_loudness_is_that_of_pyloudnorm_however_it_is_cut(seed: int) -> None:
    rng = np.random.default_rng(seed)
    levels = np.repeat(rng.uniform(-70, -10, 25), RATE // 3)
    sound = rng.normal(0, 1, len(levels)) * 10 ** (levels / 20)
    expected = pyloudnorm.Meter(RATE).integrated_loudness(sound)
    for cuts in ([], [1000], [4799, 4801, 100_000]):
        loudness = Loudness()
        for part in np.split(sound, cuts):
            loudness.feed(part)
        assert loudness.integrated() == pytest.approx(expected, abs=0.01)


def test_silence_and_a_moment_have_no_loudness() -> None:
    loudness = Loudness()
    assert loudness.integrated() is None
    loudness.feed(sounds.noise(0.3, -10, RATE))
    assert loudness.integrated() is None
    loudness = Loudness()
    loudness.feed(np.zeros(5 * RATE))
    assert loudness.integrated() is None


def test_levels_and_peaks_are_at_their_seconds() -> None:
    sound = sounds.clicks(3.005, [1.0, 2.0])
    levels = metered(sound).levels()
    assert len(levels.level_db) == 301
    assert len(levels.peaks) == 151
    assert set(np.argsort(levels.level_db)[-2:]) == {100, 200}
    assert levels.level_db[100] == pytest.approx(10 * np.log10((0.81 + 479e-6) / 480), abs=0.1)
    assert set(np.argsort(levels.peaks[:, 1])[-2:]) == {50, 100}
    assert levels.peaks[50, 1] == round(0.9 * 127)


def test_digital_silence_is_the_floor() -> None:
    levels = metered(np.zeros(RATE, dtype=np.float32)).levels()
    assert (levels.level_db == -120).all()
    assert not levels.peaks.any()


def two_people(seed: int = 0) -> np.ndarray:
    """Two noises that take turns, the other 40 dB down in each channel."""
    voice = sounds.noise(20, -20, RATE, seed)
    turn = np.repeat(np.random.default_rng(seed).integers(0, 2, 20), RATE)
    left, right = voice * (turn == 0), voice * (turn == 1)
    return np.stack([left + right * 0.01, right + left * 0.01], axis=1)


def test_turns_in_two_channels_are_two_people() -> None:
    assert metered(two_people()).is_split()


@pytest.mark.parametrize("right", [1.0, 0.7, 0.0, -1.0])
def test_one_voice_in_two_channels_is_not_two_people(right: float) -> None:
    voice = sounds.noise(10, -20, RATE)
    both = np.stack([voice, voice * right], axis=1)
    assert not metered(both).is_split()


def test_a_room_in_stereo_is_not_two_people() -> None:
    voice = sounds.noise(10, -20, RATE)
    pair = np.stack([voice + sounds.noise(10, -26, RATE, 1), voice + sounds.noise(10, -26, RATE, 2)], axis=1)
    assert not metered(pair).is_split()


def test_a_channel_wired_in_reverse_is_listened_to_alone() -> None:
    voice = sounds.noise(5, -20, RATE)
    assert metered(np.stack([voice * 0.9, -voice], axis=1)).best_channel() == 1
    assert metered(np.stack([voice, voice], axis=1)).best_channel() is None
    assert metered(two_people()).best_channel() is None
