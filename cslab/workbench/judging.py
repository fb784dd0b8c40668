"""Judging: claims against what customers say, answer and do."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import date
from typing import Any

import pandas as pd

from cslab.challenge import claims as claimed
from cslab.challenge.claims.used import active_days
from cslab.measure.surveys import Weights
from cslab.measure.usage.uses import Uses, find_uses
from cslab.study import highlights
from cslab.study.changes import last_change
from cslab.study.personas import Claim, Condition, Indicator, LockedClaim
from cslab.workbench.claiming import Claiming
from cslab.workbench.scoring import Scoring

DRAFTS = "Drafts are judged, too: whoever saw this can no longer write them blindly."
MOVES_NOTHING = (
    *("job", "reel", "snapshot", "correction", "promise", "feedback", "relationship", "success"),
    *("success_value", "mirror_sheet", "mirror_answer", "claim_mark"),
)
"""Kinds of things whose changes move no verdict."""

WITHDRAWN = "Some claims were locked and then withdrawn from personas.toml; they are judged all the same."


class Judging(Scoring, Claiming):
    """Verdicts on claims, and how well their authors knew."""

    def values(
        self, indicator: Indicator, segment: Sequence[Condition] = (), *, blind_for: str | None = None
    ) -> claimed.Values:
        """Measure an indicator, person by person; see `cslab.challenge.claims.measure`.

        Parameters
        ----------
        indicator : Indicator
            What to measure.
        segment : sequence of Condition
            Whom the claim is about; empty for everybody.
        blind_for : str, optional
            Who will see it: of one who codes blind, their own codes count alone.

        Raises
        ------
        NotFoundError
            If there is no such survey, question, answer, feature, code or column.
        InputError
            If the indicator does not say what counts, or its source holds nothing.
        """
        return claimed.measure(indicator, segment, self._claim_sources(blind_for))

    def verdicts(
        self, persona: str | None = None, *, drafts: bool = False, blind_for: str | None = None
    ) -> claimed.Verdicts:
        """Judge claims as they were locked; see `cslab.challenge.claims.judge`.

        Parameters
        ----------
        persona : str, optional
            Id of the persona whose claims; all personas when left out.
        drafts : bool
            Judge what is not locked, too, as it stands in personas.toml. For notebooks: whoever sees a
            verdict can no longer write the claim blindly.
        blind_for : str, optional
            Who will see it: of one who codes blind, their own codes count alone.

        Raises
        ------
        NotFoundError
            If there is no such persona.
        """
        stamp = self._claim_stamp(blind_for)
        made = self._kept.get(
            f"verdicts {drafts} {blind_for}",
            stamp,
            lambda: self._judged(drafts=drafts, blind_for=blind_for),
            keep=self._look().settled,
        )
        if persona is None:
            return made
        self._known("persona", persona, {*made.personas, *(one.claim.persona for one in made)})
        return made.of(persona)

    def preview_claim(
        self, claim: Claim, *, segment: Sequence[Condition] | None = None, blind_for: str | None = None
    ) -> claimed.Preview:
        """Say whether a claim can be tested, and by how many people; never what would come out.

        Parameters
        ----------
        claim : Claim
            As it is being written; neither it nor its persona need be saved yet.
        segment : sequence of Condition, optional
            Whom it is about; that of its persona when left out.
        blind_for : str, optional
            Who writes it.
        """
        written = self.personas
        if segment is None:
            segment = next((one.segment for one in written.personas if one.id == claim.persona), ())
        others = {one.id: len(one.shown_by) for one in written.claims if one.persona == claim.persona}
        others.pop(claim.id, None)
        sources = self._claim_sources(blind_for)
        return claimed.preview(
            claim,
            segment,
            lambda indicator, whom: claimed.measure(indicator, whom, sources),
            beside=sum(others.values()),
        )

    def calibration(self, *, blind_for: str | None = None) -> claimed.Calibration:
        """Set what authors predicted, and how sure they were, against what was found.

        The first version of each claim counts: later ones were written by people who could have seen. See
        `cslab.challenge.claims.calibrate`.

        Parameters
        ----------
        blind_for : str, optional
            Who will see it: of one who codes blind, their own codes count alone.
        """

        def make() -> claimed.Calibration:
            first = [versions[0] for versions in self._locks().values()]
            return claimed.calibrate(self._judge(first, blind_for))

        stamp = self._claim_stamp(blind_for)
        return self._kept.get(f"calibration {blind_for}", stamp, make, keep=self._look().settled)

    # ---- inside ----

    def _claim_stamp(self, blind_for: str | None) -> Hashable:
        """Of everything that a verdict is made of; consent depends on the day."""
        return (self._look().files, last_change(self.store, but=MOVES_NOTHING), blind_for, date.today())

    def _judged(self, *, drafts: bool, blind_for: str | None) -> claimed.Verdicts:
        written, locks = self.personas, self._locks()
        segments = {one.id: one.segment for one in written.personas}
        chosen, unlocked, doubts = [], [], []
        for claim in written.claims:
            versions = locks.get(claim.id, ())
            if drafts and self.claim_state(claim.id) != "locked":
                chosen.append(LockedClaim(claim, segments.get(claim.persona, ()), 0, claim.author, ""))
            elif versions:
                chosen.append(versions[-1])
            else:
                unlocked.append(claim.id)
        there = {claim.id for claim in written.claims}
        gone = [versions[-1] for id_, versions in locks.items() if id_ not in there]
        doubts += [DRAFTS] if any(one.version == 0 for one in chosen) else []
        doubts += [WITHDRAWN] if gone else []
        return claimed.Verdicts(
            self._judge([*chosen, *gone], blind_for),
            {one.id: one.name for one in written.personas},
            tuple(unlocked),
            tuple(doubts),
        )

    def _judge(self, locked: Sequence[LockedClaim], blind_for: str | None) -> tuple[claimed.Verdict, ...]:
        """Judge claims, those of each persona together; give them in the order in which they came."""
        sources = self._claim_sources(blind_for)

        def measured(indicator: Indicator, segment: Sequence[Condition]) -> claimed.Values:
            return claimed.measure(indicator, segment, sources)

        found: dict[str, claimed.Verdict] = {}
        for persona in dict.fromkeys(one.claim.persona for one in locked):
            own = [one for one in locked if one.claim.persona == persona]
            found |= {one.claim.id: one for one in claimed.judge(own, measured)}
        return tuple(found[one.claim.id] for one in locked)

    def _claim_sources(self, blind_for: str | None) -> claimed.Sources:
        return claimed.Sources(
            self.people,
            self.accounts,
            self.config.measures,
            self.survey,
            self._claim_weights,
            lambda code: frozenset(self._with_those_below([code])),
            lambda survey: self._written_anywhere(survey, blind_for),
            lambda: self._claim_marks(blind_for),
            self.interviews,
            self._claim_uses,
            self._claim_days,
        )

    def _claim_weights(self, survey: str) -> Weights | None:
        """Weights to those asked, where study.toml says by what and who that was."""
        if not self.config.measures.weight_by or self.survey(survey).asked is None:
            return None
        return self.weights(survey)

    def _claim_marks(self, blind_for: str | None) -> pd.DataFrame:
        return highlights.highlights(self.store, blind_for=blind_for)[["interview_id", "codes"]]

    def _claim_uses(self) -> Uses | None:
        if not self.features:
            return None
        customers: dict[str, Any] = self._customers()
        return self._of_usage("of claims", (), lambda: find_uses(self.usage, self.features, **customers))

    def _claim_days(self) -> pd.DataFrame | None:
        return self._of_usage("days of claims", (), lambda: active_days(self.usage))
