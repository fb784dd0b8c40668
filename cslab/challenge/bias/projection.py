"""The projection weight of a team: how far its own taste leaks into what it believes of customers."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd

from cslab.challenge.bias import words
from cslab.challenge.bias.accuracy import cost, shared_pull, two_slopes, warranted
from cslab.challenge.bias.compared import Data, cut, items_of, means_of
from cslab.challenge.bias.people import PEOPLE_COLUMNS, answers_of, with_people
from cslab.challenge.bias.planning import usual_size, what_it_takes
from cslab.challenge.bias.projected import Projection
from cslab.challenge.bias.sheets import Sheet, connected, read_actual, read_team, with_ends
from cslab.challenge.bias.sureness import by_sureness
from cslab.challenge.bias.twoway import Bools, Fit, Floats, Within, fit, permuted, reach, varies
from cslab.challenge.bias.words import INCONCLUSIVE, UNTESTABLE
from cslab.errors import InputError
from cslab.estimate import Estimate, check_level


def projection(
    team: pd.DataFrame,
    actual: pd.DataFrame | None = None,
    *,
    smallest: float = 0.10,
    level: float = 0.95,
    permutations: int = 1999,
    seed: int = 0,
) -> Projection:
    """Measure how far a team's own taste leaks into what it believes of customers.

    Parameters
    ----------
    team : DataFrame
        One row an answer: teammate, item, own (how much they like or want it themselves), predicted (what
        they think customers say on average), and where asked certainty (how sure they are of their own view);
        each 0 to 100. Answers given before any customer data were seen.
    actual : DataFrame, optional
        What customers said: item, value (mean, 0 to 100), and where known wording, se, sd, n. The weight
        does not need it; warranted weight, shared pull and cost do.
    smallest : float
        The smallest weight that matters.
    level : float
        Of the intervals.
    permutations : int
        How often own answers are dealt out at random; 0 for not at all.
    seed : int
        Of those deals, and of the order in which people are listed without names.

    Returns
    -------
    Projection
        With a verdict in any case, and with no number where none can be had: then the sentence says why.

    Raises
    ------
    InputError
        If `team` or `actual` is no table, answers are plainly not from 0 to 100, or an option is impossible.
    NotFoundError
        If a column is missing.

    Notes
    -----
    Estimand: by how much a teammate's prediction of an item rises with their own liking of it, compared with
    colleagues on the same item: ``P ~ O + C(teammate) + C(item)``, ordinary least squares. Effects of items
    absorb the truth, what everybody believes and what one ought to like, so neither knowledge nor the
    survey's error can look like projection; effects of teammates absorb how each uses the scale. 0 = none,
    1 = "they want what I want". Answers that are missing are left out, not filled in; degrees of freedom
    follow from the rank. With teammates whose weights differ, this team's is their mean by how much their own
    views vary.

    Interval for this team: classical t. For people like us: delete-one-teammate jackknife, t with teammates
    less one. Single teammates: one slope each in the same model, drawn toward the pooled weight
    (Paule-Mandel). Chance: own answers dealt out among teammates within each item.

    Items must vary between teammates: where all like the same, nothing can be told. Not causal: somebody who
    knows customers like themselves better would look the same. Two people give a range only, one person is
    compared with customers instead (``P ~ O + A``, t with items less three), and neither gets a verdict.
    Fewer than 8 items give no number.

    References
    ----------
    Frisch, R. & Waugh, F. V. (1933). Partial time regressions as compared with individual trends.
    Econometrica 1, 387-401.
    Krueger, J. & Clement, R. W. (1994). The truly false consensus effect. Journal of Personality and Social
    Psychology 67, 596-610.
    Paule, R. C. & Mandel, J. (1982). Consensus values and weighting factors. Journal of Research of the
    National Bureau of Standards 87, 377-385.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> rng = np.random.default_rng(1)
    >>> own, truth = rng.uniform(20, 80, (8, 15)), rng.uniform(30, 70, 15)
    >>> guess = np.clip(truth + 0.4 * (own - 50) + rng.normal(0, 8, (8, 15)), 0, 100)
    >>> team = pd.DataFrame(
    ...     [(f"t{j}", f"i{k}", own[j, k], guess[j, k]) for j in range(8) for k in range(15)],
    ...     columns=["teammate", "item", "own", "predicted"],
    ... )
    >>> found = projection(team)
    >>> found.verdict
    'projects'
    >>> print(found.weight.format(digits=2))
    0.43 (0.34–0.52, n = 120)
    """
    check_level(level)
    if not 0 <= smallest < 1:
        raise InputError(f"The smallest weight that matters must be from 0 to below 1, not {smallest}.")
    if permutations < 0:
        raise InputError(f"Own answers can't be dealt out {permutations} times.")
    sheet = read_team(team)
    customers, left_out = read_actual(actual)
    known = with_ends(customers, level)
    answered = int(sheet.whole.any(axis=1).sum())
    kept = connected(sheet.whole)
    data = cut(sheet, sheet.whole if answered == 1 else kept, known)
    base = _without_number(
        sheet, known, answered, smallest, level, (*sheet.caveats, *left_out, *_unused(sheet, kept, answered))
    )
    if not answered:
        return replace(base, sentence=words.NOBODY)
    if answered > 1 and not kept.any():
        return replace(base, sentence=words.NOT_SHARED)
    if len(data.items) < words.LEAST_ITEMS:
        many = f"{len(data.items)} item{'' if len(data.items) == 1 else 's'}"
        return replace(base, sentence=words.TOO_FEW_ITEMS.format(items=many))
    if answered == 1:
        return _of_one(base, data, level)
    return _of_several(base, data, permutations, seed)


# ----------------------------------------------------------------------------------------------- inside


def _unused(sheet: Sheet, kept: Bools, answered: int) -> tuple[str, ...]:
    """Say which items and people tell nothing."""
    if answered < 2 or not kept.any():
        return ()
    lone = int((sheet.whole.any(axis=0) & ~kept.any(axis=0)).sum())
    out = int((sheet.whole.any(axis=1) & ~kept.any(axis=1)).sum())
    return (
        *([f"{lone} of the items were answered by one of you only, and tell nothing."] if lone else []),
        *(
            [f"{out} of you answered fewer than two items that others did, and count for nothing."]
            if out
            else []
        ),
    )


def _without_number(
    sheet: Sheet, known: pd.DataFrame, answered: int, smallest: float, level: float, caveats: tuple[str, ...]
) -> Projection:
    return Projection(
        verdict=UNTESTABLE,
        sentence="",
        weight=None,
        people_like_us=None,
        p=math.nan,
        warranted=None,
        shared_pull=None,
        cost=None,
        sureness=None,
        needs=usual_size(),
        items=items_of(sheet, known),
        people=pd.DataFrame(columns=list(PEOPLE_COLUMNS)),
        teammates=answered,
        items_used=0,
        answers=int(sheet.whole.sum()),
        smallest=smallest,
        level=level,
        caveats=caveats,
        _persons={name: answers_of(sheet, known, at) for at, name in enumerate(sheet.teammates)},
        _numbers={},
    )


def _of_one(base: Projection, data: Data, level: float) -> Projection:
    if int(np.isfinite(data.value).sum()) < words.LEAST_ITEMS:
        return replace(base, sentence=words.ALONE_WITHOUT)
    found = two_slopes(data.own[0], data.predicted[0], data.value)
    if found is None:
        return replace(base, sentence=words.ALONE_FLAT)
    slope, error, many = found
    far = reach(many - 3, level) * error
    weight = Estimate(
        slope,
        slope - far,
        slope + far,
        many,
        "Slope of predictions on own answers, given customers, t",
        level,
        "",
        ("It cannot separate taste from common belief.",),
    )
    return replace(
        base,
        verdict=INCONCLUSIVE,
        sentence=words.of_one(weight),
        weight=weight,
        items_used=many,
        answers=many,
        warranted=warranted(data.value, data.se, data.sd, level=level),
        caveats=(*base.caveats, "One person: the number cannot separate taste from common belief."),
    )


def _of_several(base: Projection, data: Data, permutations: int, seed: int) -> Projection:
    within = Within(data.used)
    if not varies(within(data.own), data.own, data.used):
        return replace(base, sentence=words.SAME_TASTE)
    if not varies(within(data.predicted), data.predicted, data.used):
        return replace(base, sentence=words.SAME_GUESSES)
    level, many, n = base.level, len(data.teammates), int(data.used.sum())
    found = fit(data.own, data.predicted, data.used)
    if found.freedom < 1:
        return replace(base, sentence=words.NOT_SHARED)
    low, high = (float(end) for end in found.of_team(level))
    weight = Estimate(
        float(found.weight),
        low,
        high,
        n,
        "Slope of predictions on own answers, two-way fixed effects, t",
        level,
        "",
        _doubts(data, found),
    )
    # two people tell a range about themselves, and nothing that others should act on
    verdict = words.verdict(weight, base.smallest) if many > 2 else INCONCLUSIVE
    settled = verdict != INCONCLUSIVE
    result = replace(
        base,
        verdict=verdict,
        sentence=words.sentence(weight, verdict, base.smallest) if many > 2 else words.of_two(weight),
        weight=weight,
        needs=""
        if settled
        else what_it_takes(many, len(data.items), float(found.error), base.smallest, level),
        teammates=many,
        items_used=len(data.items),
        answers=n,
        warranted=warranted(data.value, data.se, data.sd, level=level),
        caveats=(*base.caveats, *weight.caveats),
    )
    if many == 2:
        return replace(result, caveats=(*result.caveats, "Two people: an interval for these two, no more."))
    rng = np.random.default_rng(seed)
    means = [means_of(np.where(data.used, values, np.nan)) for values in (data.own, data.predicted)]
    return with_people(
        replace(
            result,
            people_like_us=_people_like_us(found, many, level),
            p=permuted(data.own, data.predicted, data.used, permutations=permutations, rng=rng)
            if permutations
            else math.nan,
            shared_pull=shared_pull(means[0], means[1], data.value, level=level),
            cost=cost(
                data.own, data.predicted, data.used, data.value, weight.value, found.apart, level=level
            ),
            sureness=by_sureness(data.own, data.certainty, data.predicted, data.used, level=level),
        ),
        data,
        seed,
    )


def _people_like_us(found: Fit, many: int, level: float) -> Estimate | None:
    if not np.isfinite(found.apart).all():
        return None
    low, high = (float(end) for end in found.of_people_like_us(level))
    return Estimate(
        float(found.weight),
        low,
        high,
        many,
        "Slope of predictions on own answers, two-way fixed effects, jackknife over teammates",
        level,
        "",
        (f"From {many} teammates; it takes them to be a sample of people like them.",),
    )


def _doubts(data: Data, found: Fit) -> tuple[str, ...]:
    used = data.used

    def flat(values: Floats) -> int:
        highest = np.where(used, values, -np.inf).max(axis=1)
        lowest = np.where(used, values, np.inf).min(axis=1)
        return int((highest - lowest < 1e-9).sum())

    own, guesses = flat(data.own), flat(data.predicted)
    given = np.concatenate([data.own[used], data.predicted[used]])
    ends = float(np.mean((given <= 0) | (given >= 100)))
    return (
        *([f"{own} of you gave the same own view of everything."] if own else []),
        *([f"{guesses} of you gave the same prediction for everything."] if guesses else []),
        *(
            [f"{ends * 100:.0f} % of answers lie at an end of the scale, which hides some of the weight."]
            if ends > 0.1
            else []
        ),
        *(
            ["Predictions follow own views exactly, so the interval has no width; that is not certainty."]
            if float(found.error) < 1e-6
            else []
        ),
        *(
            [f"{len(data.items)} items are few: 15 that you differ on make a much firmer number."]
            if len(data.items) < 12
            else []
        ),
    )
