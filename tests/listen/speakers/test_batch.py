from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from cslab.errors import NotFoundError
from cslab.listen.audio import content_hash
from cslab.listen.batch import Recording
from cslab.listen.speakers.batch import KIND, find_all
from cslab.listen.transcript import Transcript, Word
from cslab.listen.words import build_segments
from cslab.study.jobs import claim, jobs, request_cancel
from cslab.study.speakers import load_voices
from cslab.study.store import Store, open_store
from cslab.study.transcripts import begin_transcription, finish_transcription
from cslab.timecode import Span
from tests.listen.sounds import noise, write


class LoudOrSoft:
    """Stands in for the voice model: the loud voice lies in one direction, the soft one in another."""

    def embed(self, pieces: list[NDArray[np.float32]]) -> NDArray[np.float32]:
        loud = np.array([float(np.std(piece)) for piece in pieces] or np.empty(0))
        points = np.zeros((len(pieces), 192), dtype=np.float32)
        points[np.arange(len(pieces)), (loud > 0.03).astype(int)] = 1.0
        return points


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path) as opened:
        yield opened


@pytest.fixture
def recording(tmp_path: Path, store: Store) -> Recording:
    """Twelve seconds, soft and then loud, with a transcript that says where speech is."""
    sound = np.concatenate([noise(6, -40), noise(6, -20, seed=1)])
    path = write(tmp_path / "one.wav", sound, rate=16000)
    recording = Recording("int-01", path, content_hash(path))
    heard = Transcript(
        build_segments([Word("Hello.", 1.0, 1.5)]), duration=12.0, speech=(Span(0.5, 5.8), Span(6.2, 11.5))
    )
    given: Any = {"content_hash": recording.content_hash, "engine": "e", "model": "m", "options": {}}
    begin_transcription(store, key="k", **given)
    finish_transcription(store, "k", heard.to_dict())
    return recording


def found(store: Store, recording: Recording, tmp_path: Path, **given: Any) -> str:
    model = given.pop("model", LoudOrSoft)
    outcomes = find_all(store, [recording], folder=tmp_path / "audio", model=model, **given)
    return outcomes[0].state


def test_turns_are_found_in_the_speech_of_the_transcript(
    store: Store, recording: Recording, tmp_path: Path
) -> None:
    seen: list[tuple[str, float, float]] = []

    def note(interview_id: str, done: float, total: float, left: float | None) -> None:
        seen.append((interview_id, done, total))

    assert found(store, recording, tmp_path, on_progress=note) == "found"
    voices = load_voices(store, recording.content_hash)
    assert voices is not None
    assert voices.turns == ((0.5, 5.8, "voice 1"), (6.2, 11.5, "voice 2"))
    assert found(store, recording, tmp_path) == "already"
    assert jobs(store, kind=KIND)["state"].tolist() == ["done"]


def test_another_number_is_another_question_unless_only_the_new_are_asked(
    store: Store, recording: Recording, tmp_path: Path
) -> None:
    assert found(store, recording, tmp_path) == "found"
    assert found(store, recording, tmp_path, speakers=1, only_new=True) == "already"
    assert found(store, recording, tmp_path, speakers=1) == "found"
    voices = load_voices(store, recording.content_hash)
    assert voices is not None
    assert {label for _, _, label in voices.turns} == {"voice 1"}


def test_what_another_process_does_is_left_to_it(store: Store, recording: Recording, tmp_path: Path) -> None:
    assert claim(store, KIND, recording.content_hash, title="Finding", total=1.0) is not None
    assert found(store, recording, tmp_path) == "busy"
    assert load_voices(store, recording.content_hash) is None


def test_a_cancelled_search_leaves_things_as_they_were(
    store: Store, recording: Recording, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cslab.listen.speakers.find.BATCH", 2)

    def cancel(*progress: object) -> None:
        request_cancel(store, KIND, recording.content_hash)

    assert found(store, recording, tmp_path, on_progress=cancel) == "cancelled"
    assert load_voices(store, recording.content_hash) is None
    assert jobs(store, kind=KIND)["state"].tolist() == ["cancelled"]


def test_a_model_that_cant_be_had_is_asked_for_once(
    store: Store, recording: Recording, tmp_path: Path
) -> None:
    asked = []

    def model() -> Any:
        asked.append(1)
        raise NotFoundError("The voice model is not here.")

    again = Recording("int-02", recording.path, recording.content_hash)
    outcomes = find_all(store, [recording, again], folder=tmp_path / "audio", model=model)
    assert [outcome.state for outcome in outcomes] == ["failed", "failed"]
    assert "not here" in outcomes[1].sentence
    assert len(asked) == 1


def test_a_recording_that_cant_be_read_stops_no_other(
    store: Store, recording: Recording, tmp_path: Path
) -> None:
    (tmp_path / "broken.wav").write_bytes(b"no sound")
    broken = Recording("int-00", tmp_path / "broken.wav", "b")
    outcomes = find_all(store, [broken, recording], folder=tmp_path / "audio", model=LoudOrSoft)  # type: ignore[arg-type]
    assert [outcome.state for outcome in outcomes] == ["failed", "found"]


def test_a_call_of_two_channels_has_nothing_to_find(store: Store, tmp_path: Path) -> None:
    left, right = noise(8, -20), noise(8, -20, seed=1)
    left[: 4 * 16000] = 0
    right[4 * 16000 :] = 0
    path = write(tmp_path / "call.wav", np.stack([left, right], axis=1), rate=16000)
    call = Recording("int-03", path, content_hash(path))
    outcomes = find_all(store, [call], folder=tmp_path / "audio", model=LoudOrSoft)  # type: ignore[arg-type]
    assert outcomes[0].state == "already"
    assert "a channel for each speaker" in outcomes[0].sentence
