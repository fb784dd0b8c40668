"""Which model suits this machine, and what can be had here: the answer to ``--model auto``."""

from __future__ import annotations

import importlib.util
import os
import urllib.error
import urllib.request
from dataclasses import dataclass

from cslab.errors import NotFoundError
from cslab.listen.weights import FASTER_WHISPER, WHISPER, accelerator, is_here, models

REACH_SECONDS = 3.0

SIZES = ["turbo", "small", "base", "tiny"]
"""From the best to the quickest."""


@dataclass(frozen=True, slots=True)
class Machine:
    """What decides how large a model runs well: the device, its memory in GB, and the processor's cores."""

    device: str
    memory: float
    cores: int

    def __str__(self) -> str:
        if self.device == "cuda":
            return f"a graphics card with {self.memory:.0f} GB"
        return f"{self.cores} cores and {self.memory:.0f} GB"


@dataclass(frozen=True, slots=True)
class Choice:
    """The model that was chosen, and one line that says why.

    Parameters
    ----------
    name : str
        As Whisper names it.
    engine : str
        ``"whisper"`` or ``"faster-whisper"``.
    device : str
        ``"cuda"`` or ``"cpu"``.
    reason : str
        What was chosen, on what, and what would be better and how to get it.
    """

    name: str
    engine: str
    device: str
    reason: str


def choose_model(*, engine: str | None = None, language: str | None = None) -> Choice:
    """Choose a model by this machine's hardware and by what can be had.

    Parameters
    ----------
    engine : str, optional
        Keep to one engine; openai-whisper when left out, unless only the other can write the language.
    language : str, optional
        Two-letter code, when it is known. English has models of its own, better for their size.

    Raises
    ------
    NotFoundError
        If there is no such engine, or no model for the language can be had.
    """
    engines = [engine] if engine else [WHISPER, *([FASTER_WHISPER] if _installed("faster_whisper") else [])]
    machine = Machine(*accelerator(), os.cpu_count() or 1)
    for candidate in engines:
        known = models(candidate)
        ladder = [name for name in _ladder(machine, candidate, language) if name in known]
        reachable: bool | None = None
        for name in ladder:
            if not is_here(name, engine=candidate) and not known[name].parts:
                reachable = _reachable(known[name].url) if reachable is None else reachable
                if not reachable:
                    continue
            return Choice(name, candidate, machine.device, _reason(name, candidate, machine, ladder[0]))
    wanted = f"the language {language!r}" if language else "this machine"
    raise NotFoundError(
        f"No model for {wanted} is here or can be fetched; connect this machine and run "
        "'cslab models get base', or give the path of a model with --model."
    )


def _ladder(machine: Machine, engine: str, language: str | None) -> list[str]:
    """Models in the order in which to try them: the best that runs well here, smaller ones, then larger ones.

    English ones come before their equals when English is spoken; when nobody said what is, they come last of
    all, because writing English only is better than writing nothing.
    """
    if machine.device == "cuda":
        best = 0 if machine.memory >= 8 else 1 if machine.memory >= 3 else 2
    else:
        cores, memory = machine.cores, machine.memory
        best = 1 if cores >= 8 and memory >= 12 else 2 if cores >= 4 and memory >= 6 else 3
        # Whole-number arithmetic makes this engine about three times as fast on a processor: one size up.
        best = max(1, best - 1) if engine == FASTER_WHISPER else best
    sizes = [*SIZES[best:], *reversed(SIZES[:best])]
    if language == "en":
        return [name for size in sizes for name in _with_english(size)]
    return sizes if language else [*sizes, "base.en", "tiny.en"]


def _with_english(size: str) -> list[str]:
    return [size] if size == "turbo" else [f"{size}.en", size]


def _reason(name: str, engine: str, machine: Machine, wanted: str) -> str:
    line = f"{name} by {engine} on {machine}" + (", English only" if name.endswith(".en") else "")
    size, dot, english = name.partition(".")
    if name != wanted:
        return (
            f"{line}: {wanted} suits this machine better but is not to be had without a connection; "
            f"get it with 'cslab models get {wanted}'."
        )
    larger = SIZES[SIZES.index(size) - 1] if size != SIZES[0] else ""
    better = larger + (dot + english if larger != SIZES[0] else "")
    if better not in models(engine):
        return f"{line}: the best that can be fetched for it."
    return (
        f"{line}: {better} hears more but takes two to four times as long; choose it with --model {better}."
    )


def _reachable(url: str) -> bool:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, method="HEAD"), timeout=REACH_SECONDS):  # noqa: S310
            return True
    except (OSError, ValueError):
        return False


def _installed(package: str) -> bool:
    return importlib.util.find_spec(package) is not None
