"""What the team believes that customers would answer, against what they answer."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from cslab.challenge.contradictions.contradiction import BELIEF, FEW, Contradiction, Side
from cslab.errors import InputError
from cslab.estimate import Estimate

MATES = 3
"""Of fewer teammates no mean is told: it would say what one of them wrote."""


def beliefs(
    team: pd.DataFrame,
    actual: pd.DataFrame,
    *,
    smallest: float = 0.10,
    answered: Mapping[str, tuple[Sequence[str], Sequence[str]]] | None = None,
    survey: str = "",
    level: float = 0.95,
) -> list[Contradiction]:
    """Set what the team predicted against what customers answered, item by item.

    Parameters
    ----------
    team : DataFrame
        teammate, item, predicted (0 to 100); of locked sheets alone.
    actual : DataFrame
        item, wording, value, se, n (0 to 100).
    smallest : float
        The smallest gap that matters, as a part of the scale.
    answered : mapping, optional
        item -> person_id of those who answered low, and of those who answered high.
    survey : str
        Name of the survey.
    level : float
        Of the intervals.

    Returns
    -------
    list of Contradiction
        One an item with at least 5 answers that differ, listed or not.

    Raises
    ------
    InputError
        If fewer than three teammates predicted anything, or no item can be compared.

    Notes
    -----
    Estimand: the mean prediction of this team less the mean that all customers would answer. The team is
    taken as it is, so the interval is that of the customers' mean (t); p is that of the interval that just
    ends at the smallest gap that matters, and 1 within it. Why the team errs is another question, for
    `cslab.bias.projection`.
    """
    from scipy import stats

    said = team.dropna(subset=["predicted"])
    mates = said["teammate"].nunique()
    if mates < MATES:
        raise InputError(
            f"{'No teammate has' if not mates else f'Only {mates} of us have'} locked a prediction; "
            f"a mean of the team needs at least {MATES}."
        )
    found = []
    rows = actual.dropna(subset=["value", "se"]).to_dict("records")
    known: dict[str, dict[Any, Any]] = {str(row["item"]): row for row in rows}
    for item, given in said.groupby("item", sort=True):
        if str(item) not in known or given["teammate"].nunique() < MATES:
            continue
        row = known[str(item)]
        n, error = int(row["n"]), float(row["se"]) / 100
        if n < FEW or error <= 0:
            continue
        ours, theirs = float(given["predicted"].mean()), float(row["value"])
        gap = (ours - theirs) / 100
        reach = float(stats.t.ppf((1 + level) / 2, n - 1)) * error
        beyond = abs(gap) - smallest
        p = 1.0 if beyond <= 0 else 2 * float(stats.t.sf(beyond / error, n - 1))
        low, high = (answered or {}).get(str(item), ((), ()))
        who = tuple(low if gap > 0 else high)
        wording = str(row["wording"])
        word = "more" if gap > 0 else "less"
        found.append(
            Contradiction(
                key=f"belief/{item}",
                kind=BELIEF,
                title=f"We expect {ours:.0f} of 100 on “{wording}”; customers answer {theirs:.0f}",
                sides=(
                    Side("What we believe", f"{mates} of us expect {ours:.0f} of 100."),
                    Side(
                        "What they answer",
                        f"{theirs:.0f} of 100, the mean of {n} answers.",
                        {"people": who, **({"survey": survey} if survey else {})} if who else None,
                    ),
                ),
                estimate=Estimate(
                    gap,
                    gap - reach,
                    gap + reach,
                    n,
                    "mean prediction less mean answer, Student's t interval of the answers",
                    level,
                    "points",
                ),
                null=math.copysign(smallest, gap),
                against=f"{100 * smallest:g} of 100 {word} than they answer",
                p=min(1.0, p),
                n=n,
                person_ids=who,
                caveats=("Who answers a survey is not who is silent.",),
                page=("mirror", {}),
            )
        )
    if not found:
        raise InputError(
            f"No item that the team predicted has at least {FEW} answers of customers that differ."
        )
    return found
