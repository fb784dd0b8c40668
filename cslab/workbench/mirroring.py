"""Mirroring: how far our own taste leaks into what we believe."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from cslab.study.elicitations import Sheet
from cslab.study.teamfile import FIRST
from cslab.workbench.claiming import Claiming
from cslab.workbench.scoring import Scoring

if TYPE_CHECKING:
    from cslab.study.personas import Condition


class Mirroring(Scoring, Claiming):
    """The team's elicitations, and its projection."""

    def mirror_items(self) -> pd.DataFrame:
        """List what teammates are asked: item, wording, low, high, survey, lowest, highest."""
        raise NotImplementedError

    def mirror_actual(self, segment: Sequence[Condition] = ()) -> pd.DataFrame:
        """Give what customers answer, 0 to 100: item, wording, value, se, sd, n."""
        raise NotImplementedError

    def start_sheet(self, teammate: str, *, round: str = FIRST, author: str | None = None) -> Sheet:  # noqa: A002
        """Begin a teammate's sheet of a round."""
        raise NotImplementedError

    def answer_sheet(
        self,
        teammate: str,
        item: str,
        *,
        round: str = FIRST,  # noqa: A002
        author: str | None = None,
        **given: float | None,
    ) -> None:
        """Keep what a teammate says of an item: own, certainty, predicted, each 0 to 100 or None."""
        raise NotImplementedError

    def lock_sheet(
        self,
        teammate: str,
        *,
        round: str = FIRST,  # noqa: A002
        incomplete: bool = False,
        author: str | None = None,
    ) -> Sheet:
        """Lock a sheet; with ``incomplete``, although items are missing."""
        raise NotImplementedError

    def decline_sheet(self, teammate: str, *, round: str = FIRST, author: str | None = None) -> Sheet:  # noqa: A002
        """Say that somebody will look without answering."""
        raise NotImplementedError

    def share_sheet(
        self,
        teammate: str,
        shared: bool = True,
        *,
        round: str = FIRST,  # noqa: A002
        author: str | None = None,
    ) -> None:
        """Let the team see a teammate's own figure, or no longer."""
        raise NotImplementedError

    def sheet(self, teammate: str, *, round: str = FIRST) -> Sheet | None:  # noqa: A002
        """Give a teammate's sheet of a round; None where none was begun."""
        raise NotImplementedError

    def sheets(self) -> pd.DataFrame:
        """List who answers in which round, without what."""
        raise NotImplementedError

    def mirror_closed_to(self, teammate: str, *, round: str = FIRST) -> str:  # noqa: A002
        """Say why a teammate may not see results yet; empty when they may."""
        raise NotImplementedError

    def team(self, round: str = FIRST) -> pd.DataFrame:  # noqa: A002
        """Give the locked answers of a round: teammate, item, own, certainty, predicted."""
        raise NotImplementedError

    def projection(self, round: str = FIRST, *, level: float = 0.95) -> Any:  # noqa: A002
        """Say how far the team's own taste goes into its predictions; see `cslab.bias.projection`."""
        raise NotImplementedError

    def persona_pull(self, persona_id: str) -> Any:
        """Say whether a persona is nearer to us than to the customers it claims."""
        raise NotImplementedError

    def debiasing(self, before: str = FIRST, after: str = "second") -> Any:
        """Say what changed between two rounds; see `cslab.bias.effect`."""
        raise NotImplementedError
