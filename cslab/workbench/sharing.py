"""Sharing: a reel as one page that is read, printed and heard anywhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

import pandas as pd

from cslab.errors import InputError
from cslab.listen.patterns import count_codes
from cslab.listen.patterns.groups import STAGE
from cslab.player.sealed import LARGEST
from cslab.study import highlights
from cslab.study.consent import may_use
from cslab.tell.plan import Plan
from cslab.tell.share import SharePage, page_sound, reel_page
from cslab.timecode import format_time
from cslab.workbench.auditing import Auditing
from cslab.workbench.reel import StudyReel

BYTES_A_SECOND: Final = 12_000
"""Of m4a as reels are rendered: 96 kbit/s."""


class Sharing(Auditing):
    """Reels for others."""

    def share_reel(
        self,
        name: str,
        path: str | Path | None = None,
        *,
        audience: str = "public",
        sound: bool = True,
        on_progress: Callable[[float], None] | None = None,
        should_stop: Callable[[], bool] | None = None,
    ) -> SharePage:
        """Make the page that shares a reel: player, captions, chapters, figures, audit, in one file.

        Parameters
        ----------
        name : str
            Of the reel.
        path : str or Path, optional
            Where to write it; it is not written when left out.
        audience : {"public", "company", "team"}
            Who may see and hear it: nobody is heard or quoted who did not agree to that; for the public,
            names are left out.
        sound : bool
            False leaves the sound out: it is read and printed.
        on_progress : callable, optional
            Told the part that is done, from 0 to 1.
        should_stop : callable, optional
            Asked often; the work ends with `cslab.tell.render.Stopped` when it answers True.

        Returns
        -------
        SharePage
            ``html``, ``save(path)``, ``size`` in bytes. ``page.html#stage-ID`` opens a stage.

        Raises
        ------
        NotFoundError
            If there is no such reel.
        InputError
            If there is no such audience, the reel is too long for a page, or the file can't be written.
        ConsentError
            If somebody withdrew their consent meanwhile; then nothing is written.
        AudioError
            If a recording is missing, was replaced or can't be read.

        Notes
        -----
        A page holds 64 MB of sound at most, which is about an hour and a half.
        """
        may_use(None, audience=audience)
        reel = self.reel(name)
        plan = self._named_for(reel.plan(audience=audience), audience)
        longest = LARGEST / BYTES_A_SECOND
        if sound and plan.duration > longest:
            raise InputError(
                f"The reel {name!r} lasts {format_time(plan.duration)}, but a page holds about "
                f"{format_time(longest)}; share a part of it, or its sound file."
            )
        agreed = partial(reel.check_consent, plan, audience)
        heard = None
        if sound:
            heard = page_sound(
                plan, reel.files, allowed=agreed, on_progress=on_progress, should_stop=should_stop
            )
        page = reel_page(
            plan,
            heard,
            audience=audience,
            audit=self.reel_audit(name, audience=audience),
            journey=self.journey(audience=audience),
            codes=self._said_of_stages(),
            study=self.config.title,
            synthetic=self.config.synthetic,
            credits=reel.script.credits,
            withheld=self._withheld_from(reel, audience),
        )
        agreed()  # the page quotes people, so it is asked once more when it is done
        if path is not None:
            page.save(path)
        return page

    # ---- inside ----

    def _named_for(self, plan: Plan, audience: str) -> Plan:
        """A plan in which persons are called as an audience may know them, also in captions and chapters."""
        spoke = self._who_spoke()
        heard = {clip.interview_id: spoke.get(clip.interview_id, "") for clip in plan.clips}
        if audience != "public":
            return plan
        called = self._audit_names(set(heard.values()), audience)
        named = tuple(
            part
            if part.clip is None
            else replace(
                part,
                clip=replace(
                    part.clip,
                    person=called.get(heard[part.clip.interview_id], "A customer"),
                    note="",
                    words=tuple(replace(word, speaker=None) for word in part.clip.words),
                ),
            )
            for part in plan.elements
        )
        return replace(plan, elements=named)

    def _said_of_stages(self) -> pd.DataFrame | None:
        """People by code and stage, of everybody interviewed and coded; None where nobody is."""
        marked = highlights.highlights(self.store)
        if marked.empty:
            return None
        stages = [stage.id for stage in self.config.stages]
        return count_codes(marked, self.interviews, by=STAGE, stages=stages).summary()

    def _withheld_from(self, reel: StudyReel, audience: str) -> int:
        """People of a reel's script whom this audience may not hear."""
        spoke, rows = self._who_spoke(), self.interviews.to_dict("records")
        shut = {
            str(row["interview_id"])
            for row in rows
            if not may_use(row["consent"], row["consent_until"], audience=audience)
        }
        wanted = {element.highlight for element in reel.script.elements if element.highlight is not None}
        marked = self.highlights()
        whose = marked.loc[marked["id"].isin(wanted), "interview_id"]
        heard = {spoke.get(str(one), str(one)) for one in whose if str(one) not in shut}
        return len({spoke.get(str(one), str(one)) for one in whose if str(one) in shut} - heard)
