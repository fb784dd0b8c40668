"""How good personas are: what is wrong with their claims, and which real people they fit, or do not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import quote

import pandas as pd
import streamlit as st

from app.routes import base
from app.ui import customer_words as words
from app.ui import figures, look, shown, who
from app.ui.plain import many, prose, text
from cslab import Study
from cslab.challenge.personas import Fit, Problem, Quality
from cslab.challenge.personas.problem import (
    LIKE_OTHERS,
    OF_EVERYONE,
    OPPOSITE,
    SAID_TWICE,
    SMALL_SEGMENT,
    VAGUE,
)
from cslab.errors import CslabError
from cslab.estimate import Estimate
from cslab.study.personas import Persona

KINDS = {
    VAGUE: ("○", "Vague"),
    OF_EVERYONE: ("≡", "True of nearly everyone"),
    LIKE_OTHERS: ("=", "Like everyone else"),
    SAID_TWICE: ("‖", "Said twice"),
    OPPOSITE: ("⇄", "Contradicts itself"),
    SMALL_SEGMENT: ("·", "Few people"),
}
WELL = "Every claim names what would show it, none doubles another, and none is known to be true of everyone."
ATTRIBUTES = 6
SPELT = 2
"""Claims that are written out for a person; of the rest it is said how many."""


def dress() -> None:
    """Put the style of this part on the page."""
    words.dress()
    st.html(f"<style>{look.style('persona_quality.css')}</style>")


def show(study: Study, persona: Persona) -> None:
    """Show what is wrong with a persona, then the real people it fits best and worst."""
    dress()
    found = study.persona_quality(persona.id, blind_for=who.coder())
    _problems(study, persona, found)
    fit = study.persona_fit(blind_for=who.coder())
    if persona.id in set(fit.segments["persona"]):
        _persons(study, persona, fit)


def show_fit(study: Study) -> None:
    """Show all personas against real customers, and those whom none of them fits."""
    dress()
    found = study.persona_fit(blind_for=who.coder())
    for fault in found.faults:
        look.trouble(fault)
    if found.segments.empty or not found.people:
        look.empty("Whom do they fit?", escape(found.sentence))
        return
    _segments(study, found)
    _none(study, found)
    _overlap(study, found)


# ------------------------------------------------------------------------------------------- quality


def _problems(study: Study, persona: Persona, found: Quality) -> None:
    st.html(f'<h2 class="pq-lead">{escape(found.sentence)}</h2>')
    if not found.problems and found.locked + found.drafts:
        look.aside(escape(WELL))
    for at, problem in enumerate(found.problems):
        _problem(study, persona, problem, at)
    if found.drafts:
        left = "1 claim is" if found.drafts == 1 else f"{found.drafts} claims are"
        look.aside(
            f"{left} not locked: of these only the words are looked at, so that nobody writes a claim "
            "knowing what the data says."
        )
    if len(found.table):
        with st.expander("All that was checked, and how"):
            shown.table(
                study,
                "What was checked of each claim",
                table=found.table,
                key="pq-all",
                note="Share of all customers of whom it is true; the segment against everyone else, with two "
                "one-sided tests; and how far two claims are true of the same people (phi).",
                level=3,
            )


def _problem(study: Study, persona: Persona, problem: Problem, at: int) -> None:
    sign, name = KINDS[problem.kind]
    maybe = "" if problem.sure else " <small>perhaps</small>"
    with st.container(key=f"pq-problem-{at}"):
        st.html(
            f'<div class="pq-problem"><p class="pq-kind"><i aria-hidden="true">{sign}</i>{name}{maybe}</p>'
            f"<p>{prose(problem.sentence)}</p></div>"
        )
        if len(problem.table):
            with st.expander("The numbers behind it"):
                shown.table(
                    study,
                    name,
                    table=problem.table,
                    key=f"pq-{at}",
                    html=_numbers(problem.table, name),
                    voices={"people": _people_of(study, persona)},
                    level=3,
                )


def _numbers(table: pd.DataFrame, caption: str) -> str:
    rows = [
        (
            text(row["what"]),
            figures.number(
                Estimate(
                    *(row["value"], row["low"], row["high"], int(row["n"]), row["method"]),
                    level=row["level"],
                    unit=row["unit"],
                ),
                digits=0 if row["unit"] in ("%", "points") else 2,
                bar=row["unit"] == "%",
            ),
            text(str(row["method"]).partition(":")[0]),
        )
        for row in table.to_dict("records")
    ]
    return figures.table(["What", "Figure", "How"], rows, caption=caption)


def _people_of(study: Study, persona: Persona) -> list[str]:
    try:
        return sorted(study.segment(persona.id)["person_id"])
    except CslabError:  # the head of the page says what is wrong with the segment
        return []


# -------------------------------------------------------------------------------------- real people


def _persons(study: Study, persona: Persona, fit: Fit) -> None:
    says = {claim.id: claim.says for claim in study.personas.claims}
    none = fit.why_no_persons(persona.id)
    if none:
        shown.nothing("Real people, nearest and farthest", escape(none), key="pq-near")
        return
    for key, title, note, rows in (
        (
            "near",
            "Drop the persona: the real people nearest to it",
            "Those of its people of whom most of its claims are true; who can be heard comes first.",
            fit.nearest(persona.id),
        ),
        (
            "worst",
            "Whom it fits worst",
            "Of its own people, those of whom most of its claims are untrue. Ask them what it got wrong.",
            fit.worst(persona.id),
        ),
    ):
        if rows.empty:
            continue
        shown.table(
            study,
            title,
            table=rows,
            key=f"pq-{key}",
            html=_people_listed(rows, says),
            voices={"people": list(rows["person_id"])},
            hear="Hear them",
            note=note,
        )


def _people_listed(rows: pd.DataFrame, says: dict[str, str]) -> str:
    lines = []
    for row in rows.to_dict("records"):
        name = f'<a href="{words.address(row["person_id"])}" target="_self">{text(row["name"])}</a>'
        count = f"{row['true_of']} of {many(int(row['tested']), 'claim')} true of them"
        facts = [
            count,
            "can be heard" if row["heard"] else "not interviewed yet",
            "" if row["inside"] else "not one of the people it claims",
        ]
        head = f'<p class="pq-name">{name}</p><p class="cs-facts">{words.facts(facts)}</p>'
        blocks = '<i class="pq-yes"></i>' * int(row["true_of"]) + "<i></i>" * int(row["untrue_of"])
        lines.append(
            f'<li><span class="pq-blocks" aria-hidden="true">{blocks}</span>'
            f"<div>{head}{_untrue(row['untrue'], says)}</div></li>"
        )
    return f'<ul class="pq-people">{"".join(lines)}</ul>'


def _untrue(claims: Sequence[str], says: Mapping[str, str]) -> str:
    """Say what is not true of somebody, as HTML: the first of it in words."""
    if not claims:
        return ""
    told = [f"“{text(says.get(claim, claim).strip().rstrip('.'))}”" for claim in claims[:SPELT]]
    more = f" and {len(claims) - SPELT} more" if len(claims) > SPELT else ""
    return f'<p class="pq-untrue">Not true of them: {"; ".join(told)}{more}</p>'


# ------------------------------------------------------------------------------- personas against all


def _segments(study: Study, found: Fit) -> None:
    rows = [_bar(found, row) for row in found.segments.to_dict("records")]
    for number, name, what in (
        (len(found.several), "Several of them", "fit two personas or more"),
        (len(found.none), "None of them", "fit no persona"),
    ):
        rows.append(_line(escape(name), number, found.people, what, quiet=True))
    shown.table(
        study,
        "Personas against real customers",
        table=found.segments,
        key="pq-fit",
        html=f'<ul class="pq-fit">{"".join(rows)}</ul>',
        note=found.sentence,
        caveats=("Everybody in people.csv is counted; this is no sample, so there is no interval.",),
    )


def _bar(found: Fit, row: dict[Any, Any]) -> str:
    money = f"revenue {row['revenue']:,.0f}" if row["revenue_known"] else ""
    near = found.nearest(row["persona"], 1)
    nearest = ""
    if len(near):
        person = near.iloc[0]
        link = f'<a href="{words.address(person["person_id"])}" target="_self">{text(person["name"])}</a>'
        nearest = f"nearest real person: {link}"
    facts = [
        many(int(row["accounts"]), "account"),
        money,
        f"{row['heard']} can be heard" if row["heard"] else "nobody was heard yet",
        nearest,
    ]
    name = f'<a href="{_address(row["persona"])}" target="_self">{text(row["name"])}</a>'
    return _line(name, int(row["people"]), found.people, words.facts(facts))


def _address(persona: str) -> str:
    """Address of the page of a persona, where it says how good it is."""
    return f"{base()}/personas?persona={quote(persona, safe='')}&view=quality"


def _line(name: str, number: int, of: int, facts: str, *, quiet: bool = False) -> str:
    share = 100 * number / of if of else 0.0
    kind = ' class="pq-quiet"' if quiet else ""
    return (
        f'<li{kind}><p class="pq-name">{name}</p><p class="pq-count"><b>{number:,}</b> of {of:,}</p>'
        f'<i class="pq-bar" style="--share:{share:.1f}%" aria-hidden="true"></i>'
        f'<p class="cs-facts">{facts}</p></li>'
    )


def _none(study: Study, found: Fit) -> None:
    if not found.none:
        shown.nothing("Who fits none", "Every customer fits one.", key="pq-none")
        return
    heard = (
        f"{many(len(found.none_heard), 'of them was', 'of them were')} interviewed."
        if found.none_heard
        else "None of them was interviewed yet: ask one for a talk."
    )
    rows = [
        (
            text(str(row["attribute"]).replace("_", " ")),
            text(row["value"]),
            f"{100 * row['none'] / row['none_of']:.0f} % <small>{row['none']} of {row['none_of']}</small>",
            f"{100 * row['fit'] / row['fit_of']:.0f} % <small>{row['fit']} of {row['fit_of']}</small>",
        )
        for row in found.outside.head(ATTRIBUTES).to_dict("records")
    ]
    people = study.people
    shown.table(
        study,
        f"Whom we have no idea of: {len(found.none):,} customers fit no persona",
        table=people[people["person_id"].isin(found.none)],
        key="pq-none",
        html=figures.table(
            ["What", "Where they differ most", "Of those who fit none", "Of the others"],
            rows,
            caption="How those who fit no persona differ",
        )
        if rows
        else "",
        voices={"people": list(found.none)},
        hear="Hear them",
        note=" ".join(filter(None, [found.unlike, heard])),
        caveats=("Values of fewer than 5 people are not told.",),
    )


def _overlap(study: Study, found: Fit) -> None:
    if len(found.segments) < 2:
        return
    both = found.overlap[found.overlap["people"] > 0]
    if both.empty:
        shown.nothing("Whom several fit", "No customer fits two personas.", key="pq-overlap")
        return
    names = dict(zip(found.segments["persona"], found.segments["name"], strict=True))
    rows = [
        (
            f"{text(names[row['persona']])} and {text(names[row['other']])}",
            f"{row['people']:,}",
            f"{100 * row['share']:.0f} % <small>of {row['of']:,} who fit either</small>",
        )
        for row in both.to_dict("records")
    ]
    shown.table(
        study,
        "Whom several fit",
        table=found.overlap,
        key="pq-overlap",
        html=figures.table(
            ["Personas", "Customers", "Share"], rows, caption="Customers who fit two personas"
        ),
        voices={"people": list(found.several)},
        hear="Hear them",
        note="Two personas that hold the same people are one persona.",
    )
