"""A number is never shown without its interval, how many it rests on, how it was made and what to doubt."""

from __future__ import annotations

import html
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cslab.errors import InputError

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with the interval that it could as well lie in.

    Parameters
    ----------
    value : float
        The estimate itself.
    low, high : float
        The ends of its interval.
    n : int
        How many observations it rests on: people, not mentions.
    method : str
        How value and interval were made, as one would name it in a report.
    level : float
        How often intervals made this way hold the truth, between 0 and 1.
    unit : str
        ``"%"`` for a share and ``"points"`` for a difference of shares, both stored as parts of one and shown
        as parts of a hundred; any other unit is shown behind the number as it is.
    caveats : tuple of str
        What to doubt, in plain words.

    Raises
    ------
    InputError
        If a number is missing, the interval is upside down, or the level is no level.

    Examples
    --------
    >>> print(Estimate(0.619, 0.468, 0.750, 42, "Wilson score interval", unit="%"))
    62 % (47–75 %, n = 42)
    """

    value: float
    low: float
    high: float
    n: int
    method: str
    level: float = 0.95
    unit: str = ""
    caveats: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if any(math.isnan(number) for number in (self.value, self.low, self.high)):
            raise InputError(f"An estimate by {self.method} needs a value and both ends of its interval.")
        if self.low > self.high:
            raise InputError(f"The interval of an estimate must not run from {self.low} down to {self.high}.")
        if self.n < 0:
            raise InputError(f"An estimate can't rest on {self.n} observations.")
        check_level(self.level)

    def format(self, *, digits: int | None = None) -> str:
        """Write the estimate as it is read aloud.

        Parameters
        ----------
        digits : int, optional
            Decimals; without it, so many that the interval shows two digits of its width.

        Examples
        --------
        >>> Estimate(0.5, 0.25, 0.75, 12, "by hand", unit="%").format()
        '50 % (25–75 %, n = 12)'
        >>> Estimate(-1.5, -3.0, 0.0, 12, "by hand", level=0.9, unit="days").format()
        '-1.5 days (-3.0 to 0.0 days, 90 % interval, n = 12)'
        >>> Estimate(5.0, 3.0, math.inf, 12, "by hand", unit="days").format()
        '5.0 days (at least 3.0 days, n = 12)'
        """
        scale = 100 if self.unit in ("%", "points") else 1
        value, low, high = self.value * scale, self.low * scale, self.high * scale
        shown = _decimals(high - low) if digits is None else digits
        unit = f" {self.unit}" if self.unit else ""
        level = "" if self.level == 0.95 else f"{self.level * 100:g} % interval, "
        return f"{_number(value, shown)}{unit} ({_ends(low, high, shown)}{unit}, {level}n = {self.n})"

    def __str__(self) -> str:
        return self.format()

    def summary(self) -> pd.DataFrame:
        """Return one row with every part, the numbers as they are stored.

        Returns
        -------
        DataFrame
            Columns ``value``, ``low``, ``high``, ``n``, ``level``, ``unit``, ``method``, ``caveats``.

        Examples
        --------
        >>> Estimate(0.5, 0.25, 0.75, 12, "by hand", unit="%").summary()[["value", "n", "unit"]]
           value   n unit
        0    0.5  12    %
        """
        import pandas as pd

        return pd.DataFrame(
            {
                "value": [self.value],
                "low": [self.low],
                "high": [self.high],
                "n": [self.n],
                "level": [self.level],
                "unit": [self.unit],
                "method": [self.method],
                "caveats": ["; ".join(self.caveats)],
            }
        )

    def _repr_html_(self) -> str:
        value, _, rest = self.format().partition(" (")
        about = ". ".join([self.method, *self.caveats])
        return (
            f"<div class='cslab-estimate'><b style='font-size:1.4em'>{html.escape(value)}</b> "
            f"<span>({html.escape(rest)}</span><br>"
            f"<small style='opacity:.7'>{html.escape(about)}.</small></div>"
        )


def check_level(level: float) -> None:
    """Refuse a level that is none.

    Raises
    ------
    InputError
        If it does not lie between 0 and 1.
    """
    if not 0 < level < 1:
        raise InputError(f"The level of an interval must lie between 0 and 1, but {level} was given.")


def _ends(low: float, high: float, digits: int) -> str:
    """Write an interval; one that is open at an end says how far it goes at the other."""
    if math.isinf(high):
        return "open at both ends," if math.isinf(low) else f"at least {_number(low, digits)}"
    if math.isinf(low):
        return f"at most {_number(high, digits)}"
    return f"{_number(low, digits)}{' to ' if low < 0 else '–'}{_number(high, digits)}"


def _decimals(width: float) -> int:
    if not math.isfinite(width) or width <= 0:
        return 1
    return min(6, max(0, 1 - math.floor(math.log10(width))))


def _number(number: float, digits: int) -> str:
    text = f"{number:.{digits}f}"
    return text.removeprefix("-") if float(text) == 0 else text
