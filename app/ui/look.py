"""The look that pages share: the style sheet, heads, calm cards, empty states."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cache, wraps
from html import escape
from pathlib import Path
from typing import ParamSpec

import streamlit as st

from cslab.errors import CslabError
from cslab.player import assets

logger = logging.getLogger(__name__)

HERE = Path(__file__).resolve().parent
STATIC = HERE.parent / "static"

P = ParamSpec("P")


@cache
def style(name: str) -> str:
    """Read one style sheet of this folder."""
    return (HERE / name).read_text(encoding="utf-8")


def dress() -> None:
    """Put the style sheet and the name on the page."""
    st.html(f"<style>{assets.source('tokens.css')}{style('theme.css')}{style('measure.css')}</style>")
    st.logo(str(STATIC / "wordmark.svg"), size="large")


def head(title: str, *, note: str = "", badge: str = "", summary: tuple[str, ...] = ()) -> None:
    """Write a page's head. ``summary`` is HTML, one piece each; the rest is plain text."""
    mark = f' <span class="cs-badge">{escape(badge)}</span>' if badge else ""
    said = f'<p class="cs-note">{escape(note)}{mark}</p>' if note or badge else ""
    line = f'<p class="cs-sum">{"".join(f"<span>{piece}</span>" for piece in summary)}</p>' if summary else ""
    st.html(f'<header class="cs-head"><h1>{escape(title)}</h1>{said}{line}</header>')


def section(title: str) -> None:
    """Write a heading inside a page."""
    st.html(f'<h2 class="cs-section">{escape(title)}</h2>')


def aside(html: str) -> None:
    """Write a short explanation in small type; HTML."""
    st.html(f'<p class="cs-aside">{html}</p>')


def trouble(sentence: str) -> None:
    """Say calmly what is wrong."""
    st.html(f'<div class="cs-trouble" role="alert">{escape(sentence)}</div>')


def unforeseen(error: Exception) -> bool:
    """Keep calm where a page breaks as nobody foresaw: details go to the log, a sentence to the page."""
    logger.error("A page broke", exc_info=error)
    trouble("Something broke on this page. Reload it; the details are in the log of the app's server.")
    return True


def empty(title: str, html: str, command: str = "") -> None:
    """Teach what belongs here: a title, a sentence or two (HTML), and a command to copy."""
    code = f"<pre>{escape(command)}</pre>" if command else ""
    st.html(f'<div class="cs-empty cs-bars"><h2>{escape(title)}</h2><p>{html}</p>{code}</div>')


def no_study() -> None:
    """Say what to run when the server was started without a study."""
    empty(
        "Which study shall we open?",
        "cslab shows one study at a time: a folder with recordings and a <code>study.toml</code>. "
        "Make one, put recordings into it, and open it from a terminal.",
        "cslab init my-study\ncslab app my-study",
    )


def plainly(page: Callable[P, None]) -> Callable[P, None]:
    """Turn an error that cslab raised on purpose into its sentence; for fragments, which run on their own."""

    @wraps(page)
    def shown(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            page(*args, **kwargs)
        except CslabError as error:
            trouble(str(error))

    return shown
