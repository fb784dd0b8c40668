"""What the tests of speakers share: the voice model, fetched once, and a minute of two people talking."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from cslab.errors import NotFoundError
from cslab.listen.decode import blocks
from cslab.listen.speakers.campplus import VoiceModel
from cslab.listen.speakers.weights import get_voice_weights
from tests.listen.sounds import write

SAMPLE = Path(__file__).parents[3] / "data/samples/ledgerline"
MINUTE = 50.0


@pytest.fixture(scope="session")
def voice_weights() -> Path:
    """The voice model's file, in cslab's cache."""
    try:
        return get_voice_weights()
    except NotFoundError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def voice_model(voice_weights: Path) -> VoiceModel:
    """The voice model, loaded."""
    return VoiceModel(voice_weights)


@pytest.fixture(scope="session")
def minute(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first fifty seconds of Tom and Nia in a café, as a file of one channel."""
    sound: NDArray[np.float32] = np.concatenate(list(blocks(SAMPLE / "recordings/int-05.ogg")))
    return write(tmp_path_factory.mktemp("minute") / "minute.wav", sound[: round(MINUTE * 16000)], rate=16000)
