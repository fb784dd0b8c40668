"""What is looked at stands in the address: links and the browser's way back are followed, choices written."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import streamlit as st


def follow(name: str, key: str, known: Collection[str], default: str) -> None:
    """Set what a widget has chosen, before it is drawn.

    The address wins where it names something else than was last written into it: a link was followed, or the
    browser went back. Otherwise what was chosen stays.

    Parameters
    ----------
    name : str
        The word of the address.
    key : str
        Of the widget.
    known : collection of str
        What can be chosen.
    default : str
        What is chosen where neither says anything that is known.
    """
    named = st.query_params.get(name, "")
    if st.session_state.get(key) not in known or named != st.session_state.get(_written(key), named):
        st.session_state[key] = named if named in known else default


def choose(key: str, words: Mapping[str, str], *, name: str = "view", label: str = "View") -> str:
    """Let people choose one of a few things to look at; the address names it, so that it can be bookmarked.

    Parameters
    ----------
    key : str
        Of the widget.
    words : mapping of str to str
        What can be chosen, by how the address calls it; the first is chosen where nothing says another.
    name : str
        The word of the address.
    label : str
        For those who do not see the page.
    """
    first = next(iter(words))
    follow(name, key, words, first)
    picked = st.segmented_control(
        label,
        list(words),
        format_func=words.__getitem__,
        key=key,
        required=True,
        label_visibility="collapsed",
    )
    chosen = str(picked or first)
    write(name, key, chosen)
    return chosen


def write(name: str, key: str, value: str) -> None:
    """Write what was chosen into the address."""
    if st.query_params.get(name) != value:
        st.query_params[name] = value
    st.session_state[_written(key)] = value


def _written(key: str) -> str:
    return f"{key}-written"
