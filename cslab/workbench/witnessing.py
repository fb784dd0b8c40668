"""Witnessing: the voices for and against a claim."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from cslab.challenge import evidence, segments
from cslab.challenge.claims.verdict import Verdict
from cslab.challenge.evidence import card as cards
from cslab.challenge.evidence import sides as put
from cslab.errors import CslabError, InputError, NotFoundError
from cslab.study import changes, claimmarks, coders
from cslab.study.consent import AUDIENCES, may_use
from cslab.study.evidence import highlight_nonces
from cslab.study.listing import text_content
from cslab.study.personas import Condition, Persona
from cslab.study.reelscript import Reel, ReelElement
from cslab.tell.plan import Options, plan_reel
from cslab.tell.render import render_reel
from cslab.tell.script import Element
from cslab.workbench.judging import Judging


class Witnessing(Judging):
    """Evidence cards, and clips for and against."""

    def evidence_card(
        self,
        claim_id: str,
        *,
        audience: str = "team",
        blind_for: str | None = None,
        limit: int = cards.LIMIT,
    ) -> evidence.EvidenceCard:
        """Lay out what speaks for a claim and what against it, as it was locked.

        Parameters
        ----------
        claim_id : str
            Which claim.
        audience : {"team", "company", "public"}
            Who will see the card: nobody is heard who did not agree to that. For ``"public"`` names are left
            out, and what people wrote in surveys, because nobody asked them.
        blind_for : str, optional
            Who will see it: of one who codes blind, their own codes and marks count alone.
        limit : int
            Clips on each side of the card.

        Raises
        ------
        NotFoundError
            If there is no such claim.
        InputError
            If the claim is not locked, so that nobody may see yet; or there is no such audience.

        Notes
        -----
        Which clip is on which side is said by teammates' marks, then by the claim's codes, then by what
        people themselves answered and do; see `cslab.challenge.evidence.put_on_sides`.
        """
        if limit < 1:
            raise InputError(f"A card shows at least one clip on each side, but the limit was {limit}.")
        if audience not in AUDIENCES:
            raise InputError(f"An audience is one of {', '.join(AUDIENCES)}, but {audience!r} was given.")
        seen = self._look()
        return self._kept.get(
            f"evidence card {claim_id} for {audience}, {blind_for}, {limit}",
            (seen.files, changes.last_change(self.store), date.today()),
            lambda: self._laid_out(claim_id, audience, blind_for, limit),
            keep=seen.settled,
        )

    def persona_glances(self, *, blind_for: str | None = None) -> list[evidence.PersonaGlance]:
        """Give each persona in a few words: whom it claims, how its claims fare, and what is most wrong.

        Parameters
        ----------
        blind_for : str, optional
            Who will see it: of one who codes blind, their own codes alone count.
        """
        listed, table = self.personas, self.claims
        made = []
        for persona in listed.personas:
            own = table[table["persona"] == persona.id]
            drafts = int((own["state"] == "draft").sum())
            segment = segments.sentence(persona.segment)
            try:
                people = len(self._claimed(persona.segment))
                judged = tuple(self.verdicts(persona.id, blind_for=blind_for)) if len(own) > drafts else ()
                made.append(evidence.PersonaGlance(persona, segment, people, judged, drafts))
            except CslabError as error:
                made.append(evidence.PersonaGlance(persona, segment, None, (), drafts, str(error)))
        return made

    # ---- what people say of clips ----

    def mark_clip(
        self,
        claim_id: str,
        highlight: int | str,
        side: str,
        *,
        note: str = "",
        author: str | None = None,
        nonce: str | None = None,
    ) -> int:
        """Say whether a clip speaks for a claim; see `cslab.study.claimmarks.mark_clip`.

        Parameters
        ----------
        claim_id : str
            Which claim; it must be locked.
        highlight : int or str
            The clip: the id of its highlight, or the nonce of it.
        side : {"for", "against", "neither"}
            What it says of the claim.

        Raises
        ------
        NotFoundError
            If there is no such claim, clip or side.
        InputError
            If the claim is not locked.
        """
        self.personas.claim(claim_id)
        if not self.locked(claim_id):
            raise InputError(
                f"The claim {claim_id!r} is not locked yet; lock it, then say what clips say of it."
            )
        return claimmarks.mark_clip(
            self.store,
            claim_id,
            self._clip_nonce(highlight),
            side,
            note=note,
            author=author or self.actor,
            nonce=nonce,
        )

    def unmark_clip(self, claim_id: str, highlight: int | str, *, author: str | None = None) -> bool:
        """Take back what one person said of a clip; False when they had said nothing."""
        return claimmarks.unmark_clip(
            self.store, claim_id, self._clip_nonce(highlight), author=author or self.actor
        )

    def clip_marks(self, claim_id: str | None = None, *, removed: bool = False) -> pd.DataFrame:
        """List what people say of clips.

        The columns of `cslab.study.claimmarks.clip_marks`, and ``clip``, the id of the highlight.
        """
        marks = claimmarks.clip_marks(self.store, claim_id, removed=removed)
        ids = {nonce: number for number, nonce in highlight_nonces(self.store).items()}
        return marks.assign(clip=marks["highlight"].map(ids).astype("Int64"))

    # ---- inside ----

    def _laid_out(
        self, claim_id: str, audience: str, blind_for: str | None, limit: int
    ) -> evidence.EvidenceCard:
        listed = self.personas
        versions = self.locked(claim_id)
        draft = next((one for one in listed.claims if one.id == claim_id), None)
        if not versions:
            raise InputError(
                f"The claim {claim_id!r} is not locked yet, so what speaks for it and against it stays "
                "hidden; lock it first."
            )
        locked = versions[-1]
        # A claim that was withdrawn is shown as it was locked, and so is one whose persona is gone.
        named = (draft or locked.claim).persona
        known = next((one for one in listed.personas if one.id == named), None)
        persona = known or Persona(named, named, segment=locked.segment)
        verdict = self.verdicts(known.id if known else None, blind_for=blind_for).verdict(claim_id)
        inside = self._claimed(locked.segment)
        rules = put.rules_of(locked.claim, self._below)
        own = put.people_sides(verdict.findings)
        marks = self._marks(claim_id, blind_for)
        allowed = self._may_be_heard(audience)
        clips = self._witnesses(allowed, blind_for)
        spoken = put.put_on_sides(clips, rules, inside=inside, own=own, marks=marks)
        written = self._in_writing(verdict, rules, inside, own, blind_for)
        return evidence.EvidenceCard(
            claim=locked.claim,
            persona=persona,
            verdict=verdict,
            segment=segments.sentence(locked.segment),
            people=len(inside),
            versions=versions,
            clips=spoken[list(cards.CLIPS)],
            answers=written[list(cards.ANSWERS)],
            searched=evidence.searched(
                self.recordings,
                set(clips["interview_id"]),
                {name for name, may in allowed.items() if may},
                inside,
                _ways(rules, own, marks),
            ),
            rules=rules,
            audience=audience,
            study=self.config.title,
            draft=draft is not None and not locked.same(draft, persona),
            limit=limit,
            sounds=lambda rows: self._sound_of(rows, audience),
        )

    def _claimed(self, segment: Sequence[Condition]) -> set[str]:
        people = self.people
        within = segments.members(tuple(segment), people, self.accounts)
        return {str(one) for one in people.loc[within.to_numpy(), "person_id"]}

    def _below(self, code: str) -> Collection[str]:
        try:
            name = self._code(code) or code
            return (name, *self.codebook.below(name))
        except NotFoundError:
            return ()

    def _marks(self, claim: str, blind_for: str | None) -> pd.DataFrame:
        marks = claimmarks.clip_marks(self.store, claim)
        return marks[marks["author"] == blind_for] if coders.is_blind(self.store, blind_for) else marks

    def _may_be_heard(self, audience: str) -> dict[str, bool]:
        return {
            str(row["interview_id"]): bool(may_use(row["consent"], row["consent_until"], audience=audience))
            for row in self.interviews.to_dict("records")
        }

    def _witnesses(self, allowed: Mapping[str, bool], blind_for: str | None) -> pd.DataFrame:
        """Clips that this audience may hear, with who speaks."""
        found = self.highlights(blind_for=blind_for)
        found = found[found["interview_id"].map(dict(allowed)).fillna(False).astype(bool)]
        found = found.reset_index(drop=True)
        spoke = self.interviews.drop_duplicates("interview_id").set_index("interview_id")["person_id"]
        told = found.assign(
            nonce=found["id"].map(highlight_nonces(self.store, found["id"])).astype("str"),
            person_id=found["interview_id"].map(spoke).astype("object"),
            worth=found["juiciness"].astype("Float64").fillna(0.0).astype("float64"),
        )
        return self._named_people(told, fallback="interview_id")

    def _in_writing(
        self,
        verdict: Verdict,
        rules: Sequence[put.CodeRule],
        inside: Collection[str],
        own: Mapping[str, str],
        blind_for: str | None,
    ) -> pd.DataFrame:
        """What people wrote, on the sides of a claim; their own scores speak of what explains them alone."""
        found = self._written_anywhere(None, blind_for).reset_index(drop=True)
        asked = {one.id: one.why_of for one in self.config.measures.questions if one.why_of}
        meant = {(one.indicator.survey, one.indicator.question) for one in verdict.findings}
        about = [
            (survey, asked.get(question)) in meant or ("", asked.get(question)) in meant
            for survey, question in zip(found["survey"], found["question"], strict=True)
        ]
        when = pd.to_datetime(found["answered_at"], errors="coerce")
        told = found.assign(worth=when.astype("int64").where(when.notna(), 0).astype("float64"))
        told = self._named_people(told[told["text"].notna()], fallback=None)
        return put.put_on_sides(
            told, rules, inside=inside, own=own, about=pd.Series(about, index=found.index)[told.index]
        )

    def _named_people(self, rows: pd.DataFrame, *, fallback: str | None) -> pd.DataFrame:
        """Add name and role of the people of some rows."""
        known = self.people.drop_duplicates("person_id").set_index("person_id")
        names = rows["person_id"].map(known["name"]).astype("object")
        if fallback is not None:
            names = names.where(names.notna(), rows[fallback])
        roles = rows["person_id"].map(known["role"]) if "role" in known else None
        return rows.assign(person=names, role=None if roles is None else roles.astype("object"))

    def _clip_nonce(self, highlight: int | str) -> str:
        if isinstance(highlight, str) and not highlight.isdigit():
            return highlight
        found = highlight_nonces(self.store, [int(highlight)])
        if not found:
            raise NotFoundError.of("clip", str(highlight), map(str, self.highlights()["id"]))
        return found[int(highlight)]

    def _sound_of(self, rows: pd.DataFrame, audience: str) -> evidence.CardSound | None:
        """Sound of clips in one piece, cut at whole words and brought to one loudness."""
        marked = self.highlights()
        marked = marked[marked["id"].isin(rows["id"])]
        allowed = self._may_be_heard(audience)
        table = self.recordings
        table = table[table["interview_id"].isin(marked["interview_id"]) & table["duration"].notna()]
        kept = {
            str(row["interview_id"]): row
            for row in table.to_dict("records")
            if allowed.get(str(row["interview_id"]))
            and row["content_hash"] not in {"", text_content(str(row["interview_id"]))}
            and (self.folder / str(row["recording"])).is_file()
        }
        levels = {name: self.levels_of(row["content_hash"]) for name, row in kept.items()}
        wanted = marked[marked["interview_id"].isin(kept)]
        if wanted.empty:
            return None
        plan = plan_reel(
            Reel("card", "", tuple(ReelElement("clip", highlight=int(one)) for one in wanted["id"])),
            wanted,
            self.transcripts(kept),
            {name: level.level_db for name, level in levels.items() if level is not None},
            {},
            durations={name: row["duration"] for name, row in kept.items()},
            options=Options(order="given", gap=0.3),
            people={name: row["name"] or row["person_id"] or name for name, row in kept.items()},
            channels=self.customer_channels(),
            hashes={name: row["content_hash"] for name, row in kept.items()},
        )
        if audience == "public":  # a sound file has chapters, and they are named after people
            plan = replace(plan, elements=tuple(_nameless(element) for element in plan.elements))
        files = {name: self.folder / str(row["recording"]) for name, row in kept.items()}
        with tempfile.TemporaryDirectory() as folder:
            made = render_reel(plan, files, Path(folder) / "card.m4a", title="", date="")
            data = made.path.read_bytes()
        places = {number: (clip.start, clip.end) for clip in made.clips for number in clip.highlights}
        return evidence.CardSound(data, "m4a", places)


def _nameless(element: Element) -> Element:
    """An element of a reel that does not say who speaks, nor in which interview."""
    clip = element.clip
    return element if clip is None else replace(element, clip=replace(clip, person=cards.SOMEBODY))


def _ways(rules: Sequence[put.CodeRule], own: Mapping[str, Any], marks: pd.DataFrame) -> tuple[str, ...]:
    """How clips were looked for."""
    codes = " and ".join(f"“{rule.code}”" for rule in rules)
    return tuple(
        filter(
            None,
            [
                codes and f"{'the code' if len(rules) == 1 else 'the codes'} {codes}",
                "what teammates marked" if len(marks) else "",
                "whose own answers or use stand for it or against it" if own else "",
            ],
        )
    )
