"""The Streamlit app: a launcher with signed routes, thin pages, and what the pages share.

The folder is called ``app`` in the repository and ``cslab_app`` where cslab is installed; its two entry
scripts, ``streamlit_app.py`` and ``main.py``, make ``import app`` mean this folder in either case.
"""
