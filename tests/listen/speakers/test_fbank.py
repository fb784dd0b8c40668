from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from cslab.listen.speakers.campplus import VoiceModel
from cslab.listen.speakers.fbank import log_mel

REFERENCE: dict[str, Any] = tomllib.loads(
    (Path(__file__).parents[2] / "reference/voices.toml").read_text("utf-8")
)


def sweep() -> NDArray[np.float32]:
    t = np.arange(24000) / 16000
    sound = 0.3 * np.sin(2 * np.pi * (200 * t + 400 * t**2)) + 0.1 * np.sin(2 * np.pi * 1234 * t)
    return np.asarray(sound, dtype=np.float32)


def test_bands_are_those_of_kaldi() -> None:
    known = REFERENCE["log_mel"]
    bands = log_mel(sweep())
    assert list(bands.shape) == known["shape"]
    for frame in known["frames"]:
        assert bands[frame["at"], ::8] == pytest.approx(frame["bands"], abs=0.002), frame["at"]


def test_silence_and_offset_have_numbers() -> None:
    silent = log_mel(np.zeros(16000, dtype=np.float32))
    assert np.isfinite(silent).all()
    assert np.allclose(log_mel(np.full(16000, 0.5, dtype=np.float32)), silent, atol=0.5)


def test_the_network_answers_as_its_makers_code_does(voice_model: VoiceModel) -> None:
    point = voice_model.embed([sweep()])[0]
    assert np.linalg.norm(point) == pytest.approx(1.0, abs=1e-5)
    assert point[::16] == pytest.approx(REFERENCE["campplus"]["numbers"], abs=2e-4)
