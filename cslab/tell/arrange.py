"""The order of a reel's parts, and the joining of clips that belong together. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from cslab.listen.transcript import Word
from cslab.tell.display import one_line
from cslab.tell.edges import Core, widen
from cslab.tell.parts import Clip, Element, highlights_named
from cslab.timecode import Span


@dataclass(frozen=True, slots=True)
class Cut:
    """A clip whose words are settled and whose edges are not yet.

    Parameters
    ----------
    clip : Clip
        As far as it is known.
    core : Core
        Its words.
    index : int, optional
        Its position in the script.
    lead, lag : float
        Seconds of its J cut and its L cut, as the script asks for them.
    """

    clip: Clip
    core: Core
    index: int | None = None
    lead: float = 0.0
    lag: float = 0.0


Part = Cut | Element
"""A clip to be, or a heading, note or silence."""


def by_stage(parts: Sequence[Part], stages: Mapping[str, str]) -> tuple[Part, ...]:
    """Order parts along the journey's stages, and within a stage as given.

    A part goes with the stage that the script gives it. Without one, a heading or note goes with the stage
    that it names, or else with the clip after it; a silence with the clip before it. Headings that are given
    a stage stand first in it. Clips of a stage that the study does not have come after the others, those of
    none last.

    Parameters
    ----------
    parts : sequence of Cut or Element
        As given.
    stages : mapping of str to str
        Id to name, in order.

    Returns
    -------
    tuple of Cut or Element
        The elements now carry their stage.
    """
    named = {key.casefold(): stage for stage, name in stages.items() for key in (name, stage)}
    homes = [
        part.clip.stage
        if isinstance(part, Cut)
        else part.stage or ("" if part.kind == "clip" else named.get(part.text.casefold()))
        for part in parts
    ]
    first = [isinstance(part, Element) and part.kind == "heading" and bool(part.stage) for part in parts]
    silent = [isinstance(part, Element) and part.kind == "silence" for part in parts]
    found = [_home(homes, i, back=back) for i, back in enumerate(silent)]
    unknown = [home for home in dict.fromkeys(found) if home and home not in stages]
    rank = {home: i for i, home in enumerate([*stages, *unknown, ""])}
    staged = [replace(p, stage=h) if isinstance(p, Element) else p for p, h in zip(parts, found, strict=True)]
    order = sorted(range(len(parts)), key=lambda i: (rank[found[i]], not first[i]))
    return tuple(staged[i] for i in order)


def with_gaps(
    parts: Sequence[Element], stages: Mapping[str, str], gaps: Sequence[str], *, seconds: float
) -> tuple[Element, ...]:
    """Name the stages without a clip, each at its place in the journey.

    Parameters
    ----------
    parts : sequence of Element
        Along the journey's stages.
    stages : mapping of str to str
        Id to name, in order.
    gaps : sequence of str
        Ids of the stages without a clip, in order.
    seconds : float
        How long each is shown.

    Examples
    --------
    >>> heading = Element(kind="heading", start=0, end=1.5, text="Soon", stage="renew")
    >>> stages = {"try": "Trial", "renew": "Renewal"}
    >>> [one.text for one in with_gaps([heading], stages, ("try", "renew"), seconds=0)]
    ['No clip for Trial', 'Soon', 'No clip for Renewal']
    """
    rank = {stage: i for i, stage in enumerate(stages)}
    found = list(parts)
    for stage in gaps:
        there = [i for i, part in enumerate(found) if rank.get(part.stage, len(rank)) <= rank[stage]]
        text = f"No clip for {one_line(stages[stage])}"
        gap = Element(kind="gap", start=0.0, end=seconds, stage=stage, text=text)
        found.insert(there[-1] + 1 if there else 0, gap)
    return tuple(found)


def announced(parts: Sequence[Part], refused: Collection[int]) -> tuple[tuple[Part, ...], dict[int, str]]:
    """Leave out what announces only people who may not be heard: it may name them.

    Parameters
    ----------
    parts : sequence of Cut or Element
        In the order of playing; a clip that is left out is an element that lasts no time and shows nothing.
    refused : collection of int
        Positions in the script of clips that were left out for want of consent.

    Returns
    -------
    tuple of Cut or Element
        Without clips that are left out, and without the headings, notes and silences of a section (from a
        heading to the next) in which somebody was refused and nobody is heard.
    dict of int to str
        Positions in the script and kinds of the headings and notes that went with them.

    Notes
    -----
    Headings that follow each other belong to one section: the first may name who speaks under the second.

    Examples
    --------
    >>> ana = Element(kind="heading", start=0, end=1.5, text="Ana leaves", index=0)
    >>> hers = Element(kind="clip", start=0, end=0, index=1)
    >>> announced([ana, hers], {1}), announced([ana, hers], set())[0] == (ana,)
    (((), {0: 'heading'}), True)
    """
    sections: list[list[Part]] = [[]]
    for part in parts:
        if not isinstance(part, Cut) and part.kind == "heading" and any(map(_plays, sections[-1])):
            sections.append([])
        sections[-1].append(part)
    kept: list[Part] = []
    gone: dict[int, str] = {}
    for section in sections:
        shown = [part for part in section if isinstance(part, Cut) or part.kind != "clip"]
        heard = any(isinstance(part, Cut) for part in section)
        if heard or not any(_plays(part) and part.index in refused for part in section):
            kept += shown
            continue
        gone |= {
            part.index: part.kind
            for part in shown
            if not isinstance(part, Cut) and part.text and part.index is not None
        }
    return tuple(kept), gone


def _plays(part: Part) -> bool:
    """Whether it is a clip, also one that is left out."""
    return isinstance(part, Cut) or part.kind == "clip"


def join(
    parts: Sequence[Part], words: Mapping[str, Sequence[Word]], durations: Mapping[str, float], *, gap: float
) -> tuple[tuple[Part, ...], tuple[str, ...]]:
    """Join clips that share words, and clips that follow each other closely, until there are none.

    Parameters
    ----------
    parts : sequence of Cut or Element
        In the order of playing.
    words : mapping of str to sequence of Word
        By interview, in order of time.
    durations : mapping of str to float
        Of the recordings, in seconds.
    gap : float
        Seconds between two clips that still counts as close.

    Returns
    -------
    tuple of Cut or Element
        A joined clip stands at the place of the first, and covers all of both.
    tuple of str
        A sentence for each pair that was joined across stages.
    """
    items, remarks = list(parts), []
    while pair := _sharing(items) or _following(items, gap):
        one, other = pair
        clip, stages = _union(one.clip, other.clip), (one.clip.stage, other.clip.stage)
        if stages[0] != stages[1]:
            where = f"under {stages[0]!r}" if stages[0] else "under no stage"
            remarks.append(f"{highlights_named(clip)} share words, so they are played once, {where}.")
        hull = Span(min(one.core.start, other.core.start), max(one.core.end, other.core.end))
        name = clip.interview_id
        core = widen(hull, words.get(name, ()), duration=durations[name])
        begins = min((one, other), key=lambda cut: cut.core.start)
        ends = max((one, other), key=lambda cut: cut.core.end)
        clip = replace(clip, fade_in=begins.clip.fade_in, fade_out=ends.clip.fade_out)
        joined = Cut(clip, core, one.index, begins.lead, ends.lag)
        items = [joined if item is one else item for item in items if item is not other]
    return tuple(items), tuple(remarks)


def _home(homes: Sequence[str | None], i: int, *, back: bool) -> str:
    """The stage at `i`, else of the nearest neighbour that has one, looking the natural way first."""
    before, after = reversed(homes[:i]), iter(homes[i:])
    ways = (homes[i : i + 1], before, after) if back else (after, before)
    return next((home for way in ways for home in way if home is not None), "")


def _sharing(items: Sequence[Part]) -> tuple[Cut, Cut] | None:
    cuts = [item for item in items if isinstance(item, Cut)]
    for i, one in enumerate(cuts):
        for other in cuts[i + 1 :]:
            a, b = one.core, other.core
            same = (a.first, a.last) == (b.first, b.last)
            if one.clip.interview_id == other.clip.interview_id and (
                same or min(a.last, b.last) - max(a.first, b.first) > 1e-6
            ):
                return one, other
    return None


def _following(items: Sequence[Part], gap: float) -> tuple[Cut, Cut] | None:
    for one, other in pairwise(items):
        if not isinstance(one, Cut) or not isinstance(other, Cut):
            continue
        same = one.clip.interview_id == other.clip.interview_id and one.clip.stage == other.clip.stage
        if same and not _made_apart(one, other) and -1e-6 <= other.core.first - one.core.last <= gap:
            return one, other
    return None


def _made_apart(one: Cut, other: Cut) -> bool:
    """Whether the script says how one ends and the other begins, or that they are not equally loud."""
    own = one.lag or other.lead or one.clip.fade_out is not None or other.clip.fade_in is not None
    return bool(own) or one.clip.gain != other.clip.gain


def _union(one: Clip, other: Clip) -> Clip:
    return replace(
        one,
        highlights=tuple(dict.fromkeys((*one.highlights, *other.highlights))),
        stages=tuple(dict.fromkeys((*one.stages, *other.stages))),
        codes=tuple(dict.fromkeys((*one.codes, *other.codes))),
        note="; ".join(dict.fromkeys(note for note in (one.note, other.note) if note)),
    )
