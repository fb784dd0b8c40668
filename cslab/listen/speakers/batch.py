"""Find the speakers of many recordings: each claimed before it is worked on, none done twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from cslab.errors import CslabError
from cslab.listen.audio import Sound
from cslab.listen.batch import OnProgress, Outcome, Recording, made_ready
from cslab.listen.speakers.campplus import VoiceModel
from cslab.listen.speakers.find import METHOD, find_turns
from cslab.listen.speakers.turns import as_turns, match_labels
from cslab.listen.transcript import Transcript
from cslab.study.jobs import Job, beat, beating, claim, fail, finish, held_by, stop
from cslab.study.speakers import Voices, load_voices, save_voices
from cslab.study.store import Store
from cslab.study.transcripts import transcript_document

KIND = "speakers"
"""The kind of job, as `cslab.study.jobs` lists it."""


class _CancelledError(Exception):
    """Somebody asked for this recording to stop."""


def find_all(
    store: Store,
    recordings: Sequence[Recording],
    *,
    folder: Path,
    model: Callable[[], VoiceModel],
    speakers: int = 2,
    only_new: bool = False,
    on_progress: OnProgress | None = None,
) -> tuple[Outcome, ...]:
    """Tell the voices of recordings apart, one recording after the other.

    Parameters
    ----------
    store : Store
        Takes the turns, by the content of the recording.
    recordings : sequence of Recording
        In the order in which they are worked on.
    folder : Path
        For playback copies and levels.
    model : callable
        Gives the voice model; called once, and only when there is something to do.
    speakers : int
        How many voices each recording has.
    only_new : bool
        Leave alone what was found before, whatever the number.
    on_progress : callable, optional
        See `cslab.listen.batch.OnProgress`.

    Returns
    -------
    tuple of Outcome
        One for each recording: ``"found"``, ``"already"``, ``"busy"``, ``"cancelled"`` or ``"failed"``. A
        recording that fails does not stop the others.
    """
    chosen = _once(model)
    return tuple(
        Outcome(name, "already", f"{name}: its speakers were found before; nothing to do.")
        if _done(load_voices(store, recording.content_hash), None if only_new else speakers)
        else _find(store, recording, folder, chosen, speakers, on_progress)
        for recording in recordings
        for name in (recording.interview_id,)
    )


def _once(model: Callable[[], VoiceModel]) -> Callable[[], VoiceModel]:
    """Ask for the model once; where it can't be had, that is not tried again for each recording."""

    @cache
    def tried() -> VoiceModel | CslabError:
        try:
            return model()
        except CslabError as error:
            return error

    def get() -> VoiceModel:
        found = tried()
        if isinstance(found, CslabError):
            raise found
        return found

    return get


def _done(before: Voices | None, speakers: int | None) -> bool:
    if before is None or speakers is None:
        return before is not None
    return (before.method, before.speakers) == (METHOD, speakers)


def _find(
    store: Store,
    recording: Recording,
    folder: Path,
    model: Callable[[], VoiceModel],
    speakers: int,
    on_progress: OnProgress | None,
) -> Outcome:
    name = recording.interview_id
    try:
        sound = made_ready(store, recording, folder).sound
    except CslabError as error:
        return _failed(name, error)
    if sound.split_channels:
        return Outcome(name, "already", f"{name} has a channel for each speaker; there is nothing to find.")
    return _claimed(store, recording, sound, model, speakers, on_progress)


def _claimed(
    store: Store,
    recording: Recording,
    sound: Sound,
    model: Callable[[], VoiceModel],
    speakers: int,
    on_progress: OnProgress | None,
) -> Outcome:
    name, content = recording.interview_id, recording.content_hash
    job = claim(store, KIND, content, title=f"Finding the speakers of {name}", total=sound.duration)
    if job is None:
        who = held_by(store, KIND, content) or "another process"
        return Outcome(name, "busy", f"{name}: its speakers are being found by {who}.")
    try:
        with beating(job) as asked_to_stop:
            note = _noting(job, name, sound.duration, on_progress, asked_to_stop.is_set)
            document = transcript_document(store, content)
            speech = Transcript.from_dict(document).speech if document is not None else ()
            turns = find_turns(
                recording.path, sound, model(), speakers=speakers, speech=speech, on_progress=note
            )
            before = load_voices(store, content)
            if before is not None:
                turns = match_labels(turns, as_turns(before.turns))
            found = tuple((turn.start, turn.end, turn.label) for turn in turns)
            save_voices(store, content, Voices(METHOD, speakers, found))
        finish(job)
    except _CancelledError:
        stop(job)
        return Outcome(name, "cancelled", f"{name} was stopped on request; its speakers are as they were.")
    except CslabError as error:
        fail(job, str(error))
        return _failed(name, error)
    count = len({turn.label for turn in turns})
    return Outcome(name, "found", f"{name}: {_voices(count)} in {len(turns)} turns.")


def _noting(
    job: Job,
    name: str,
    total: float,
    on_progress: OnProgress | None,
    asked_to_stop: Callable[[], bool],
) -> Callable[[float], None]:
    """Pass progress on to the job and to the caller, and stop the work when it was cancelled."""

    def note(done: float) -> None:
        if not beat(job, done) or asked_to_stop():
            raise _CancelledError
        if on_progress is not None:
            on_progress(name, done, total, None)

    return note


def _voices(count: int) -> str:
    return {0: "no voice", 1: "one voice"}.get(count, f"{count} voices")


def _failed(name: str, error: CslabError) -> Outcome:
    return Outcome(name, "failed", f"{name}: {error}")
