"""How many people each code belongs to, with intervals: of all, by stage, or by groups of people."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cslab.errors import NotFoundError
from cslab.estimate import Estimate
from cslab.intervals import SMALL, difference_of_proportions, proportion
from cslab.listen.patterns.groups import STAGE, UNKNOWN, order_of
from cslab.listen.patterns.people import count_people, rows_of, said_by

if TYPE_CHECKING:
    import altair as alt

EVERYBODY = "everybody"
NO_STAGE = "no stage"

FEW = 5
"""A group of fewer people than this is flagged: one person more would move its share by a fifth or more."""


@dataclass(frozen=True, slots=True, eq=False)
class CodeCounts:
    """How many people each code belongs to.

    Parameters
    ----------
    by : str or None
        What people were grouped by.
    groups : tuple of str
        Their names, in order; `EVERYBODY` alone where there was no grouping.
    table : DataFrame
        One row a code and group: code, group, people (who said it), of (who could have), share, low, high
        (parts of one; Wilson), few (bool).
    differences : DataFrame
        One row a code and comparison: code, group, other, difference, low, high (parts of one; Newcombe),
        n, p_holm (Fisher's exact test, Holm over all rows). Empty by stage, where people would be compared
        with themselves, and where there are no two groups.
    caveats : tuple of str
        What to doubt.
    """

    by: str | None
    groups: tuple[str, ...]
    table: pd.DataFrame
    differences: pd.DataFrame
    caveats: tuple[str, ...]

    def summary(self) -> pd.DataFrame:
        """Return the table."""
        return self.table

    def estimate(self, code: str, group: str = EVERYBODY) -> Estimate:
        """Return one share with its interval.

        Raises
        ------
        NotFoundError
            If the code or the group is not in the table.
        """
        for kind, name, known in (("code", code, self.table["code"]), ("group", group, self.groups)):
            if name not in set(known):
                raise NotFoundError.of(kind, name, set(known))
        row = self.table[(self.table["code"] == code) & (self.table["group"] == group)].iloc[0]
        return proportion(int(row["people"]), int(row["of"]))

    def chart(self, group: str | None = None) -> alt.LayerChart:
        """Draw the shares of one group, the largest first."""
        from cslab import charts

        chosen = self.groups[0] if group is None else group
        rows = self.table[self.table["group"] == chosen].sort_values("share", ascending=False, kind="stable")
        rows = rows.rename(columns={"share": "value", "of": "n"})
        return charts.intervals(rows, label="code", title=f"Share of people ({chosen})", percent=True)

    def _repr_html_(self) -> str:
        written = self.table.assign(
            share=[
                proportion(people, of).format() if of else ""
                for people, of in zip(self.table["people"], self.table["of"], strict=True)
            ]
        )[["code", "group", "people", "of", "share"]]
        doubts = "".join(f"<li>{html.escape(caveat)}</li>" for caveat in self.caveats)
        return f"{written.to_html(index=False, escape=True, border=0)}<ul>{doubts}</ul>"


def count_codes(
    highlights: pd.DataFrame,
    interviews: pd.DataFrame,
    *,
    by: str | None = None,
    groups: pd.Series | None = None,
    stages: Sequence[str] = (),
    codes: Sequence[str] | None = None,
) -> CodeCounts:
    """Count the people of each code.

    Parameters
    ----------
    highlights : DataFrame
        interview_id, codes (tuple of str), stage.
    interviews : DataFrame
        interview_id, person_id.
    by : str, optional
        Name of the grouping; `STAGE` for the stages of highlights.
    groups : Series of str, optional
        The group of each person, by person_id; needed unless `by` is None or a stage.
    stages : sequence of str
        In the order of the journey.
    codes : sequence of str, optional
        Only these, in this order; all that are used when left out.

    Returns
    -------
    CodeCounts

    Notes
    -----
    Estimand: the share of people like these who would say it in such an interview. People with at least one
    highlight are counted as interviewed and coded; the others are not known to have been read. The Wilson
    interval takes them to be a random sample of the people they stand for, which the people one gets to
    interview seldom are. By stage, the share is of all people, so that stages can be compared.
    Differences are of one group from everybody else in the other groups; with two groups, of the two.

    Examples
    --------
    >>> made = pd.DataFrame({"interview_id": ["i-1", "i-1", "i-2"], "codes": [("trust",)] * 3, "stage": None})
    >>> asked = pd.DataFrame({"interview_id": ["i-1", "i-2"], "person_id": ["p-1", "p-2"]})
    >>> count_codes(made, asked).table[["code", "people", "of"]]
        code  people  of
    0  trust       2   2
    """
    rows = rows_of(highlights, interviews)
    everyone = said_by(rows, codes=codes)
    if by == STAGE:
        staged = rows.assign(stage=rows["stage"].astype(object).where(rows["stage"].notna(), NO_STAGE))
        found = [*stages, *sorted(set(staged["stage"]) - {*stages, NO_STAGE})]
        names = [*found, *([NO_STAGE] if NO_STAGE in set(staged["stage"]) else [])]
        counted = {
            name: (
                said_by(staged[staged["stage"] == name], codes=everyone.codes).has.sum(axis=0),
                len(everyone.people),
            )
            for name in names
        }
    elif groups is None:
        names = [EVERYBODY]
        counted = {EVERYBODY: (everyone.has.sum(axis=0), len(everyone.people))}
    else:
        member = pd.Series(everyone.people, dtype="str").map(groups).fillna(UNKNOWN)
        names = order_of(member)
        counted = {
            name: (everyone.has[(member == name).to_numpy()].sum(axis=0), int((member == name).sum()))
            for name in names
        }
    table = pd.DataFrame(
        [
            (code, name, int(counted[name][0][at]), counted[name][1])
            for (at, code), name in product(enumerate(everyone.codes), names)
        ],
        columns=["code", "group", "people", "of"],
    )
    shares = [proportion(people, of) for people, of in zip(table["people"], table["of"], strict=True)]
    for column, name in (("share", "value"), ("low", "low"), ("high", "high")):
        table[column] = pd.Series([getattr(share, name) for share in shares], dtype="float64")
    table["few"] = table["of"] < FEW
    known = [name for name in names if name != UNKNOWN]
    compared = {name: counted[name] for name in known} if by not in (None, STAGE) else {}
    return CodeCounts(
        by,
        tuple(names),
        table,
        _differences(everyone.codes, compared),
        _doubts(table, len(everyone.people), by),
    )


def _differences(codes: Sequence[str], counted: dict[str, tuple[np.ndarray, int]]) -> pd.DataFrame:
    from scipy import stats
    from statsmodels.stats.multitest import multipletests

    columns = ["code", "group", "other", "difference", "low", "high", "n", "p_holm"]
    names = list(counted) if len(counted) > 2 else list(counted)[:1]
    rows = []
    for (at, code), name in product(enumerate(codes), names if len(counted) > 1 else []):
        others = [other for other in counted if other != name]
        people, of = int(counted[name][0][at]), counted[name][1]
        rest = sum(int(counted[other][0][at]) for other in others)
        of_rest = sum(counted[other][1] for other in others)
        gap = difference_of_proportions(people, of, rest, of_rest)
        chance = float(stats.fisher_exact(np.array([[people, of - people], [rest, of_rest - rest]])).pvalue)
        other = others[0] if len(others) == 1 else "all others"
        rows.append((code, name, other, gap.value, gap.low, gap.high, gap.n, chance))
    table = pd.DataFrame(rows, columns=columns)
    if rows:
        table["p_holm"] = multipletests(table["p_holm"], method="holm")[1]
    return table


def _doubts(table: pd.DataFrame, people: int, by: str | None) -> tuple[str, ...]:
    doubts = []
    if people < SMALL:
        doubts.append(f"Only {count_people(people)}: read the shares as a direction, not as figures.")
    small = list(dict.fromkeys(table.loc[table["few"], "group"]))
    if small and by not in (None, STAGE):
        doubts.append(f"Groups of fewer than {FEW} people: {', '.join(small)}.")
    if people:
        doubts.append(
            "Who is interviewed is seldom a random sample; shares are of the people who were coded."
        )
    return tuple(doubts)
