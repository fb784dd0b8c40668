"""Many recordings, one model load: prepare, claim, transcribe, store; nothing twice, nothing lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from cslab.errors import CslabError, InputError, NotFoundError
from cslab.listen.audio import Prepared, prepare
from cslab.listen.choice import choose_model
from cslab.listen.decode import Samples
from cslab.listen.engines import Engine, EngineOutput
from cslab.listen.transcribe import Options, Progress, load_engine, transcribe_recording
from cslab.listen.weights import ENGINES, WHISPER, Weights, accelerator, get_weights
from cslab.study.jobs import Job, beat, beating, claim, fail, finish, held_by, stop
from cslab.study.recordings import save_sound
from cslab.study.store import Store
from cslab.study.transcripts import (
    StoredChunks,
    begin_transcription,
    finish_transcription,
    transcript_document,
)

KIND = "transcribe"
"""The kind of job, as `cslab.study.jobs` lists it."""


@dataclass(frozen=True, slots=True)
class Recording:
    """One interview's recording: its id, its file, and the hash of the file's content."""

    interview_id: str
    path: Path
    content_hash: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one recording.

    Parameters
    ----------
    interview_id : str
        Which.
    state : str
        ``"transcribed"``, ``"already"``, ``"busy"``, ``"cancelled"`` or ``"failed"``.
    sentence : str
        The same for people, with the reason when it failed.
    """

    interview_id: str
    state: str
    sentence: str

    def to_dict(self) -> dict[str, Any]:
        """As plain values that JSON can hold."""
        return asdict(self)


class OnProgress(Protocol):
    """Called while one recording is transcribed: seconds of sound done and in all, and seconds left."""

    def __call__(self, interview_id: str, done: float, total: float, left: float | None) -> None:
        """Take note of how far it is."""


class _CancelledError(Exception):
    """Somebody asked for this recording to stop."""


def transcribe_all(
    store: Store,
    recordings: Sequence[Recording],
    *,
    folder: Path,
    engine: Callable[[], Engine],
    options: Options,
    on_progress: OnProgress | None = None,
) -> tuple[Outcome, ...]:
    """Transcribe recordings one after the other with one model.

    All are made ready for playback first, so that they can be heard while they wait. Each is claimed in the
    store before it is worked on: a second process leaves it alone. What is done already is not done again.

    Parameters
    ----------
    store : Store
        Takes chunks as they come, so that at most one is lost when the process is killed.
    recordings : sequence of Recording
        In the order in which they are worked on.
    folder : Path
        For playback copies and levels.
    engine : callable
        Gives the engine; called once, and only when there is something to do.
    options : Options
        Language and vocabulary.
    on_progress : callable, optional
        See `OnProgress`.

    Returns
    -------
    tuple of Outcome
        One for each recording, in their order. A recording that fails does not stop the others.
    """
    ready: dict[str, Prepared | CslabError] = {}
    for recording in recordings:
        try:
            ready[recording.interview_id] = made_ready(store, recording, folder)
        except CslabError as error:
            ready[recording.interview_id] = error
            _mark_failed(store, recording, str(error))
    if not any(isinstance(found, Prepared) for found in ready.values()):
        return tuple(_failed(r.interview_id, str(ready[r.interview_id])) for r in recordings)
    chosen = engine()
    outcomes = []
    for recording in recordings:
        found = ready[recording.interview_id]
        if isinstance(found, CslabError):
            outcomes.append(_failed(recording.interview_id, str(found)))
        else:
            outcomes.append(_transcribe(store, recording, found, chosen, options, on_progress))
    return tuple(outcomes)


def made_ready(store: Store, recording: Recording, folder: Path) -> Prepared:
    """Write a recording's playback copy and levels, and keep what was measured of it."""
    prepared = prepare(recording.path, folder)
    if not store.read_only:
        save_sound(store, recording.content_hash, prepared.sound.to_dict())
    return prepared


