"""What codes say about people: how many, which together, and whether new interviews still bring new ones.

People are counted, not mentions: somebody who speaks of a thing nine times is one person.
"""

from __future__ import annotations

from cslab.listen.patterns.counts import CodeCounts, count_codes
from cslab.listen.patterns.groups import STAGE, groups_of
from cslab.listen.patterns.saturation import Saturation, saturate
from cslab.listen.patterns.together import CoOccurrence, cooccur

__all__ = [
    "STAGE",
    "CoOccurrence",
    "CodeCounts",
    "Saturation",
    "cooccur",
    "count_codes",
    "groups_of",
    "saturate",
]
