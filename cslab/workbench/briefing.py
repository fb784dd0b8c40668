"""Briefing: one page about a customer, for the teammate who will listen to them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any

import pandas as pd

from cslab.errors import CslabError
from cslab.measure.customers.loop import STANDS
from cslab.measure.customers.preferences import WAYS
from cslab.measure.customers.relationships import SENTIMENTS, STARTING, STRENGTHS
from cslab.study.consent import may_use
from cslab.study.reelscript import Reel, ReelElement
from cslab.tell.parts import Options
from cslab.tell.share import PageSound, page_sound
from cslab.tell.walk import asking
from cslab.tell.walk.brief import CLIPS, Brief, short
from cslab.workbench import gathering
from cslab.workbench.contradicting import Contradicting
from cslab.workbench.convening import Convening
from cslab.workbench.reel import StudyReel

_USED = 90
"""Days before the last event that the line on usage looks at."""

_PAINS, _SCORES, _WROTE = 5, 4, 2


class Briefing(Convening, Contradicting):
    """What to know before a conversation."""

    def walk_brief(
        self,
        teammate: str,
        person_id: str,
        *,
        clips: int = CLIPS,
        today: date | None = None,
        blind_for: str | None = None,
    ) -> Brief:
        """Write a brief for a teammate who will listen to a customer.

        Parameters
        ----------
        teammate : str
            Who will listen.
        person_id : str
            To whom.
        clips : int
            Clips of their own voice, at most.
        today : date, optional
            The day that promises are counted to.
        blind_for : str, optional
            Who reads it: of one who codes blind, their own codes alone are shown.

        Raises
        ------
        NotFoundError
            If there is no such person.

        Notes
        -----
        It is for the team: only what the customer agreed to let the team hear is played or quoted. What a
        teammate is not to know before they have written down what they believe stays out: clips of a reel
        that they are invited to a session with, and scores while a sheet of theirs is open. What we assume of
        customers is no part of it.
        """
        name = self._walker(teammate)
        people = self.people
        self._known("person", person_id, people["person_id"])
        row = people[people["person_id"] == person_id].iloc[0].to_dict()
        said, left = self._brief_clips(name, person_id, blind_for)
        closed = self._brief_open_sheet(name)
        answers = self.answers_of([person_id])
        if closed:
            left.append(f"What they answered in surveys is not shown: {closed}")
            answers = answers.head(0)
        wrote = answers[answers["why"].astype(bool)].sort_values("at", ascending=False)
        owed, broken = self._brief_promises(person_id, row, today)
        best = said.sort_values(["juiciness", "start"], ascending=[False, True], na_position="last")
        stages = {stage.id: stage.name for stage in self.config.stages}
        chosen = best.head(clips).reset_index(drop=True)
        return Brief(
            name,
            person_id,
            str(row["name"] or person_id),
            self._brief_who(person_id, row),
            chosen.assign(stage_name=[stages.get(_text(stage), "") for stage in chosen["stage"]]),
            tuple(str(one) for one in wrote["answer"].head(_WROTE)),
            _scored(answers),
            self._brief_usage(person_id),
            owed,
            self._brief_loop(person_id, row, today),
            self._brief_questions(name, person_id, row, blind_for),
            _pains(said, broken),
            tuple(left),
            self.config.title,
            "The voices are synthetic" if self.config.synthetic else "",
            today or date.today(),
            self._brief_sound,
        )

    # ---- inside ----

    def _brief_who(self, person_id: str, row: Mapping[Any, Any]) -> tuple[str, ...]:
        home = self.accounts
        home = home[home["account_id"] == row["account_id"]]
        account = home.iloc[0].to_dict() if len(home) else {}
        where = _text(account.get("name")) or _text(row["account_id"])
        first = ", ".join(filter(None, [_text(row.get("role")), where]))
        plan, since = _text(account.get("plan")), _text(account.get("started_on"))[:10]
        with_us = [f"plan {plan}" if plan else "", f"with us since {_day(since)}" if since else ""]
        tie: dict[Any, Any] = {}
        with suppress(CslabError):  # people.csv need not say how strong a tie is
            tied = self.relationships().table
            tie = next(iter(tied[tied["person_id"] == person_id].to_dict("records")), {})
        judged = [
            "" if _none(tie.get("strength")) else f"tie: {STRENGTHS[int(tie['strength'])]}",
            "" if _none(tie.get("sentiment")) else f"towards us: {SENTIMENTS[int(tie['sentiment'])]}",
        ]
        told = ", ".join(filter(None, judged))
        if told and not _none(tie.get("judged_on")):
            by = _text(tie.get("author"))
            saw = "as of" if by in ("", STARTING) else f"as {by} saw it on"
            told += f" ({saw} {_day(str(tie['judged_on'])[:10])})"
        way = _text(row.get("prefers_reach"))
        return tuple(
            filter(
                None,
                [
                    first,
                    _sentence(", ".join(filter(None, with_us))),
                    _sentence(told),
                    f"Says that they would rather {WAYS[way]}" if way in WAYS else "",
                ],
            )
        )

    def _brief_clips(
        self, teammate: str, person_id: str, blind_for: str | None
    ) -> tuple[pd.DataFrame, list[str]]:
        """What they said that this teammate may hear, and what is left out."""
        said = self.heard(blind_for=blind_for)
        said = said[said["person_id"] == person_id].reset_index(drop=True)
        left: list[str] = []
        rows = self.interviews
        allowed = {
            str(row["interview_id"]): may_use(row["consent"], row["consent_until"])
            for row in rows[rows["person_id"] == person_id].to_dict("records")
        }
        refused = [name for name, may in allowed.items() if not may and name in set(said["interview_id"])]
        left += [f"{name} is left out, because {allowed[name].reason}." for name in refused]
        said = said[~said["interview_id"].isin(refused)]
        held = self._brief_closed_clips(teammate)
        if said["id"].isin(held).any():
            left.append(
                "Some of their clips are left out: they are in a reel that you will hear in a session, after "
                "you have written down what you believe."
            )
        return said[~said["id"].isin(held)].reset_index(drop=True), left

    def _brief_closed_clips(self, teammate: str) -> set[int]:
        """Clips of reels that are closed to a teammate until they have locked what they believe."""
        closed = [str(name) for name in self.reels["name"] if self.reel_closed_to(str(name), teammate)]
        return {
            int(element.highlight)
            for name in closed
            for element in self.reel(name).script.elements
            if element.highlight is not None
        }

    def _brief_open_sheet(self, teammate: str) -> str:
        """Why a teammate is not to see answers yet; empty when they may."""
        sheets = self.sheets()
        own = sheets[sheets["teammate"].str.casefold() == teammate.casefold()]
        if (own["state"] == "open").any():
            return "a sheet of yours in the mirror is open."
        return ""

    def _brief_promises(
        self, person_id: str, row: Mapping[Any, Any], today: date | None
    ) -> tuple[tuple[str, ...], list[str]]:
        """Promises that are open, in words, and those that were broken."""
        table = self.promises(today=today).table
        table = table[_theirs(table, person_id, row)]
        open_ = []
        for one in table[table["state"] == "made"].to_dict("records"):
            due = "" if _none(one["due_on"]) else f", due on {_day(str(one['due_on']))}"
            late = f", {int(one['late'])} days late" if one["overdue"] else ""
            open_.append(f"{one['what']} ({one['made_by']}{due}{late})")
        broken = [
            f"{one['what']} (promised by {one['made_by']} on {_day(str(one['made_on']))})"
            for one in table[table["state"] == "broken"].to_dict("records")
        ]
        return tuple(open_), broken

    def _brief_loop(self, person_id: str, row: Mapping[Any, Any], today: date | None) -> tuple[str, ...]:
        table = self.loop(today=today).waiting
        table = table[_theirs(table, person_id, row)]
        return tuple(
            f"“{one['what']}” (heard on {_day(str(one['heard_on']))}; {STANDS[str(one['stands'])]})"
            for one in table.to_dict("records")
        )

    def _brief_usage(self, person_id: str) -> str:
        """How much they used it lately: counts of what is there."""
        hours, (_, until) = self._hours([person_id])
        if until is None or pd.isna(until):
            return ""
        days = pd.to_datetime(hours["last"]).dt.normalize()
        last = pd.Timestamp(until).normalize()
        recent = days > last - pd.Timedelta(days=_USED)
        until_day = f"{last.day} {last:%B %Y}"
        if not recent.any():
            return f"No use in the {_USED} days to {until_day}"
        names = gathering.event_names(self.config.measures.features)
        most = [event for event in hours.loc[recent, "event"].value_counts().index if event in names]
        mostly = f", mostly {names[most[0]]}" if most else ""
        count = days[recent].nunique()
        on = "1 day" if count == 1 else f"{count} days"
        return f"Used it on {on} of the {_USED} to {until_day}{mostly}"

    def _brief_questions(
        self, teammate: str, person_id: str, row: Mapping[Any, Any], blind_for: str | None
    ) -> tuple[asking.Ask, ...]:
        said = self.heard(blind_for=blind_for)
        spoke = {str(stage): set(rows["person_id"].dropna()) for stage, rows in said.groupby("stage")}
        stages = [(stage.id, stage.name, stage.question) for stage in self.config.stages]
        home = _text(row["account_id"])
        feed = self.contradictions(blind_for=blind_for, reader=teammate)
        touching = [
            (one.kind, one.title)
            for one in feed
            if one.listed and (person_id in one.person_ids or home in one.account_ids)
        ]
        hoped = _text(row.get("success_means"))
        return asking.to_ask(stages, spoke, person_id, success=hoped, disagreeing=touching)

    def _brief_sound(self, clips: pd.DataFrame) -> PageSound | None:
        """The sound of a few clips, for the team; None where nothing of them can be heard."""
        script = Reel("brief", "", tuple(ReelElement("clip", highlight=int(one)) for one in clips["id"]))
        plan = StudyReel(self, script).plan(audience="team", options=Options(order="given", gap=0.3))
        table = self.recordings
        there = {
            str(row["interview_id"]): self.folder / str(row["recording"])
            for row in table[table["interview_id"].isin(clips["interview_id"])].to_dict("records")
        }
        return page_sound(plan, {name: path for name, path in there.items() if path.is_file()}, title="")


def _theirs(table: pd.DataFrame, person_id: str, row: Mapping[Any, Any]) -> pd.Series:
    """Rows about a person, or about their account and nobody in particular."""
    own = table["person_id"] == person_id
    home = table["person_id"].isna() & (table["account_id"] == row["account_id"])
    return pd.Series((own | home).fillna(False), index=table.index, dtype=bool)


def _scored(answers: pd.DataFrame) -> tuple[str, ...]:
    """The scores of the newest surveys: the first question of each says the most."""
    told = []
    scored = answers[~answers["why"].astype(bool)]
    for title, rows in scored.groupby("title", sort=False):
        first = rows.iloc[0]
        when = "" if _none(first["at"]) else f"{first['at']:%B %Y}"
        when = "" if when in str(title) else f", {when}"
        most = "" if _none(first["most"]) else f" of {first['most']:g}"
        value = f"{first['answer']:g}" if isinstance(first["answer"], (int, float)) else str(first["answer"])
        at = pd.Timestamp(0) if _none(first["at"]) else pd.Timestamp(first["at"])
        told.append((at, f"{value}{most}: {first['question']} ({title}{when})"))
    told.sort(key=lambda one: one[0], reverse=True)
    return tuple(said for _, said in told[:_SCORES])


def _pains(said: pd.DataFrame, broken: list[str]) -> tuple[asking.Pain, ...]:
    """What went wrong for them: promises broken first, then what they said of it."""
    unhappy = said[said["sentiment"] == -1].sort_values("juiciness", ascending=False, na_position="last")
    found = [asking.Pain(one, "broken") for one in broken]
    found += [
        asking.Pain(f"“{short(str(row['what']))}”", f"said in {row['interview_id']}")
        for row in unhappy.to_dict("records")
    ]
    return tuple(found[:_PAINS])


def _text(value: Any) -> str:
    return "" if _none(value) else str(value).strip()


def _none(value: Any) -> bool:
    return value is None or bool(pd.isna(value))


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _day(value: str) -> str:
    try:
        day = date.fromisoformat(value[:10])
    except ValueError:
        return value
    return f"{day.day} {day:%B %Y}"
