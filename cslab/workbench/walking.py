"""Walking: who has listened to whom, the weekly rota, show-me notes, and errands of a customer."""

from __future__ import annotations

from cslab.workbench.walklog import WalkLog


class Walking(WalkLog):
    """Walk a mile in a customer's shoes, and know who has."""
