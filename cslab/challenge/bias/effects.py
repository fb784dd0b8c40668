"""What changed between two rounds: projection, and the error of predictions."""

from __future__ import annotations

import html
import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from cslab.challenge.bias.accuracy import POINTS, estimate_over_teammates, root_mean_square
from cslab.challenge.bias.sheets import Sheet, connected, read_actual, read_team
from cslab.challenge.bias.twoway import Bools, Floats, fit, jackknife, reach
from cslab.challenge.bias.words import LEAST_ITEMS
from cslab.estimate import Estimate, check_level

if TYPE_CHECKING:
    import altair as alt

FELL: Final = "fell"
ROSE: Final = "rose"
INCONCLUSIVE: Final = "inconclusive"
UNTESTABLE: Final = "untestable"

LEAST_PEOPLE: Final = 3
ALONE: Final = (
    "Without a comparison group this can't be told from practice: who answers the same items again answers "
    "otherwise in any case."
)


@dataclass(frozen=True, slots=True, eq=False)
class Effect:
    """How the same teammates' projection and error changed between two rounds.

    Parameters
    ----------
    verdict : str
        Of the projection weight: ``"fell"``, ``"rose"``, ``"inconclusive"`` or ``"untestable"``.
    sentence : str
        In plain words.
    weight_before, weight_after, weight_change : Estimate or None
        The projection weight of people like these in both rounds, and the second less the first.
    error_before, error_after, error_change : Estimate or None
        How far predictions lie from the customers (root mean square, points of the 0 to 100 scale); None
        without customers' answers.
    teammates, items : int
        In both rounds.
    level : float
        Of the intervals.
    caveats : tuple of str
        What was left out, and what to doubt.
    """

    verdict: str
    sentence: str
    weight_before: Estimate | None
    weight_after: Estimate | None
    weight_change: Estimate | None
    error_before: Estimate | None
    error_after: Estimate | None
    error_change: Estimate | None
    teammates: int
    items: int
    level: float
    caveats: tuple[str, ...] = field(default=())

    def summary(self) -> pd.DataFrame:
        """Return one row a figure: figure, value, low, high, n, unit, method."""
        from cslab.challenge.bias.projected import figures

        return figures(
            {
                "projection weight before": self.weight_before,
                "projection weight after": self.weight_after,
                "change of projection weight": self.weight_change,
                "error before": self.error_before,
                "error after": self.error_after,
                "change of error": self.error_change,
            }
        )

    def chart(self) -> alt.LayerChart:
        """Draw the projection weight before and after, with intervals.

        Raises
        ------
        InputError
            If there is no number to draw.
        """
        from cslab.challenge.bias.pictures import change

        return change(self)

    def _repr_html_(self) -> str:
        doubts = "".join(f"<li>{html.escape(caveat)}</li>" for caveat in self.caveats)
        return f"<p><b>{html.escape(self.sentence)}</b></p><ul>{doubts}</ul>"


def effect(
    before: pd.DataFrame, after: pd.DataFrame, actual: pd.DataFrame | None = None, *, level: float = 0.95
) -> Effect:
    """Measure how the same teammates' projection and error changed between two rounds.

    Parameters
    ----------
    before, after : DataFrame
        What they answered in each round, as for `cslab.bias.projection`.
    actual : DataFrame, optional
        What customers said, as for `cslab.bias.projection`; without it only projection is compared.
    level : float
        Of the intervals.

    Returns
    -------
    Effect
        With a verdict in any case, and no number where none can be had.

    Raises
    ------
    InputError
        If a table is none, or answers are plainly not from 0 to 100.
    NotFoundError
        If a column is missing.

    Notes
    -----
    Estimand: among people like those who answered both rounds, the projection weight of the second less that
    of the first, and the same of the root mean square error, on the answers given in both. Interval:
    jackknife that leaves one teammate out of both rounds at once, t with teammates less one.
    A change is not the effect of what happened in between: answering the same items a second time, having
    heard the customers' answers, and strong first answers that fall back toward the middle all change
    answers, too. Only a comparison group that answers twice without it can tell.

    References
    ----------
    Campbell, D. T. & Stanley, J. C. (1963). Experimental and Quasi-Experimental Designs for Research.
    Rand McNally. Design 2.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> rng = np.random.default_rng(1)
    >>> own, truth = rng.uniform(20, 80, (8, 15)), rng.uniform(30, 70, 15)
    >>> def answers(weight):
    ...     guess = np.clip(truth + weight * (own - 50) + rng.normal(0, 8, (8, 15)), 0, 100)
    ...     rows = [(f"t{j}", f"i{k}", own[j, k], guess[j, k]) for j in range(8) for k in range(15)]
    ...     return pd.DataFrame(rows, columns=["teammate", "item", "own", "predicted"])
    >>> effect(answers(0.5), answers(0.1)).verdict
    'fell'
    """
    check_level(level)
    sheets = read_team(before), read_team(after)
    customers, left_out = read_actual(actual)
    both, caveats = _both(sheets)
    caveats = (*caveats, *left_out)
    people, items = len(both.teammates), len(both.items)
    none = Effect(UNTESTABLE, "", None, None, None, None, None, None, people, items, level, (*caveats, ALONE))
    if people < LEAST_PEOPLE:
        return replace(
            none,
            sentence=f"{people} of you answered the same items in both rounds; a change takes {LEAST_PEOPLE} "
            "to be told from chance.",
        )
    if items < LEAST_ITEMS:
        return replace(
            none,
            sentence=f"You answered {items} of the same items in both rounds; a number takes {LEAST_ITEMS}.",
        )
    first, second = (fit(own, predicted, both.used) for own, predicted in both.rounds)
    weights = [
        _estimated(one.weight, one.apart, both, f"Projection weight {when}", level)
        for one, when in ((first, "before"), (second, "after"))
    ]
    change = _estimated(
        second.weight - first.weight, second.apart - first.apart, both, "Change of projection weight", level
    )
    if change is None or weights[0] is None or weights[1] is None:
        return replace(none, sentence="Own views vary too little between you in one of the rounds.")
    verdict = FELL if change.high < 0 else ROSE if change.low > 0 else INCONCLUSIVE
    errors = _errors(both, customers, level)
    return replace(
        none,
        verdict=verdict,
        sentence=_said(verdict, weights[0], weights[1], change, errors[2]),
        weight_before=weights[0],
        weight_after=weights[1],
        weight_change=change,
        error_before=errors[0],
        error_after=errors[1],
        error_change=errors[2],
    )


