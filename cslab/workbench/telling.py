"""Tell: reels of a study."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from cslab.errors import StoreError
from cslab.study import reels
from cslab.study.reelscript import ReelElement
from cslab.tell import spoken
from cslab.workbench.coding import Coding
from cslab.workbench.reel import StudyReel


class Telling(Coding):
    """Audio journeys."""

    @property
    def reels(self) -> pd.DataFrame:
        """One row a reel: name, title, author, elements, clips, created_at, changed_at."""
        return reels.reels(self.store)

    @property
    def removed_reels(self) -> pd.DataFrame:
        """As `reels`, of those that were removed; `restore_reel` brings one back."""
        return reels.reels(self.store, removed=True)

    def save_reel(
        self,
        name: str,
        *,
        title: str = "",
        elements: Sequence[ReelElement | Mapping[str, Any]],
        order: str | None = None,
        audience: str | None = None,
        credits: str | None = None,  # noqa: A002 (the word people use)
        seen: str | None = None,
        author: str | None = None,
    ) -> None:
        """Save a reel, in place of the one of that name; the log keeps both.

        Parameters
        ----------
        name, title, elements, order, audience, credits
            See `cslab.study.reels.save_reel`; what is left out stays as it is.
        seen : str, optional
            What `reel_version` said when it was read: then a save by somebody else since is not written over,
            and `cslab.study.reels.ReelChanged` says whose it is.
        author : str, optional
            Who saves it; the study's actor when not given.
        """
        reels.save_reel(
            self.store,
            name=name,
            title=title,
            elements=elements,
            order=order,
            audience=audience,
            credits=credits,
            seen=seen,
            author=author or self.actor,
        )

    def reel_version(self, name: str) -> str:
        """Name the state that a reel is in: another one as soon as anybody saves it."""
        return reels.reel_version(self.store, name)

    def remove_reel(self, name: str, *, author: str | None = None) -> None:
        """Take a reel out of the list; its script stays in the store, and its files where they are."""
        reels.remove_reel(self.store, name, actor=author or self.actor)

    def restore_reel(self, name: str, *, author: str | None = None) -> None:
        """Bring a removed reel back as it was."""
        reels.restore_reel(self.store, name, actor=author or self.actor)

    def keep_spoken(self, sound: bytes) -> str:
        """Keep the sound of a spoken heading in the study; see `cslab.tell.spoken.keep`.

        Returns
        -------
        str
            For the ``spoken`` of a reel's element: where it lies, relative to the study's folder.
        """
        if self.read_only:
            raise StoreError("The study is open for reading only, so no sound can be kept in it.")
        return spoken.keep(sound, self.folder)

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
