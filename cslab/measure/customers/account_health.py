"""The relationships of a whole account: how much of the tie is negative, and which flags stand over it."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from cslab.errors import InputError, NotFoundError
from cslab.estimate import Estimate, check_level
from cslab.measure.customers.relationships import STRENGTHS, Relationships

if TYPE_CHECKING:
    import altair as alt

WEIGHTS: Final[Mapping[int, float]] = {1: 1.0, 2: 2.0, 3: 3.0, 4: 4.0}
"""How much a contact counts, by the strength of the tie. Arbitrary, until `calibrate` says they rank well."""

PRIOR: Final = 4.0
"""How many contacts the segment's mix counts for."""

FLAGS: Final[Mapping[str, str]] = {
    "nobody_judged": "Nobody judged anyone here.",
    "no_strong_positive": "No contact is both close to us and positive.",
    "one_holds_most": "One contact holds more than half of the tie.",
    "all_stale": "Every judgement is stale.",
}
"""What may stand over an account, and what it means."""

FLAG_WORDS: Final[Mapping[str, str]] = {
    "nobody_judged": "nobody judged",
    "no_strong_positive": "no strong positive contact",
    "one_holds_most": "one contact holds most",
    "all_stale": "all judgements stale",
}
"""The same, in a few words."""

ARBITRARY: Final = "The weights of the four strengths are arbitrary until calibrated against who left."
FEW_JUDGED: Final = 5
_METHOD: Final = "share of negative ties, smoothed toward the segment (Dirichlet), equal-tailed interval"


@dataclass(frozen=True, slots=True, eq=False)
class AccountHealth:
    """The relationships of each account.

    Parameters
    ----------
    table : DataFrame
        One row an account, the largest `value` first and those where nobody is judged last: account_id, name,
        segment, people, judged (people with both a strength and a sentiment), negative (strength-weighted
        share of them, not smoothed), value,
        low, high (the smoothed share), rests_on (effective number of contacts), toward (whose mix it was
        smoothed toward), strongest (person_id), holds (the strongest contact's part of the tie), newest and
        oldest (age in days of judgements), one bool column a flag of `FLAGS`, and flags (their names).
    prior : float
        How many contacts the segment's mix counts for.
    level : float
        Of the intervals.
    caveats : tuple of str
        What to doubt.
    """

    table: pd.DataFrame
    prior: float
    level: float
    caveats: tuple[str, ...]

    def summary(self) -> pd.DataFrame:
        """Return the table."""
        return self.table

    def estimate(self, account_id: str) -> Estimate:
        """Return the smoothed share of negative ties of one account.

        Raises
        ------
        NotFoundError
            If there is no such account.
        """
        here = self.table[self.table["account_id"] == account_id]
        if here.empty:
            raise NotFoundError.of("account", account_id, self.table["account_id"])
        row = here.iloc[0]
        caveats = (*(FLAGS[flag] for flag in row["flags"]), ARBITRARY)
        n = int(row["judged"])
        return Estimate(row["value"], row["low"], row["high"], n, _METHOD, self.level, "%", caveats)

    def flagged(self) -> pd.DataFrame:
        """Count the accounts under each flag: flag, accounts, n (of how many), meaning."""
        counts = [(flag, int(self.table[flag].sum()), len(self.table), FLAGS[flag]) for flag in FLAGS]
        return pd.DataFrame(counts, columns=["flag", "accounts", "n", "meaning"])

    def chart(self, most: int = 20) -> alt.LayerChart:
        """Draw the accounts with the largest shares."""
        from cslab import charts

        rows = self.table[self.table["judged"] > 0].head(most).rename(columns={"judged": "n"})
        return charts.intervals(
            rows.assign(account=rows["name"].fillna(rows["account_id"])),
            label="account",
            title="Share of the tie that is negative, smoothed",
            percent=True,
        )

    def _repr_html_(self) -> str:
        shown = self.table[["account_id", "name", "people", "judged", "flags"]].head(50)
        written = shown.assign(negative=[self.estimate(one).format(digits=0) for one in shown["account_id"]])
        doubts = "".join(f"<li>{html.escape(caveat)}</li>" for caveat in self.caveats)
        return f"{written.to_html(index=False, escape=True, border=0)}<ul>{doubts}</ul>"


