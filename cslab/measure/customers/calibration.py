"""Whether the risk that relationships show told who left: until then its weights are only an opinion."""

from __future__ import annotations

import html
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cslab.errors import InputError
from cslab.estimate import Estimate, check_level


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """How well a risk ranks those who left above those who stayed.

    Parameters
    ----------
    auc : Estimate
        Chance that one who left had a higher risk than one who stayed.
    left, stayed : int
        How many did.
    sentence : str
        The result in words.
    """

    auc: Estimate
    left: int
    stayed: int
    sentence: str

    def summary(self) -> pd.DataFrame:
        """Return one row: the estimate's parts, left, stayed, sentence."""
        return self.auc.summary().assign(left=self.left, stayed=self.stayed, sentence=self.sentence)

    def _repr_html_(self) -> str:
        return f"{self.auc._repr_html_()}<p>{html.escape(self.sentence)}</p>"


def calibrate(accounts_risk: pd.Series, churned: pd.Series, *, level: float = 0.95) -> Calibration:
    """Ask whether a risk told who left from who stayed.

    Parameters
    ----------
    accounts_risk : Series of float
        The risk of each account, such as ``account_health(...).table`` has as ``value``, by account_id, as it
        stood *before* anybody left.
    churned : Series of bool
        Whether it left afterwards, by account_id. Accounts of one series only are left out.
    level : float
        Of the interval.

    Returns
    -------
    Calibration

    Raises
    ------
    InputError
        If fewer than two left, or fewer than two stayed: then nothing can be compared.

    Notes
    -----
    Estimand: ``P(risk of one who left > risk of one who stayed) + P(equal) / 2``, the area under the ROC
    curve.
    The interval is that of Brunner and Munzel, which allows unequal spread; its ends are cut to 0 and 1.
    Not for risks that were judged when it was already known who leaves: these rank well and foretell nothing.
    A good rank says nothing about whether 30 % means 30 %.

    References
    ----------
    Brunner, E. & Munzel, U. (2000). The nonparametric Behrens-Fisher problem. Biometrical Journal 42, 17-25.

    Examples
    --------
    >>> risk = pd.Series([.9, .7, .4, .6, .3, .2, .1], index=list("abcdefg"))
    >>> left = pd.Series([True, True, True, False, False, False, False], index=list("abcdefg"))
    >>> print(calibrate(risk, left).auc.format(digits=0))
    92 % (61–100 %, n = 7)
    """
    from statsmodels.stats.nonparametric import rank_compare_2indep

    check_level(level)
    risk = pd.to_numeric(accounts_risk, errors="coerce").dropna()
    both = risk.index.intersection(churned.dropna().index)
    gone = churned.loc[both].astype(bool).to_numpy()
    values = risk.loc[both].to_numpy(dtype=np.float64)
    left, stayed = values[gone], values[~gone]
    if len(left) < 2 or len(stayed) < 2:
        raise InputError(
            "To calibrate, at least two accounts that left and two that stayed are needed, with a risk of "
            f"before; there are {len(left)} and {len(stayed)}."
        )
    caveats = ["Holds only if the risk was judged before it was known who leaves."]
    if min(len(left), len(stayed)) < 10:
        caveats.append("The smaller group has fewer than 10 accounts, so the interval is rough.")
    value, low, high, rough = _ends(rank_compare_2indep, left, stayed, level)
    if rough:
        caveats.append("The groups do not overlap, so the interval comes from the rule of three.")
    method = "area under the ROC curve, Brunner-Munzel interval"
    auc = Estimate(value, low, high, len(values), method, level, "%", tuple(caveats))
    return Calibration(auc, len(left), len(stayed), _sentence(auc))


def _ends(
    compare: object, left: np.ndarray, stayed: np.ndarray, level: float
) -> tuple[float, float, float, bool]:
    """Value and interval; where no pair is in disorder there is no spread to estimate it from."""
    if left.min() > stayed.max() or left.max() < stayed.min():
        value = float(left.min() > stayed.max())
        reach = min(1.0, 3.0 / min(len(left), len(stayed)))
        return value, max(0.0, value - reach), min(1.0, value + reach), True
    if np.ptp(np.concatenate([left, stayed])) == 0:
        return 0.5, 0.0, 1.0, False
    with np.errstate(all="ignore"):
        found = compare(left, stayed)  # type: ignore[operator]
        low, high = (float(end) for end in found.conf_int(alpha=1 - level))
    value = float(found.prob1)
    low, high = (max(0.0, low), min(1.0, high)) if np.isfinite([low, high]).all() else (0.0, 1.0)
    return value, low, high, False


def _sentence(auc: Estimate) -> str:
    shown = auc.format(digits=0)
    start = (
        "Take one account that left and one that stayed: in this share of such pairs the one that left had "
        f"the higher risk: {shown}."
    )
    if auc.low > 0.5:
        return f"{start} That is better than tossing a coin, so the order of the risks is worth looking at."
    if auc.high < 0.5:
        return f"{start} That is worse than tossing a coin: the weights point the wrong way."
    return f"{start} That can't be told from tossing a coin, so the weights stay an opinion."
