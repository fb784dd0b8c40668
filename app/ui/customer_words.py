"""What the customers' pages share: names and addresses of people, small forms, and deeds done once."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Any
from urllib.parse import quote

import pandas as pd
import streamlit as st

from app.routes import base
from app.ui import look, who
from app.ui.plain import day, missing, text
from cslab import Study
from cslab.errors import CslabError

FEELS = {-1: "unhappy", 0: "neutral", 1: "happy"}


def dress() -> None:
    """Put the style of these pages on the page."""
    st.html(f"<style>{look.style('customer_one.css')}</style>")


def address(person: Any = None, account: Any = None) -> str:
    """Address of the page of one person, or of one account."""
    asked = f"person={quote(str(person), safe='')}" if not missing(person) else ""
    return f"{base()}/customers?{asked or 'account=' + quote(str(account), safe='')}"


def names(study: Study) -> dict[str, str]:
    """Name of each person, and of each account, by their ids."""
    found: dict[str, str] = {}
    for table, key in ((study.accounts, "account_id"), (study.people, "person_id")):
        known = table[table["name"].notna()]
        found |= dict(zip(known[key].astype(str), known["name"].astype(str), strict=True))
    return found


def whom(person: Any, account: Any, known: Mapping[str, str]) -> str:
    """Link, as HTML, to the page of a person; of their account where nobody is named."""
    named = account if missing(person) else person
    if missing(named):
        return "nobody named"
    shown = known.get(str(named), str(named))
    return f'<a href="{address(person, account)}" target="_self">{escape(shown)}</a>'


def facts(pieces: Iterable[str]) -> str:
    """Pieces of HTML, apart from each other."""
    return "".join(f"<span>{piece}</span>" for piece in pieces if piece)


def listed(lines: Iterable[str]) -> str:
    """A list as HTML, of lines that are HTML."""
    return f'<ul class="cs-events">{"".join(f"<li>{line}</li>" for line in lines)}</ul>'


def event(when: Any, title: str, detail: Any = "", more: str = "") -> str:
    """One line of a list, as HTML: the day, what it is, its words; ``title`` and ``more`` are HTML."""
    said = f'<p class="cs-event-said">{text(detail)}</p>' if not missing(detail) else ""
    return f'<time>{text(day(when))}</time><div><p class="cs-event-what">{title}{more}</p>{said}</div>'


def hear(row: Mapping[Any, Any]) -> str:
    """Link, as HTML, to where something was said."""
    place = f"id={quote(str(row['interview_id']), safe='')}&at={float(row['start']):.1f}"
    return f' <a class="cs-hear" href="{base()}/interview?{place}" target="_self">Hear</a>'


def nonce(form: str) -> str:
    """The name under which this form does its next deed: a click that comes twice does it once."""
    return str(st.session_state.setdefault(f"nonce-{form}", uuid.uuid4().hex))


def do(deed: Callable[[], object], form: str, said: str) -> None:
    """Do what a form asks for: what can't be done is a sentence, and what is done is said on the page.

    Parameters
    ----------
    deed : callable
        Does it.
    form : str
        Of whom; see `nonce`.
    said : str
        What to say then.
    """
    try:
        deed()
    except CslabError as error:
        look.trouble(str(error))
        return
    st.session_state.pop(f"nonce-{form}", None)
    st.session_state["customers-said"] = said
    st.rerun()


def done() -> None:
    """Say what was done last."""
    if said := st.session_state.pop("customers-said", ""):
        st.html(f'<p class="cs-say" role="status">{escape(said)}</p>')


def teammates(study: Study) -> list[str]:
    """Names of us: of who is at work, and of whoever is named with contacts, promises and feedback."""
    found = {who.coder()}
    tables = ((study.contacts, "teammate"), (study.promises().table, "made_by"), (study.feedback(), "owner"))
    for table, column in tables:
        found |= {str(name) for name in table[column].dropna().unique() if name}
    return sorted(found, key=str.casefold)


def evidence(study: Study, table: pd.DataFrame) -> dict[str, dict[Any, Any]]:
    """The highlights that rows rest on, by their nonce, with where they can be heard."""
    wanted = set(table.loc[table["evidence"] == "highlight", "evidence_id"])
    if not wanted:
        return {}
    found = study.heard(blind_for=who.coder())
    return {str(row["nonce"]): row for row in found[found["nonce"].isin(wanted)].to_dict("records")}
