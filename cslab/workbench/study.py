"""The Study: one research effort. Its methods are thin, and stand in one file for each thing people do."""

from __future__ import annotations

import html

from cslab.workbench.briefing import Briefing
from cslab.workbench.comparing import Comparing
from cslab.workbench.contradicting import Contradicting
from cslab.workbench.finding import Finding
from cslab.workbench.importing import Importing
from cslab.workbench.interchange import Interchange
from cslab.workbench.mending import Mending
from cslab.workbench.overviewing import Overviewing
from cslab.workbench.playing import Playing
from cslab.workbench.postering import Postering
from cslab.workbench.proposing import Proposing
from cslab.workbench.questioning import Questioning
from cslab.workbench.speaking import Speaking
from cslab.workbench.witnessing import Witnessing


class Study(
    Playing,
    Mending,
    Speaking,
    Proposing,
    Comparing,
    Finding,
    Importing,
    Interchange,
    Questioning,
    Briefing,
    Postering,
    Witnessing,
    Overviewing,
    Contradicting,
):
    """One research effort: its folder, its store, and everything that can be asked of them.

    Made by `open`.
    """

    def __repr__(self) -> str:
        return f"Study({self.config.title!r}, {len(self.interviews)} interviews, in {self.folder.name})"

    def _repr_html_(self) -> str:
        done = (self.recordings["state"] == "transcribed").sum()
        facts = f"{len(self.interviews)} interviews, {done} transcribed, {len(self.reels)} reels"
        title, note = html.escape(self.config.title), html.escape(self.config.note)
        return f"<h3>{title}</h3><p>{facts}</p><p><em>{note}</em></p>"
