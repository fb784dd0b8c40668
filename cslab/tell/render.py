"""From a plan to a sound file with chapters, or to a video, and captions beside it, through PyAV alone.

Every time that is reported, written as a chapter or shown as a caption comes from the count of samples. Clips
are brought to one loudness each, then the whole is measured and trimmed, encoded, decoded again and measured
once more: what `Rendered` says is what the file holds.
"""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

from cslab.errors import InputError
from cslab.listen.decode import Samples
from cslab.listen.formats import srt, vtt
from cslab.tell.captions import captions, chapters
from cslab.tell.cover import cover_picture
from cslab.tell.display import one_line
from cslab.tell.exports.formats import FORMATS, rendered_as
from cslab.tell.mastering import Master
from cslab.tell.mix import RATE, Piece, gather
from cslab.tell.originals import check_originals, check_unchanged
from cslab.tell.publish import published
from cslab.tell.rendered import Rendered, RenderedClip, Stopped, rendered_from
from cslab.tell.script import Clip, Plan
from cslab.tell.video.bars import bars
from cslab.tell.video.cards import Cards
from cslab.tell.video.film import Film, write_film
from cslab.tell.video.shapes import SHAPES

__all__ = ["ATTEMPTS", "Rendered", "RenderedClip", "Stopped", "render_reel", "rendered_from"]

ATTEMPTS = 4
"""Times a reel is encoded at most."""

_SOUND = {"gather": 0.45, "measure": 0.1, "encode": 0.3, "check": 0.15}
_VIDEO = {"gather": 0.15, "measure": 0.05, "encode": 0.1, "check": 0.05, "film": 0.65}


def render_reel(
    plan: Plan,
    recordings: Mapping[str, Path],
    path: str | Path,
    *,
    format: str | None = None,  # noqa: A002 (the word people use)
    title: str | None = None,
    artist: str = "",
    comment: str = "",
    credits: str = "",  # noqa: A002 (the word people use)
    date: str | None = None,
    channels: int = 1,
    cover: bytes | None = None,
    beside: Mapping[str, str] | None = None,
    allowed: Callable[[], None] | None = None,
    on_progress: Callable[[float], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Rendered:
    """Render a reel: one loudness, soft edges, chapters, a cover, captions beside it.

    Parameters
    ----------
    plan : Plan
        From `cslab.tell.plan.plan_reel`.
    recordings : mapping of str to Path
        File of each interview that the plan has a clip from, and of each spoken heading by its ``sound``.
    path : str or Path
        Where to; a file that is there is replaced once all went well. The captions get the same name with
        ``.vtt`` and ``.srt``.
    format : {"m4a", "mp3", "opus", "wav", "mp4", "square"}, optional
        By the end of `path` when left out. The last two are videos, 1280 by 720 and 1080 by 1080.
    title, artist, comment, credits, date : str, optional
        Of the file. The title is the reel's and the date is today's when left out; the credits stand in the
        comment.
    channels : {1, 2}
        2 writes the same sound to left and right.
    cover : bytes, optional
        A picture in PNG or JPEG for the formats that carry one; drawn when left out.
    beside : mapping of str to str, optional
        Texts that travel with it: the end of the file's name, after that of `path` without its suffix, and
        what it holds.
    allowed : callable, optional
        Called before anything is read and again before the file takes its place; raises what stands against
        it, such as a consent that was withdrawn.
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
    encoded again in the rare case that it still exceeds -1 dBTP. A video has the sound of the m4a.

    References
    ----------
    EBU R 128 (2023), Loudness normalisation and permitted maximum level of audio signals.
    ITU-R BS.1770-4 (2015), Algorithms to measure audio programme loudness and true-peak audio level.
    """
    target = Path(path)
    kind = rendered_as(target, format)
    if not round(plan.duration * RATE) or (plan.left_out and plan.unheard):
        raise InputError(plan.unheard or f"The reel {plan.name!r} lasts no time; make its clips longer.")
    if channels not in (1, 2):
        raise InputError(f"A reel has 1 or 2 channels, not {channels}.")
    steps = _Steps(_VIDEO if kind in SHAPES else _SOUND, on_progress, should_stop)
    agreed = allowed if allowed is not None else _nothing
    agreed()
    stamps = check_originals(plan, recordings, lambda: steps.at("gather", 0.0))
    today = datetime.datetime.now().astimezone().date().isoformat()
    about = {
        "title": one_line(title or plan.title),
        "artist": one_line(artist),
        "comment": " ".join(
            part for part in (one_line(comment), one_line(credits), f"plan:{plan.fingerprint()}") if part
        ),
        "date": one_line(today if date is None else date),
    }
    texts = {".vtt": "", ".srt": "", **(beside or {})}
    others = {target.with_name(target.stem + ending): text for ending, text in texts.items()}
    with ExitStack() as opened:
        *places, part = opened.enter_context(published(*others, target))
        spool = opened.enter_context(tempfile.TemporaryFile(dir=target.parent))
        heard = sum(one.duration for one in plan.elements if one.clip is not None or one.sound)
        pieces = gather(plan, recordings, spool, lambda done: steps.at("gather", done / heard))
        check_unchanged(stamps, recordings)
        words = captions(plan, pieces)
        for place, text in zip(
            places, (vtt.write(words), srt.write(words), *list(others.values())[2:]), strict=True
        ):
            place.write_text(text, encoding="utf-8")
        made = "m4a" if kind in SHAPES else kind
        work = Master(plan, pieces, spool, kind=made, channels=channels, watch=steps.through)
        sound = opened.enter_context(tempfile.TemporaryFile(dir=target.parent)) if kind in SHAPES else part
        picture = b"" if FORMATS[kind].lacks or kind in SHAPES else cover or cover_picture(plan, study=artist)
        for _ in range(ATTEMPTS):
            work.encode(sound, about, cover=picture)
            if work.is_good():
                break
        if not isinstance(sound, Path):
            shape = SHAPES[kind]
            count = Cards(plan, shape).bars
            heights = [bars(piece, spool, count) for piece in pieces if piece.clip is not None]
            film = Film(plan=plan, shape=shape, words=words, heights=heights, recordings=recordings)
            marks = chapters(plan, work.total)
            write_film(
                film, sound, part, metadata=about, chapters=marks, tick=lambda done: steps.at("film", done)
            )
        agreed()
        steps.at(next(reversed(steps.shares)), 1.0)
    lost = FORMATS[kind].lacks
    return Rendered(
        path=target,
        captions=target.with_suffix(".vtt"),
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
        beside=tuple(others)[1:],
        remarks=(*((lost,) if lost else ()), *plan.left_out.values()),
    )


def _nothing() -> None:
    """Nobody stands against it."""


class _Steps:
    """Progress over all passes, and the question whether to go on."""

    def __init__(
        self,
        shares: Mapping[str, float],
        tell: Callable[[float], None] | None,
        should_stop: Callable[[], bool] | None,
    ) -> None:
        self.shares = dict(shares)
        self._tell = tell
        self._should_stop = should_stop
        self._done = 0.0

    def at(self, step: str, part: float) -> None:
        if self._should_stop is not None and self._should_stop():
            raise Stopped(
                "The render was stopped; nothing was written, and what was there before is untouched."
            )
        names = list(self.shares)
        before = sum(self.shares[name] for name in names[: names.index(step)])
        self._done = max(self._done, min(1.0, before + self.shares[step] * min(1.0, part)))
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
