"""What is measured of each stage of the journey: what people do there, and how they score it."""

from __future__ import annotations

from typing import Final

from cslab.errors import CslabError, InputError
from cslab.estimate import Estimate
from cslab.intervals import proportion
from cslab.measure.customers.shares import LEAST
from cslab.study.journeystages import RENEWAL, USES, VALUE, StageMeasures
from cslab.study.measures import LEVELS
from cslab.study.surveys.survey import Survey
from cslab.tell.journey import Behind, Cell, Figure
from cslab.workbench.hearing import Hearing
from cslab.workbench.promising import Promising
from cslab.workbench.scoring import Scoring

CONTACTED: Final = "Wrote or called about it"
NOTHING_DONE: Final = (
    "Nothing that is counted belongs to this stage. Name features under [journey.{stage}] in study.toml, "
    'such as do = ["{example}"].'
)
NOTHING_ASKED: Final = (
    "No question belongs to this stage. Name some under [journey.{stage}] in study.toml, such as "
    'score = ["{example}"].'
)


class StageFigures(Scoring, Hearing, Promising):
    """Usage and scores, by stage of the journey."""

    def _stage_uses(self, stage: str) -> Cell:
        """Give the lane ``do``: features and other uses that study.toml names, and who contacted us."""
        found: list[tuple[Figure, Behind]] = []
        troubles: list[str] = []
        for name in self._stage_named(stage).do:
            try:
                found.append(self._stage_use(name, stage))
            except CslabError as error:
                troubles.append(str(error))
        contacted = self._stage_contacts(stage)
        if contacted is not None:
            found.append(contacted)
        if not found and not troubles:
            example = next((feature.id for feature in self.features), VALUE)
            troubles.append(NOTHING_DONE.format(stage=stage, example=example))
        return _measured("do", stage, found, troubles)

    def _stage_scores(self, stage: str) -> Cell:
        """Give the lane ``score``: the questions that study.toml names, from the newest survey with each."""
        found: list[tuple[Figure, Behind]] = []
        troubles: list[str] = []
        for name in self._stage_named(stage).score:
            try:
                found.append(self._stage_score(name))
            except CslabError as error:
                troubles.append(str(error))
        if not found and not troubles:
            asked = self.config.measures.questions
            example = next((one.id for one in asked if one.scale is not None), "satisfied")
            troubles.append(NOTHING_ASKED.format(stage=stage, example=example))
        return _measured("score", stage, found, troubles)

    # ---- inside ----

    def _stage_named(self, stage: str) -> StageMeasures:
        named = {one.stage: one for one in self.config.measures.journey}
        return named.get(stage, StageMeasures(stage))

    def _stage_use(self, name: str, stage: str) -> tuple[Figure, Behind]:
        known = {feature.id: feature.name for feature in self.features}
        voices = {"stage": stage}
        if name in known:
            adopted = self.adoption()
            estimate = adopted.estimate(name)
            rows = adopted.table[adopted.table["feature"] == name].reset_index(drop=True)
            _enough(estimate, known[name])
            return Figure(f"Used {known[name]}", estimate), Behind(
                rows, "usage", {"view": "adoption"}, voices
            )
        if name == VALUE:
            waited = self.time_to_value()
            median = waited.curve.median()
            if median is None:
                raise _too_few(f"the first {waited.value_event}")
            _enough(median, USES[VALUE])
            label = f"Until the first {waited.value_event}, half of new accounts"
            return Figure(label, median), Behind(waited.summary(), "usage", {"view": "value"}, voices)
        renewed = self.renewal_curve()
        first = renewed.renewals[renewed.renewals["term"] == renewed.renewals["term"].min()]
        if first.empty or first["value"].isna().all():
            raise _too_few("renewals")
        row = first.iloc[0]
        estimate = proportion(int(row["renewed"]), int(row["reached"]))
        accounts = self.accounts
        left = [str(one) for one in accounts.loc[accounts["churned_on"].notna(), "account_id"]]
        return Figure(USES[RENEWAL], estimate), Behind(
            first.reset_index(drop=True), "usage", {"view": "renewal"}, {"accounts": left}
        )

    def _stage_contacts(self, stage: str) -> tuple[Figure, Behind] | None:
        """Of all accounts, those of whom somebody contacted us about a stage; None where nobody noted any."""
        contacts = self.contacts
        accounts = self.accounts["account_id"].dropna().unique()
        if contacts.empty or not len(accounts):
            return None
        about = contacts[(contacts["stage"] == stage) & (contacts["direction"] != "out")]
        if about.empty:
            return None
        whose = about["account_id"].astype(object)
        homes = self.people.dropna(subset=["account_id"]).drop_duplicates("person_id").set_index("person_id")
        whose = whose.where(whose.notna(), about["person_id"].map(homes["account_id"]))
        did = set(whose.dropna()) & set(accounts)
        if len(accounts) < LEAST:
            return None
        people = [str(one) for one in about["person_id"].dropna().unique()]
        return Figure(CONTACTED, proportion(len(did), len(accounts))), Behind(
            about.reset_index(drop=True), "customers", {}, {"people": people, "stage": stage}
        )

    def _stage_score(self, name: str) -> tuple[Figure, Behind]:
        survey = self._stage_survey(name)
        weighted = bool(self.config.measures.weight_by) and survey.asked is not None
        scored = self.score(survey.name, name, weighted=weighted)
        about = {"people": self.who_answered(survey.name, name, "low"), "survey": survey.name}
        asked = next((one.wording for one in survey.questions if one.id == name), name.capitalize())
        how = scored.name[:1].lower() + scored.name[1:] if scored.name.startswith("Mean") else scored.name
        query = {"survey": survey.name, "view": "scores", "question": name}
        return Figure(f"{asked.rstrip('.')} ({how})", scored.estimate), Behind(
            scored.summary(), "surveys", query, about
        )

    def _stage_survey(self, name: str) -> Survey:
        """The newest survey that asks a question, or has items of a level."""
        listed = self.surveys.sort_values("asked_on", na_position="first", kind="stable")
        for one in reversed([str(found) for found in listed["name"]]):
            survey = self.survey(one)
            ids = {question.id for question in survey.questions}
            if name in ids or (name in LEVELS and any(asked.level == name for asked in survey.questions)):
                return survey
        raise _too_few(f"the question {name}")


def _measured(lane: str, stage: str, found: list[tuple[Figure, Behind]], troubles: list[str]) -> Cell:
    figures = tuple(figure for figure, _ in found)
    return Cell(
        lane, stage, figures, note=" ".join(dict.fromkeys(troubles)), behind=tuple(rows for _, rows in found)
    )


def _enough(estimate: Estimate, what: str) -> None:
    if estimate.n < LEAST:
        raise _too_few(what)


def _too_few(what: str) -> CslabError:
    return InputError(f"Too few people for a figure of {what}.")
