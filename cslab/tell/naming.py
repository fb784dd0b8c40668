"""A reel that names nobody: what people do stands for who they are. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cslab.listen.transcript import Word
from cslab.tell.script import Clip, Element, Plan

ASKING = "Interviewer"
"""Whoever else is heard in a clip."""


def unnamed(plan: Plan, called: Mapping[str, str]) -> Plan:
    """Take the names out of a plan: of its clips, and of whoever says each word.

    Parameters
    ----------
    plan : Plan
        From `cslab.tell.plan.plan_reel`.
    called : mapping of str to str
        What to call the customer of each interview, such as their role.

    Returns
    -------
    Plan
        What people say stays as they said it, names in it too.

    Examples
    --------
    >>> clip = Clip(highlights=(1,), interview_id="int-01", start=0, end=4, person="Ana")
    >>> plan = Plan(name="a", title="A", elements=(Element(kind="clip", start=0, end=4, clip=clip),))
    >>> unnamed(plan, {"int-01": "Bookkeeper"}).clips[0].person
    'Bookkeeper'
    """
    return replace(plan, elements=tuple(_without(element, called) for element in plan.elements))


def _without(element: Element, called: Mapping[str, str]) -> Element:
    clip = element.clip
    if clip is None:
        return element
    label = called.get(clip.interview_id) or "A customer"
    return replace(element, clip=replace(clip, person=label, words=_said(clip, label)))


def _said(clip: Clip, label: str) -> tuple[Word, ...]:
    own = {clip.person.casefold(), "customer"}
    return tuple(
        replace(word, speaker=label if word.speaker.casefold() in own else ASKING) if word.speaker else word
        for word in clip.words
    )
