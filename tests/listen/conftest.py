"""What the tests of listening share: real weights, fetched once."""

from __future__ import annotations

import pytest

from cslab.errors import NotFoundError
from cslab.listen.engines import Engine
from cslab.listen.transcribe import load_engine
from cslab.listen.weights import FASTER_WHISPER, Weights, get_weights


@pytest.fixture(scope="session")
def tiny_en() -> Weights:
    """Weights of the smallest English model, in Whisper's cache."""
    try:
        return get_weights("tiny.en")
    except NotFoundError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def whisper_engine(tiny_en: Weights) -> Engine:
    """OpenAI's Whisper with the smallest English model."""
    return load_engine(tiny_en)


@pytest.fixture(scope="session")
def fast_engine() -> Engine:
    """Whisper by faster-whisper with the smallest English model."""
    pytest.importorskip("faster_whisper", reason="the extra fast is not installed")
    try:
        return load_engine(get_weights("tiny.en", engine=FASTER_WHISPER))
    except NotFoundError as error:
        pytest.skip(str(error))
