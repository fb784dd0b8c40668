"""The launcher: ``streamlit run app/streamlit_app.py`` finds ``app`` in here and serves it."""

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

from app.routes import lifespan, routes  # noqa: E402 - only now does `app` mean this folder
from app.ui.look import unforeseen  # noqa: E402

app = st.App(HERE / "main.py", routes=routes(), lifespan=lifespan, on_script_error=unforeseen)
