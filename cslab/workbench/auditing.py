"""Auditing: a reel beside all interviews and all customers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Final

import pandas as pd

from cslab.challenge.claims.figures import Figures
from cslab.challenge.evidence.words import who
from cslab.errors import CslabError, InputError
from cslab.listen.patterns.groups import groups_of
from cslab.study import highlights
from cslab.study.changes import last_change
from cslab.study.consent import may_use
from cslab.study.personas import Indicator
from cslab.study.reelscript import Reel
from cslab.tell.audit import Felt, ReelAudit, audit_reel
from cslab.tell.choosing import sentiment_of
from cslab.tell.parts import Clip
from cslab.tell.plan import Plan
from cslab.workbench.gathering import with_attributes
from cslab.workbench.journeying import Journeying
from cslab.workbench.reel import StudyReel
from cslab.workbench.telling import Telling

ROLE: Final = "role"
_ANSWERS: Final = {-1: (0.0, 6.0), 0: (7.0, 8.0), 1: (9.0, 10.0)}
"""Answers to whether they would recommend us that stand for each sentiment."""


class Auditing(Telling, Journeying):
    """Whose voices a reel holds."""

    def reel_audit(
        self,
        name: str,
        *,
        audience: str | None = None,
        by: Sequence[str] | None = None,
        blind_for: str | None = None,
    ) -> ReelAudit:
        """Set a reel beside all interviews and all customers; see `cslab.tell.audit.audit_reel`.

        Parameters
        ----------
        name : str
            Of the reel.
        audience : {"team", "company", "public"}, optional
            Who will hear it; as the reel says when left out. For the public, names are left out.
        by : sequence of str, optional
            Attributes of people or accounts; what study.toml weights by, and the role, when left out.
        blind_for : str, optional
            Who will see it: of one who codes blind, their own highlights alone count as pulled aside.

        Returns
        -------
        ReelAudit
            ``warnings``, ``summary()``, ``chart()``, ``to_html()``, ``to_csv()``.

        Raises
        ------
        NotFoundError
            If there is no such reel, or nobody has such an attribute.
        InputError
            If there is no such audience.

        Notes
        -----
        How all customers feel is taken from the newest survey that asks whether they would recommend us
        (0 to 6, 7 and 8, 9 and 10), weighted to those asked where study.toml says by what; where none does,
        from how the team judged each of them in people.csv.
        """
        script = self.reel(name).script
        whom = audience or script.audience
        may_use(None, audience=whom)
        seen = self._look()
        stamp = (seen.files, last_change(self.store), date.today())
        made: ReelAudit = self._kept.get(
            f"audit of {name} for {whom}, {by}, {blind_for}",
            stamp,
            lambda: self._audited(script, whom, by, blind_for),
            keep=seen.settled,
        )
        return made

    # ---- inside ----

    def _audited(
        self, script: Reel, audience: str, by: Sequence[str] | None, blind_for: str | None
    ) -> ReelAudit:
        notes: list[str] = []
        plan = StudyReel(self, script).plan(audience=audience)
        marks = highlights.highlights(self.store, blind_for=blind_for)
        spoke = self._who_spoke()
        marks = marks[marks["interview_id"].isin(spoke)]
        interviews = self.interviews
        people = self.people
        shut = {
            str(row["interview_id"])
            for row in interviews.to_dict("records")
            if not may_use(row["consent"], row["consent_until"], audience=audience)
        }
        every = highlights.highlights(self.store)
        away = set(every.loc[every["interview_id"].isin(shut), "id"])
        personas: dict[str, set[str]] = {}
        for persona in self.personas.personas if audience != "public" else ():
            try:
                personas[persona.name] = self._claimed(persona.segment)
            except CslabError as error:
                notes.append(f"{persona.name} is left out: {error}")
        return audit_reel(
            self._audit_voices(plan, every, spoke, audience),
            marks.assign(
                person_id=marks["interview_id"].map(spoke),
                seconds=(marks["end"] - marks["start"]).clip(lower=0),
            ),
            name=script.name,
            title=script.title,
            audience=audience,
            stages={stage.id: stage.name for stage in self.config.stages},
            interviewed={str(one) for one in interviews["person_id"].dropna() if str(one)},
            customers={str(one) for one in people["person_id"].dropna()},
            groups=self._audit_groups(by, notes),
            personas=personas,
            felt=self._audit_felt(notes),
            colleagues=() if audience == "public" else self.teammates(),
            left_out=sum(one.kind == "clip" and one.highlight in away for one in script.elements),
            notes=notes,
        )

    def _who_spoke(self) -> dict[str, str]:
        """The person of each interview; the interview itself where nobody said who."""
        table = self.interviews
        return {
            str(row["interview_id"]): str(row["person_id"])
            if isinstance(row["person_id"], str) and row["person_id"]
            else str(row["interview_id"])
            for row in table.to_dict("records")
        }

    def _audit_voices(
        self, plan: Plan, marks: pd.DataFrame, spoke: Mapping[str, str], audience: str
    ) -> pd.DataFrame:
        """One row a clip as it is heard."""
        felt = dict(zip(marks["id"], marks["sentiment"], strict=True))
        called = self._audit_names({spoke.get(clip.interview_id, "") for clip in plan.clips}, audience)
        rows = []
        for clip in plan.clips:
            person = spoke.get(clip.interview_id, clip.interview_id)
            judged = [sentiment_of(felt.get(number)) for number in clip.highlights]
            said, by_others = self._audit_words(clip)
            rows.append(
                {
                    "person_id": person,
                    "person": called.get(person) or clip.person or person,
                    "seconds": clip.duration,
                    "stage": clip.stage,
                    "sentiment": next((one for one in judged if one is not None), None),
                    "said": said,
                    "said_by_colleagues": by_others,
                }
            )
        columns = ("person_id", "person", "seconds", "stage", "sentiment", "said", "said_by_colleagues")
        return pd.DataFrame(rows, columns=list(columns))

    def _audit_words(self, clip: Clip) -> tuple[float, float]:
        """Seconds of words in a clip, and of those that the interviewer says."""
        asking: set[str] = set()
        with suppress(CslabError):
            asking = {name.casefold() for name in self.interviewers(clip.interview_id)}
        lengths = [(max(0.0, word.end - word.start), (word.speaker or "").casefold()) for word in clip.words]
        return sum(one for one, _ in lengths), sum(one for one, name in lengths if name in asking)

    def _audit_names(self, persons: set[str], audience: str) -> dict[str, str]:
        """What people are called before an audience: the public is told roles alone."""
        known = {str(row["person_id"]): row for row in self.people.to_dict("records")}
        named = {
            person: who({"person": row["name"], "role": row.get("role")}, named=False)
            if audience == "public"
            else str(row["name"] or "")
            for person, row in known.items()
            if person in persons
        }
        if audience == "public":
            named |= dict.fromkeys(persons - set(named), "A customer")
        twice = Counter(named.values())
        seen: Counter[str] = Counter()
        for person, name in sorted(named.items()):
            if twice[name] > 1:
                seen[name] += 1
                named[person] = f"{name} {seen[name]}"
        return named

    def _audit_groups(self, by: Sequence[str] | None, notes: list[str]) -> dict[str, pd.Series]:
        people, accounts = self.people, self.accounts
        if people.empty:
            notes.append("There is no people.csv, so the reel can't be set beside all customers.")
            return {}
        wanted = tuple(by) if by is not None else (*self.config.measures.weight_by, ROLE)
        found: dict[str, pd.Series] = {}
        for name in dict.fromkeys(wanted):
            try:
                found[name] = groups_of(name, people, accounts)
            except InputError:  # many values: the most frequent have rows of their own
                table = with_attributes(people, accounts, [name])
                found[name] = table.set_index("person_id")[name]
            except CslabError as error:
                if by is not None:
                    raise
                if name != ROLE:
                    notes.append(str(error))
        return found

    def _audit_felt(self, notes: list[str]) -> dict[int, Felt]:
        """How all customers feel: as they answered, else as the team judged each."""
        asked = next((one for one in self.config.measures.questions if one.role == "nps"), None)
        if asked is not None:
            try:
                return self._audit_answered(asked.id, notes)
            except CslabError as error:
                notes.append(f"How customers feel is not taken from a survey: {error}")
        judged = self.people["sentiment"].dropna() if "sentiment" in self.people else pd.Series(dtype="int64")
        if judged.empty:
            return {}
        note = "as the team judged them"
        return {feeling: Felt(int((judged == feeling).sum()), len(judged), note) for feeling in _ANSWERS}

    def _audit_answered(self, question: str, notes: list[str]) -> dict[int, Felt]:
        found: dict[int, Felt] = {}
        weighted = False
        for feeling, (low, high) in _ANSWERS.items():
            asked = Indicator("survey", "at_least", 0, measure="share", question=question, low=low, high=high)
            values = self.values(asked)
            weighted = weighted or values.weighted
            found[feeling] = Felt(Figures.of(values).at()(0.95), note=f"answered {low:g} to {high:g}")
        notes.append(
            "How all customers feel is what they answered when they were asked whether they would recommend "
            f"us{', weighted to those asked' if weighted else ''}; they were asked about us as a whole, not "
            "about what is heard here."
        )
        return found
