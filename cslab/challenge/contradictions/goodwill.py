"""High scores and no goodwill: they would recommend us, and do not think that we wish them well."""

from __future__ import annotations

import pandas as pd

from cslab.challenge.contradictions.chance import chance_of_more, effective, share_among
from cslab.challenge.contradictions.contradiction import FEW, GOODWILL, TOLERANCE, Contradiction, Side, people
from cslab.errors import InputError

MIDDLE = 0.5
"""Of the level, from 0 to 1: below it, somebody denies more than they grant."""


def goodwill(
    answers: pd.DataFrame,
    *,
    group: str = "promoters",
    survey: str = "",
    title: str = "",
    tolerance: float = TOLERANCE,
    level: float = 0.95,
) -> list[Contradiction]:
    """Count those who score high and whose goodwill lies below the middle.

    Parameters
    ----------
    answers : DataFrame
        One row a person: person_id, account_id (may be missing), high (bool: scores high), goodwill (0 to 1,
        as `cslab.measure.surveys.levels.level_scores` gives it; missing where not answered).
    group : str
        What those are called who score high.
    survey, title : str
        Name and title of the survey.
    tolerance : float
        So large a share is taken to be the few that there always are.
    level : float
        Of the interval.

    Returns
    -------
    list of Contradiction
        One, listed or not.

    Raises
    ------
    InputError
        If fewer than 5 who score high say anything of goodwill.

    Notes
    -----
    Estimand: the share of all who score high that do not think we wish them well. Exact interval; people of
    one account count as what they add. Set against 1 in 20, because of any large group a few are odd, and
    because a mean of a few questions is sometimes low by a slip: a share above that is more than slips.
    """
    here = answers[answers["high"].astype(bool) & answers["goodwill"].notna()]
    if len(here) < FEW:
        raise InputError(
            f"Only {people(len(here))} of the {group} said anything of our goodwill; it needs at least {FEW}."
        )
    low = (here["goodwill"] < MIDDLE).to_numpy(dtype=bool)
    homes = here.get("account_id")
    found = share_among(low, homes, level=level)
    who = tuple(str(one) for one in here.loc[low, "person_id"].dropna())
    k, n = int(low.sum()), len(here)
    voices = {"people": who, **({"survey": survey} if survey else {})}
    where = f" in {title}" if title else ""
    return [
        Contradiction(
            key=f"goodwill/{group}",
            kind=GOODWILL,
            title=f"{k} of {n} {group} {'does' if k == 1 else 'do'} not think we want them to do well",
            sides=(
                Side("Their score", f"{n} {group}{where} said something of our goodwill, too.", voices),
                Side(
                    "Their trust in us",
                    f"{k} of them put our goodwill below the middle of the scale.",
                    {"people": who, "sentiment": -1},
                ),
            ),
            estimate=found,
            null=tolerance,
            against=f"the few that there always are: 1 in {1 / tolerance:.0f}",
            p=chance_of_more(*effective(low, homes), tolerance),
            n=n,
            person_ids=who,
            caveats=("Goodwill is the mean of a few questions; of somebody near the middle it can slip.",),
            page=("surveys", {"survey": survey, "view": "levels"}) if survey else None,
        )
    ]
