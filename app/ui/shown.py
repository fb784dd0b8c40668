"""How a result is shown: never without its interval, what it rests on, its rows, and the voices behind it."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from html import escape
from importlib.util import find_spec
from typing import Any

import pandas as pd
import streamlit as st

from app.ui import look, player, who
from app.ui.plain import day, label, many, missing, prose, text
from cslab import Study, charts
from cslab.errors import InputError, MissingDependencyError
from cslab.estimate import Estimate
from cslab.listen.tidy import sheet_of
from cslab.workbench.voices import COLLEAGUES, OTHERS, THESE

WHOSE = {
    THESE: "Those counted",
    COLLEAGUES: "Others at the same accounts",
    OTHERS: "Others who said the same",
}
MOST_ROWS = 500
"""Rows that a page shows; the CSV has them all."""

HEAR = "Hear why"
Link = tuple[str, str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Ways:
    """Where a result leads: to voices, and to a page that has more."""

    voices: Mapping[str, Any] | None
    hear: str
    link: Link | None


def figure(
    study: Study,
    title: str,
    *,
    chart: Any = None,
    table: Any,
    key: str,
    estimate: Estimate | None = None,
    n: int | None = None,
    voices: Mapping[str, Any] | None = None,
    hear: str = HEAR,
    link: Link | None = None,
    note: str = "",
    caveats: Iterable[str] = (),
    level: int = 2,
) -> None:
    """Show a result: heading, picture, what it rests on, what to doubt, and ways to its voices and rows.

    Parameters
    ----------
    study : Study
        Where it is from.
    title : str
        What it says; plain text.
    chart : Altair chart, optional
        Its picture.
    table : DataFrame
        The numbers behind it, as they are stored; a column ``value`` needs ``low``, ``high`` and ``n`` beside
        it. A result with ``summary()`` will do.
    key : str
        Unique on the page.
    estimate : Estimate, optional
        The one number it comes to, shown large.
    n : int, optional
        How many people it rests on, where the table has no column ``n``.
    voices : mapping, optional
        Arguments of `Study.why`; without it nobody can be heard.
    hear : str
        What the button says that lets them be heard.
    link : tuple of (str, str, mapping), optional
        A page that has more: its file, what the link says, and what to open there.
    note : str
        A sentence that explains it; plain text.
    caveats : iterable of str
        What to doubt; those of the estimate are added.
    level : int
        Of the heading: 2, or 3 where it stands under another one.

    Raises
    ------
    InputError
        If a number comes without its interval, what it rests on, or its rows.
    """
    rows = _rows(title, table)
    if estimate is not None:
        _checked(title, estimate)
    with st.container(key=f"shown-{key}"):
        _head(title, estimate, note, level)
        if chart is not None and len(rows):
            st.altair_chart(chart, key=f"chart-{key}", alt=f"{title}. The numbers are under Rows.")
        about = _about(rows, estimate, n)
        doubts = list(dict.fromkeys([*(estimate.caveats if estimate else ()), *caveats]))
        st.html(_under(about if len(rows) else "Nothing to count yet", doubts))
        drawn = chart if len(rows) else None
        said = ". ".join(filter(None, [about, *doubts]))
        _actions(study, title, key, rows, drawn, Ways(voices, hear, link), said)


def table(
    study: Study,
    title: str,
    *,
    table: Any,
    key: str,
    html: str = "",
    voices: Mapping[str, Any] | None = None,
    hear: str = HEAR,
    link: Link | None = None,
    note: str = "",
    caveats: Iterable[str] = (),
    level: int = 2,
) -> None:
    """Show a result that has no picture: its rows, or ``html`` in their place; see `figure`."""
    rows = _rows(title, table)
    with st.container(key=f"shown-{key}"):
        _head(title, None, note, level)
        if html:
            st.html(html)
        elif len(rows):
            st.dataframe(rows.head(MOST_ROWS), hide_index=True)
        about = _about(rows, None)
        st.html(_under(about if len(rows) else "Nothing to count yet", list(caveats)))
        _actions(study, title, key, rows, None, Ways(voices, hear, link), about)


def number(
    study: Study,
    title: str,
    estimate: Estimate,
    *,
    key: str,
    table: Any = None,
    voices: Mapping[str, Any] | None = None,
    hear: str = HEAR,
    link: Link | None = None,
    note: str = "",
    caveats: Iterable[str] = (),
    level: int = 2,
    digits: int | None = None,
) -> None:
    """Show one number with its interval; see `figure`."""
    _checked(title, estimate)
    rows = estimate.summary() if table is None else _rows(title, table)
    with st.container(key=f"shown-{key}"):
        _head(title, estimate, note, level, digits)
        about = _about(rows, estimate)
        st.html(_under(about, list(dict.fromkeys([*estimate.caveats, *caveats]))))
        _actions(study, title, key, rows, None, Ways(voices, hear, link), about)


def nothing(title: str, html: str, *, key: str, level: int = 2, link: Link | None = None) -> None:
    """Say in place of a result what is missing, and how to add it; HTML."""
    with st.container(key=f"shown-{key}"):
        _head(title, None, "", level)
        look.aside(html)
        if link is not None:
            with st.container(key=f"act-{key}", horizontal=True, gap="small"):
                _link(link)


def hear(study: Study, title: str, voices: Mapping[str, Any], *, key: str, words: str = HEAR) -> None:
    """A button alone that lets people be heard; see `figure`."""
    _hear(study, title, key, voices, words)


def large(estimate: Estimate, digits: int | None = None) -> str:
    """Write an estimate as HTML: its value large, its interval beside it."""
    value, _, rest = estimate.format(digits=digits).partition(" (")
    # the level stands under the number, with what it rests on
    ends = re.sub(r", [\d.]+ % interval$", "", rest.rpartition(", n = ")[0])
    if math.isinf(estimate.high):
        ends = f"at least {ends.partition('–')[0].partition(' to ')[0]}"
    value, ends = (re.sub(r"(?<![\w.])-(?=\d)", "\u2212", one) for one in (value, ends))
    return f'<p class="cs-large"><b>{escape(value)}</b> <span>{escape(ends)}</span></p>'


# ----------------------------------------------------------------------------------------------- inside


def _checked(title: str, estimate: Any) -> None:
    if not isinstance(estimate, Estimate):
        raise InputError(
            f"{title!r} can't be shown: {estimate!r} comes without an interval, n and method; "
            "give an Estimate."
        )


def _rows(title: str, table: Any) -> pd.DataFrame:
    if hasattr(table, "summary") and not isinstance(table, pd.DataFrame):
        table = table.summary()
    if not isinstance(table, pd.DataFrame):
        raise InputError(f"{title!r} can't be shown: there is no way to its rows; give them as a table.")
    lacking = [name for name in ("low", "high", "n") if "value" in table and name not in table]
    if lacking:
        raise InputError(
            f"{title!r} can't be shown: its values come without {' and '.join(lacking)}; "
            "add these columns to its table."
        )
    return table


def _head(title: str, estimate: Estimate | None, note: str, level: int, digits: int | None = None) -> None:
    said = f'<p class="cs-shown-note">{prose(_sentence(note))}</p>' if note else ""
    st.html(
        f'<div class="cs-shown"><h{level}>{escape(title)}</h{level}>'
        f"{large(estimate, digits) if estimate is not None else ''}{said}</div>"
    )


def _about(rows: pd.DataFrame, estimate: Estimate | None, n: int | None = None) -> str:
    """Say what a result rests on, how it was made, and how sure it is; plain text."""
    if estimate is not None:
        interval = f"{100 * estimate.level:g} % interval"
        return f"n = {estimate.n:,} · {_sentence(estimate.method)} · {interval}"
    pieces = [] if n is None else [f"n = {n:,}"]
    if n is None and "n" in rows and rows["n"].notna().any():
        least, most = int(rows["n"].min()), int(rows["n"].max())
        pieces.append(f"n = {least:,}" if least == most else f"n = {least:,} to {most:,}")
    if "method" in rows:
        pieces += _methods(rows["method"].dropna())
    if {"low", "high"} <= set(rows.columns):
        levels = rows["level"].dropna().unique() if "level" in rows else [0.95]
        pieces.append(f"{100 * float(levels[0] if len(levels) else 0.95):g} % intervals")
    return " · ".join(pieces or [many(len(rows), "row")])


def _methods(names: pd.Series) -> list[str]:
    """The methods of a table's rows: in full where all have one, else without what is said of each row."""
    known = dict.fromkeys(str(name) for name in names)
    if len(known) > 1:
        known = dict.fromkeys(name.partition(", ")[0] for name in known)
    return [_sentence(name) for name in known][:2]


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _under(about: str, doubts: list[str]) -> str:
    said = "".join(f"<li>{escape(_sentence(doubt))}</li>" for doubt in doubts)
    return f'<div class="cs-under"><p>{escape(about)}</p>{f"<ul>{said}</ul>" if said else ""}</div>'


