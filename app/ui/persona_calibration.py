"""How well the authors of claims knew: predicted against found, how sure against how often right."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import quote

import pandas as pd
import streamlit as st

from app.routes import base
from app.ui import figures, look, persona_parts, shown, verdicts, who
from app.ui.plain import day, missing, text
from cslab import Study
from cslab.challenge.claims import Calibration
from cslab.challenge.claims.calibration import CHANCE, FEW
from cslab.estimate import Estimate

TEACH = (
    "Write claims with what you expect and how sure you are, and lock them before you look. Here you see how "
    "often you were right, and whether being sure meant anything."
)
BRIER = (
    f"0 is a prophet; {CHANCE} is whoever says 50 % each time; above that, being sure was worse than saying "
    "nothing."
)


def show(study: Study) -> None:
    """Show how well people knew what they claimed."""
    persona_parts.dress()
    st.html(f"<style>{look.style('verdicts.css')}</style>")
    found = study.calibration(blind_for=who.coder())
    if found.table.empty:
        look.empty("No claim is locked yet", TEACH)
        return
    st.html(f'<p class="vd-sentence">{text(found.sentence)}</p>')
    _sure(study, found)
    _authors(study, found)
    _claims(study, found)


def _sure(study: Study, found: Calibration) -> None:
    """How sure they were against how often right."""
    if found.overconfidence is None or found.brier is None:
        shown.nothing(
            "How sure, and how right",
            f"From {FEW} settled claims on, this says whether being sure means anything here.",
            key="known-sure",
        )
        return
    drawn = found.reliability["value"].notna().any()
    shown.figure(
        study,
        "How sure, and how right",
        chart=found.chart() if drawn else None,
        table=found.reliability.rename(columns={"claims": "n"}),
        key="known-sure",
        estimate=found.overconfidence,
        note="How much surer they were than right: 0 is well judged, above it too sure. In the picture, on "
        "the dashed line they knew how much they knew; below it they were too sure.",
        caveats=found.caveats,
    )
    shown.number(
        study,
        "Brier score",
        found.brier,
        key="known-brier",
        table=found.table,
        note=BRIER,
        digits=2,
    )


def _authors(study: Study, found: Calibration) -> None:
    known = found.authors[found.authors["held"].notna()]
    few = [str(name) for name in found.authors.loc[found.authors["held"].isna(), "author"]]
    unsaid = (
        f"Nothing is said of {', '.join(few)}: fewer than {FEW} of their claims are settled." if few else ""
    )
    if known.empty:
        shown.nothing("By author", text(unsaid), key="known-authors")
        return
    rows = [
        [
            text(row["author"]),
            f"{row['held']} of {row['settled']}",
            f"{row['confidence'] * 100:.0f} %",
            figures.number(_brier(row), digits=2, bar=False),
        ]
        for row in known.to_dict("records")
    ]
    shown.table(
        study,
        "By author",
        table=found.authors.drop(columns=["low", "high"]).rename(columns={"settled": "n"}),
        key="known-authors",
        html=figures.table(["Author", "Held", "How sure", "Brier score"], rows, caption="Authors of claims"),
        note="Whoever claims only what is easy to know looks best here: this is no ranking.",
        caveats=filter(None, [unsaid]),
    )


def _brier(row: Mapping[Any, Any]) -> Estimate:
    return Estimate(row["brier"], row["low"], row["high"], int(row["settled"]), "Brier score")


def _claims(study: Study, found: Calibration) -> None:
    lines = "".join(_claim(row) for row in found.table.to_dict("records"))
    shown.table(
        study,
        "What was expected, and what was found",
        table=found.table.drop(columns=["low", "high"]),
        key="known-claims",
        html=f'<ul class="vd-known">{lines}</ul>',
        note="The first thing that each claim names, as its first version was locked; the oldest first.",
    )


def _claim(row: Mapping[Any, Any]) -> str:
    sure = "" if missing(row["confidence"]) else f", {row['confidence']:g} % sure"
    unit = f" {row['unit']}".rstrip()
    expected = "nothing expected" if missing(row["predicted"]) else f"expected {row['predicted']:g}{unit}"
    if missing(row["found"]):
        told = f"{expected}; nothing found"
    else:
        value, low, high = (f"{row[name]:.{0 if unit else 1}f}" for name in ("found", "low", "high"))
        told = f"{expected}; found {value}{unit} ({low} to {high}{unit}, n = {row['n']:,})"
    held = "" if pd.isna(row["holds"]) else "as expected" if row["holds"] else "not as expected"
    when = f", locked on {text(day(row['locked_at']))}" if row["locked_at"] else ""
    link = f"{base()}/personas?persona={quote(str(row['persona']))}&claim={quote(str(row['claim']))}"
    return (
        f'<li><b><a href="{escape(link)}" target="_self">{text(row["says"])}</a>'
        f"<small>{text(row['author'])}{sure}{when}</small></b>"
        f"<span>{text(told)}{f': {held}' if held else ''}</span>"
        f"<span>{verdicts.badge(str(row['verdict']))}</span></li>"
    )
