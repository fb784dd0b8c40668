"""The audit of a reel on its page: what to be warned of, the picture, and the shares behind it."""

from __future__ import annotations

from typing import Final

import streamlit as st

from app.ui import address, look, rows, shown, who
from app.ui.plain import prose
from app.ui.reel_names import AUDIENCES
from cslab import Study
from cslab.study.segmentcolumns import in_words
from cslab.tell.audit import LIMITS, ReelAudit
from cslab.tell.audit.markup import HOW, TITLES, audit_html, style, warned_html

ABOUT: Final = "about"
NOTES: Final = {
    "voice": "Of this reel by seconds; of the interviews, how much of what was pulled aside is theirs.",
    "stage": "By seconds; in the interviews everybody counts alike, however much of theirs was pulled aside.",
    "sentiment": "By seconds; in the interviews everybody counts alike. Customers are those who were asked.",
}
"""What the shares are, where people are not what is counted."""
FOR: Final = "audit-for"


def show(study: Study, name: str) -> None:
    """Show a reel beside all interviews and all customers, warnings first."""
    own = study.reel(name).script.audience
    key = f"{FOR}-{name}"
    st.session_state.setdefault(key, own)
    whom = st.segmented_control(
        "Heard by",
        list(AUDIENCES),
        format_func=AUDIENCES.__getitem__,
        key=key,
        required=True,
        help="Whoever did not agree to be heard by them is left out, and the shares change.",
    )
    audit = study.reel_audit(name, audience=str(whom or own), blind_for=who.coder())
    if not audit.clips:
        look.empty(
            "Nobody to count",
            "No clip of this reel may be heard by them, or it has none yet. Add clips under <b>Edit</b>.",
        )
        return
    st.html(f"<style>{style()}</style><p class='ra-said'>{prose(audit.sentence)}</p>{warned_html(audit)}")
    _picture(study, audit)
    _table(audit)
    with st.expander("How this is counted"):
        rows.sentences([HOW, LIMITS, *audit.notes])


def called(about: str) -> str:
    """What a part of an audit is called.

    Examples
    --------
    >>> called("stage"), called("company_size")
    ('Stages of the journey', 'Company size')
    """
    return TITLES.get(about) or in_words(about).capitalize()


# ----------------------------------------------------------------------------------------------- inside


def _picture(study: Study, audit: ReelAudit) -> None:
    """One thing at a time, as a picture with its rows."""
    about = address.choose(
        ABOUT, {one: called(one) for one in _in_order(audit)}, name=ABOUT, label="What to compare"
    )
    table = audit.of(about).dropna(axis="columns", how="all")
    asked = f" Of them, n = {int(table['customers_of'].max()):,}." if "high" in table else ""
    shown.figure(
        study,
        called(about),
        chart=audit.chart(about),
        table=table,
        key=f"audit-{about}",
        n=audit.people,
        note=NOTES.get(about, "Of this reel by seconds; of interviews and customers by people.") + asked,
        link=("reels", "Hear this reel", {"name": audit.name, "view": "listen"}),
    )


def _in_order(audit: ReelAudit) -> tuple[str, ...]:
    """Stages first, as a reel follows them."""
    first = ("stage", "sentiment", "voice")
    return (
        *(one for one in first if one in audit.abouts),
        *(one for one in audit.abouts if one not in first),
    )


def _table(audit: ReelAudit) -> None:
    with st.expander("Everything as a table"):
        st.html(f"<style>{style()}</style>{audit_html(audit, warned=False)}")