def account_health(
    known: Relationships,
    accounts: pd.DataFrame,
    *,
    segment: str = "plan",
    weights: Mapping[int, float] = WEIGHTS,
    prior: float = PRIOR,
    level: float = 0.95,
) -> AccountHealth:
    """Roll the relationships with people up to their accounts.

    Parameters
    ----------
    known : Relationships
        Where each person stands; see `relationships`.
    accounts : DataFrame
        account_id, and where known name and the column of the segment.
    segment : str
        Column of `accounts`; accounts of one segment are taken to be alike.
    weights : mapping of int to float
        How much a contact counts, by strength.
    prior : float
        How many contacts the segment's mix counts for; 0 for no smoothing but the least that keeps an
        interval finite.
    level : float
        Of the intervals.

    Returns
    -------
    AccountHealth

    Raises
    ------
    InputError
        If a weight is missing or below 0, or the prior is below 0.

    Notes
    -----
    Estimand: the part of an account's tie to us that is negative. With weight ``w`` of each contact's
    strength, ``negative = sum(w of negative) / sum(w)``, which rests on ``m = sum(w)^2 / sum(w^2)`` contacts
    (Kish). The mix of the three sentiments is taken as Dirichlet, with ``prior * mix`` of the segment's
    *other* accounts beforehand (of all others, where the segment has fewer than 5 judged): the share is
    ``Beta(prior * mix + m * negative, ...)``; value is its mean, the interval has equal tails.
    An account of which nobody judged anybody shows its segment's mix, and the flag says so.
    Assumes that accounts of a segment are alike and that contacts of an account are a sample of those who
    matter, which the ones we happen to know seldom are. The weights are arbitrary until `calibrate`.

    References
    ----------
    Gelman, A. et al. (2013). Bayesian Data Analysis, 3rd ed. Chapman & Hall. Sections 2.4 and 3.4.
    Kish, L. (1965). Survey Sampling. Wiley. Section 11.7.

    Examples
    --------
    >>> from cslab.measure.customers import relationships
    >>> people = pd.DataFrame({"person_id": ["p-1", "p-2"], "account_id": ["a-1", "a-1"],
    ...                        "strength": [4, 1], "sentiment": [-1, 1]})
    >>> found = account_health(relationships(people), pd.DataFrame({"account_id": ["a-1"], "name": ["Acme"]}))
    >>> found.table[["negative", "no_strong_positive", "one_holds_most"]]
       negative  no_strong_positive  one_holds_most
    0       0.8                True            True
    """
    from scipy import stats

    check_level(level)
    if prior < 0:
        raise InputError(f"The segment's mix can't count for {prior} contacts; give 0 or more.")
    if set(STRENGTHS) - set(weights) or min(weights.values()) <= 0:
        raise InputError("Each strength from 1 to 4 needs a weight above 0.")
    table = pd.DataFrame({"account_id": accounts["account_id"].astype(str)}).reset_index(drop=True)
    table["name"] = (accounts["name"] if "name" in accounts.columns else accounts["account_id"]).to_numpy()
    given = accounts[segment] if segment in accounts.columns else pd.Series("all", index=accounts.index)
    table["segment"] = given.astype(object).where(given.notna(), "unknown").astype(str).to_numpy()
    people = known.table.dropna(subset=["account_id"])
    judged = people.dropna(subset=["strength", "sentiment"]).copy()
    judged["w"] = judged["strength"].map(weights).astype("float64")
    table = _ties(table, people, judged)
    mix = _mixes(table)
    table["toward"] = mix["toward"]
    a = np.maximum(prior * mix["share"] + table["rests_on"] * table["negative"].fillna(0.0), 1e-3)
    b = np.maximum(prior * (1 - mix["share"]) + table["rests_on"] * (1 - table["negative"].fillna(0.0)), 1e-3)
    table["value"] = a / (a + b)
    # The mean of a Beta that leans on an end can lie outside its own tails, by less than is ever shown.
    table["low"] = np.minimum(stats.beta.ppf((1 - level) / 2, a, b), table["value"])
    table["high"] = np.maximum(stats.beta.ppf((1 + level) / 2, a, b), table["value"])
    table = _flagged(table).drop(columns=["w", "w_negative"])
    table = table.sort_values(
        ["nobody_judged", "value", "account_id"], ascending=[True, False, True], ignore_index=True
    )
    return AccountHealth(table, prior, level, _doubts(table, people, judged, prior, segment))


