"""Tell: reels of a study."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from cslab.study import reels
from cslab.workbench.coding import Coding
from cslab.workbench.reel import StudyReel


class Telling(Coding):
    """Audio journeys."""

    @property
    def reels(self) -> pd.DataFrame:
        """One row a reel: name, title, author, elements, clips, created_at, changed_at."""
        return reels.reels(self.store)

    def save_reel(self, name: str, *, title: str = "", elements: Sequence[Mapping[str, Any]]) -> None:
        """Save a reel, in place of the one of that name; the log keeps both."""
        reels.save_reel(self.store, name=name, title=title, elements=elements, author=self.actor)

    def reel(self, name: str) -> StudyReel:
        """One reel, to be planned and rendered."""
        return StudyReel(self, reels.load_reel(self.store, name))

    def render_reels(self) -> tuple[Path, ...]:
        """Render every reel that has no file or an outdated one; those with nothing to play are left out."""
        return tuple(
            reel.render().path
            for reel in map(self.reel, self.reels["name"])
            if reel.plan().clips and not reel.renderings["up_to_date"].any()
        )