def _transcribe(
    store: Store,
    recording: Recording,
    prepared: Prepared,
    engine: Engine,
    options: Options,
    on_progress: OnProgress | None,
) -> Outcome:
    name, content = recording.interview_id, recording.content_hash
    key = options.key(content, engine)
    if transcript_document(store, content, key=key) is not None:
        return Outcome(name, "already", f"{name} was transcribed before; nothing to do.")
    total = prepared.sound.duration
    job = claim(store, KIND, content, title=f"Transcribing {name}", total=total)
    if job is None:
        who = held_by(store, KIND, content) or "another process"
        return Outcome(
            name, "busy", f"{name} is being transcribed by {who}; it appears when that is finished."
        )
    try:
        with beating(job) as asked_to_stop:
            note = _Note(job, name, on_progress, asked_to_stop.is_set)
            begin_transcription(
                store,
                key=key,
                content_hash=content,
                engine=engine.name,
                model=engine.model,
                options=asdict(options),
            )
            transcript = transcribe_recording(
                recording.path,
                prepared.sound,
                engine,
                options=options,
                chunks=StoredChunks(store, key),
                on_progress=note,
            )
            finish_transcription(store, key, transcript.to_dict())
        finish(job)
    except _CancelledError:
        stop(job)
        return Outcome(name, "cancelled", f"{name} was stopped on request; what was heard so far is kept.")
    except CslabError as error:
        fail(job, str(error))
        return _failed(name, str(error))
    words = len(transcript.words)
    return Outcome(name, "transcribed", f"{name}: {words} words in {total:.0f} seconds of sound.")


@dataclass(frozen=True, slots=True)
class _Note:
    """Passes progress on to the job and to the caller, and stops the work when it was cancelled."""

    job: Job
    name: str
    on_progress: OnProgress | None
    asked_to_stop: Callable[[], bool]

    def __call__(self, progress: Progress) -> None:
        if not beat(self.job, progress.done_seconds) or self.asked_to_stop():
            raise _CancelledError
        if self.on_progress is not None:
            self.on_progress(self.name, progress.done_seconds, progress.total_seconds, progress.left_seconds)


def _mark_failed(store: Store, recording: Recording, sentence: str) -> None:
    job = claim(store, KIND, recording.content_hash, title=f"Preparing {recording.interview_id}", total=1.0)
    if job is not None:
        fail(job, sentence)


def _failed(name: str, sentence: str) -> Outcome:
    return Outcome(name, "failed", f"{name}: {sentence}")


class OnDemand:
    """An engine that is loaded when its first chunk comes: to learn that all is done takes no model.

    Parameters
    ----------
    weights : Weights
        Here already.
    """

    def __init__(self, weights: Weights) -> None:
        self.name = weights.engine
        self.model = weights.name
        self.weights = weights.sha256
        self.multilingual = not weights.name.endswith(".en")
        self._load = cache(lambda: load_engine(weights, device=accelerator()[0]))

    def transcribe(
        self, samples: Samples, *, language: str | None = None, prompt: str | None = None
    ) -> EngineOutput:
        """See `cslab.listen.engines.Engine`."""
        return self._load().transcribe(samples, language=language, prompt=prompt)


def engine_for(
    model: str,
    *,
    engine: str | None = None,
    language: str | None = None,
    on_choice: Callable[[str], None] | None = None,
) -> Engine:
    """Get the weights of a model and give its engine.

    Parameters
    ----------
    model : str
        A model's name, the path of a weights file, or ``"auto"``.
    engine : str, optional
        One of `cslab.listen.weights.ENGINES`.
    language : str, optional
        Two-letter code, when it is known; only ``"auto"`` needs it.
    on_choice : callable, optional
        Told in one line what ``"auto"`` chose, and what would be better.

    Raises
    ------
    NotFoundError
        If there is no such model or engine, or the weights can't be had.
    InputError
        If the language is not one that the model writes.
    """
    if engine is not None and engine not in ENGINES:
        raise NotFoundError.of("engine", engine, ENGINES)
    if model == "auto":
        choice = choose_model(engine=engine, language=language)
        model, engine = choice.name, choice.engine
        if on_choice is not None:
            on_choice(choice.reason)
    elif model.endswith(".en") and language not in {None, "en"}:
        raise InputError(
            f"The model {model} writes English only, but the language is {language!r}; take {model[:-3]}."
        )
    return OnDemand(get_weights(model, engine=engine or WHISPER))
