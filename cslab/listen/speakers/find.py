"""Find who speaks when in a recording of one channel, by voice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from cslab.errors import InputError
from cslab.listen.audio import Sound
from cslab.listen.decode import Samples, blocks
from cslab.listen.speakers.campplus import BATCH, VoiceModel
from cslab.listen.speakers.cluster import cluster
from cslab.listen.speakers.fbank import RATE
from cslab.listen.speakers.turns import WINDOW, Turn, turns_of, windows_in
from cslab.listen.voice import speech_spans
from cslab.timecode import Span

METHOD = "CAM++ 1.5 s / 0.75 s, spectral"
"""As the store notes it beside the turns."""

SHORTEST = 0.2
"""Seconds of speech below which a voice can't be known: such a stretch goes with its neighbour."""

MOST_SPEAKERS = 9


def find_turns(
    path: str | Path,
    sound: Sound,
    model: VoiceModel,
    *,
    speakers: int = 2,
    speech: Sequence[Span] = (),
    seed: int = 0,
    on_progress: Callable[[float], None] | None = None,
) -> tuple[Turn, ...]:
    """Tell the voices of a recording apart.

    The sound is read as a stream: a long recording takes no more memory than a short one, but for 192
    numbers every three quarters of a second.

    Parameters
    ----------
    path : str or Path
        The recording.
    sound : Sound
        What it is.
    model : VoiceModel
        See `cslab.listen.speakers.campplus`.
    speakers : int
        How many voices there are, 1 to 9: two in an interview. A count found from sound is unreliable, so it
        is not guessed; where one voice is all there is, one is given.
    speech : sequence of Span
        Where there is voice, as a transcript has it; found anew when left out.
    seed : int
        The same seed gives the same turns.
    on_progress : callable, optional
        Called with the seconds of the recording that are done.

    Returns
    -------
    tuple of Turn
        In order.

    Raises
    ------
    InputError
        If the number of speakers is not from 1 to 9.
    AudioError
        If the recording can't be read.

    Notes
    -----
    Where two people speak at once, the louder or longer voice has the moment.
    """
    if not 1 <= speakers <= MOST_SPEAKERS:
        raise InputError(f"The number of speakers must be from 1 to {MOST_SPEAKERS}, not {speakers}.")
    channel = sound.mix_channel
    spans = tuple(speech) or tuple(speech_spans(blocks(path, channel=channel), gain_db=sound.gain_db))
    spans = tuple(span for span in spans if span.end - span.start >= SHORTEST)
    windows = windows_in(spans)
    gain = np.float32(10 ** (sound.gain_db / 20))
    louder = (block * gain for block in blocks(path, channel=channel))
    points: list[np.ndarray[tuple[int, ...], np.dtype[np.float32]]] = []
    batch: list[Samples] = []
    for window, samples in _cut(louder, [window for inside in windows for window in inside]):
        batch.append(samples)
        if len(batch) == BATCH:
            points.append(model.embed(batch))
            batch = []
            if on_progress is not None:
                on_progress(window.end)
    points.append(model.embed(batch))
    return turns_of(spans, windows, cluster(np.concatenate(points), speakers, seed=seed))


def _cut(stream: Iterable[Samples], windows: Sequence[Span]) -> Iterator[tuple[Span, Samples]]:
    """Samples of each window, in order of their start; a short one is repeated until it is as long."""
    length = round(WINDOW * RATE)
    held, first = np.empty(0, dtype=np.float32), 0
    source = iter(stream)
    for window in windows:
        start, after = round(window.start * RATE), round(window.end * RATE)
        while first + len(held) < after and (block := next(source, None)) is not None:
            drop = max(0, min(start - first, len(held)))
            held, first = np.concatenate([held[drop:], block]), first + drop
        samples = held[max(0, start - first) : after - first]
        if len(samples) == 0:  # speech that a transcript claims beyond the end of the sound
            samples = np.zeros(1, dtype=np.float32)
        yield window, np.resize(samples, length)
