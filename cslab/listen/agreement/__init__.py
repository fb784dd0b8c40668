"""Agreement between people who coded the same material on their own.

`compare` works on highlights, as `Study.agreement` does; the other functions take any table of ratings.
"""

from __future__ import annotations

from cslab.listen.agreement.compare import Reading, compare
from cslab.listen.agreement.ratings import cohen_kappa, fleiss_kappa, krippendorff_alpha
from cslab.listen.agreement.result import ALL, ANY, MEASURES, Agreement, Figure
from cslab.listen.agreement.unitizing import Continuum, Mark, unitizing_alpha
from cslab.listen.agreement.units import UNITS, Unit

__all__ = [
    "ALL",
    "ANY",
    "MEASURES",
    "UNITS",
    "Agreement",
    "Continuum",
    "Figure",
    "Mark",
    "Reading",
    "Unit",
    "cohen_kappa",
    "compare",
    "fleiss_kappa",
    "krippendorff_alpha",
    "unitizing_alpha",
]
