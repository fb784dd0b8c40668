"""The page that shares a reel: its voices along the journey, figures beside them, and its audit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import pandas as pd

from cslab.intervals import proportion
from cslab.tell.audit.markup import audit_html, warned_html
from cslab.tell.audit.markup import style as audit_style
from cslab.tell.audit.result import ReelAudit
from cslab.tell.journey import LANES, JourneyMap
from cslab.tell.parts import Element
from cslab.tell.script import Plan
from cslab.tell.share.blocks import Block, Figure, Figures, PageSound, Passage, Piece, Section, Spoken
from cslab.tell.share.page import SharePage, sound_page
from cslab.timecode import format_time

CHAPTER: Final = "stage-"
"""Before the id of a stage: what leads to it in an address."""

BESIDE: Final = ("feel", "score", "do")
"""Lanes of the journey map whose figures stand beside the voices of a stage."""

MOST_FIGURES: Final = 2
"""Of one lane."""

MOST_CODES: Final = 4
"""Of a stage."""

FEW: Final = 5
"""Shares of fewer people are not told."""

WHOM: Final[Mapping[str, str]] = {
    "team": "For the team: everybody heard here agreed to that.",
    "company": "For the company: everybody heard here agreed to that.",
    "public": "For anybody: everybody heard here agreed to that, and names are left out.",
}


def reel_page(
    plan: Plan,
    sound: PageSound | None,
    *,
    audience: str,
    audit: ReelAudit | None = None,
    journey: JourneyMap | None = None,
    codes: pd.DataFrame | None = None,
    study: str = "",
    synthetic: bool = False,
    credits: str = "",  # noqa: A002 (the word people use)
    withheld: int = 0,
    made_on: date | None = None,
) -> SharePage:
    """Lay out a reel as a page.

    Parameters
    ----------
    plan : Plan
        As it was rendered; persons are called in it as the audience may know them.
    sound : PageSound or None
        Of the plan.
    audience : {"team", "company", "public"}
        Who may see and hear it.
    audit : ReelAudit, optional
        Of the same plan.
    journey : JourneyMap, optional
        For the same audience: its figures stand beside the voices.
    codes : DataFrame, optional
        People by code and stage: code, group (id of the stage), people, of; see
        `cslab.listen.patterns.count_codes`.
    study : str
        Title of the study.
    synthetic : bool
        Whether its people are invented.
    credits : str
        Who is thanked.
    withheld : int
        People who are left out because they did not agree.
    made_on : date, optional
        The day; today when left out.

    Returns
    -------
    SharePage
        With a chapter ``stage-ID`` for each stage of the study, also for those that nobody speaks for.
    """
    beside = _Beside(audit, journey, codes)
    sections = [*_chapters(plan, sound, audience, beside)]
    if audit is not None:
        sections.append(_audited(audit))
    people = len({clip.person or clip.interview_id for clip in plan.clips})
    day = made_on or date.today()
    clips = _many(len(plan.clips), "clip", "clips")
    facts = [
        format_time(sound.duration if sound else plan.duration),
        clips,
        _many(people, "person", "people"),
    ]
    left = _left_out(withheld)
    foot = [
        *([f"Thanks to: {credits}"] if credits else []),
        " ".join([WHOM[audience], *left]),
        f"{study + ' · ' if study else ''}{day.day} {day:%B %Y}. "
        + (f"The sound in this page has {sound.size}. " if sound is not None else "")
        + "Made with cslab; this file asks the network for nothing.",
    ]
    html = sound_page(
        plan.title,
        sections,
        sound,
        eyebrow=f"Audio journey · {study}" if study else "Audio journey",
        facts=facts,
        badge="Everybody in this study is invented, and the voices are synthetic." if synthetic else "",
        foot=foot,
    )
    return SharePage(
        title=plan.title,
        html=html,
        audience=audience,
        seconds=sound.duration if sound is not None else 0.0,
        clips=len(plan.clips),
        people=people,
        left_out=tuple(left),
        chapters=tuple(one.id for one in sections if one.id),
    )


# ----------------------------------------------------------------------------------------------- inside


@dataclass(frozen=True, slots=True)
class _Beside:
    """What is known of each stage besides its voices."""

    audit: ReelAudit | None
    journey: JourneyMap | None
    codes: pd.DataFrame | None

    def figures(self, name: str, stage: str) -> Iterable[Figures]:
        if self.audit is not None:
            rows = self.audit.of("stage")
            rows = rows[rows["group"] == name]
            if len(rows) and int(rows["interviews_of"].iloc[0]):
                spoke, of = int(rows["interviews"].iloc[0]), int(rows["interviews_of"].iloc[0])
                yield Figures((Figure("Speak of it in the interviews", f"{spoke} of {of} people"),))
        yield from self._said(stage)
        if self.journey is None or stage not in self.journey.stages:
            return
        for lane in BESIDE:
            if lane not in self.journey.lanes:
                continue
            found = self.journey.cell(lane, stage).figures[:MOST_FIGURES]
            if found:
                yield Figures(tuple(Figure(one.label, one.estimate) for one in found), LANES[lane])

    def _said(self, stage: str) -> Iterable[Figures]:
        if self.codes is None:
            return
        rows = self.codes[(self.codes["group"] == stage) & (self.codes["people"] > 0)]
        rows = rows[rows["of"] >= FEW].sort_values("people", ascending=False, kind="stable").head(MOST_CODES)
        told = tuple(
            _counted(str(row["code"]), int(row["people"]), int(row["of"])) for row in rows.to_dict("records")
        )
        if told:
            note = "Of everybody interviewed; the range is where the share of people like them may lie."
            yield Figures(told, "What they speak of", small=True, note=note)


def _counted(code: str, people: int, of: int) -> Figure:
    """How many, and the interval that the share of people like these could as well lie in."""
    share = proportion(people, of)
    return Figure(code, f"{people} of {of}", f"{100 * share.low:.0f}–{100 * share.high:.0f} %")


def _chapters(
    plan: Plan,
    sound: PageSound | None,
    audience: str,
    beside: _Beside,
) -> Iterable[Section]:
    held = [part for part in plan.elements if part.kind in ("clip", "heading", "note")]
    first = list(dict.fromkeys(part.stage for part in held if part.clip is not None and part.stage))
    along = plan.options.order != "given"
    order = dict.fromkeys([*plan.stages, *first] if along else [*first, *plan.stages])
    for stage in [*order, ""]:
        parts = [part for part in held if part.stage == stage]
        if not stage and not parts:
            continue
        yield _chapter(plan, stage, parts, sound, audience, beside)


def _chapter(
    plan: Plan,
    stage: str,
    parts: list[Element],
    sound: PageSound | None,
    audience: str,
    beside: _Beside,
) -> Section:
    name = plan.stage_name(stage) if stage else "Besides"
    voiced = any(part.clip is not None for part in parts)
    blocks: list[Block] = []
    for part in _followed(parts):
        if part.clip is not None:
            blocks.append(_voice(part, sound, audience))
        elif part.kind == "heading" and part.text.strip().casefold() != name.casefold():
            blocks.append(Passage(part.text, "heading"))
        elif part.kind == "note" and part.text:
            blocks.append(Passage(part.text, "text" if voiced else "gap"))
    missing = bool(stage) and not voiced
    if missing and not any(isinstance(one, Passage) and one.kind == "gap" for one in blocks):
        blocks.append(Passage("Nobody speaks for this stage here.", "gap"))
    known = stage in plan.stages
    blocks += beside.figures(name, stage) if known else []
    asked = beside.journey.questions.get(stage, "") if beside.journey is not None else ""
    return Section(name, blocks, id=f"{CHAPTER}{stage}" if known else "", about=asked, missing=missing)


def _followed(parts: Sequence[Element]) -> list[Element]:
    """Elements without headings under which nobody is heard: whom they announce may be left out."""
    kept: list[Element] = []
    waiting: list[Element] = []
    for part in parts:
        if part.kind == "heading":
            waiting = [part]
        elif part.clip is None and waiting:
            waiting.append(part)
        else:
            kept += [*waiting, part]
            waiting = []
    return kept


def _voice(part: Element, sound: PageSound | None, audience: str) -> Spoken:
    clip = part.clip
    if clip is None:  # the caller knows that it is one
        return Spoken()
    place = sound.places.get(clip.highlights[0]) if sound is not None and clip.highlights else None
    noted = (
        f"Noted by a teammate: {clip.note}" if clip.note and not clip.text and audience != "public" else ""
    )
    return Spoken(
        start=None if place is None else place[0],
        end=None if place is None else place[1],
        quote=clip.text,
        who=clip.person or "A customer",
        facts=clip.codes,
        note=noted,
    )


def _audited(audit: ReelAudit) -> Section:
    shares = Piece(audit_html(audit, warned=False))
    return Section(
        "Whose voices these are",
        [
            Piece(warned_html(audit), audit_style()),
            Section("This reel beside all interviews and all customers", [shares], folded=True),
        ],
        id="audit",
        about=audit.sentence,
    )


def _left_out(withheld: int) -> list[str]:
    if not withheld:
        return []
    who = "1 person is" if withheld == 1 else f"{withheld} people are"
    return [f"{who} left out, who did not agree to be heard by them."]


def _many(number: int, one: str, several: str) -> str:
    return f"1 {one}" if number == 1 else f"{number} {several}"
