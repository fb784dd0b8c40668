"""Coding: spans of interviews, kept with codes."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from cslab.errors import NotFoundError
from cslab.study import highlights
from cslab.workbench.listening import Listening


class Coding(Listening):
    """Highlights and the codebook."""

    def highlights(
        self, interview_id: str | None = None, *, code: str | None = None, stage: str | None = None
    ) -> pd.DataFrame:
        """One row a highlight with its words as ``quote``; of one interview, code or stage when named.

        Raises
        ------
        NotFoundError
            If the interview, code or stage is unknown.
        """
        if interview_id is not None:
            self._row(interview_id)
        if self.config.codes:  # without a codebook every code is good
            self._known("code", code, [known.name for known in self.config.codes])
        self._known("stage", stage, [known.id for known in self.config.stages])
        found = highlights.highlights(self.store, interview_id=interview_id, code=code, stage=stage)
        heard = self.transcripts(found["interview_id"])
        found["quote"] = [
            heard[name].between(row["start"], row["end"]).text
            if (name := row["interview_id"]) in heard
            else ""
            for row in found.to_dict("records")
        ]
        return found

    def add_highlight(
        self,
        interview_id: str,
        *,
        start: float,
        end: float,
        codes: Iterable[str],
        stage: str | None = None,
        note: str = "",
        coder: str | None = None,
        nonce: str | None = None,
    ) -> int:
        """Mark a span of one interview; see `cslab.study.highlights.add_highlight`.

        Returns
        -------
        int
            The highlight's id.
        """
        row = self._row(interview_id)
        if row["duration"] == row["duration"] and start >= row["duration"]:
            raise NotFoundError(f"{interview_id} ends at {row['duration']:.1f} seconds, before {start:.1f}.")
        return highlights.add_highlight(
            self.store,
            interview_id=interview_id,
            start=start,
            end=end,
            codes=list(codes),
            stage=stage,
            note=note,
            coder=coder or self.actor,
            nonce=nonce,
            known_codes=[code.name for code in self.config.codes],
            known_stages=[known.id for known in self.config.stages],
        )

    def remove_highlight(self, number: int) -> None:
        """Take a highlight away; `restore_highlight` brings it back."""
        highlights.remove_highlight(self.store, number, actor=self.actor)

    def restore_highlight(self, number: int) -> None:
        """Bring a removed highlight back."""
        highlights.restore_highlight(self.store, number, actor=self.actor)
