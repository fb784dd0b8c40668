"""What is seen when: the plan's elements as scenes that follow each other without a hole. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from cslab.tell.script import Element, Plan

OPENING = 2.0
"""Seconds for which the title is shown over the first clip, where the reel has no card before it."""

SHORTEST = 0.02
"""Seconds under which an element is not seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One picture, or one clip's moving pictures.

    Parameters
    ----------
    start, end : float
        Seconds of the reel.
    element : Element, optional
        What is shown; None for the title alone.
    clip : int, optional
        Its number among the plan's clips, from 0.
    notes : tuple of str
        Notes of the script that have no time of their own, shown with what follows them.
    opening : bool
        Whether the reel's title belongs on it.
    """

    start: float
    end: float
    element: Element | None = None
    clip: int | None = None
    notes: tuple[str, ...] = ()
    opening: bool = False


def scenes(plan: Plan) -> tuple[Scene, ...]:
    """Lay out what is seen, from the first moment of a reel to its last.

    Parameters
    ----------
    plan : Plan
        From `cslab.tell.plan.plan_reel`.

    Returns
    -------
    tuple of Scene
        Each begins where the one before ends. A pause and a silence go on showing what was seen before.

    Examples
    --------
    >>> parts = (
    ...     Element(kind="heading", start=0.0, end=1.5, text="Before us"),
    ...     Element(kind="silence", start=1.5, end=3.0),
    ... )
    >>> plan = Plan(name="a", title="A", elements=parts)
    >>> [(scene.start, scene.end, scene.opening) for scene in scenes(plan)]
    [(0.0, 3.0, True)]
    """
    seen: list[Scene] = []
    notes: list[str] = []
    number = -1
    for element in plan.elements:
        number += element.clip is not None
        if element.kind == "note" and element.picture_end - element.picture_start < SHORTEST:
            notes.append(element.text)
        elif element.kind != "silence" and element.picture_end - element.picture_start >= SHORTEST:
            clip = number if element.clip is not None else None
            seen.append(
                Scene(
                    start=element.picture_start,
                    end=element.picture_end,
                    element=element,
                    clip=clip,
                    notes=tuple(notes),
                )
            )
            notes = []
    seen.sort(key=lambda scene: scene.start)
    if not seen or seen[0].start >= SHORTEST:
        seen.insert(0, Scene(start=0.0, end=seen[0].start if seen else plan.duration))
    starts = [0.0, *(scene.start for scene in seen[1:]), plan.duration]
    laid = [replace(scene, start=a, end=b) for scene, (a, b) in zip(seen, pairwise(starts), strict=True)]
    first = laid[0]
    if first.clip is None or first.end - first.start < 2 * OPENING:
        return (replace(first, opening=True), *laid[1:])
    return (replace(first, end=OPENING, opening=True), replace(first, start=OPENING), *laid[1:])
