"""Judging: claims against what customers say, answer and do."""

from __future__ import annotations

from collections.abc import Sequence

from cslab.challenge.claims.calibration import Calibration
from cslab.challenge.claims.preview import Preview
from cslab.challenge.claims.values import Values
from cslab.challenge.claims.verdicts import Verdicts
from cslab.study.personas import Claim, Condition, Indicator
from cslab.workbench.claiming import Claiming
from cslab.workbench.scoring import Scoring


class Judging(Scoring, Claiming):
    """Verdicts on claims, and how well their authors knew."""

    def values(
        self, indicator: Indicator, segment: Sequence[Condition] = (), *, blind_for: str | None = None
    ) -> Values:
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
        raise NotImplementedError

    def verdicts(
        self, persona: str | None = None, *, drafts: bool = False, blind_for: str | None = None
    ) -> Verdicts:
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
        raise NotImplementedError

    def preview_claim(self, claim: Claim, *, blind_for: str | None = None) -> Preview:
        """Say whether a claim can be tested, and by how many people; never what would come out.

        Parameters
        ----------
        claim : Claim
            As it is being written; its persona need not be saved yet.
        blind_for : str, optional
            Who writes it.
        """
        raise NotImplementedError

    def calibration(self) -> Calibration:
        """Set what authors predicted, and how sure they were, against what was found.

        The first version of each claim counts: later ones were written by people who could have seen.
        """
        raise NotImplementedError
