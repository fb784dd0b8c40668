"""From a plan to a sound file with chapters, and captions beside it, through PyAV alone.

Every time that is reported, written as a chapter or shown as a caption comes from the count of samples. Clips
are brought to one loudness each, then the whole is measured and trimmed, encoded, decoded again and measured
once more: what `Rendered` says is what the file holds.
"""

from __future__ import annotations

import datetime
import math
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import av

from cslab.errors import AudioError, CslabError, InputError
from cslab.listen.decode import Samples, content_hash
from cslab.listen.formats import vtt
from cslab.tell.captions import captions
from cslab.tell.display import one_line
from cslab.tell.encode import format_for
from cslab.tell.mastering import Master
from cslab.tell.mix import RATE, Piece, gather
from cslab.tell.publish import published
from cslab.tell.script import Clip, Plan

ATTEMPTS = 4
"""Times a reel is encoded at most."""

_SHARE = {"gather": 0.45, "measure": 0.1, "encode": 0.3, "check": 0.15}
_MARK = re.compile(r"\bplan:([0-9a-f]{32})\b")


class Stopped(CslabError):
    """The render was stopped on request; nothing was written."""


@dataclass(frozen=True, slots=True)
class RenderedClip:
    """Where a clip lies in the file.

    Parameters
    ----------
    highlights : tuple of int
        Those it plays.
    interview_id : str
        Whose recording.
    start, end : float
        Seconds in the reel.
    start_sample, end_sample : int
        The same in samples.
    loudness : float
        As recorded, in LUFS.
    gain : float
        Decibels that were applied.
    """

    highlights: tuple[int, ...]
    interview_id: str
    start: float
    end: float
    start_sample: int
    end_sample: int
    loudness: float
    gain: float


