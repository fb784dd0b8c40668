"""Walking: who has listened to whom, the weekly rota, show-me notes, and errands of a customer."""

from __future__ import annotations

from cslab.workbench.hearing import Hearing
from cslab.workbench.promising import Promising


class Walking(Hearing, Promising):
    """Walk a mile in a customer's shoes, and know who has."""