@st.fragment
@look.plainly
def _actions(
    study: Study,
    title: str,
    key: str,
    rows: pd.DataFrame,
    chart: Any,
    ways: Ways,
    about: str,
) -> None:
    """What can be done with a result. A fragment: what is opened here draws nothing else again."""
    name = file_name(study, title)
    with st.container(key=f"act-{key}", horizontal=True, gap="small", vertical_alignment="center"):
        if ways.voices is not None:
            _hear(study, title, key, ways.voices, ways.hear)
        if ways.link is not None:
            _link(ways.link)
        if st.button("Rows", key=f"rows-{key}", type="tertiary"):
            _dialog(title, lambda: _table(rows))
        _download("CSV", lambda: sheet_of(rows).encode("utf-8-sig"), f"{name}.csv", "text/csv", key)
        if chart is not None:
            _picture("SVG", lambda: charts.svg(chart, title=title, note=about).encode(), name, key)
            _picture("PNG", lambda: charts.png(chart, title=title, note=about), name, key)


def _link(link: Link) -> None:
    page, words, query = link
    st.page_link(f"views/{page}.py", label=label(words), query_params=dict(query))


def _hear(study: Study, title: str, key: str, voices: Mapping[str, Any], words: str) -> None:
    if st.button(words, key=f"hear-{key}", type="tertiary", icon=":material/hearing:"):
        _dialog(title, lambda: _voices(study, key, voices))


