from __future__ import annotations

import wave
from pathlib import Path

import av
import numpy as np
import pytest

from cslab.tell.wav import Chapter, add_chapters
from tests.tell.voices import RATE, write_sound


@pytest.mark.parametrize("samples", [RATE, RATE + 1])
def test_chapters_are_read_back_and_the_sound_is_untouched(tmp_path: Path, samples: int) -> None:
    path = write_sound(tmp_path / "a.wav", np.full(samples, 0.25, np.float32))
    add_chapters(path, [Chapter("Ana, First", 0, 7), Chapter("Señor ß 🙂", 7, samples)])
    with av.open(str(path)) as file:
        found = [(c["start"], c["metadata"]["title"]) for c in file.chapters()]
    assert found == [(0, "Ana, First"), (7, "Señor ß 🙂")]
    with wave.open(str(path)) as file:
        assert file.getnframes() == samples
        assert set(np.frombuffer(file.readframes(samples), np.int16)) == {8192}
    assert int.from_bytes(path.read_bytes()[4:8], "little") == path.stat().st_size - 8
