"""The sound of a session: one file of its reel, so that nobody in it holds the address of a whole interview.

It is what was planned for the team and nothing else: where consent was withdrawn since, the plan is another
one, the file no longer fits, and a new one is made without that voice.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from pathlib import Path

from cslab import Study
from cslab.errors import CslabError
from cslab.study import reels
from cslab.study.convened import Session
from cslab.tell import spoken
from cslab.tell.render import render_reel
from cslab.tell.script import Plan

FRESH = 3.0
"""Seconds for which a plan is taken to be the same: a room of people asks for it at once."""
PREPARING = "The sound is being prepared. It begins by itself in a moment."

_plans: dict[tuple[str, str, str], tuple[float, Plan]] = {}
_making: dict[Path, threading.Thread] = {}
_failed: dict[Path, str] = {}
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Sound:
    """What a session hears.

    Parameters
    ----------
    plan : Plan
        With the words: for those alone who may hear it.
    file : Path or None
        The sound; None while it is not there.
    """

    plan: Plan
    file: Path | None


def plan_of(study: Study, session: Session) -> Plan:
    """Plan what a session hears, for the team; a few seconds old at most."""
    key = (str(study.folder), session.name, session.state)
    now = time.monotonic()
    with _lock:
        made, plan = _plans.get(key, (0.0, None))
    if plan is None or now - made > FRESH:
        plan = study.session_plan(session.name, audience="team")
        with _lock:
            _plans[key] = (now, plan)
            for old in [one for one, (then, _) in _plans.items() if now - then > 60 * FRESH]:
                del _plans[old]
    return plan


def of(study: Study, session: Session) -> Sound:
    """Give the sound of a session where it is there; an up-to-date rendering of the reel will do."""
    plan = plan_of(study, session)
    return Sound(plan, _found(study, session.reel, plan))


def prepare(study: Study, session: Session) -> str:
    """Make the sound of a session unless it is there; gives a sentence while it is not.

    It is made beside the server's other work, by one thread for each sound; a few seconds a minute of sound.
    """
    sound = of(study, session)
    if sound.file is not None:
        return ""
    if not sound.plan.clips:
        return "This reel has nothing that can be heard: " + " ".join(sound.plan.caveats)
    target = _place(study, sound.plan)
    with _lock:
        if why := _failed.pop(target, ""):
            return f"The sound could not be prepared. {why}"
        if study.read_only:
            return "The sound of this reel is not rendered, and this study is open for reading only."
        if target not in _making:
            made = threading.Thread(
                target=_make, args=(study, sound.plan, target), name="session sound", daemon=True
            )
            _making[target] = made
            made.start()
    return PREPARING


def _make(study: Study, plan: Plan, target: Path) -> None:
    try:
        table = study.recordings
        files = {
            str(row["interview_id"]): study.folder / str(row["recording"]) for row in table.to_dict("records")
        }
        files |= {one.sound: spoken.find(study.folder, one.sound) for one in plan.elements if one.sound}
        render_reel(plan, files, target, format="m4a", artist=study.config.title)
    except CslabError as error:
        _failed[target] = str(error)
    except Exception:
        _failed[target] = "The details are in the log of the app's server."
        raise
    finally:
        with _lock:
            _making.pop(target, None)


def _found(study: Study, reel: str, plan: Plan) -> Path | None:
    ours = _place(study, plan)
    if ours.is_file():
        return ours
    fingerprint = plan.fingerprint()
    for row in reels.renders(study.store, reel).itertuples(index=False):
        file = study.folder / str(row.path)
        if row.format == "m4a" and row.fingerprint == fingerprint and file.is_file():
            return file
    return None


def _place(study: Study, plan: Plan) -> Path:
    return study.derived / "sessions" / f"{plan.fingerprint()}.m4a"
