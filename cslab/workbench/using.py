"""Using: what customers do in the product, from files of events."""

from __future__ import annotations

from cslab.workbench.folder import Folder


class Using(Folder):
    """Usage events, features, retention and renewal."""
