"""A session's report: one page with what changed, the clips that moved people as sound, and what to doubt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

import pandas as pd

from cslab.estimate import Estimate
from cslab.study.convened import Session
from cslab.tell.script import Plan
from cslab.tell.sessions.result import SessionResult
from cslab.tell.share.blocks import Block, Figure, Figures, PageSound, Passage, Points, Rows, Section, Spoken
from cslab.tell.share.page import SharePage, sound_page

WHOM: Final[Mapping[str, str]] = {
    "team": "For the team: everybody heard here agreed to that.",
    "company": "For the company: everybody heard here agreed to that.",
    "public": "For anybody: everybody heard here agreed to that, and names are left out.",
}


def report_page(
    session: Session,
    result: SessionResult,
    plan: Plan,
    sound: PageSound | None,
    nonces: Mapping[int, str],
    *,
    audience: str,
    names: bool = False,
    study: str = "",
    synthetic: bool = False,
    withheld: int = 0,
    made_on: date | None = None,
) -> SharePage:
    """Lay out the report of a session.

    Parameters
    ----------
    session : Session
        Which one.
    result : SessionResult
        What it changed: figures of the team, and nobody's alone.
    plan : Plan
        The clips that moved people and may be heard by the audience, the one that moved most first.
    sound : PageSound or None
        Of the plan.
    nonces : mapping of int to str
        Of highlights by id.
    audience : {"team", "company", "public"}
        Who may see and hear it.
    names : bool
        Name who took part.
    study : str
        Title of the study.
    synthetic : bool
        Whether its people are invented.
    withheld : int
        Customers who moved somebody and are left out, as they did not agree that this audience hears them.
    made_on : date, optional
        The day; today when left out.
    """
    day = made_on or date.today()
    sections = [
        Section("What changed", [*_changed(result)]),
        Section("What moved us", [*_moved(result, plan, sound, nonces, withheld)], id="moved"),
        *_questions(result),
        Section("What to doubt", [Points(result.caveats)]),
    ]
    took_part = [one.teammate for one in session.participants if one.locked]
    held = session.moved.get("listen", session.created_at)[:10]
    html = sound_page(
        session.title,
        sections,
        sound,
        eyebrow=f"Empathy session · {study}" if study else "Empathy session",
        lead=result.sentence,
        facts=[
            _day(held),
            _many(
                result.locked, "person wrote down what they believed", "people wrote down what they believed"
            ),
            _many(result.listened, "heard the reel to its end", "heard the reel to its end"),
            _many(result.people, "answered again", "answered again"),
        ],
        badge="Everybody in this study is invented, and the voices are synthetic." if synthetic else "",
        foot=[
            *([f"Took part: {', '.join(took_part)}."] if names and took_part else []),
            WHOM[audience],
            f"{day.day} {day:%B %Y}. Opinions were written down and locked before anything was heard. "
            + (f"The sound in this page has {sound.size}. " if sound is not None else "")
            + "Made with cslab; this file asks the network for nothing.",
        ],
        journey=False,
    )
    return SharePage(
        title=session.title,
        html=html,
        audience=audience,
        seconds=sound.duration if sound is not None else 0.0,
        clips=len(plan.clips),
        people=len({clip.person or clip.interview_id for clip in plan.clips}),
        left_out=tuple(_left_out(withheld)),
        chapters=("moved",),
    )


# ----------------------------------------------------------------------------------------------- inside


def _changed(result: SessionResult) -> Iterable[Block]:
    changes = (
        ("Change of the error, on average of each person", result.error_change),
        ("Change of the weight of our own taste", result.projection_change),
    )
    told = tuple(Figure(label, one) for label, one in changes if one is not None)
    if told:
        yield Figures(told, "After less before")
    yield Passage(
        "Everybody guessed what customers answer, each for themselves, before anything was heard, and again "
        "after listening and talking about it. Each person counts once.",
    )
    rows = [
        (what, *(_ends(one, digits) for one in trio))
        for what, digits, trio in (
            (
                "how far guesses lie from the customers, in points of 100",
                1,
                (result.error_before, result.error_after, result.error_change),
            ),
            (
                "how much of our own taste is in them, from 0 to 1",
                2,
                (result.projection_before, result.projection_after, result.projection_change),
            ),
        )
        if trio[2] is not None
    ]
    if rows:
        yield Rows(
            pd.DataFrame(rows, columns=["on average", "before", "after", "change"]),
            note=f"In brackets the interval at {result.level * 100:g} %, over {result.people} people.",
        )
    if result.projection_note:
        yield Passage(result.projection_note, "quiet")


def _ends(one: Estimate | None, digits: int) -> str:
    if one is None:
        return ""
    said = f"{one.value:.{digits}f} ({one.low:.{digits}f} to {one.high:.{digits}f})"
    return said.replace("-", "\N{MINUS SIGN}")


def _moved(
    result: SessionResult, plan: Plan, sound: PageSound | None, nonces: Mapping[int, str], withheld: int
) -> Iterable[Block]:
    table = result.moved
    if table.empty or not (table["people"] > 0).any():
        yield Passage("Nobody tapped while listening.", "gap")
        return
    yield Passage(
        "While listening, people tapped when something moved them. Each counts once a clip.", "quiet"
    )
    counted = {str(row["highlight"]): row for row in table.to_dict("records")}
    for clip in plan.clips:
        rows = [counted[nonces[one]] for one in clip.highlights if nonces.get(one) in counted]
        place = sound.places.get(clip.highlights[0]) if sound is not None else None
        facts = [f"moved {row['people']} of {row['of']} people" for row in rows[:1]]
        facts += [f"{row['after']:.0f} s after it began" for row in rows[:1] if row["after"] == row["after"]]
        yield Spoken(
            start=None if place is None else place[0],
            end=None if place is None else place[1],
            quote=clip.text,
            who=clip.person or "A customer",
            facts=tuple(facts),
        )
    for said in _left_out(withheld):
        yield Passage(said, "quiet")


def _questions(result: SessionResult) -> Sequence[Section]:
    if result.items.empty:
        return ()
    table = result.items
    shown = pd.DataFrame(
        {
            "question": table["wording"].where(table["wording"].str.len() > 0, table["item"]),
            "guessed before": [f"{one:.0f}" for one in table["predicted_before"]],
            "guessed after": [f"{one:.0f}" for one in table["predicted_after"]],
            "customers": [
                f"{value:.0f} ({low:.0f}–{high:.0f})"
                for value, low, high in zip(
                    table["actual"], table["actual_low"], table["actual_high"], strict=True
                )
            ],
            "error before": [f"{one:.1f}" for one in table["error_before"]],
            "error after": [f"{one:.1f}" for one in table["error_after"]],
            "change": [f"{one:+.1f}".replace("-", "−") for one in table["change"]],
        }
    )
    note = (
        "Means of those who answered both times, 0 to 100; customers with their interval. The question whose "
        "error fell most stands first. With so many questions some change by chance."
    )
    return (Section("Question by question", [Rows(shown, note=note)], folded=True),)


def _left_out(withheld: int) -> list[str]:
    if not withheld:
        return []
    who = "1 customer" if withheld == 1 else f"{withheld} customers"
    return [f"{who} who moved somebody did not agree to be heard here, and {_was(withheld)} left out."]


def _was(many: int) -> str:
    return "is" if many == 1 else "are"


def _many(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"


def _day(day: str) -> str:
    found = date.fromisoformat(day)
    return f"{found.day} {found:%B %Y}"
