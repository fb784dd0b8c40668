"""What a person does in the editor of a reel, done in the study: each event once, even if sent again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.ui import reel_script
from cslab import Study
from cslab.errors import CslabError
from cslab.study.reels import ReelChanged
from cslab.study.reelscript import ReelElement

STEPS_BACK = 50
ANSWERED = 60


@dataclass
class Memory:
    """What one session knows of one reel that it edits.

    Parameters
    ----------
    version : str
        Of the reel, as it was last read or saved here.
    back, forth : list
        Scripts before the last edits, and those that were taken back.
    answered : list of str
        Nonces of the events that are done or refused.
    refused : dict of str to str
        Nonce -> why that can't be done.
    overtaken : str
        The nonce of a save that would have written over somebody else's.
    query, stage : str
        What is looked for among the highlights.
    looking : bool
        Whether anything is looked for.
    places : tuple of int
        Where the editor's rows stand in the script.
    speaking : int or None
        The place in the script of the heading whose voice is chosen now.
    """

    version: str = ""
    back: list[tuple[ReelElement, ...]] = field(default_factory=list)
    forth: list[tuple[ReelElement, ...]] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    overtaken: str = ""
    query: str = ""
    stage: str = ""
    looking: bool = False
    places: tuple[int, ...] = ()
    speaking: int | None = None


def do(study: Study, name: str, events: Any, memory: Memory, *, author: str) -> None:
    """Do what the editor sends: all that it has no answer to, so the same events may come again.

    Parameters
    ----------
    study : Study
        Where the reel is.
    name : str
        Of the reel.
    events : list of mappings
        ``nonce``, ``kind`` and what the kind needs; anything else is left alone.
    memory : Memory
        Of this session.
    author : str
        Who does it.
    """
    for event in events if isinstance(events, list) else ():
        nonce = event.get("nonce") if isinstance(event, Mapping) else None
        if not isinstance(nonce, str) or not nonce or nonce in memory.answered:
            continue
        try:
            _act(study, name, event, memory, author)
        except ReelChanged as error:
            memory.overtaken = nonce
            memory.refused[nonce] = str(error)
        except CslabError as error:
            memory.refused[nonce] = str(error)
        memory.answered.append(nonce)
    del memory.answered[:-ANSWERED]
    memory.refused = {nonce: why for nonce, why in memory.refused.items() if nonce in memory.answered}


def _act(study: Study, name: str, event: Mapping[str, Any], memory: Memory, author: str) -> None:
    kind = event.get("kind")
    if kind == "save":
        keep(study, name, reel_script.elements_of(event.get("rows")), memory, event.get("seen"), author)
    elif kind == "undo" and memory.back:
        _turn(study, name, memory, memory.back, memory.forth, author)
    elif kind == "redo" and memory.forth:
        _turn(study, name, memory, memory.forth, memory.back, author)
    elif kind == "find":
        memory.query, memory.stage = str(event.get("query") or "")[:200], str(event.get("stage") or "")[:200]
        memory.looking = True
    elif kind == "found":
        memory.looking = False
    elif kind == "speak" and isinstance(row := event.get("row"), int) and 0 <= row < len(memory.places):
        memory.speaking = memory.places[row]


def keep(
    study: Study, name: str, elements: list[ReelElement], memory: Memory, seen: Any, author: str
) -> None:
    """Save a script; what it was before can be brought back.

    Raises
    ------
    ReelChanged
        If somebody else saved it since it was ``seen``.
    """
    before = study.reel(name).script
    _save(study, name, elements, memory, str(seen) if seen else memory.version, author)
    memory.places = tuple(range(len(elements)))
    if before.elements != tuple(elements):
        memory.back = [*memory.back, before.elements][-STEPS_BACK:]
        memory.forth = []


def _turn(
    study: Study,
    name: str,
    memory: Memory,
    origin: list[tuple[ReelElement, ...]],
    goal: list[tuple[ReelElement, ...]],
    author: str,
) -> None:
    """Put the last script of one pile in place, and what was there on the other."""
    before = study.reel(name).script
    _save(study, name, list(origin[-1]), memory, memory.version, author)
    origin.pop()
    goal.append(before.elements)


def _save(
    study: Study, name: str, elements: list[ReelElement], memory: Memory, seen: str, author: str
) -> None:
    script = study.reel(name).script
    study.save_reel(name, title=script.title, elements=elements, seen=seen or None, author=author)
    memory.version = study.reel_version(name)
    memory.overtaken = ""
