"""What to do about it, as far as studies support it, and whether it helped here: before and after."""

from __future__ import annotations

from html import escape

import streamlit as st

from app.ui import look, shown
from app.ui.mirror_team import drawn
from app.ui.mirror_who import Visitor, round_name
from cslab import Study
from cslab.challenge import bias
from cslab.errors import CslabError
from cslab.study.teamfile import FIRST
from cslab.workbench.mirroring import SECOND


def show(study: Study, visitor: Visitor) -> None:
    """Show advice by certainty, and what changed between two rounds."""
    found = study.projection(visitor.round)
    _advice(study, found)
    look.section("Did it help here?")
    table = study.sheets()
    locked = [str(of) for of in table.loc[table["state"] == "locked", "round"].unique()]
    if len(locked) < 2:
        look.aside(
            "Listen to customers for an hour, then answer the same questions again in the round "
            f"<b>{escape(round_name(SECOND))}</b>. What changed in your projection and in the error of your "
            "predictions is shown here."
        )
        return
    before, after = _pair(locked)
    if why := study.mirror_closed_to(visitor.name, round=after):
        look.aside(escape(why))
        return
    effect = study.debiasing(before, after)
    st.html(f'<p class="mi-verdict">{escape(effect.sentence)}</p>')
    if effect.weight_change is None:
        for caveat in effect.caveats:
            look.aside(escape(caveat))
        return
    shown.figure(
        study,
        "Projection before and after",
        chart=drawn(effect.chart),
        table=effect.summary(),
        key="mirror-effect",
        estimate=effect.weight_change,
        note=f"{effect.teammates} teammates and {effect.items} questions that are in both rounds.",
        caveats=effect.caveats,
    )
    if effect.error_change is not None:
        shown.number(
            study,
            "How the error of our predictions changed, in points of 0 to 100",
            effect.error_change,
            key="mirror-error",
            table=effect.summary(),
            note=f"{_from_to(effect)} Below 0: nearer to customers.",
        )


def _advice(study: Study, found: bias.Projection) -> None:
    try:
        advice = bias.advise(found)
    except CslabError as error:
        look.aside(escape(str(error)))
        return
    look.section("What to do about it")
    st.html(f'<ul class="mi-steps">{"".join(f"<li>{escape(one)}</li>" for one in advice.sentences)}</ul>')
    if len(advice.items):
        with st.expander("Question by question"):
            shown.table(study, "By how sure we are", table=advice.items, key="mirror-advice", level=3)
    with st.expander("What this rests on"):
        items = "".join(
            f"<li><b>{escape(one.citation)}</b> {escape(one.found)}</li>" for one in advice.references
        )
        st.html(f'<ul class="mi-refs">{items}</ul>')


def _from_to(effect: bias.Effect) -> str:
    before, after = (
        "" if one is None else one.format(digits=1).rpartition(", n = ")[0] + ")"
        for one in (effect.error_before, effect.error_after)
    )
    return f"Before: {before}. After: {after}." if before and after else ""


def _pair(locked: list[str]) -> tuple[str, str]:
    """Let people choose which two rounds to compare, where there are more."""
    if len(locked) == 2:
        pair = [FIRST, SECOND] if set(locked) == {FIRST, SECOND} else locked
        return pair[0], pair[1]
    with st.container(horizontal=True, gap="medium"):
        before = st.selectbox("Before", locked, format_func=round_name, key="mirror-before")
        rest = [of for of in locked if of != before]
        after = st.selectbox("After", rest, format_func=round_name, key="mirror-after")
    return str(before), str(after)
