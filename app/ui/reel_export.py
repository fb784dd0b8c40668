"""Exporting a reel: every format it can become, for whom, how far a render is, and what went wrong last."""

from __future__ import annotations

import time
from html import escape
from typing import Any, Final

import streamlit as st

from app import background, opened
from app.routes import reel_address, reel_file_address
from app.ui import journeys, look, reel_files, rows
from app.ui.plain import clock, length, many, missing, text
from app.ui.reel_names import AUDIENCES
from cslab import Study
from cslab.tell.exports import FORMATS, RENDERED, WRITTEN
from cslab.tell.exports.formats import Format

LIVE: Final = ("queued", "running")
PATIENCE: Final = 15.0
"""Seconds that a render may take to show up in the list of work after it was asked for."""
ASKED: Final = "reel-asked"
WHOM: Final = "reel-for"
MAKE: Final = {"mp4": "Make video", "square": "Make square video"}
CARRIED: Final = {
    "m3u": "Save it into the study's folder: it names the recordings from there.",
}


def show(study: Study, name: str) -> None:
    """Show for whom the reel is exported, what is left out for them, and every file it can become."""
    own = study.reel(name).script.audience
    st.session_state.setdefault(f"{WHOM}-{name}", own)
    whom = st.segmented_control(
        "For whom",
        list(AUDIENCES),
        format_func=AUDIENCES.__getitem__,
        key=f"{WHOM}-{name}",
        required=True,
    )
    audience = str(whom or own)
    journey = journeys.read(study, name, audience)
    _left_out(journey)
    if not journey.plan.clips:
        look.empty("Nothing to export", "No clip of this reel may be heard by them, or it has none yet.")
        return
    if going(study, name) is not None or starting(name):
        rendering(study, name)
    elif sentence := last_words(study, name):
        look.trouble(sentence)
    changes = not opened.read_only() and not study.read_only
    _files(study, journey, RENDERED, "To hear and to watch", changes)
    _page(study, journey, changes)
    _files(study, journey, WRITTEN, "To read, to cut and to count", changes)


def _left_out(journey: journeys.Journey) -> None:
    """Say before anything is made what this audience will not get."""
    said = [caveat for caveat in journey.plan.caveats if "left out" in caveat]
    whom = {"team": "the team", "company": "the company", "public": "everybody"}[journey.audience]
    count = many(len(journey.plan.clips), "clip")
    names = " Roles stand for names." if journey.audience == "public" else ""
    look.aside(f"For {whom}: <b>{count}</b>, {clock(journey.plan.duration)}.{names}")
    if said:
        with st.container(key="reel-left-out"):
            rows.sentences(said)


def _files(
    study: Study, journey: journeys.Journey, kinds: tuple[str, ...], title: str, changes: bool
) -> None:
    look.section(title)
    busy = going(study, journey.name) is not None or starting(journey.name)
    with st.container(key=f"reel-files-{kinds[0]}"):
        for kind in kinds:
            form, made = FORMATS[kind], journey.made.get(kind)
            mine = made is not None and made.audience == journey.audience
            if kind in WRITTEN:
                link = reel_file_address(study, journey.name, journey.audience, kind)
                _row(form, link=link, note=CARRIED.get(kind, ""))
            elif made is not None and mine and made.up_to_date:
                _row(form, link=reel_address(study, journey.name, kind, download=True))
            else:
                _row(
                    form,
                    note=_state(made, journey.audience),
                    make=kind if changes else "",
                    busy=busy,
                    of=(study, journey),
                )
        if kinds == WRITTEN:
            links = "".join(
                f'<a href="{escape(reel_file_address(study, journey.name, journey.audience, kind))}" '
                f"download>Audit, {words}</a>"
                for kind, words in zip(reel_files.AUDITS, ("CSV", "page"), strict=True)
            )
            st.html(f'<div class="cs-files re-audit">The audit goes with every file: {links}</div>')


def _state(made: journeys.Rendering | None, audience: str) -> str:
    if made is None:
        return ""
    if made.audience != audience:
        return f"There is one for {AUDIENCES[made.audience].lower()}; this takes its place."
    return "The reel has changed since it was made."


def _row(
    form: Format,
    *,
    link: str = "",
    note: str = "",
    make: str = "",
    busy: bool = False,
    of: tuple[Study, journeys.Journey] | None = None,
) -> None:
    notes = " ".join(filter(None, [form.use, form.lacks, note]))
    with st.container(horizontal=True, vertical_alignment="center", key=f"reel-file-{form.name}"):
        st.html(f'<div class="re-file"><b>{escape(form.label)}</b><span>{escape(notes)}</span></div>')
        if link:
            st.html(
                f'<div class="cs-files"><a href="{escape(link)}" download '
                f'aria-label="Download {escape(form.label)}">Download</a></div>'
            )
        elif make and of and st.button(MAKE.get(make, f"Make {make}"), key=f"make-{make}", disabled=busy):
            ask(*of, make)


