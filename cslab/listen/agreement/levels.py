"""How far two values lie apart, at each level of measurement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np

from cslab.errors import InputError
from cslab.listen.agreement.tally import Floats

Level = Literal["nominal", "ordinal", "interval", "ratio"]
LEVELS: tuple[Level, ...] = ("nominal", "ordinal", "interval", "ratio")


def distances(values: Sequence[Any], margins: Floats, level: Level) -> Floats:
    """Return the squared difference of every two values.

    Parameters
    ----------
    values : sequence of K values
        In order of size; numbers for the levels interval and ratio.
    margins : array of float, shape (..., K)
        How often each value was given; ordinal differences count the values that lie between.
    level : {"nominal", "ordinal", "interval", "ratio"}
        Of measurement.

    Returns
    -------
    array of float, shape (..., K, K)

    Raises
    ------
    InputError
        If there is no such level, or it needs numbers and the values are none.

    References
    ----------
    Krippendorff, K. (2018). Content Analysis, 4th ed. Sage. Section 12.3.4.

    Examples
    --------
    >>> distances([1, 2, 4], np.ones(3), "interval")
    array([[0., 1., 9.],
           [1., 0., 4.],
           [9., 4., 0.]])
    """
    if level not in LEVELS:
        raise InputError(f"{level!r} is not a level of measurement; use {', '.join(LEVELS)}.")
    if level == "nominal":
        return 1 - np.eye(len(values))
    if level == "ordinal":
        upto = np.cumsum(margins, axis=-1) - margins / 2
        return np.asarray((upto[..., :, None] - upto[..., None, :]) ** 2)
    try:
        numbers = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputError(f"The level {level} needs numbers, but at least one value is none.") from error
    difference = numbers[:, None] - numbers[None, :]
    if level == "interval":
        return np.asarray(difference**2)
    total = numbers[:, None] + numbers[None, :]
    return np.divide(difference, total, out=np.zeros_like(difference), where=total != 0) ** 2
