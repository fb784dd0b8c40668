"""Convening: empathy sessions, from the invitation to what they changed."""

from __future__ import annotations

from cslab.workbench.drafting import Drafting
from cslab.workbench.mirroring import Mirroring
from cslab.workbench.walking import Walking


class Convening(Drafting, Mirroring, Walking):
    """Elicit, listen, reveal, elicit again."""
