"""The film of a reel: its pictures encoded, its sound and its captions laid beside them in one mp4.

The sound is the one that was mastered, packet for packet. Pictures have a steady 25 frames a second, so that
players and editors agree on them, and a frame is drawn anew only when something on it changes.

References
----------
ISO/IEC 14496-12 (2022), ISO base media file format. 3GPP TS 26.245, Timed text format (captions).
"""

from __future__ import annotations

import errno
import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import av
import numpy as np
from av.video.reformatter import Colorspace

from cslab.errors import AudioError
from cslab.listen.transcript import Segment, Transcript
from cslab.tell.display import one_line
from cslab.tell.encode import as_chapter
from cslab.tell.script import Plan
from cslab.tell.video.cards import THICK, Cards
from cslab.tell.video.pictures import Pictures, Planes, paste, planes_of
from cslab.tell.video.scenes import Scene, scenes
from cslab.tell.video.shapes import Box, Shape
from cslab.tell.wav import Chapter

if TYPE_CHECKING:
    from PIL.Image import Image

    Timed = tuple[float, av.Packet[Any]]

FRAMES = 25
"""Pictures a second."""

KEYED = 2 * FRAMES
"""Frames after which a player can begin anew, at most."""

_MILLISECOND = Fraction(1, 1000)
_ENCODER = {"preset": "veryfast", "crf": "21", "x264-params": "rc-lookahead=8:bframes=1"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """Everything that a film shows.

    Parameters
    ----------
    plan : Plan
        Its elements are the scenes.
    shape : Shape
        Of the frames.
    words : Transcript
        The reel's captions, with times in the reel.
    heights : sequence of sequence of float
        For each of the plan's clips, how loud it is from moment to moment, from 0 to 1.
    recordings : mapping of str to Path
        By interview; those with pictures of their own show them.
    """

    plan: Plan
    shape: Shape
    words: Transcript
    heights: Sequence[Sequence[float]]
    recordings: Mapping[str, Path]

    @property
    def frames(self) -> int:
        """How many frames it has: never longer than its sound."""
        return max(1, int(self.plan.duration * FRAMES + 1e-6))


def write_film(
    film: Film,
    sound: IO[bytes],
    path: Path,
    *,
    metadata: Mapping[str, str],
    chapters: Sequence[Chapter],
    tick: Callable[[float], None],
) -> None:
    """Write a film with its sound, captions and chapters.

    Parameters
    ----------
    film : Film
        What is seen.
    sound : binary file
        An m4a of the same length; taken over as it is.
    path : Path
        Written over.
    metadata : mapping of str to str
        Title, artist, comment, date; empty ones are left out.
    chapters : sequence of Chapter
        In order.
    tick : callable
        Told the part that is done, from 0 to 1, every second of the film.

    Raises
    ------
    OSError
        If the file can't be written.
    AudioError
        If the pictures can't be encoded.
    """
    sound.seek(0)
    try:
        with (
            av.open(sound, "r") as heard,
            av.open(str(path), "w", format="mp4", options={"movflags": "faststart"}) as out,
        ):
            out.metadata.update({key: value for key, value in metadata.items() if value})
            out.set_chapters([as_chapter(number, c) for number, c in enumerate(chapters, start=1)])
            seen = out.add_stream("libx264", rate=FRAMES, options=dict(_ENCODER))
            seen.width, seen.height, seen.pix_fmt = film.shape.width, film.shape.height, "yuv420p"
            context = seen.codec_context
            context.gop_size = KEYED
            context.colorspace = context.color_primaries = context.color_trc = Colorspace.ITU709
            source = heard.streams.audio[0]
            spoken = out.add_stream_from_template(source)
            text = out.add_mux_stream("mov_text")
            out.start_encoding()
            beside = _in_step(_taken(heard.demux(source), spoken), _captions(film.words, text))
            waiting = next(beside, None)
            for number, frame in enumerate(_frames(film)):
                frame.pts, frame.time_base = number, Fraction(1, FRAMES)
                out.mux(seen.encode(frame))
                while waiting is not None and waiting[0] <= number / FRAMES:
                    out.mux(waiting[1])
                    waiting = next(beside, None)
                if number % FRAMES == 0:
                    tick(number / film.frames)
            out.mux(seen.encode(None))
            while waiting is not None:
                out.mux(waiting[1])
                waiting = next(beside, None)
    except av.FFmpegError as error:
        if error.errno in errno.errorcode:
            raise OSError(error.errno, error.strerror) from error
        raise AudioError(
            f"The film could not be encoded ({error.strerror}); render sound instead, or report this."
        ) from error
    tick(1.0)


def _frames(film: Film) -> Iterator[av.VideoFrame]:
    """Every frame, the same object again while nothing changes."""
    cards = Cards(film.plan, film.shape)
    laid = scenes(film.plan)
    with ExitStack() as opened:
        place, screen = -1, _Screen(cards, laid[0], film)
        for number in range(film.frames):
            now = number / FRAMES
            while place + 1 < len(laid) and laid[place + 1].start <= now + 1e-6:
                place += 1
                opened.close()
                screen = _Screen(cards, laid[place], film)
                screen.open(opened)
            yield screen.at(now)


class _Screen:
    """One scene as it is seen: drawn once, and changed only where something on it does."""

    def __init__(self, cards: Cards, scene: Scene, film: Film) -> None:
        self._cards = cards
        self._scene = scene
        self._film = film
        self._pictures: Pictures | None = None
        self._heights = film.heights[scene.clip] if scene.clip is not None else ()
        self._captions = _spoken(film, scene)
        self._card: Image | None = None
        self._drawn: tuple[Image, Planes] | None = None
        self._frame: av.VideoFrame | None = None
        self._shown = (-2, 0, 0)

    def open(self, opened: ExitStack) -> None:
        """Find the recording's own pictures, where it has any."""
        scene, film = self._scene, self._film
        clip = scene.element.clip if scene.element is not None else None
        if clip is None or scene.opening:
            return
        pictures = opened.enter_context(Pictures(film.recordings[clip.interview_id], film.shape.picture))
        self._pictures = pictures if pictures.there else None

    def at(self, now: float) -> av.VideoFrame:
        """The frame at a second of the reel."""
        shape, before = self._film.shape, self._shown
        speaks = next((i for i, s in enumerate(self._captions) if s.start <= now + 0.01 < s.end), -1)
        gone = now / self._film.plan.duration
        wide = round((shape.width - 2 * shape.margin) * gone)
        if self._drawn is None or speaks != before[0]:
            before = (speaks, 0, -1)
            self._drawn = self._written(speaks)
        image, planes = self._drawn
        self._shown = (speaks, self._played(now), wide)
        if self._shown != before:
            self._frame = None
            if self._shown[1] > before[1] and self._pictures is None:
                self._cards.play(image, self._heights, before[1], self._shown[1])
                _update(planes, image, shape.bars)
            if wide > before[2]:
                self._cards.go_on(image, gone)
                _update(planes, image, (0, shape.line - 2, shape.width, THICK + 4))
        if self._pictures is not None and self._moved(planes, now):
            self._frame = None
        if self._frame is None:
            self._frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
        return self._frame

    def _written(self, speaks: int) -> tuple[Image, Planes]:
        """The scene's card with what is said just now, as a picture and as the film has it."""
        moving = self._pictures is not None
        if self._card is None:
            self._card = self._cards.card(self._scene, self._heights, moving=moving)
        image = self._card.copy()
        if speaks >= 0:
            self._cards.caption(image, self._captions[speaks], self._scene, moving=moving)
        return image, _planes(image)

    def _played(self, now: float) -> int:
        """How many bars of the clip's sound are over."""
        element = self._scene.element
        if element is None or element.clip is None or self._scene.opening:
            return 0
        part = (now - element.start) / max(element.duration, 1e-6)
        return int(np.clip(part * len(self._heights), 0, len(self._heights)))

    def _moved(self, planes: Planes, now: float) -> bool:
        """Put in what the recording shows at this moment."""
        element = self._scene.element
        if self._pictures is None or element is None or element.clip is None:
            return False
        clip = element.clip
        found = self._pictures.at(min(clip.start + now - element.start, clip.end))
        if found is not None:
            paste(planes, found, self._film.shape.picture)
        return found is not None


def _planes(image: Image) -> Planes:
    frame = av.VideoFrame.from_ndarray(np.asarray(image, dtype=np.uint8), format="rgb24")
    return planes_of(frame.reformat(format="yuv420p", dst_colorspace=Colorspace.ITU709, threads=1))


def _update(planes: Planes, image: Image, box: Box) -> None:
    """Bring one part of a frame up to date with the picture it was made of."""
    left, top, wide, high = box
    paste(planes, _planes(image.crop((left, top, left + wide, top + high))), box)


def _spoken(film: Film, scene: Scene) -> tuple[Segment, ...]:
    """What is said during a scene; what its cards show is not said again."""
    cards = {
        (one_line(element.text), round(element.picture_start, 2))
        for element in film.plan.elements
        if element.clip is None and element.text
    }
    return tuple(
        segment
        for segment in film.words.segments
        if segment.end > scene.start
        and segment.start < scene.end
        and (segment.text, round(segment.start, 2)) not in cards
    )


def _taken(packets: Iterator[av.Packet[av.AudioStream]], stream: av.AudioStream) -> Iterator[Timed]:
    """The sound's packets, each with its second."""
    for packet in packets:
        if packet.dts is None or packet.time_base is None:
            continue
        second = float(packet.dts * packet.time_base)
        packet.stream = stream
        yield second, packet


def _captions(words: Transcript, stream: av.stream.Stream) -> Iterator[Timed]:
    """Captions as packets of timed text: each shown until it ends or the next begins, then nothing."""
    marks: list[tuple[int, str]] = []
    for segment in words.segments:
        start, end = round(segment.start * 1000), round(segment.end * 1000)
        name = f"{one_line(segment.speaker)}: " if segment.speaker else ""
        if marks and marks[-1][0] >= start:
            marks.pop()
        if end > start:
            marks += [(start, f"{name}{segment.text}"), (end, "")]
    marks = [mark for i, mark in enumerate(marks) if i == 0 or mark[0] > marks[i - 1][0]]
    ends = [start for start, _ in marks[1:]] + [round(words.duration * 1000)]
    for (start, text), end in zip(marks, ends[: len(marks)], strict=True):
        if end <= start:
            continue
        raw = text.encode()[:60_000].decode(errors="ignore").encode()
        packet = av.Packet(struct.pack(">H", len(raw)) + raw)
        packet.stream, packet.time_base = stream, _MILLISECOND
        packet.pts = packet.dts = start
        packet.duration = end - start
        yield start / 1000, packet


def _in_step(*streams: Iterator[Timed]) -> Iterator[Timed]:
    """Several streams as one, in order of time."""
    heads = [(stream, next(stream, None)) for stream in streams]
    while live := [(head[0], i) for i, (_, head) in enumerate(heads) if head is not None]:
        _, i = min(live)
        stream, head = heads[i]
        if head is not None:
            yield head
        heads[i] = (stream, next(stream, None))
