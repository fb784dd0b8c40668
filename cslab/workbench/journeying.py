"""Journeying: the journey map, and its poster."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from cslab.challenge.evidence.card import SOMEBODY
from cslab.study.changes import last_change
from cslab.study.consent import may_use
from cslab.study.evidence import highlight_nonces
from cslab.tell.journey import CLIPS, LANES, Cell, JourneyMap
from cslab.tell.journey.feeling import feeling
from cslab.tell.journey.kept import promised
from cslab.tell.journey.spoken import counted, said
from cslab.workbench.stagefigures import StageFigures
from cslab.workbench.witnessing import Witnessing

UNSEEN = (
    *("session", "session_answer", "session_participant", "session_tap", "listening", "rota", "show_me"),
    *("errand", "errand_done", "reel", "job", "mirror_answer", "mirror_sheet", "claim", "claim_mark"),
    *("relationship", "success", "success_value"),
)
"""Kinds of things that change nothing on the map; a session changes some of them many times a minute."""


class Journeying(Witnessing, StageFigures):
    """Stages across; what customers do, say and feel, and what we promised, down."""

    def journey(self, *, audience: str = "team", blind_for: str | None = None) -> JourneyMap:
        """Draw the map of the customers' journey: stages of study.toml across, what is known of each down.

        Parameters
        ----------
        audience : {"team", "company", "public"}
            Who will see and hear it. People who did not agree to that are neither heard nor quoted nor
            counted among those who speak; for the public, names are left out.
        blind_for : str, optional
            Who sees it: one who codes blind is given their own highlights alone.

        Returns
        -------
        JourneyMap
            ``cell(lane, stage)``, ``summary()``, ``chart()``, ``widget()``.

        Raises
        ------
        InputError
            If there is no such audience.

        Notes
        -----
        What is said is the study's highlights by their stage; a person's best clip comes before anybody's
        second. How it feels: one value a person, see `cslab.tell.journey.feeling.mean_sentiment`. What people
        do and how they score it: what study.toml names under ``[journey.STAGE]``, weighted to those asked
        where it says by what, and the accounts that contacted us about the stage. Promises and feedback
        belong to the stage of the clip or the contact that they rest on. Numbers of fewer than 5 people are
        not shown. A stage without a voice stays on the map, and says what to ask.
        """
        may_use(None, audience=audience)
        seen = self._look()
        stamp = (seen.files, last_change(self.store, but=UNSEEN), audience, blind_for, date.today())
        made: JourneyMap = self._kept.get(
            f"journey for {audience}",
            stamp,
            lambda: self._journey(audience, blind_for),
            keep=seen.settled,
        )
        return made

    # ---- inside ----

    def _journey(self, audience: str, blind_for: str | None) -> JourneyMap:
        stages = {stage.id: stage.name for stage in self.config.stages}
        asked = {stage.id: stage.question for stage in self.config.stages}
        allowed = self._may_be_heard(audience)
        every = self._witnesses(dict.fromkeys(allowed, True), blind_for)
        every = every[every["stage"].isin(stages)]
        every = every.assign(person_id=every["person_id"].fillna(every["interview_id"]))
        heard = every[every["interview_id"].map(allowed).astype(bool)].reset_index(drop=True)
        silent = every[~every["person_id"].isin(set(heard["person_id"]))]
        if audience == "public":
            heard = heard.assign(person=SOMEBODY, note="")
        promises, feedback = self._stage_promises(every, heard)
        cells: dict[tuple[str, str], Cell] = {}
        for stage in stages:
            withheld = int(silent.loc[silent["stage"] == stage, "person_id"].nunique())
            cells |= {
                ("do", stage): self._stage_uses(stage),
                ("say", stage): said(heard, stage, question=asked[stage], withheld=withheld),
                ("feel", stage): feeling(heard, stage),
                ("score", stage): self._stage_scores(stage),
                ("pains", stage): counted(heard, stage, "pains"),
                ("delights", stage): counted(heard, stage, "delights"),
                ("promises", stage): promised(promises, feedback, stage, words=audience != "public"),
            }
        return JourneyMap(
            self.config.title,
            stages,
            cells,
            heard[list(CLIPS)],
            questions=asked,
            audience=audience,
            people=int(heard["person_id"].nunique()),
            left_out=self._left_out(set(silent["interview_id"]), audience),
            lanes=tuple(LANES),
            synthetic=self.config.synthetic,
            sounds=lambda rows: self._sound_of(rows, audience),
        )

    def _left_out(self, interviews: set[str], audience: str) -> tuple[str, ...]:
        """Say of each interview that is left out why, by its id: who does not agree is not named."""
        rows = self.interviews[self.interviews["interview_id"].isin(interviews)].to_dict("records")
        return tuple(
            f"{row['interview_id']} is left out, because "
            f"{may_use(row['consent'], row['consent_until'], audience=audience).reason}."
            for row in rows
        )

    def _stage_promises(self, every: pd.DataFrame, heard: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Promises and feedback with the stage of what they rest on, and the clip where it may be heard."""
        nonces = {nonce: number for number, nonce in highlight_nonces(self.store).items()}
        by_clip: dict[Any, Any] = dict(zip(every["id"], every["stage"], strict=True))
        by_contact = dict(zip(self.contacts["contact_id"], self.contacts["stage"], strict=True))
        playable = set(heard["id"])

        def placed(table: pd.DataFrame) -> pd.DataFrame:
            rests = list(zip(table["evidence"], table["evidence_id"], strict=True))
            clip = [nonces.get(name) if kind == "highlight" else None for kind, name in rests]
            stage = [
                by_clip.get(one) if one is not None else by_contact.get(name) if kind == "contact" else None
                for one, (kind, name) in zip(clip, rests, strict=True)
            ]
            shown = [one if one in playable else None for one in clip]
            return table.assign(
                stage=pd.Series(stage, index=table.index, dtype="object"),
                highlight=pd.Series(shown, index=table.index, dtype="Int64"),
            )

        return placed(self.promises().table), placed(self.loop().table)
