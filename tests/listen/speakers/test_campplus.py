from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cslab.errors import InputError
from cslab.listen.decode import blocks
from cslab.listen.speakers.campplus import DIMENSIONS, VoiceModel


def test_one_voice_lies_in_one_direction_two_in_two(voice_model: VoiceModel, minute: Path) -> None:
    sound = np.concatenate(list(blocks(minute)))
    tom, nia, nia_again = (sound[round(s * 16000) :][:24000] for s in (1.0, 17.0, 35.0))
    points = voice_model.embed([tom, nia, nia_again])
    assert points.shape == (3, DIMENSIONS)
    assert points[1] @ points[2] > 0.5
    assert points[0] @ points[1] < 0.3
    assert points[0] @ points[2] < 0.3


def test_a_batch_gives_what_single_pieces_give(voice_model: VoiceModel) -> None:
    pieces = [np.random.default_rng(at).normal(0, 0.1, 24000).astype(np.float32) for at in range(3)]
    together = voice_model.embed(pieces)
    alone = np.concatenate([voice_model.embed([piece]) for piece in pieces])
    assert np.allclose(together, alone, atol=1e-4)
    assert voice_model.embed([]).shape == (0, DIMENSIONS)


@pytest.mark.parametrize("content", [b"", b"not a model", b"PK\x03\x04 broken"])
def test_another_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "voice.pt"
    path.write_bytes(content)
    with pytest.raises(InputError, match="does not hold the weights of the voice model"):
        VoiceModel(path)


def test_weights_of_another_network_are_refused(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    torch.save({"layer.weight": torch.zeros(2)}, tmp_path / "other.pt")
    with pytest.raises(InputError, match="get them again"):
        VoiceModel(tmp_path / "other.pt")
