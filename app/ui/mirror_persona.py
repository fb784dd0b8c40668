"""Whether a persona is nearer to us than to the customers it claims."""

from __future__ import annotations

from html import escape
from typing import Any

from app.ui import shown, who
from app.ui.mirror_team import drawn
from cslab import Study
from cslab.errors import CslabError
from cslab.study.personas import Persona
from cslab.study.teamfile import FIRST

TITLE = "Is this persona nearer to us?"


def show(study: Study, persona: Persona) -> None:
    """Show where a persona stands between the team that wrote it and the customers it claims.

    Parameters
    ----------
    study : Study
        Where the team's answers are.
    persona : Persona
        One with scores.
    """
    key = "persona-pull"
    if not persona.scores:
        shown.nothing(
            TITLE,
            "Say what it would answer to the questions of the mirror, 0 to 100, under <code>scores</code> in "
            "personas.toml; then it is set beside what we answer and what its customers do.",
            key=key,
        )
        return
    link = ("mirror", "Open the mirror", dict[str, str]())
    if why := study.mirror_closed_to(who.coder(), round=FIRST):
        shown.nothing(TITLE, escape(why), key=key, link=link)
        return
    try:
        found = study.persona_pull(persona.id)
    except CslabError as error:
        shown.nothing(TITLE, escape(str(error)), key=key, link=link)
        return
    if found.pull is None:
        shown.nothing(TITLE, escape(found.sentence), key=key, link=link)
        return
    shown.figure(
        study,
        TITLE,
        chart=drawn(found.chart),
        table=found.items,
        key=key,
        estimate=found.pull,
        voices=_its_people(study, persona),
        hear="Hear its real customers",
        note=f"{found.sentence} 0: where its customers are. 1: where we are.",
        caveats=found.caveats,
        link=link,
    )


def _its_people(study: Study, persona: Persona) -> dict[str, Any] | None:
    """Real people of the segment, to be heard instead."""
    people = [str(one) for one in study.segment(persona.id)["person_id"]]
    return {"people": people} if people else None