def ask(study: Study, journey: journeys.Journey, kind: str) -> None:
    """Start a render; the page then waits for it to show up in the list of work."""
    background.render(study, journey.name, kind=kind, audience=journey.audience)
    st.session_state[ASKED] = (journey.name, kind, journey.audience, time.monotonic())
    st.rerun()


# ---- the page to share -------------------------------------------------------------------------------


def _page(study: Study, journey: journeys.Journey, changes: bool) -> None:
    """The page that shares a reel: made beside the session, and there only as long as it is true."""
    look.section("To share")
    file = reel_files.page_of(study, journey.name, journey.plan, journey.audience)
    words = (
        "One file with the voices, captions, figures beside them and the audit; it opens anywhere, with no "
        "network, and prints well."
    )
    with st.container(horizontal=True, vertical_alignment="center", key="reel-file-page"):
        st.html(f'<div class="re-file"><b>A page</b><span>{words}</span></div>')
        if file.is_file():
            link = reel_file_address(study, journey.name, journey.audience, reel_files.PAGE)
            st.html(
                f'<div class="cs-files"><a href="{escape(link)}" download aria-label="Download the page">'
                "Download</a></div>"
            )
        elif background.sharing(file):
            _sharing(file)
        elif changes and st.button("Make the page", key="make-page"):
            reel_files.clear_pages(study, journey.name, journey.audience)
            background.share(study, journey.name, file, audience=journey.audience)
            st.rerun()
    if not file.is_file() and (why := background.unshared(study, file)):
        look.trouble(why)


@st.fragment(run_every=1)
@look.plainly
def _sharing(file: Any) -> None:
    if not background.sharing(file):
        st.rerun()
    journeys.say("The page is being made.")
    if st.button("Cancel", key="cancel-page"):
        background.stop_sharing(file)
        st.rerun()


# ---- renders -----------------------------------------------------------------------------------------


@st.fragment(run_every=2)
@look.plainly
def rendering(study: Study, name: str) -> None:
    """While the reel is rendered: how far it is, and a way to stop."""
    job = going(study, name)
    if job is not None:
        st.session_state.pop(ASKED, None)
        progress(job)
        if st.button("Cancel", key="cancel-render"):
            study.cancel("render", str(job["key"]))
    elif starting(name):
        journeys.say("Rendering starts.")
        if over(study, name):
            st.session_state.pop(ASKED, None)
            st.rerun()
    else:
        st.rerun()


def _jobs(study: Study, name: str) -> Any:
    table = study.jobs()
    return table[(table["kind"] == "render") & table["key"].isin({f"{name}.{kind}" for kind in RENDERED})]


def going(study: Study, name: str) -> dict[Any, Any] | None:
    """The render of this reel that is going on; None when there is none."""
    table = _jobs(study, name)
    live = table[table["state"].isin(LIVE)]
    return None if live.empty else live.iloc[-1].to_dict()


def last_words(study: Study, name: str) -> str:
    """Why the last render of this reel failed; empty when it did not."""
    table = _jobs(study, name)
    last = None if table.empty else table.iloc[-1]
    return "" if last is None or last["state"] != "failed" else str(last["message"])


def starting(name: str) -> bool:
    """Whether a render was asked for here a moment ago."""
    which, _, _, since = st.session_state.get(ASKED, ("", "", "", 0.0))
    return bool(which == name and time.monotonic() - since < PATIENCE)


def over(study: Study, name: str) -> bool:
    """Whether the render that was asked for here is over already: a short reel takes less than a look."""
    which, kind, audience, _ = st.session_state.get(ASKED, ("", "", "", 0.0))
    made = journeys.read(study, name).made.get(kind)
    return bool(which == name and made is not None and made.up_to_date and made.audience == audience)


def progress(row: dict[Any, Any]) -> None:
    """How far a render is."""
    done = round(100 * float(row["progress"]))
    left = "" if missing(row["left_seconds"]) else f", {length(row['left'])} left"
    kind = str(row["key"]).rpartition(".")[2]
    label = FORMATS[kind].label if kind in FORMATS else kind
    st.html(
        f'<div class="cs-say" role="status">{text(label)}: rendering, {done} %{left}'
        f'<div class="cs-bar" style="--done:{done}%"><i></i></div></div>'
    )
