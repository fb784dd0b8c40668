"""Verdicts: the badge that all pages share, and the analyst's view of how one came about."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from app.ui import look, shown
from app.ui.plain import many, text
from cslab.challenge.claims.explained import Step, steps_of
from cslab.challenge.claims.verdict import Finding, Verdict
from cslab.challenge.evidence import page

RULE = (
    "A claim is supported where the whole interval lies on its side of the line, contradicted where the "
    "whole interval lies on the other side, and inconclusive where the line runs through it. Each source is "
    "judged by itself; they are never averaged."
)
REFERENCES = (
    "Wilson (1927) for shares; Newcombe (1998) for differences of shares; Zou and Donner (2008) for other "
    "differences; Rocks (2016) for the Net Promoter Score; Student (1908) for means; Korn and Graubard "
    "(1998) where some count more or colleagues answer; Holm (1979) for several questions at once."
)


def badge(word: str) -> str:
    """Write a verdict as HTML: its sign and its word, beside its colour."""
    return page.badge(word)


def method(verdict: Verdict) -> None:
    """Show an analyst how a verdict came about: figures, level, p, what would have settled it, and the rows.

    It opens no dialog, so that it can stand in one.
    """
    st.html(f"<style>{look.style('verdicts.css')}</style>")
    st.html(f'<div class="vd-joint">{badge(verdict.verdict)}<p>{text(verdict.sentence)}</p></div>')
    for at, finding in enumerate(verdict.findings):
        _finding(verdict, finding, at)
    st.html(
        f'<div class="vd-rule"><p>{text(RULE)}</p>{_listed(verdict.caveats)}'
        f"<small>{text(REFERENCES)}</small></div>"
    )


def _finding(verdict: Verdict, finding: Finding, at: int) -> None:
    title = finding.words or "It can't be measured"
    st.html(
        f'<div class="vd-one"><h3>{text(title)}</h3>{badge(finding.verdict)}'
        f"<p>{text(finding.sentence)}</p>{_steps(steps_of(finding))}{_listed(finding.caveats)}</div>"
    )
    if finding.values is None or finding.values.table.empty:
        return
    rows = finding.values.table
    with st.expander(f"Rows: {many(len(rows), 'person', 'people')}", key=f"vd-rows-{verdict.claim.id}-{at}"):
        st.dataframe(rows.head(shown.MOST_ROWS), hide_index=True)


def _steps(steps: Iterable[Step]) -> str:
    lines = ""
    for step in steps:
        number = ""
        if step.estimate is not None:
            number = f"<b>{text(step.estimate.format(digits=step.digits))}</b>"
        words = f"<span>{text(step.words)}</span>" if step.words else ""
        lines += f"<div><dt>{text(step.name)}</dt><dd>{number}{words}</dd></div>"
    return f'<dl class="vd-steps">{lines}</dl>' if lines else ""


def _listed(doubts: Iterable[str]) -> str:
    said = "".join(f"<li>{text(doubt[:1].upper() + doubt[1:])}</li>" for doubt in doubts)
    return f'<ul class="vd-doubts">{said}</ul>' if said else ""
