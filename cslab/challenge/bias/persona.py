"""Whether a persona is nearer to the team than to the customers it claims."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from cslab.challenge.bias.compared import means_of
from cslab.challenge.bias.sheets import HIGH, LOW, Sheet, read_actual, read_team, with_ends
from cslab.challenge.bias.twoway import Floats, jackknife, reach
from cslab.challenge.bias.words import LEAST_ITEMS
from cslab.estimate import Estimate, check_level

if TYPE_CHECKING:
    import altair as alt

US: Final = "nearer to us"
CUSTOMERS: Final = "nearer to the customers"
BETWEEN: Final = "inconclusive"
UNTESTABLE: Final = "untestable"

RELIABLE: Final = 0.5
"""The part of the squared distance between team and customers that must be more than sampling error."""
HALF: Final = 0.5
"""As near to the one as to the other."""


@dataclass(frozen=True, slots=True, eq=False)
class PersonaPull:
    """How far a persona stands from the customers it claims toward the team that wrote it.

    Parameters
    ----------
    verdict : str
        ``"nearer to us"``, ``"nearer to the customers"``, ``"inconclusive"`` or ``"untestable"``.
    sentence : str
        In plain words.
    pull : Estimate or None
        0 = where the customers are, 1 = where we are; None where it can't be told.
    items : DataFrame
        item, wording, persona, own (mean of the team), value, low, high, n (customers of the segment).
    level : float
        Of the interval.
    caveats : tuple of str
        What was left out, and what to doubt.
    """

    verdict: str
    sentence: str
    pull: Estimate | None
    items: pd.DataFrame = field(repr=False)
    level: float
    caveats: tuple[str, ...]

    def summary(self) -> pd.DataFrame:
        """Return the figure as one row; none where it can't be told."""
        from cslab.challenge.bias.projected import figures

        return figures({"pull toward us": self.pull})

    def chart(self) -> alt.LayerChart:
        """Draw each item: the team's taste, the persona, and the customers with interval."""
        from cslab.challenge.bias.pictures import persona_items

        return persona_items(self.items)

    def _repr_html_(self) -> str:
        doubts = "".join(f"<li>{html.escape(caveat)}</li>" for caveat in self.caveats)
        return f"<p><b>{html.escape(self.sentence)}</b></p><ul>{doubts}</ul>"


def persona_to_us(
    scores: Mapping[str, float], team: pd.DataFrame, customers: pd.DataFrame, *, level: float = 0.95
) -> PersonaPull:
    """Measure whether a persona is nearer to the team than to the customers it claims.

    Parameters
    ----------
    scores : mapping of str to float
        What the persona is thought to answer, 0 to 100, by item.
    team : DataFrame
        As for `cslab.bias.projection`; their own views are used.
    customers : DataFrame
        What the customers that the persona claims said, not all customers: item, value, se (or sd and n), and
        wording where known.
    level : float
        Of the interval.

    Returns
    -------
    PersonaPull
        With a verdict in any case, and no number where team and customers agree too much to tell.

    Raises
    ------
    InputError
        If `team` or `customers` is no table, or answers are plainly not from 0 to 100.
    NotFoundError
        If a column is missing.

    Notes
    -----
    Estimand: where the persona stands on the line from the customers it claims (0) to people like this team
    (1), over items: ``[sum (s - A)(T - A) - sum SE_A^2] / [sum (T - A)^2 - sum SE_A^2 - sum SE_T^2]`` with s
    the persona's scores, T the team's means and A the customers'. Without the corrections the errors of A,
    which stand on both sides, would pull any persona toward the team. Interval: jackknife over items, t with
    items less one.

    Where team and customers agree, any persona is as near to both. The rule: no number unless at least half
    of the squared distance between them is more than sampling error explains (`RELIABLE`). In simulations
    (12 and 15 items, 5 to 9 people, 20 to 60 customers) the interval then misses in at most 7 of 100
    personas, whatever the true distance, and the verdict is on the wrong side in at most 2 of 100. Very near
    to that border the few intervals that are given are too narrow for a persona that is like the team.
    Not for items chosen because the persona differs there.

    References
    ----------
    Fuller, W. A. (1987). Measurement Error Models. Wiley. Section 1.2.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> rng, items = np.random.default_rng(2), [f"i{k}" for k in range(12)]
    >>> truth, taste = rng.uniform(20, 80, 12), rng.uniform(20, 80, 12)
    >>> own = np.clip(taste + rng.normal(0, 10, (8, 12)), 0, 100)
    >>> team = pd.DataFrame(
    ...     [(f"t{j}", items[k], own[j, k], 50) for j in range(8) for k in range(12)],
    ...     columns=["teammate", "item", "own", "predicted"],
    ... )
    >>> said = pd.DataFrame({"item": items, "value": truth, "sd": 20.0, "n": 50})
    >>> persona_to_us(dict(zip(items, 0.2 * truth + 0.8 * taste)), team, said).verdict
    'nearer to us'
    """
    check_level(level)
    sheet = read_team(team)
    known, left_out = read_actual(customers)
    given, wrong = _scores(scores)
    table = _table(given, sheet, with_ends(known, level))
    used = table.dropna(subset=["persona", "own", "own_se", "value", "se"])
    caveats = [*sheet.caveats, *left_out, *wrong]
    lost = len(given) - len(used)
    if lost:
        caveats.append(
            f"{lost} of the persona's {len(given)} scores are left out: it takes two of you and five "
            "customers who answered the same item."
        )
    shown = table.drop(columns=["own_se", "se"])
    none = PersonaPull(UNTESTABLE, "", None, shown, level, tuple(caveats))
    if not given:
        return replace(none, sentence="This persona has no scores yet, so it can't be held against us.")
    if len(used) < LEAST_ITEMS:
        return replace(
            none,
            sentence=f"Only {len(used)} of this persona's scores can be held against both us and the "
            f"customers it claims; it takes {LEAST_ITEMS}.",
        )
    columns = (used[name].to_numpy(dtype=float) for name in ("persona", "own", "value", "own_se", "se"))
    pull = pull_of(*columns, level=level)
    if pull is None:
        return replace(
            none,
            sentence="We and the customers this persona claims say much the same, so it can't be told "
            "whether the persona is nearer to us or to them.",
        )
    verdict = US if pull.low > HALF else CUSTOMERS if pull.high < HALF else BETWEEN
    return replace(none, verdict=verdict, sentence=_said(pull, verdict), pull=pull)


