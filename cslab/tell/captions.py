"""The words of a reel on its own clock, and its chapters, from the samples that were rendered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cslab.listen.transcript import Segment, Transcript, Word
from cslab.tell.display import one_line, shorten
from cslab.tell.mix import RATE, Piece
from cslab.tell.script import Clip, Element, Plan
from cslab.tell.wav import Chapter

LONGEST_LINE = 84
"""Characters of one caption: two lines of 42."""

LONGEST_CAPTION = 7.0
"""Seconds one caption stays."""

LONGEST_PAUSE = 1.0
"""Seconds of quiet within one caption."""

_CARDS = ("title", "gap", "credits")
"""What a plan adds to a script, where it lasts."""


def captions(plan: Plan, pieces: Sequence[Piece]) -> Transcript:
    """What is heard and shown in a reel, as a transcript with times in the reel.

    Parameters
    ----------
    plan : Plan
        What was rendered.
    pieces : sequence of Piece
        Where each clip came to lie.

    Returns
    -------
    Transcript
        A segment a caption, in order of time; headings and notes that last are captions without a speaker.
        Words are there when they are heard, cards while they are seen.
    """
    segments: list[Segment] = []
    places = iter(pieces)
    for element in plan.elements:
        piece = next(places) if element.clip is not None or element.sound else None
        if element.clip is not None and piece is not None:
            segments += _lines(_moved(element.clip, piece))
        elif element.text and element.picture_end > element.picture_start:
            segments.append(Segment(_shown(element), None))
    segments.sort(key=lambda segment: segment.words[0].start)
    return Transcript(
        tuple(segments), duration=plan.duration, source={"reel": plan.name, "plan": plan.fingerprint()}
    )


def chapters(plan: Plan, total: int) -> tuple[Chapter, ...]:
    """A chapter for each heading and clip, from where it is seen until the next.

    Parameters
    ----------
    plan : Plan
        What was rendered.
    total : int
        Samples of the reel.
    """
    titles: list[tuple[int, str]] = []
    for element in plan.elements:
        at = round(element.picture_start * RATE)
        if element.clip is not None:
            who = element.clip.person or element.clip.interview_id
            stage = plan.stage_name(element.stage)
            titles.append((at, ", ".join(part for part in (who, stage) if part)))
        elif element.kind == "heading" or (element.kind in _CARDS and element.duration > 0):
            titles.append((at, "Credits" if element.kind == "credits" else element.text))
    starts = [0, *(start for start, _ in titles[1:]), total]
    return tuple(
        Chapter(shorten(one_line(title), 120), start, end)
        for (_, title), start, end in zip(titles, starts, starts[1:], strict=False)
    )


def _moved(clip: Clip, piece: Piece) -> list[Word]:
    """The words of a clip, moved to its place in the reel and kept inside of it."""
    start, end = piece.start / RATE, (piece.start + piece.samples) / RATE
    moved = []
    for word in clip.words:
        begins = min(max(start, start + word.start - clip.start), end)
        ends = min(max(begins, start + word.end - clip.start), end)
        moved.append(replace(word, text=one_line(word.text), start=round(begins, 3), end=round(ends, 3)))
    return [word for word in moved if word.text]


def _shown(element: Element) -> tuple[Word, ...]:
    """A heading or note as words that last as long as it does."""
    texts = one_line(element.text).split()
    step = (element.picture_end - element.picture_start) / max(1, len(texts))
    edges = [round(element.picture_start + step * i, 3) for i in range(len(texts) + 1)]
    return tuple(Word(text, edges[i], edges[i + 1]) for i, text in enumerate(texts))


def _lines(words: Sequence[Word]) -> list[Segment]:
    """Words gathered into captions: one speaker, not too long, ending with a sentence where there is one."""
    lines: list[list[Word]] = []
    for word in words:
        line = lines[-1] if lines else []
        full = len(" ".join(w.text for w in line)) + 1 + len(word.text) > LONGEST_LINE
        if (
            not line
            or full
            or word.speaker != line[-1].speaker
            or word.start - line[-1].end > LONGEST_PAUSE
            or word.end - line[0].start > LONGEST_CAPTION
            or (line[-1].text[-1] in ".?!" and len(" ".join(w.text for w in line)) > LONGEST_LINE // 2)
        ):
            lines.append([])
        lines[-1].append(word)
    return [Segment(tuple(line), line[0].speaker) for line in lines]
