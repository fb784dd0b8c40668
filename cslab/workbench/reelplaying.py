"""Playing a reel in a notebook: its chapters, and one sound of all its clips."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cslab.player.events import Answer
from cslab.player.playlist import chapters_payload
from cslab.tell.playlist import playlist
from cslab.tell.render import render_reel

if TYPE_CHECKING:
    from cslab.workbench.reel import StudyReel

HEARD = ("m4a", "mp3", "opus", "wav")


class ReelHost:
    """A reel behind a player in a notebook.

    A notebook's browser can't reach the recordings, and sending it whole interviews for a few clips would
    take long. So it is sent one sound: the rendered file where that is as planned, else one that is made for
    this player and goes away with it. It is never part of the notebook.

    Parameters
    ----------
    reel : StudyReel
        Which one.
    audience : {"team", "company", "public"}, optional
        Who will hear it; whom its script names when left out.
    """

    def __init__(self, reel: StudyReel, *, audience: str | None = None) -> None:
        self.name = reel.name
        self._reel = reel
        self._audience = audience or reel.script.audience
        self._made: tuple[str, Path] | None = None
        self._folder: Path | None = None

    def data(self) -> dict[str, Any]:
        """What the player shows: the chapters as they are planned now."""
        plan = self._now().plan(audience=self._audience)
        codes = {
            part.index: part.clip.codes for part in plan.elements if part.clip and part.index is not None
        }
        return {
            "kind": "reel",
            "title": plan.title,
            "card": True,
            "duration": round(plan.duration, 3),
            "chapters": chapters_payload(playlist(plan), plan.stages, codes=codes),
        }

    def words(self) -> dict[str, Any]:
        """Nothing: what is said stands in the chapters."""
        return {}

    def sound(self) -> Path | None:
        """The rendered file, or one made now; None where the reel has nothing to play."""
        reel = self._now()
        plan = reel.plan(audience=self._audience)
        if not plan.clips:
            return None
        table = reel.renderings
        fresh = table[table["up_to_date"] & (table["audience"] == self._audience)].set_index("format")["path"]
        for kind in HEARD:
            if kind in fresh.index:
                return Path(str(fresh[kind]))
        stamp = plan.fingerprint()
        if self._made is None or self._made[0] != stamp:
            if self._folder is None:
                self._folder = Path(tempfile.mkdtemp(prefix="cslab-reel-"))
                weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
            path = self._folder / f"{stamp}.m4a"
            self._made = stamp, render_reel(plan, reel.files, path).path
        return self._made[1]

    def act(self, events: Sequence[Any]) -> Answer:  # noqa: ARG002 (the player asks for it)
        """Nothing is changed by listening."""
        return Answer()

    def _now(self) -> StudyReel:
        """The reel as it is saved now."""
        return self._reel.study.reel(self.name)