def pull_of(
    persona: Floats, own: Floats, value: Floats, own_se: Floats, se: Floats, *, level: float
) -> Estimate | None:
    """Estimate where a persona stands between customers (0) and team (1).

    Parameters
    ----------
    persona, own, value : array, shape (items,)
        The persona's scores, the team's means and the customers'.
    own_se, se : array, shape (items,)
        Standard errors of the last two.
    level : float
        Of the interval.

    Returns
    -------
    Estimate or None
        None where less than `RELIABLE` of the squared distance is more than sampling error, or all of it
        hangs on a single item.
    """
    above = (persona - value) * (own - value) - se**2
    below = (own - value) ** 2 - se**2 - own_se**2
    far, many = float(((own - value) ** 2).sum()), len(value)
    without = below.sum() - below
    if far <= 0 or below.sum() < RELIABLE * far or not (without > 0).all():
        return None
    found = float(above.sum() / below.sum())
    reached = reach(many - 1, level) * float(jackknife((above.sum() - above) / without))
    return Estimate(
        found,
        found - reached,
        found + reached,
        many,
        "Slope toward the team with sampling errors taken out, jackknife over items",
        level,
    )


# ----------------------------------------------------------------------------------------------- inside


def _scores(scores: Mapping[str, float]) -> tuple[dict[str, float], list[str]]:
    given: dict[str, float] = {}
    wrong = []
    for item, score in scores.items():
        number = pd.to_numeric(pd.Series([score]), errors="coerce").iloc[0]
        if LOW <= number <= HIGH:
            given[str(item).strip()] = float(number)
        else:
            wrong.append(f"The persona's score of {item} is no number from 0 to 100 and left out.")
    return given, wrong


def _table(given: Mapping[str, float], sheet: Sheet, known: pd.DataFrame) -> pd.DataFrame:
    names = list(given)
    there = np.isfinite(sheet.own)
    counts = there.sum(axis=0)
    spread = np.array(
        [
            column[keep].std(ddof=1) if keep.sum() > 1 else np.nan
            for column, keep in zip(sheet.own.T, there.T, strict=True)
        ]
    )
    ours = pd.DataFrame(
        {"own": means_of(sheet.own), "own_se": spread / np.sqrt(np.maximum(counts, 1))},
        index=list(sheet.items),
    ).reindex(names)
    theirs = known.reindex(names)
    wording = known["wording"].to_dict()
    return pd.DataFrame(
        {
            "item": names,
            "wording": [str(wording.get(item) or item) for item in names],
            "persona": [given[item] for item in names],
            **{name: ours[name].to_numpy(dtype=float) for name in ("own", "own_se")},
            **{name: theirs[name].to_numpy(dtype=float) for name in ("value", "low", "high", "n", "se")},
        }
    )


def _said(pull: Estimate, verdict: str) -> str:
    ends = f"{pull.value:.2f} ({pull.low:.2f} to {pull.high:.2f})"
    where = f"on the way from those customers (0) to us (1) it stands at {ends}"
    if verdict == US:
        return f"This persona is nearer to us than to the customers it claims: {where}."
    if verdict == CUSTOMERS:
        return f"This persona is nearer to the customers it claims than to us: {where}."
    return f"Whether this persona is nearer to us or to the customers it claims can't be told yet: {where}."
