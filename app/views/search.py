"""Search, ``?q=approvals&view=people``: everything that was said, noted and coded, found by one line."""

from __future__ import annotations

import streamlit as st

from app import opened
from app.ui import look, search_filters, search_results, who
from app.ui.plain import label, many
from cslab import Study
from cslab.errors import CslabError
from cslab.listen.search.parsing import parse
from cslab.listen.search.query import Query

VIEW = "search-view"
VIEWS = {"passages": "Passages", "people": "People"}


def line() -> str:
    """The one line of the query; the address holds it, so that it can be bookmarked."""
    if search_filters.KEY not in st.session_state:
        search_filters.write(st.query_params.get("q", ""))
    text = st.text_input("Search", key=search_filters.KEY, placeholder='approvals OR "two keys"')
    return (text or "").strip()


def view() -> str:
    named = st.query_params.get("view", "passages")
    st.session_state.setdefault(VIEW, named if named in VIEWS else "passages")
    picked = st.segmented_control(
        "View",
        list(VIEWS),
        format_func=VIEWS.__getitem__,
        key=VIEW,
        required=True,
        label_visibility="collapsed",
    )
    return str(picked)


def teach(study: Study) -> None:
    """What can be asked, with examples from this very study."""
    look.empty("Find what was said", "One line finds words, phrases, codes and people. Try one of these:")
    with st.container(key="examples"):
        for at, (query, meaning) in enumerate(search_filters.example(study)):
            with st.container(key=f"example-{at}", horizontal=True, vertical_alignment="center"):
                st.button(label(query), key=f"try-{at}", on_click=search_filters.write, args=(query,))
                look.aside(meaning)
    with st.container(key="examples-all"):
        look.aside(search_filters.HELP)


def repeat(query: Query, chosen: str) -> None:
    """The line that asks the same in a notebook."""
    call = "people_who" if chosen == "people" else "search"
    with st.popover("In a notebook", type="tertiary"):
        st.code(f"study.{call}({str(query)!r})", language="python")


def found(study: Study, query: Query, chosen: str) -> None:
    """How much was found, and the best of it."""
    reader, patience = who.coder(), search_results.PATIENCE
    results = study.search(query, limit=shown(str(query)), blind_for=reader, patience=patience)
    if results.total:
        look.aside(f"<b>{results.sentence}.</b>")
    if results.unread:
        reading(results.unread)
    if not results.total:
        look.empty(
            "Nothing was found", "Try fewer words, the beginning of one (<code>approv*</code>), or OR."
        )
        return
    if chosen == "people":
        people = study.people_who(query, blind_for=reader, patience=0.0)
        search_results.people(study, people, shown(str(query)), key="found-people")
        more(str(query), len(people), "person", "people")
    else:
        search_results.passages(study, results, key="found-passages")
        more(str(query), results.total, "passage", "passages")


def shown(query: str) -> int:
    kept = st.session_state.get("search-shown")
    return int(kept[1]) if kept and kept[0] == query else search_results.STEP


def more(query: str, total: int, one: str, several: str) -> None:
    rest = min(search_results.STEP, total - shown(query), 500 - shown(query))
    if rest > 0 and st.button(f"Show {many(rest, f'more {one}', f'more {several}')}"):
        st.session_state["search-shown"] = (query, shown(query) + search_results.STEP)
        st.rerun()


@st.fragment(run_every=2)
def reading(unread: int) -> None:
    """While interviews are still being read for the first time: say so, and look again."""
    look.aside(f"{many(unread, 'interview is', 'interviews are')} still being read; there may be more.")
    if st.session_state.get("search-unread") == unread:
        st.session_state["search-unread"] = None
        st.rerun()
    st.session_state["search-unread"] = unread


study = opened.study()
st.html(f"<style>{look.style('search.css')}</style>")
look.head("Search")
text = line()
try:
    query = parse(text) if text else None
except CslabError as error:
    query = None
    look.trouble(str(error))
    look.aside(search_filters.HELP)
with st.container(key="search-do", horizontal=True, vertical_alignment="center"):
    chosen = view()
    if query is not None or not text:
        search_filters.menus(study, query)
    if query is not None:
        repeat(query, chosen)
st.query_params.from_dict({"q": text, **({"view": chosen} if chosen != "passages" else {})} if text else {})
if query is not None:
    search_filters.chips(query)
    found(study, query, chosen)
elif not text:
    teach(study)
