"""The recordings that a reel is cut from: all there, the ones that it was planned with, and left alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from cslab.errors import AudioError
from cslab.listen.decode import content_hash
from cslab.tell.script import Plan

Stamps = Mapping[str, tuple[int, int]]
"""Size and time of change of each file, by interview or sound."""


def check_originals(plan: Plan, recordings: Mapping[str, Path], ask: Callable[[], None]) -> Stamps:
    """See that every recording is there and is the one that was planned with.

    Parameters
    ----------
    plan : Plan
        From `cslab.tell.plan.plan_reel`.
    recordings : mapping of str to Path
        By interview; and those of spoken headings by their ``sound``.
    ask : callable
        Called between two recordings, as each may take a moment.

    Returns
    -------
    mapping of str to (int, int)
        For `check_unchanged`.

    Raises
    ------
    AudioError
        If one is missing or another.
    """
    stamps: dict[str, tuple[int, int]] = {}
    for name, expected in {clip.interview_id: clip.content_hash for clip in plan.clips}.items():
        path = recordings.get(name)
        if path is None or not Path(path).is_file():
            where = f" at {path}" if path is not None else ""
            raise AudioError(
                f"The recording of {name} is missing{where}; put it back, or plan the reel again."
            )
        ask()
        stamps[name] = _stamp(path)
        if expected and content_hash(path) != expected:
            raise _replaced(name, path)
    for part in plan.elements:
        if part.sound:
            path = recordings.get(part.sound)
            if path is None or not Path(path).is_file() or content_hash(path) != part.sound_hash:
                raise AudioError(
                    f"The sound of the heading “{part.text}” is missing, or is not the one that the reel was "
                    "planned with; put it back, or plan the reel again."
                )
    return stamps


def check_unchanged(stamps: Stamps, recordings: Mapping[str, Path]) -> None:
    """See that no recording was replaced or taken away since it was checked.

    Raises
    ------
    AudioError
        If one was.
    """
    for name, stamp in stamps.items():
        try:
            same = _stamp(recordings[name]) == stamp
        except OSError:
            same = False
        if not same:
            raise _replaced(name, recordings[name])


def _stamp(path: Path) -> tuple[int, int]:
    state = Path(path).stat()
    return state.st_size, state.st_mtime_ns


def _replaced(name: str, path: Path) -> AudioError:
    return AudioError(
        f"The recording of {name} at {path} is not the one that the reel was planned with; "
        "put that back, or plan the reel again."
    )
