"""What every page has: configuration, look, navigation, and a plain sentence where something fails."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import streamlit as st

HERE = Path(__file__).resolve().parent

if "app" not in sys.modules:
    spec = importlib.util.spec_from_file_location(
        "app", HERE / "__init__.py", submodule_search_locations=[str(HERE)]
    )
    if spec is not None:
        sys.modules["app"] = importlib.util.module_from_spec(spec)

from app import opened  # noqa: E402 - only now does `app` mean this folder
from app.ui import look, session_notice, who  # noqa: E402
from cslab.errors import CslabError  # noqa: E402

st.set_page_config(page_title="cslab", page_icon=str(HERE / "static" / "icon.png"), layout="wide")
look.dress()
# Whoever came by a session's invitation sees that session and no other page.
alone = "join" in st.query_params
page = st.navigation(
    {
        "Listen": [
            st.Page("views/library.py", title="Library", default=True),
            st.Page("views/interview.py", title="Interview", url_path="interview"),
            st.Page("views/codes.py", title="Codes", url_path="codes"),
            st.Page("views/search.py", title="Search", url_path="search"),
        ],
        "Measure": [
            st.Page("views/overview.py", title="Overview", url_path="overview"),
            st.Page("views/surveys.py", title="Surveys", url_path="surveys"),
            st.Page("views/usage.py", title="Usage", url_path="usage"),
            st.Page("views/customers.py", title="Customers", url_path="customers"),
        ],
        "Challenge": [
            st.Page("views/personas.py", title="Personas", url_path="personas"),
            st.Page("views/mirror.py", title="Mirror", url_path="mirror"),
            st.Page("views/contradictions.py", title="Contradictions", url_path="contradictions"),
        ],
        "Tell": [
            st.Page("views/reels.py", title="Reels", url_path="reels"),
            st.Page("views/journey.py", title="Journey", url_path="journey"),
            st.Page("views/sessions.py", title="Sessions", url_path="sessions"),
            st.Page("views/walk.py", title="Walk a mile", url_path="walk-a-mile"),
            st.Page("views/session.py", title="Session", url_path="session", visibility="hidden"),
        ],
    },
    position="hidden" if alone else "top",
)
try:
    if opened.chosen():
        if not alone:
            who.show()
            session_notice.show(opened.study())
        page.run()
    else:
        look.no_study()
except CslabError as error:
    look.trouble(str(error))