@dataclass(frozen=True, slots=True)
class Rendered:
    """A rendered reel, as measured from the file itself.

    Parameters
    ----------
    path, captions : Path
        The sound, and the WebVTT beside it.
    format : str
        ``"m4a"``, ``"mp3"``, ``"opus"`` or ``"wav"``.
    duration : float
        Seconds.
    samples, rate : int
        The same in samples, and how many a second.
    loudness : float
        Integrated, in LUFS; minus infinity for silence.
    true_peak : float
        In dBTP.
    clips : tuple of RenderedClip
        In the order of playing.
    fingerprint : str
        Of the plan: while it is that of the plan, the file is up to date.
    """

    path: Path
    captions: Path
    format: str
    duration: float
    samples: int
    rate: int
    loudness: float
    true_peak: float
    clips: tuple[RenderedClip, ...]
    fingerprint: str

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain values for JSON; what is silent has a loudness of None."""
        values = asdict(self) | {"path": str(self.path), "captions": str(self.captions)}
        return {key: None if value == -math.inf else value for key, value in values.items()} | {
            "clips": [
                {key: None if value == -math.inf else value for key, value in asdict(clip).items()}
                for clip in self.clips
            ]
        }


def render_reel(
    plan: Plan,
    recordings: Mapping[str, Path],
    path: str | Path,
    *,
    format: str | None = None,  # noqa: A002 (the word people use)
    title: str | None = None,
    artist: str = "",
    comment: str = "",
    date: str | None = None,
    channels: int = 1,
    on_progress: Callable[[float], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Rendered:
    """Render a reel: one loudness, soft edges, chapters, captions beside it.

    Parameters
    ----------
    plan : Plan
        From `cslab.tell.plan.plan_reel`.
    recordings : mapping of str to Path
        File of each interview that the plan has a clip from, and of each spoken heading by its ``sound``.
    path : str or Path
        Where to; a file that is there is replaced once all went well. The captions get the same name with
        ``.vtt``.
    format : {"m4a", "mp3", "opus", "wav"}, optional
        By the suffix of `path` when left out.
    title, artist, comment, date : str, optional
        Of the file. The title is the reel's and the date is today's when left out.
    channels : {1, 2}
        2 writes the same sound to left and right.
    on_progress : callable, optional
        Told the part that is done, from 0 to 1.
    should_stop : callable, optional
        Asked often; the render ends with `Stopped` when it answers True.

    Returns
    -------
    Rendered
        Measured from the file.

    Raises
    ------
    InputError
        If the plan has nothing to play, or an option makes no sense.
    NotFoundError
        If there is no such format.
    AudioError
        If a recording is missing, was replaced or can't be read, or the file can't be written.
    Stopped
        If `should_stop` said so.

    Notes
    -----
    Each clip is brought to the plan's loudness; true peaks are limited; then the whole is trimmed to the same
    loudness. Coding raises peaks, so the ceiling before it depends on the format, and is lowered and the file
    encoded again in the rare case that it still exceeds -1 dBTP.

    References
    ----------
    EBU R 128 (2023), Loudness normalisation and permitted maximum level of audio signals.
    ITU-R BS.1770-4 (2015), Algorithms to measure audio programme loudness and true-peak audio level.
    """
    target = Path(path)
    kind = format_for(target, format)
    if not round(plan.duration * RATE):
        raise InputError(f"The reel {plan.name!r} has nothing to play; add a highlight to it first.")
    if channels not in (1, 2):
        raise InputError(f"A reel has 1 or 2 channels, not {channels}.")
    steps = _Steps(on_progress, should_stop)
    _check_recordings(plan, recordings, steps)
    about = {
        "title": one_line(title or plan.title),
        "artist": one_line(artist),
        "comment": f"{one_line(comment)} plan:{plan.fingerprint()}".strip(),
        "date": one_line(datetime.datetime.now().astimezone().date().isoformat() if date is None else date),
    }
    beside = target.with_suffix(".vtt")
    with published(beside, target) as (words, sound), tempfile.TemporaryFile(dir=target.parent) as spool:
        heard = sum(part.duration for part in plan.elements if part.clip is not None or part.sound)
        pieces = gather(plan, recordings, spool, lambda done: steps.at("gather", done / heard))
        words.write_text(vtt.write(captions(plan, pieces)), encoding="utf-8")
        work = Master(plan, pieces, spool, kind=kind, channels=channels, watch=steps.through)
        for _ in range(ATTEMPTS):
            work.encode(sound, about)
            if work.is_good():
                break
    steps.at("check", 1.0)
    return Rendered(
        path=target,
        captions=beside,
        format=kind,
        duration=work.total / RATE,
        samples=work.total,
        rate=RATE,
        loudness=work.loudness,
        true_peak=work.peak,
        clips=tuple(
            _placed(piece, piece.clip, work.gain(piece)) for piece in pieces if piece.clip is not None
        ),
        fingerprint=plan.fingerprint(),
    )


def rendered_from(path: str | Path) -> str | None:
    """Fingerprint of the plan that a file was rendered from; None when it is no rendered reel.

    Parameters
    ----------
    path : str or Path
        A sound file.
    """
    try:
        with av.open(str(path)) as file:
            tags = [file.metadata, *(stream.metadata for stream in file.streams)]
    except (av.FFmpegError, OSError):
        return None
    found = (_MARK.search(value) for tag in tags for key, value in tag.items() if key.lower() == "comment")
    return next((match[1] for match in found if match), None)


class _Steps:
    """Progress over all passes, and the question whether to go on."""

    def __init__(self, tell: Callable[[float], None] | None, should_stop: Callable[[], bool] | None) -> None:
        self._tell = tell
        self._should_stop = should_stop
        self._done = 0.0

    def at(self, step: str, part: float) -> None:
        if self._should_stop is not None and self._should_stop():
            raise Stopped(
                "The render was stopped; nothing was written, and what was there before is untouched."
            )
        names = list(_SHARE)
        before = sum(_SHARE[name] for name in names[: names.index(step)])
        self._done = max(self._done, min(1.0, before + _SHARE[step] * min(1.0, part)))
        if self._tell is not None:
            self._tell(self._done)

    def through(self, step: str, stream: Iterable[Samples], total: int) -> Iterator[Samples]:
        count = 0
        for block in stream:
            yield block
            count += len(block)
            self.at(step, count / total)


def _placed(piece: Piece, clip: Clip, gain: float) -> RenderedClip:
    return RenderedClip(
        highlights=clip.highlights,
        interview_id=clip.interview_id,
        start=piece.start / RATE,
        end=piece.end / RATE,
        start_sample=piece.start,
        end_sample=piece.end,
        loudness=piece.loudness,
        gain=gain,
    )


def _check_recordings(plan: Plan, recordings: Mapping[str, Path], steps: _Steps) -> None:
    """Every recording is there, and is the one that was planned with."""
    wanted = {clip.interview_id: clip.content_hash for clip in plan.clips}
    for name, expected in wanted.items():
        path = recordings.get(name)
        if path is None or not Path(path).is_file():
            where = f" at {path}" if path is not None else ""
            raise AudioError(
                f"The recording of {name} is missing{where}; put it back, or plan the reel again."
            )
        steps.at("gather", 0.0)
        if expected and content_hash(path) != expected:
            raise AudioError(
                f"The recording of {name} at {path} is not the one that the reel was planned with; "
                "put that back, or plan the reel again."
            )
    for part in plan.elements:
        if part.sound:
            path = recordings.get(part.sound)
            if path is None or not Path(path).is_file() or content_hash(path) != part.sound_hash:
                raise AudioError(
                    f"The sound of the heading “{part.text}” is missing, or is not the one that the reel was "
                    "planned with; put it back, or plan the reel again."
                )
