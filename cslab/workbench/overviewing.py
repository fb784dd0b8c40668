"""The overview: what a study knows of its customers in a few figures, each with its page and its voices."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pandas as pd

from cslab.challenge.claims.verdict import CONTRADICTED, WORDS
from cslab.errors import CslabError, InputError
from cslab.estimate import Estimate
from cslab.measure.response_times.times import MEASURES
from cslab.study.changes import last_change
from cslab.study.measures import Question
from cslab.study.promises import STATES
from cslab.study.surveys.survey import Survey
from cslab.workbench.judging import Judging
from cslab.workbench.promising import Promising
from cslab.workbench.relating import Relating

SAY, DO, WORD = "What they say", "What they do", "How we keep our word"
ASSUME, TRUST = "What we assume", "How far to trust this"
"""What a card is about; the overview shows them in this order."""

PERIODS = 3
"""Months after which it is asked who came back."""


@dataclass(frozen=True, slots=True, eq=False)
class Card:
    """One figure of the overview, or what is missing for it.

    Parameters
    ----------
    key : str
        Its name in code.
    about : str
        ``"What they say"``, ``"What they do"``, ``"How we keep our word"``, ``"What we assume"`` or
        ``"How far to trust this"``.
    title : str
        What it says.
    estimate : Estimate or None
        The figure; None where a table says it, or something is missing.
    sentence : str
        What to know beside it: how it moved, what it hides.
    table : DataFrame
        The rows behind it.
    chart : Altair chart or None
        Its picture, where one says more than the figure.
    page : str
        Page of the app that has more: ``"surveys"``, ``"usage"``, ``"customers"``, ``"personas"``,
        ``"library"``.
    query : mapping of str to str
        What to open there.
    voices : mapping or None
        Arguments of `Study.why` for those behind it; None where there is nobody to hear.
    missing : str
        What is missing and how to add it; empty where nothing is.
    """

    key: str
    about: str
    title: str
    estimate: Estimate | None = None
    sentence: str = ""
    table: pd.DataFrame = field(default_factory=pd.DataFrame)
    chart: Any = None
    page: str = ""
    query: Mapping[str, str] = field(default_factory=dict)
    voices: Mapping[str, Any] | None = None
    missing: str = ""

    def summary(self) -> pd.DataFrame:
        """Return the rows behind it."""
        return self.table

    def __str__(self) -> str:
        figure = self.missing or (str(self.estimate) if self.estimate is not None else "")
        return f"{self.title}: {'. '.join(filter(None, [figure, self.sentence]))}"

    def _repr_html_(self) -> str:
        figure = self.estimate._repr_html_() if self.estimate is not None else ""
        said = html.escape(self.missing or self.sentence)
        return f"<div><h4>{html.escape(self.title)}</h4>{figure}<p>{said}</p></div>"


class Overviewing(Judging, Relating, Promising):
    """What is known of the customers, at one look."""

    def overview(self, *, blind_for: str | None = None) -> list[Card]:
        """Give the figures that a leader should know, and say of each that is not there what is missing.

        Parameters
        ----------
        blind_for : str, optional
            Who reads it: of one who codes blind, their own codes alone are counted.

        Returns
        -------
        list of Card
            What they say, what they do, how we keep our word, what we assume, how far to trust this.

        Notes
        -----
        Nothing is worked out here that another method does not give: each card names its page. Scores are
        weighted to those asked where study.toml says by what.

        Examples
        --------
        >>> import cslab, tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     cards = cslab.init(folder + "/study", title="Ours").overview()
        >>> print(cards[0].title, "-", cards[0].missing[:28])
        Would recommend us - No survey asks this yet; put
        """
        makers: list[tuple[Card, Callable[[Card], Card]]] = [
            (Card("recommend", SAY, "Would recommend us", page="surveys"), self._card_recommend),
            (Card("satisfied", SAY, "Are satisfied", page="surveys"), self._card_satisfied),
            (
                Card("reasons", SAY, "Why, in people", page="surveys"),
                lambda card: self._card_why(card, blind_for),
            ),
            (Card("unhappy", DO, "Renewed, and are unhappy", page="customers"), self._card_unhappy),
            (Card("retention", DO, "Come back for what they came for", page="usage"), self._card_back),
            (Card("slowest", WORD, "One in ten waited longer than", page="surveys"), self._card_slowest),
            (Card("promises", WORD, "Promises kept", page="customers"), self._card_promises),
            (Card("loop", WORD, "Were told what became of it", page="customers"), self._card_told),
            (Card("claims", ASSUME, "What became of our claims", page="personas"), self._card_claims),
            (Card("rests", TRUST, "What all this rests on", page="library"), self._card_rests_on),
        ]
        seen = self._look()
        stamp = (seen.files, last_change(self.store), blind_for, date.today())

        def made() -> list[Card]:
            return [_made(card, make) for card, make in makers]

        return list(self._kept.get("overview", stamp, made, keep=seen.settled))

    # ---- what they say ----

    def _card_recommend(self, card: Card) -> Card:
        return self._card_score(card, ("nps",))

    def _card_satisfied(self, card: Card) -> Card:
        return self._card_score(card, ("csat",))

    def _card_score(self, card: Card, roles: tuple[str, ...]) -> Card:
        survey, question = self._card_latest(roles)
        weighted = bool(self.config.measures.weight_by) and survey.asked is not None
        found = self.score(survey.name, question.id, weighted=weighted)
        moved = self.moved(survey.name, question.id).sentence if weighted else ""
        return replace(
            card,
            title=f"{card.title} ({found.name})" if question.role == "nps" else found.name,
            estimate=found.estimate,
            sentence=" ".join(filter(None, [self._card_since(survey, question, weighted=weighted), moved])),
            table=found.summary(),
            query={"survey": survey.name, "view": "scores", "question": question.id},
            voices={
                "people": self.who_answered(survey.name, question.id, "low"),
                "survey": survey.name,
            },
        )

    def _card_since(self, survey: Survey, question: Question, *, weighted: bool) -> str:
        """Say how it moved since the wave before."""
        series = survey.config.series or survey.name
        waves = [wave for wave in self.series(series) if question.id in {one.id for one in wave.questions}]
        names = [wave.name for wave in waves]
        if len(waves) < 2 or survey.name not in names or names.index(survey.name) == 0:
            return "There is no wave before to compare with."
        before = waves[names.index(survey.name) - 1]
        found = self.trend(series, question.id, weighted=weighted)
        here = found.changes[
            (found.changes["later"] == survey.title) & (found.changes["earlier"] == before.title)
        ]
        if here.empty:
            return f"Too few answered {before.title} to compare with."
        row = here.iloc[0]
        change = found.change(before.title, survey.title, group=row["group"], whom=row["whom"])
        word = str(row["word"])
        told = f"it {word}" if word in ("rose", "fell") else "the two can't be told apart"
        return f"{change} against “{before.title}”: {told}."

    def _card_why(self, card: Card, blind_for: str | None) -> Card:
        survey, question = self._card_latest(("nps", "csat", "ces", "scale"), explained=True)
        found = self.reasons(survey.name, question.id, blind_for=blind_for)
        if found.table.empty:
            raise InputError(f"{found.coverage} Code them on the page Surveys, under Why.")
        top = found.table.head(5)
        return replace(
            card,
            title=f"Why, in people: {question.wording}",
            sentence=found.coverage,
            table=found.table,
            chart=replace(found, table=top).chart(),
            query={"survey": survey.name, "view": "why", "question": question.id},
            voices={"codes": list(top["code"]), "survey": survey.name},
        )

    def _card_latest(self, roles: tuple[str, ...], *, explained: bool = False) -> tuple[Survey, Question]:
        """The newest survey with a question of a role, of whole relationships before single cases."""
        listed = self.surveys.sort_values("asked_on", na_position="first", kind="stable")
        surveys = [self.survey(str(name)) for name in listed["name"]]
        for role in roles:
            for survey in reversed(surveys):
                for question in survey.of_role(role):
                    if not explained or survey.whys(question.id):
                        return survey, question
        what = "asks why" if explained else "asks this"
        raise InputError(
            f"No survey {what} yet; put its answers into surveys/ and add it on the page Surveys."
        )

    # ---- what they do ----

    def _card_unhappy(self, card: Card) -> Card:
        found = self.flight_risk()
        estimate = found.weighted or found.unhappy or found.at_least
        return replace(
            card,
            estimate=estimate,
            sentence=found.sentence,
            table=found.summary(),
            query={"view": "risk"},
            voices={"accounts": list(found.table["account_id"])},
        )

    def _card_back(self, card: Card) -> Card:
        found = self.retention()
        return replace(
            card,
            title=f"{card.title}: {found.value_event}",
            estimate=found.estimate(PERIODS),
            sentence=f"Accounts that did so again {PERIODS} {found.every}s after their first time.",
            table=found.summary(),
            query={"view": "retention"},
            voices={"accounts": self._card_left()},
        )

    def _card_left(self) -> list[str]:
        """Accounts that left: those to hear beside a share that stayed."""
        accounts = self.accounts
        return [str(one) for one in accounts.loc[accounts["churned_on"].notna(), "account_id"]]

    # ---- how we keep our word ----

    def _card_slowest(self, card: Card) -> Card:
        found = self.response_times()
        if found.cases.empty:
            raise InputError("Nobody noted how long customers wait; put their messages into contacts.csv.")
        part = "all but the slowest 10 %"
        rows = found.table[found.table["measure"] == "answer"]
        half = found.estimate("answer", "half")
        slow = found.slowest("answer")
        return replace(
            card,
            estimate=found.estimate("answer", part),
            sentence=f"{MEASURES['answer'][0]}: half within {half}. The average hides who waits.",
            table=rows,
            query={"view": "times"},
            voices={"people": list(slow["person_id"].dropna().unique())},
        )

    def _card_promises(self, card: Card) -> Card:
        found = self.promises()
        if found.table.empty:
            raise InputError(
                "Nobody wrote down what was promised; do so on the page Customers, with who promised it."
            )
        open_, late = int((found.table["state"] == STATES[0]).sum()), len(found.overdue)
        return replace(
            card,
            estimate=found.kept,
            sentence=f"{open_} open, {late} of them overdue.",
            table=found.table,
            query={"view": "promises"},
            voices={"people": list(found.overdue["person_id"].dropna().unique())},
        )

    def _card_told(self, card: Card) -> Card:
        found = self.loop()
        if found.table.empty:
            wait = len(found.unanswered)
            waiting = f", and {wait} complaints wait in clips and answers" if wait > 1 else ""
            raise InputError(
                f"Nothing was put into the loop yet{waiting}; say on the page Customers what becomes of it."
            )
        open_ = found.waiting
        oldest = int(open_["age"].max()) if len(open_) else 0
        said = f"{len(open_)} wait, the oldest for {oldest} days. " if len(open_) else ""
        return replace(
            card,
            estimate=found.told,
            sentence=f"{said}{len(found.unanswered)} more were heard and never put into the loop.",
            table=found.table,
            query={"view": "loop"},
            voices={"people": list(open_["person_id"].dropna().unique())},
        )

    # ---- what we assume ----

    def _card_claims(self, card: Card) -> Card:
        """Count the verdicts on locked claims; complete counts, so they have no intervals."""
        judged = list(self.verdicts())
        if not judged:
            raise InputError(
                "No claim about customers is locked yet; write down on the page Personas what you assume."
            )
        drafts = int(self.claims["state"].isin(["draft", "changed"]).sum())
        counted = Counter(verdict.verdict for verdict in judged)
        rows = [(word, counted[word], len(judged), "") for word in WORDS if counted[word]]
        them = "1 more is a draft: nobody looks at data for it yet."
        if drafts > 1:
            them = f"{drafts} more are drafts: nobody looks at data for them yet."
        wrong = next((one for one in judged if one.verdict == CONTRADICTED), None)
        return replace(
            card,
            sentence=" ".join(
                [*([f"“{wrong.claim.says}” {wrong.sentence}"] if wrong else []), *([them] if drafts else [])]
            ),
            table=pd.DataFrame(rows, columns=["what", "have", "of", "note"]).astype({"of": "Int64"}),
        )

    # ---- how far to trust it ----

    def _card_rests_on(self, card: Card) -> Card:
        """What is there, of what there could be: complete counts, so they have no intervals."""
        recordings, people = self.recordings, self.people
        heard = recordings[recordings["state"] == "transcribed"]
        rows: list[tuple[str, int, int | None, str]] = [
            ("interviews transcribed", len(heard), len(recordings), ""),
            ("people interviewed", heard["person_id"].replace("", None).nunique(), len(people), ""),
        ]
        for name in self.surveys["name"]:
            survey = self.survey(str(name))
            of = len(survey.asked) if survey.asked is not None else None
            lost = "1 row" if survey.left_out == 1 else f"{survey.left_out:,} rows"
            note = f"{lost} left out" if survey.left_out else ""
            rows.append((f"answered: {survey.title}", survey.answered, of, note))
        if len(people):
            judged = self.relationships()
            fresh = int((~judged.table["stale"]).sum())
            rows.append(
                ("people judged lately", fresh, len(judged.table), f"within {judged.stale_after} days")
            )
        faults = len(self.faults)
        table = pd.DataFrame(rows, columns=["what", "have", "of", "note"]).astype({"of": "Int64"})
        said = f"{faults:,} faults in the files" if faults != 1 else "1 fault in the files"
        sentence = f"{said}; cslab check lists them." if faults else "Every row of every file could be read."
        return replace(card, sentence=sentence, table=table)


def _made(card: Card, make: Callable[[Card], Card]) -> Card:
    """Make a card; where that can't be done, let it say why."""
    try:
        return make(card)
    except CslabError as error:
        return replace(card, missing=str(error))