def _ties(table: pd.DataFrame, people: pd.DataFrame, judged: pd.DataFrame) -> pd.DataFrame:
    """What the judged contacts of each account come to."""
    by = judged.groupby("account_id")
    w = by["w"].sum()
    negative = judged["w"].where(judged["sentiment"] == -1, 0.0).groupby(judged["account_id"]).sum()
    squares = (judged["w"] ** 2).groupby(judged["account_id"]).sum()
    strongest = judged.sort_values(["w", "person_id"], ascending=[False, True]).drop_duplicates("account_id")
    good = judged[(judged["strength"] >= 3) & (judged["sentiment"] == 1)]
    counted: dict[str, pd.Series] = {
        "people": people["account_id"].value_counts(),
        "judged": judged["account_id"].value_counts(),
        "_good": good["account_id"].value_counts(),
        "_fresh": (~judged["stale"]).groupby(judged["account_id"]).sum(),
    }
    measured: dict[str, pd.Series] = {
        "w": w,
        "w_negative": negative,
        "rests_on": w**2 / squares,
        "negative": negative / w,
        "holds": by["w"].max() / w,
        "newest": people.groupby("account_id")["age"].min(),
        "oldest": people.groupby("account_id")["age"].max(),
    }
    table["strongest"] = table["account_id"].map(strongest.set_index("account_id")["person_id"])
    # Kinds are said, because a table without rows would keep that of its ids.
    for name, found in counted.items():
        table[name] = pd.to_numeric(table["account_id"].map(found)).fillna(0).astype("int64")
    for name, found in measured.items():
        table[name] = pd.to_numeric(table["account_id"].map(found)).astype("float64")
    for name in ("w", "w_negative", "rests_on"):
        table[name] = table[name].fillna(0.0)
    return table


def _mixes(table: pd.DataFrame) -> pd.DataFrame:
    """For each account the negative share of the others in its segment; of all others where these are few."""
    scale = table["rests_on"] / table["w"].where(table["w"] > 0, 1.0)
    counts = pd.DataFrame(
        {"bad": table["w_negative"] * scale, "all": table["rests_on"], "judged": table["judged"]}
    )
    inside = counts.groupby(table["segment"]).transform("sum") - counts
    whole = counts.sum() - counts
    few = inside["judged"] < FEW_JUDGED
    used = inside.where(~few, whole)
    # Half a contact of each of the three sentiments, so that nobody negative does not mean never negative.
    share = (used["bad"] + 0.5) / (used["all"] + 1.5)
    return pd.DataFrame({"share": share, "toward": table["segment"].where(~few, "everybody")})


def _flagged(table: pd.DataFrame) -> pd.DataFrame:
    known = table["judged"] > 0
    table["nobody_judged"] = ~known
    table["no_strong_positive"] = known & (table["_good"] == 0)
    table["one_holds_most"] = known & (table["holds"] > 0.5).fillna(False).astype(bool)
    table["all_stale"] = known & (table["_fresh"] == 0)
    marks = table[list(FLAGS)].to_numpy()
    names = list(FLAGS)
    table["flags"] = [tuple(name for name, on in zip(names, row, strict=True) if on) for row in marks]
    return table.drop(columns=["_good", "_fresh"])


def _doubts(
    table: pd.DataFrame, people: pd.DataFrame, judged: pd.DataFrame, prior: float, segment: str
) -> tuple[str, ...]:
    half = int((people["strength"].notna() ^ people["sentiment"].notna()).sum())
    doubts = [
        ARBITRARY,
        f"Each share is drawn toward that of its {segment.replace('_', ' ')}, "
        f"which counts for {prior:g} contacts.",
    ]
    if int(table["nobody_judged"].sum()):
        doubts.append(
            f"In {int(table['nobody_judged'].sum())} of {len(table)} accounts nobody was judged; "
            "they show what is usual, not what is."
        )
    if half:
        doubts.append(f"{half} people have only one of strength and sentiment, and do not count here.")
    lost = int((~judged["account_id"].isin(table["account_id"])).sum())
    if lost:
        doubts.append(f"{lost} judged people belong to none of these accounts, and do not count here.")
    return tuple(doubts)
