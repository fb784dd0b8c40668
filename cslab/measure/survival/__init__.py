"""How long until: Kaplan-Meier, log-rank and Cox, with the numbers at risk; and renewal of contracts.

Everything here is imported from `cslab.survival`; the parts stand in modules of their own.
"""

from __future__ import annotations

from cslab.measure.survival.concordance import concordance
from cslab.measure.survival.cox import CoxModel, cox
from cslab.measure.survival.kaplan_meier import SurvivalCurve, kaplan_meier
from cslab.measure.survival.log_rank import LogRank, log_rank
from cslab.measure.survival.renewal import RenewalCurve, renewal_curve
from cslab.measure.survival.subjects import EVERYBODY

__all__ = [
    "EVERYBODY",
    "CoxModel",
    "LogRank",
    "RenewalCurve",
    "SurvivalCurve",
    "concordance",
    "cox",
    "kaplan_meier",
    "log_rank",
    "renewal_curve",
]
