"""Drafting: a first script of a reel from a question, the audit of a reel, and the page that shares it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from cslab.challenge import segments
from cslab.study import highlights
from cslab.study.consent import may_use
from cslab.study.listing import text_content
from cslab.study.personas import Condition
from cslab.study.reelscript import Reel
from cslab.tell import draft as drafts
from cslab.tell.draft import Draft
from cslab.tell.parts import Options
from cslab.workbench.reel import StudyReel
from cslab.workbench.sharing import Sharing

_TRIES = 20


class Drafting(Sharing):
    """Reels drafted, audited and shared."""

    def draft_reel(
        self,
        *,
        stage: str | None = None,
        codes: Iterable[str] | None = None,
        sentiment: int | Collection[int] | None = None,
        segment: Sequence[Condition] = (),
        min_juiciness: int | None = None,
        length: float = 300.0,
        most: float = drafts.MOST,
        seed: int = 0,
        audience: str = "team",
        blind_for: str | None = None,
    ) -> Draft:
        """Draft a reel from a question; nothing is saved until `save_reel` is given its elements.

        Parameters
        ----------
        stage : str, optional
            Only clips of this stage of the journey.
        codes : iterable of str, optional
            Only clips with any of these codes, or one below them.
        sentiment : int or collection of int, optional
            Only clips that were judged so: -1, 0 or 1.
        segment : sequence of Condition
            Only these people; see `cslab.challenge.segments.members`.
        min_juiciness : int, optional
            Only clips that were judged at least so juicy, 0 to 5.
        length : float
            Seconds that the reel may last at most, headings and pauses included.
        most : float
            Part of the length that one voice may take while others wait.
        seed : int
            Of the lots that are drawn where the rule leaves it open.
        audience : {"team", "company", "public"}
            Who will hear it: clips of people who did not agree to that are left out, and counted.
        blind_for : str, optional
            Who asks: of one who codes blind, their own highlights alone are used.

        Returns
        -------
        Draft
            ``elements``, ``rule``, ``left_out``, ``summary()``.

        Raises
        ------
        NotFoundError
            If the stage, a code or a column of the segment is unknown.
        InputError
            If the audience, the sentiment or the length is none.

        Notes
        -----
        See `cslab.tell.draft.draft` for the rule by which people and sentiments are balanced.

        Examples
        --------
        >>> import cslab
        >>> study = cslab.open("data/samples/ledgerline", read_only=True)  # doctest: +SKIP
        >>> study.draft_reel(codes=["trust"], length=60).sentence  # doctest: +SKIP
        '4 clips of 4 people, 0:52 of at most 1:00. No clip for Renewal.'
        """
        may_use(None, audience=audience)
        wanted = (
            None if codes is None else self._with_those_below([codes] if isinstance(codes, str) else codes)
        )
        found = self._clips(wanted, stage, sentiment, blind_for)
        if min_juiciness is not None:
            found = found[found["juiciness"].fillna(-1) >= min_juiciness]
        found = self._draft_people(found, segment)
        open_, closed = self._draft_allowed(found, audience)
        spare = 0.0
        every = highlights.highlights(self.store, blind_for=blind_for)
        spoken_for = {str(one) for one in every["stage"].dropna()}
        named = {one.id: one.name for one in self.config.stages}
        for _ in range(_TRIES):
            made = drafts.draft(
                open_,
                named,
                length=length,
                most=most,
                seed=seed,
                questions={one.id: one.question for one in self.config.stages},
                spoken_for=spoken_for,
                show_gaps=stage is None,
                spare=spare,
            )
            plan = StudyReel(self, Reel("draft", "", made.elements)).plan(audience=audience)
            if plan.duration <= length or not plan.clips:
                break
            spare += plan.duration - length + 0.01
        asked = _query(named, stage, codes, sentiment, segment, min_juiciness, audience)
        return replace(
            made,
            query=asked,
            left_out=pd.concat([made.left_out, closed], ignore_index=True) if len(closed) else made.left_out,
            seconds=plan.duration,
            audience=audience,
        )

    # ---- inside ----

    def _draft_people(self, found: pd.DataFrame, segment: Sequence[Condition]) -> pd.DataFrame:
        """Clips with who speaks, of the people asked for, by the id of the highlight."""
        spoke = self.interviews.drop_duplicates("interview_id").set_index("interview_id")["person_id"]
        rows = found.assign(person_id=found["interview_id"].map(spoke).astype("object"))
        rows = self._named_people(rows, fallback="interview_id").sort_values("id", ignore_index=True)
        return rows[rows["person_id"].isin(self._claimed(segment))] if segment else rows

    def _draft_allowed(self, found: pd.DataFrame, audience: str) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Clips that can be heard, and those that can't, with the reason and without a name."""
        agreed = {
            str(row["interview_id"]): may_use(row["consent"], row["consent_until"], audience=audience)
            for row in self.interviews.to_dict("records")
        }
        table = self.recordings
        heard = {
            str(row["interview_id"])
            for row in table[table["duration"].notna()].to_dict("records")
            if row["content_hash"] not in {"", text_content(str(row["interview_id"]))}
            and (self.folder / str(row["recording"])).is_file()
        }
        why = [
            ""
            if (may := agreed.get(str(name))) and name in heard
            else "its recording is missing or not transcribed yet"
            if may
            else (may.reason if may is not None else "its interview is not in interviews.csv")
            for name in found["interview_id"]
        ]
        told = found.assign(why=pd.Series(why, index=found.index, dtype="str"))
        told["seconds"] = told["end"] - told["start"] + 2 * Options().pad
        out = told[told["why"] != ""].assign(person="")
        return told[told["why"] == ""], out[list(drafts.LEFT_OUT)]


def _query(
    stages: dict[str, str],
    stage: str | None,
    codes: Iterable[str] | None,
    sentiment: int | Collection[int] | None,
    segment: Sequence[Condition],
    juicy: int | None,
    audience: str,
) -> str:
    """What was asked for, as a sentence."""
    parts = [f"of the stage {stages.get(stage, stage)}" if stage else "of every stage"]
    if codes is not None:
        parts.append(f"coded {' or '.join([codes] if isinstance(codes, str) else codes)}")
    if sentiment is not None:
        judged: Collection[Any] = [sentiment] if isinstance(sentiment, int) else sentiment
        parts.append(f"judged {' or '.join(drafts.sentiment_name(one) for one in judged)}")
    if juicy is not None:
        parts.append(f"with a juiciness of {juicy} or more")
    if segment:
        parts.append(f"of people whose {segments.sentence(segment)}")
    return f"Clips {', '.join(parts)}; for the {audience}."
