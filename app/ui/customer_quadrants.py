"""Happiness by company-happiness: where accounts are, how sure that is, who moved, and the whole range."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from app.ui import customer_names, customer_waves, figures, look, shown
from app.ui.plain import text
from cslab import Study
from cslab.errors import CslabError
from cslab.measure.customers import QUADRANTS, Quadrants

OF = {"account": "Accounts", "person": "People"}


def show(study: Study) -> None:
    """Show the four quadrants, and what lies behind them."""
    wave = customer_waves.choose(study, key="quadrants", teach="No happiness yet")
    if wave is None:
        return
    of = st.segmented_control(
        "Placed",
        list(OF),
        format_func=OF.__getitem__,
        default="account",
        required=True,
        key="quadrants-of",
        label_visibility="collapsed",
    )
    try:
        found = study.quadrants(wave, of=str(of or "account"))
    except CslabError as error:
        look.trouble(str(error))
    else:
        _picture(study, found)
        _sure(study, found)
    _moves(study, wave, str(of or "account"))
    _continuum(study, wave)


def _voices(found: Quadrants, here: pd.Series) -> dict[str, list[str]] | None:
    """Whom to hear: the people, or the accounts, of some rows."""
    some = found.table[here]
    kind = "accounts" if found.of == "account" else "people"
    return {kind: [str(one) for one in some[f"{found.of}_id"]]} if len(some) else None


def _picture(study: Study, found: Quadrants) -> None:
    voices = _voices(found, found.table["unhappy"] > 0.5)
    shown.figure(
        study,
        "Happy customers, and customers we are happy with",
        chart=found.chart(),
        table=found.table,
        key="quadrants",
        note="Each dot is how happy they are against what is left of what they pay; its line is how exactly "
        "that is known. Hollow dots are borderline: no quadrant has 80 %.",
        caveats=found.caveats,
        voices=voices,
        hear="Hear the unhappy ones",
    )
    lines = [
        (text(name), figures.number(found.estimate(name), digits=0), f"{row['expected']:.0f}")
        for name, row in zip(QUADRANTS, found.shares.to_dict("records"), strict=True)
    ]
    heads = ["Quadrant", f"Share of {OF[found.of].lower()}", "Expected number"]
    shown.table(
        study,
        "How many are in each quadrant",
        table=found.shares,
        html=figures.table(heads, lines, caption="Quadrants"),
        key="quadrant-shares",
        voices=voices,
        hear="Hear the unhappy ones",
    )


def _sure(study: Study, found: Quadrants) -> None:
    shown.figure(
        study,
        "Where we are least sure",
        chart=found.probabilities_chart(),
        table=found.table,
        key="quadrants-sure",
        note="The probability of each quadrant, for the least certain. The line is at 80 %: what does not "
        "reach it is borderline.",
        voices=_voices(found, found.table["borderline"]),
        hear="Hear the borderline ones",
    )
    if found.of == "account":
        with st.expander("Every account, in words"):
            fitting = customer_names.found(
                found.table, ("name", "account_id", "quadrant"), key="placed", what="an account"
            )
            rows = customer_names.first(fitting, key="placed")
            lines = [
                (
                    customer_names.account(row["account_id"], row["name"]),
                    text(row["said"]),
                    f"{row['people']}",
                )
                for row in rows.to_dict("records")
            ]
            heads = ["Account", "Quadrant", "Answers"]
            st.html(figures.table(heads, lines, caption="Accounts by quadrant"))
            customer_names.more(fitting, key="placed", what="accounts")


def _moves(study: Study, wave: str, of: str) -> None:
    try:
        found = study.quadrant_moves(later=wave, of=of)
    except CslabError as error:
        shown.nothing("Who moved since the wave before", text(str(error)), key="moves")
        return
    moved = found.units[found.units["moved"] > 0.5]
    cells = {(row["from"], row["to"]): _cell(row) for row in found.table.to_dict("records")}
    lines = [(text(one), *(cells[one, other] for other in QUADRANTS)) for one in QUADRANTS]
    voices = {"accounts" if of == "account" else "people": [str(one) for one in moved["id"]]}
    shown.table(
        study,
        "Who moved since the wave before",
        table=found.table,
        html=shown.large(found.moved, 0)
        + figures.table(["From … to", *QUADRANTS], lines, caption="Moves between quadrants"),
        key="moves",
        note=f"{found.sentence} Cells: the expected number, and the middle 95 % of it.",
        caveats=found.caveats,
        voices=voices if len(moved) else None,
        hear="Hear those who moved",
    )


def _cell(row: dict[Any, Any]) -> str:
    if not row["high"]:
        return '<span class="cs-none">–</span>'
    return f"<b>{row['expected']:.0f}</b> <small>{row['low']:.0f}–{row['high']:.0f}</small>"


def _continuum(study: Study, wave: str) -> None:
    ids = {"person_id", "account_id", "response_id", "answered_at"}
    attributes = [name for name in study.survey(wave).attributes if name not in ids]
    with st.container(key="continuum-tools", horizontal=True, vertical_alignment="bottom"):
        by = st.selectbox(
            "Spread",
            [None, *attributes],
            format_func=lambda one: f"By {one.replace('_', ' ')}" if one else "Everybody",
            key="continuum-by",
            width=320,
        )
        weighted = bool(study.config.measures.weight_by) and st.toggle(
            "Weighted to all who were asked", True, key="continuum-weighted"
        )
    try:
        found = study.continuum(wave, by=by, weighted=weighted)
    except CslabError as error:
        look.trouble(str(error))
        return
    ends = found.people[found.people["step"].isin(["walk-away angry", "unhappy"])]
    shown.figure(
        study,
        "From walk-away angry to gushing promoter",
        chart=found.chart(),
        table=found.table,
        key="continuum",
        caveats=found.caveats,
        voices={"people": [str(one) for one in ends["person_id"]]} if len(ends) else None,
        hear="Hear the unhappy end",
    )
