"""How many people and items it takes to find projection."""

from __future__ import annotations

import math
from typing import Final

from cslab.challenge.bias.twoway import reach
from cslab.errors import InputError

NOISE: Final = 0.95
"""How far predictions scatter beyond teammate and item, by how far own views do: what teams usually show."""
EXACT: Final = 1e-6
"""Scatter below which there is none."""
USUAL: Final = 0.3
"""A weight worth finding."""
OFTEN: Final = 0.8
MOST_ITEMS, MOST_PEOPLE = 60, 60


def chance_to_find(
    people: int,
    items: int,
    *,
    weight: float = USUAL,
    beyond: float = 0.0,
    noise: float = NOISE,
    level: float = 0.95,
) -> float:
    """Return the chance that the interval for a team lies wholly above a weight.

    Parameters
    ----------
    people, items : int
        Of the team, and that all of them answer.
    weight : float
        The true one.
    beyond : float
        What it is to lie above: 0, or the smallest weight that matters.
    noise : float
        How far predictions scatter by how far own views do, beyond teammate and item.
    level : float
        Of the interval.

    Returns
    -------
    float
        Between 0 and 1.

    Raises
    ------
    InputError
        If there are fewer than two people or three items.

    Notes
    -----
    The noncentral t distribution of the estimate by its classical standard error,
    ``noise / sqrt((people - 1) * (items - 1))``. It takes all teammates to have the same weight; where they
    differ, and for people like them, it takes more.

    Examples
    --------
    >>> round(chance_to_find(8, 15), 2)
    0.87
    >>> round(chance_to_find(8, 15, weight=0.3, beyond=0.1), 2)
    0.54
    """
    from scipy import stats

    if people < 2 or items < 3:
        raise InputError("A projection weight takes at least two people and three items.")
    if noise < EXACT:  # guesses follow own answers to the letter
        return float(weight > beyond)
    freedom = (people - 1) * (items - 1) - 1
    away = (weight - beyond) / noise * math.sqrt((people - 1) * (items - 1))
    return float(stats.nct.sf(reach(freedom, level), freedom, away))


def usual_size() -> str:
    """Say what size of team and list finds a usual weight."""
    found = round(chance_to_find(8, 15) * 100)
    fewer = round(chance_to_find(5, 12) * 100)
    return (
        f"8 people and 15 items would find a projection weight of {USUAL:g} with {found} % chance; "
        f"5 people and 12 items with {fewer} %. Items are cheaper than people."
    )


def what_it_takes(people: int, items: int, error: float, smallest: float, level: float) -> str:
    """Say what size would tell a usual weight from the smallest that matters, for answers scattered as these.

    Parameters
    ----------
    people, items : int
        As they are.
    error : float
        Standard error of the weight.
    smallest : float
        The smallest weight that matters.
    level : float
        Of the interval.
    """
    noise = error * math.sqrt((people - 1) * (items - 1))
    weight = max(USUAL, smallest + 0.2)

    def enough(many: int, of: int) -> bool:
        return chance_to_find(many, of, weight=weight, beyond=smallest, noise=noise, level=level) >= OFTEN

    more_items = next((of for of in range(items, MOST_ITEMS + 1) if enough(people, of)), None)
    more_people = next((many for many in range(people, MOST_PEOPLE + 1) if enough(many, items)), None)
    ways = [
        *([f"{people} people and {more_items} items"] if more_items else []),
        *([f"{more_people} people and {items} items"] if more_people else []),
    ]
    goal = f"tell a projection weight of {weight:g} from {smallest:g} with {OFTEN * 100:.0f} % chance"
    if not ways:
        return f"To {goal}, answers as scattered as yours take both more people and more items."
    return f"To {goal}, answers as scattered as yours take {' or '.join(dict.fromkeys(ways))}."
