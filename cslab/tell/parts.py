"""What a reel's plan is made of: its options, its clips, and each of its elements with its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cslab.listen.transcript import Word

Kind = Literal["clip", "heading", "note", "silence", "gap", "title", "credits"]
"""The first four are written in a script; the others come from the plan itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a reel is cut and mixed.

    Parameters
    ----------
    pad : float
        Seconds of quiet left around a clip's voice, where there is room.
    gap : float
        Seconds between two clips that follow each other.
    fade_in, fade_out : float
        Seconds, for clips that don't have their own.
    heading_seconds : float
        Length of a heading, which is a pause in a sound file, unless the element has its own.
    order : {"stage", "given"}, optional
        Along the journey's stages (in the given order within each), or as given; as the reel says when None.
    merge_gap : float
        Clips of one interview that follow each other with at most this many seconds between are joined.
    loudness : float
        LUFS of each clip and of the whole.
    voices : {"auto", "mix"}
        In a two-channel call: the customer's channel alone where only the customer speaks, or always both.
    show_gaps : float
        Seconds for which a stage without a clip is shown, in silence; 0 names it in the plan alone.
    title_seconds : float
        Seconds for which the reel's title is shown before it begins; 0 for no such card.
    credits_seconds : float
        Seconds for which the reel's credits, where it has any, are shown after its end.
    """

    pad: float = 0.1
    gap: float = 0.5
    fade_in: float = 0.015
    fade_out: float = 0.03
    heading_seconds: float = 1.5
    order: Literal["stage", "given"] | None = None
    merge_gap: float = 0.3
    loudness: float = -16.0
    voices: Literal["auto", "mix"] = "auto"
    show_gaps: float = 0.0
    title_seconds: float = 0.0
    credits_seconds: float = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """A stretch of one interview, as it will be heard.

    Parameters
    ----------
    highlights : tuple of int
        Those it plays; several when they were joined.
    interview_id : str
        Whose recording.
    start, end : float
        Seconds in the recording, in the quiet around whole words.
    stages : tuple of str
        Of its highlights, or as the script says; the first is the one it is played under.
    person : str
        Name to show.
    text : str
        What is said; empty without a transcript.
    codes : tuple of str
        Of its highlights.
    note : str
        Of its highlights.
    words : tuple of Word
        What is said, with times in the recording.
    channel : int, optional
        The one channel to hear; all of them mixed when None.
    content_hash : str
        Of the recording that was planned with; empty when unknown.
    gain : float
        Decibels on top of the common loudness.
    fade_in, fade_out : float, optional
        Seconds; the options' when None.
    quiet_before, quiet_after : float
        Seconds at its beginning and at its end in which nobody speaks, so that others may be heard there.
    """

    highlights: tuple[int, ...]
    interview_id: str
    start: float
    end: float
    stages: tuple[str, ...] = ()
    person: str = ""
    text: str = ""
    codes: tuple[str, ...] = ()
    note: str = ""
    words: tuple[Word, ...] = ()
    channel: int | None = None
    content_hash: str = ""
    gain: float = 0.0
    fade_in: float | None = None
    fade_out: float | None = None
    quiet_before: float = 0.0
    quiet_after: float = 0.0

    @property
    def stage(self) -> str:
        """The stage it is played under; empty when it has none."""
        return self.stages[0] if self.stages else ""

    @property
    def duration(self) -> float:
        """Length in seconds."""
        return self.end - self.start


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One part of the reel with its place in it.

    Parameters
    ----------
    kind : str
        ``"clip"``, ``"heading"``, ``"note"`` or ``"silence"`` as the script says; ``"gap"`` for a stage that
        no clip speaks for, ``"title"`` and ``"credits"`` for the first and the last card.
    start, end : float
        Seconds of the reel between which it is heard.
    stage : str
        The stage it is played under; empty when it has none.
    text : str
        What a card shows; the words of a clip.
    clip : Clip, optional
        What is heard of an interview.
    index : int, optional
        Position in the script of what it comes from (the first of those that were joined); None for what the
        plan adds.
    lead, lag : float
        Seconds of its J cut and its L cut, as far as they could be done.
    picture_start, picture_end : float
        Seconds of the reel between which it is seen; `start` and `end` when left out.
    sound : str
        The file that says a heading which is heard; empty for a silent one.
    sound_seconds : float
        How long that sound lasts.
    sound_hash : str
        Hash of its content.
    """

    kind: Kind
    start: float
    end: float
    stage: str = ""
    text: str = ""
    clip: Clip | None = None
    index: int | None = None
    lead: float = 0.0
    lag: float = 0.0
    picture_start: float = -1.0
    picture_end: float = -1.0
    sound: str = ""
    sound_seconds: float = 0.0
    sound_hash: str = ""

    def __post_init__(self) -> None:
        if self.picture_start < 0:
            object.__setattr__(self, "picture_start", self.start)
        if self.picture_end < 0:
            object.__setattr__(self, "picture_end", self.end)

    @property
    def duration(self) -> float:
        """Length in seconds; 0 for a note that is only shown."""
        return self.end - self.start


def highlights_named(clip: Clip) -> str:
    """How a sentence names what a clip plays.

    Examples
    --------
    >>> highlights_named(Clip(highlights=(3, 7), interview_id="int-01", start=0, end=1))
    'Highlights 3, 7'
    """
    return f"Highlight{'s' * (len(clip.highlights) > 1)} {', '.join(map(str, clip.highlights))}"
