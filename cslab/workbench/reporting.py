"""Reporting: one page about a session, with the voices that moved people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd

from cslab.errors import InputError
from cslab.study import sessions as kept
from cslab.study import taps
from cslab.study.consent import may_use
from cslab.study.convened import Session
from cslab.study.reelscript import Reel
from cslab.tell.sessions import report, timeline
from cslab.tell.share import SharePage, page_sound
from cslab.workbench.debriefing import Debriefing
from cslab.workbench.drafting import Drafting
from cslab.workbench.reel import StudyReel


class Reporting(Drafting, Debriefing):
    """What a session changed, for those who were not there."""

    def session_report(
        self,
        name: str,
        path: str | Path | None = None,
        *,
        audience: str = "team",
        names: bool = False,
        sound: bool = True,
        on_progress: Callable[[float], None] | None = None,
        should_stop: Callable[[], bool] | None = None,
    ) -> SharePage:
        """Make a session's report: one page, with the clips that moved people as sound.

        Parameters
        ----------
        path : str or Path, optional
            Where to write it; it is not written when left out.
        audience : {"team", "company", "public"}
            Who may see and hear it: nobody is heard or quoted who did not agree to that.
        names : bool
            Name who took part, and never what anybody answered; for the public only counts are told.
        sound : bool
            False leaves the sound out: it is read and printed.
        on_progress, should_stop
            As for `share_reel`.

        Returns
        -------
        SharePage
            ``html``, ``save(path)``.

        Raises
        ------
        InputError
            If nothing is revealed yet, names are asked for by the public, or the file can't be written.
        AudioError
            If a recording is missing, was replaced or can't be read.
        """
        may_use(None, audience=audience)
        if names and audience == "public":
            raise InputError("The public is told how many took part, and not who; leave the names out.")
        result = self.session_result(name)
        session = kept.load_session(self.store, name)
        reel = StudyReel(self, self._moving(session, result.moved))
        plan = self._named_for(reel.plan(audience=audience), audience)
        heard = None
        if sound and plan.clips:
            heard = page_sound(plan, reel.files, on_progress=on_progress, should_stop=should_stop)
        page = report.report_page(
            session,
            result,
            plan,
            heard,
            taps.nonces(self.store),
            audience=audience,
            names=names,
            study=self.config.title,
            synthetic=self.config.synthetic,
            withheld=self._withheld_from(reel, audience),
        )
        if path is not None:
            page.save(path)
        return page

    # ---- inside ----

    def _moving(self, session: Session, moved: pd.DataFrame) -> Reel:
        """The clips that moved somebody, the one that moved most first."""
        ids = {nonce: id_ for id_, nonce in taps.nonces(self.store).items()}
        script = timeline.script_of(session.heard, ids)[0] if session.heard else Reel("none", "", ())
        order = [ids[one] for one in moved.loc[moved["people"] > 0, "highlight"] if one in ids]
        parts = {part.highlight: part for part in script.elements}
        kept_ = tuple(replace(parts[one], lead=0.0, lag=0.0) for one in order if one in parts)
        return replace(script, title=session.title, elements=kept_, order="given")