# ----------------------------------------------------------------------------------------------- inside


@dataclass(frozen=True, slots=True, eq=False)
class _Both:
    """Answers given in both rounds."""

    teammates: tuple[str, ...]
    items: tuple[str, ...]
    used: Bools
    rounds: tuple[tuple[Floats, Floats], tuple[Floats, Floats]]


def _both(sheets: tuple[Sheet, Sheet]) -> tuple[_Both, tuple[str, ...]]:
    first, second = sheets
    teammates = [name for name in first.teammates if name in set(second.teammates)]
    items = [item for item in first.items if item in set(second.items)]
    boxes = [
        np.ix_(
            [sheet.teammates.index(name) for name in teammates], [sheet.items.index(item) for item in items]
        )
        for sheet in sheets
    ]
    used = connected(sheets[0].whole[boxes[0]] & sheets[1].whole[boxes[1]])
    rows, columns = np.asarray(used.any(axis=1)), np.asarray(used.any(axis=0))
    box = np.ix_(rows, columns)

    def of(sheet: Sheet, at: tuple[Any, ...]) -> tuple[Floats, Floats]:
        return tuple(np.where(used, cells[at], 0.0)[box] for cells in (sheet.own, sheet.predicted))  # type: ignore[return-value]

    both = _Both(
        tuple(name for name, keep in zip(teammates, rows, strict=True) if keep),
        tuple(item for item, keep in zip(items, columns, strict=True) if keep),
        used[box],
        (of(first, boxes[0]), of(second, boxes[1])),
    )
    names = {*first.teammates, *second.teammates}
    lost = len(names) - len(both.teammates)
    return both, (
        *dict.fromkeys((*first.caveats, *second.caveats)),
        *(
            [f"{lost} of {len(names)} people did not answer both rounds, and do not count here."]
            if lost
            else []
        ),
    )


def _estimated(value: Floats, apart: Floats, both: _Both, name: str, level: float) -> Estimate | None:
    if not np.isfinite(value) or not np.isfinite(apart).all():
        return None
    many = len(both.teammates)
    far = reach(many - 1, level) * float(jackknife(apart))
    middle = float(value)
    return Estimate(
        middle,
        middle - far,
        middle + far,
        many,
        f"{name}, paired jackknife over teammates",
        level,
        "",
        _few(many),
    )


def _few(many: int) -> tuple[str, ...]:
    return (f"Only {many} people: read it as a direction, not as a figure.",) if many < 8 else ()


def _errors(both: _Both, customers: pd.DataFrame, level: float) -> tuple[Estimate | None, ...]:
    value = customers.reindex(list(both.items))["value"].to_numpy(dtype=float)
    known = both.used & np.isfinite(value)
    if not known.any() or not (known.sum(axis=1) > 0).all():
        return None, None, None

    def error(kept: Bools, of: int) -> float:
        return root_mean_square((both.rounds[of][1] - value)[kept[:, None] & known])

    def estimated(of: Callable[[Bools], float], name: str, lowest: float = 0.0) -> Estimate | None:
        method = f"{name}, paired jackknife over teammates"
        many = len(both.teammates)
        return estimate_over_teammates(
            of, many, int(known.sum()), method, level=level, unit=POINTS, lowest=lowest
        )

    return (
        estimated(lambda kept: error(kept, 0), "Root mean square error before"),
        estimated(lambda kept: error(kept, 1), "Root mean square error after"),
        estimated(
            lambda kept: error(kept, 1) - error(kept, 0), "Change of root mean square error", -math.inf
        ),
    )


def _said(verdict: str, before: Estimate, after: Estimate, change: Estimate, error: Estimate | None) -> str:
    went = f"from {before.value:.2f} to {after.value:.2f}"
    fell = f"by {-change.value:.2f} ({-change.high:.2f} to {-change.low:.2f}), {went}"
    rose = f"by {change.value:.2f} ({change.low:.2f} to {change.high:.2f}), {went}"
    first = {
        FELL: f"You project less than before: the weight of your own taste fell {fell}",
        ROSE: f"You project more than before: the weight of your own taste rose {rose}",
        INCONCLUSIVE: f"Whether you project less than before can't be told: the weight went {went}, and the "
        f"change may be anything from {change.low:+.2f} to {change.high:+.2f}",
    }[verdict]
    if error is None:
        return f"{first}."
    if error.high < 0:
        return f"{first}, and your guesses came {-error.value:.1f} points nearer to the customers."
    if error.low > 0:
        return f"{first}, and your guesses went {error.value:.1f} points further from the customers."
    return f"{first}; whether your guesses came nearer to the customers can't be told."
