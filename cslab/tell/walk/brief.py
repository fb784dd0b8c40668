"""A brief: one page to read, and to hear, before a conversation with a customer."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import pandas as pd

from cslab.tell.share import (
    Block,
    PageSound,
    Passage,
    Points,
    Section,
    SharePage,
    Spoken,
    sound_page,
)
from cslab.tell.walk.asking import DO_NOT_CONFIRM, LISTEN, Ask, Pain

CLIPS: Final = 4
"""Clips of a brief unless more are asked for: so many fit a page."""

LONGEST: Final = 260
"""Letters of a quote, so that the brief stays one page; its sound is whole."""

Sounds = Callable[[pd.DataFrame], PageSound | None]


@dataclass(frozen=True, slots=True, eq=False)
class Brief:
    """What to know before a conversation.

    Parameters
    ----------
    teammate : str
        Who will listen.
    person_id, name : str
        To whom.
    who : tuple of str
        Who they are: role and account, how strong the tie is, how they like to be reached.
    clips : DataFrame
        Their words, as far as the team may hear them: id, interview_id, start, end, quote, stage, codes, best
        first.
    wrote : tuple of str
        What they wrote in surveys, in their words.
    scores : tuple of str
        What they answered, the newest first.
    usage : str
        Their use in a line.
    promises, loop : tuple of str
        What we owe them: promises that are open, and what they said that waits for an answer.
    ask : tuple of Ask
        What to ask.
    pains : tuple of Pain
        What not to defend.
    left_out : tuple of str
        What is not shown, and why.
    study, badge : str
        Title of the study; what must not be overlooked.
    made_on : date
        The day.
    sounds : callable, optional
        Gives the sound of clips; without it the brief is read alone.
    """

    teammate: str
    person_id: str
    name: str
    who: tuple[str, ...]
    clips: pd.DataFrame
    wrote: tuple[str, ...] = ()
    scores: tuple[str, ...] = ()
    usage: str = ""
    promises: tuple[str, ...] = ()
    loop: tuple[str, ...] = ()
    ask: tuple[Ask, ...] = ()
    pains: tuple[Pain, ...] = ()
    left_out: tuple[str, ...] = ()
    study: str = ""
    badge: str = ""
    made_on: date = field(default_factory=date.today)
    sounds: Sounds | None = None

    def summary(self) -> pd.DataFrame:
        """Return the brief as a table.

        Returns
        -------
        DataFrame
            part, what, why; in the order of the page.
        """
        rows = [
            *(("who they are", one, "") for one in self.who),
            *(("their words", str(row["quote"]), str(row["interview_id"])) for row in self._clips()),
            *(("what they wrote", one, "") for one in self.wrote),
            *(("scores they gave", one, "") for one in self.scores),
            *([("use", self.usage, "")] if self.usage else []),
            *(("promises open", one, "") for one in self.promises),
            *(("waits for an answer", one, "") for one in self.loop),
            *(("what to ask", one.question, one.why) for one in self.ask),
            *(("what not to defend", one.what, one.where) for one in self.pains),
            *(("not shown", one, "") for one in self.left_out),
        ]
        return pd.DataFrame(rows, columns=["part", "what", "why"])

    def page(self) -> SharePage:
        """Make the page: one file that is read, printed and heard anywhere."""
        sound = self.sounds(self.clips) if self.sounds is not None and len(self.clips) else None
        places = {} if sound is None else dict(sound.places)
        day = f"{self.made_on.day} {self.made_on:%B %Y}"
        foot = [
            f"{self.study} · {day} · For {self.teammate} and the team: it holds what a customer said to us "
            "in confidence, and is not to be passed on. Made with cslab."
        ]
        page = sound_page(
            self.name,
            self._blocks(places),
            sound,
            eyebrow=f"Walk a mile · a brief for {self.teammate}",
            lead=DO_NOT_CONFIRM,
            badge=self.badge,
            foot=foot,
            journey=False,
            style=_style(),
        )
        return SharePage(
            title=self.name,
            html=page,
            audience="team",
            seconds=0.0 if sound is None else sound.duration,
            clips=len(places),
            people=1 if places else 0,
            left_out=self.left_out,
        )

    @property
    def html(self) -> str:
        """The page as a document."""
        return self.page().html

    def save(self, path: str | Path) -> Path:
        """Write the page as one file, whole or not at all; see `cslab.tell.share.SharePage.save`."""
        return self.page().save(path)

    def _repr_html_(self) -> str:
        table = self.summary().to_html(index=False, border=0, escape=True)
        lead = f"<p><b>{html.escape(self.name)}</b>. {html.escape(DO_NOT_CONFIRM)}</p>"
        return f"{lead}{table}<p><code>.save(path)</code> writes the page, with sound.</p>"

    # ---- inside ----

    def _clips(self) -> list[dict[str, Any]]:
        return [{str(name): value for name, value in row.items()} for row in self.clips.to_dict("records")]

    def _blocks(self, places: dict[int, tuple[float, float]]) -> list[Block]:
        parts = [
            Section("Who they are", [Points((*self.who, *([self.usage] if self.usage else [])))]),
            Section("In their own words", self._voices(places)),
            Section("What they answered", [Points(self.scores)]) if self.scores else None,
            Section("What we owe them", self._owed()),
            Section("What to ask", [_pairs([(one.question, one.why) for one in self.ask])]),
            Section("What not to defend", self._undefended()),
        ]
        out = [Passage(one, "quiet") for one in self.left_out]
        return [*(part for part in parts if part is not None), *out]

    def _voices(self, places: dict[int, tuple[float, float]]) -> Sequence[Block]:
        said: list[Block] = []
        for row in self._clips():
            at = places.get(int(row["id"]), (None, None))
            facts = tuple(filter(None, [str(row["stage_name"] or ""), ", ".join(row["codes"])]))
            said.append(Spoken(start=at[0], end=at[1], quote=short(str(row["quote"])), facts=facts))
        wrote: list[Block] = [Spoken(quote=short(one), facts=("in writing",)) for one in self.wrote]
        if not said and not wrote:
            return [Passage("They have not been recorded, and wrote nothing. You will be the first.", "gap")]
        return [*said, *wrote]

    def _owed(self) -> Sequence[Block]:
        if not self.promises and not self.loop:
            return [
                Passage("No promise to them is open, and nothing they said waits for an answer.", "quiet")
            ]
        parts: list[Block] = []
        if self.promises:
            parts.append(Points(self.promises, "Promises open"))
        if self.loop:
            parts.append(Points(self.loop, "Waits for an answer"))
        return parts

    def _undefended(self) -> Sequence[Block]:
        if not self.pains:
            return [Passage("Nothing is known that went wrong for them. They may know better.", "quiet")]
        return [Passage(LISTEN), _pairs([(one.what, one.where) for one in self.pains])]


def short(said: str) -> str:
    """Cut a quote between words where it is long; the cut is seen.

    Examples
    --------
    >>> short("Nine days."), short("word " * 100)[-8:]
    ('Nine days.', 'word […]')
    """
    said = " ".join(said.split())
    if len(said) <= LONGEST:
        return said
    return f"{said[:LONGEST].rpartition(' ')[0] or said[:LONGEST]} […]"


def _pairs(pairs: Sequence[tuple[str, str]]) -> Points:
    return Points(tuple(f"{what} ({why.rstrip('.')})" if why else what for what, why in pairs))


@cache
def _style() -> str:
    return (files("cslab.tell.walk") / "brief.css").read_text(encoding="utf-8")