def file_name(study: Study, title: str) -> str:
    """Name of a file for a result, the same each time: the study's folder and the title.

    Letters and digits of any script stay; everything else becomes a hyphen.
    """
    words = unicodedata.normalize("NFC", f"{study.folder.name} {title}").casefold()
    return re.sub(r"[\W_]+", "-", words).strip("-")[:100].rstrip("-")


def _download(word: str, make: Callable[[], bytes], name: str, kind: str, key: str) -> None:
    """A file that is made only when somebody asks for it."""
    st.download_button(
        word,
        make,
        file_name=name,
        mime=kind,
        key=f"{word.lower()}-{key}",
        type="tertiary",
        on_click="ignore",
    )


def _picture(word: str, make: Callable[[], bytes], name: str, key: str) -> None:
    if find_spec("vl_convert") is not None:
        kind = {"SVG": "image/svg+xml", "PNG": "image/png"}[word]
        _download(word, make, f"{name}.{word.lower()}", kind, key)
    elif st.button(word, key=f"{word.lower()}-{key}", type="tertiary"):
        raise MissingDependencyError.of("vl-convert-python", "a chart as a picture", "app")


def _dialog(title: str, draw: Callable[[], None]) -> None:
    st.dialog(label(title), width="medium")(look.plainly(draw))()


def _table(rows: pd.DataFrame) -> None:
    st.dataframe(rows.head(MOST_ROWS), hide_index=True)
    if len(rows) > MOST_ROWS:
        look.aside(f"The first {MOST_ROWS} of {many(len(rows), 'row')}; the CSV has them all.")


def _voices(study: Study, key: str, voices: Mapping[str, Any]) -> None:
    """The people behind a number: in their own voices, and in their own writing."""
    found = study.why(blind_for=who.coder(), **voices)
    look.aside(escape(found.sentence))
    groups = list(found.groups())
    for at, (whose, clips) in enumerate(groups):
        if len(groups) > 1 or whose == COLLEAGUES:
            st.html(f'<h3 class="cs-whose">{escape(WHOSE[whose])}</h3>')
        player.show_snippets(study, clips, key=f"voices-{key}-{at}")
    if len(found.answers):
        titles = dict(zip(study.surveys["name"], study.surveys["title"], strict=True))
        written = "".join(_answer(row, titles) for row in found.answers.to_dict("records"))
        st.html(f'<h3 class="cs-whose">In writing</h3><ul class="cs-wrote">{written}</ul>')


def _answer(row: Mapping[Any, Any], titles: Mapping[Any, str]) -> str:
    """One answer as HTML: what was written, then who wrote it, when, and what they answered before."""
    score = row["choice"] if missing(row["score"]) else f"{row['score']:g}"
    facts = [
        text(row["person"]) if row["match"] == THESE else f"{text(row['person'])} ({row['match']})",
        f"answered {text(score)}" if not missing(score) else "",
        text(titles.get(row["survey"], row["survey"])),
        text(day(row["answered_at"])),
        *(text(code) for code in row["codes"]),
    ]
    return f"<li><q>{text(row['text'])}</q><span>{' · '.join(filter(None, facts))}</span></li>"
