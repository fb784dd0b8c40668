"""The verdict in words that need no statistics, also where there are too few people or items for one."""

from __future__ import annotations

import math
from typing import Final

from cslab.estimate import Estimate

PROJECTS: Final = "projects"
LITTLE: Final = "does not project more than"
"""Followed by the smallest weight that matters."""
CONTRASTS: Final = "contrasts"
"""Customers are thought to like less what a teammate likes more: the opposite of projecting."""
INCONCLUSIVE: Final = "inconclusive"
UNTESTABLE: Final = "untestable"

TEAM, PEOPLE_LIKE_US = "this team", "people like us"

LEAST_ITEMS: Final = 8
"""Fewer items give no number."""

TOO_FEW_ITEMS: Final = (
    "No number from {items}: it takes at least 8 that two or more of you answered, and 15 are better. "
    "The picture of each item is below."
)
NOBODY: Final = "Nobody has given both an own view and a prediction yet, so there is nothing to compare."
NOT_SHARED: Final = (
    "No two of you answered the same two items, so your own taste can't be told from what the items are."
)
SAME_TASTE: Final = (
    "You gave the same own views, item by item, so nothing tells your taste from what the items are: "
    "no number can be given."
)
SAME_GUESSES: Final = (
    "Your predictions do not differ from each other beyond one level each, so no number can be given."
)
ALONE_WITHOUT: Final = (
    "One person's taste can only be compared with what customers say, and that is known of too few "
    "of these items: it takes 8."
)
ALONE_FLAT: Final = (
    "One person's own views, predictions or the customers do not vary, so no number can be given."
)


def verdict(weight: Estimate, smallest: float) -> str:
    """Give the verdict that an interval allows.

    Parameters
    ----------
    weight : Estimate
        With its interval.
    smallest : float
        The smallest weight that matters.

    Examples
    --------
    >>> verdict(Estimate(0.3, 0.2, 0.4, 96, "by hand"), 0.1)
    'projects'
    >>> verdict(Estimate(0.0, -0.08, 0.08, 96, "by hand"), 0.1)
    'does not project more than 0.10'
    """
    if weight.low > smallest:
        return PROJECTS
    if weight.high < -smallest:
        return CONTRASTS
    if weight.high < smallest:
        return f"{LITTLE} {smallest:.2f}"
    return INCONCLUSIVE


def sentence(weight: Estimate, found: str, smallest: float) -> str:
    """Say what a projection weight means.

    Parameters
    ----------
    weight : Estimate
        With its interval.
    found : str
        The verdict.
    smallest : float
        The smallest weight that matters.

    Examples
    --------
    >>> sentence(Estimate(0.34, 0.25, 0.43, 96, "by hand"), "projects", 0.1)[-55:]
    'their guess of the customers rises by 3.4 (2.5 to 4.3).'
    """
    first = (
        "For every 10 points by which one of you likes something more than a colleague, "
        "their guess of the customers"
    )
    size, ends = 10 * weight.value, f"{10 * weight.low:.1f} to {10 * weight.high:.1f}"
    limit = f"{10 * smallest:g}"
    if found == PROJECTS:
        return f"{first} rises by {size:.1f} ({ends})."
    if found == CONTRASTS:
        return f"{first} falls by {-size:.1f} ({-10 * weight.high:.1f} to {-10 * weight.low:.1f})."
    if found.startswith(LITTLE):
        return f"{first} hardly moves: by {size:.1f} ({ends}), less than the {limit} that would matter."
    return (
        "Whether you project can't be told yet: for every 10 points by which one of you likes something more "
        f"than a colleague, their guess of the customers moves by anything from {ends}."
    )


def of_two(weight: Estimate) -> str:
    """Say what two people's answers tell: a range."""
    return (
        "With two of you there is only a range: for every 10 points by which one likes something more than "
        f"the other, their guess of the customers moves by something from {10 * weight.low:.1f} to "
        f"{10 * weight.high:.1f}."
    )


def of_one(weight: Estimate) -> str:
    """Say what one person's answers tell, and what they can't."""
    return (
        "Beyond what customers say, this person's guess moves by "
        f"{10 * weight.value:.1f} ({10 * weight.low:.1f} to {10 * weight.high:.1f}) for every 10 points of "
        "own liking; one person's answers cannot separate taste from common belief."
    )


def of_person(name: str, weight: Estimate) -> str:
    """Say one teammate's figure to them."""
    size, ends = 10 * weight.value, f"{10 * weight.low:.1f} to {10 * weight.high:.1f}"
    return (
        f"{name}: for every 10 points by which you like something more than your colleagues, your guess of "
        f"the customers moves by {size:.1f} ({ends})."
    )


def chance(p: float) -> str:
    """Say how often answers dealt out at random look like the real ones; empty without a number.

    Examples
    --------
    >>> chance(0.034)
    'Own answers dealt out among you at random go as closely with your guesses in about 3 of 100 deals.'
    """
    if math.isnan(p):
        return ""
    often = (
        f"about {p * 100:.0f} of 100 deals"
        if p >= 0.01
        else f"about {p * 1000:.0f} of 1,000 deals"
        if p > 0.001
        else "no more than 1 of 1,000 deals"
    )
    return f"Own answers dealt out among you at random go as closely with your guesses in {often}."


def deserved(weight: Estimate, warranted: Estimate) -> str:
    """Say whether one's own taste gets more weight than it deserves."""
    ends = f"{warranted.value:.2f} ({warranted.low:.2f} to {warranted.high:.2f})"
    if weight.low > warranted.high:
        return f"That is more than your own taste deserves as a guide to these customers: {ends}."
    if weight.high < warranted.low:
        return f"That is less than your own taste could bear as a guide to these customers: {ends}."
    return f"Whether that is more than your own taste deserves can't be told: it deserves {ends}."
