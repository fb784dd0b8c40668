"""Why customers get angry: over what, where, after how many exchanges, and what would have spared it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from cslab.errors import NotFoundError
from cslab.intervals import SMALL
from cslab.measure.customers import exchanges as counting
from cslab.measure.customers.loudness import Weighed, weigh
from cslab.measure.customers.shares import LEAST, as_html
from cslab.measure.surveys.weighting import rake

if TYPE_CHECKING:
    import altair as alt

ABOUT: Final = {
    "cause": "causes of escalated contacts",
    "stage": "where in the journey contacts escalate",
    "prevention": "what would have spared an escalation",
    "before": "what came just before an escalation",
    "tag": "codes of what was said unhappily",
    "tag stage": "where in the journey things were said unhappily",
    "reason": "reasons of low scores",
}
"""What is counted, and where it is from."""


@dataclass(frozen=True, slots=True, eq=False)
class Anger:
    """Why customers get angry, counted by mentions, people and accounts, and weighted to all customers.

    Parameters
    ----------
    counts : mapping of str to Weighed
        For each of `ABOUT` that there is anything of: its shares and how far the loudest move them.
    exchanges : DataFrame
        One row a number of exchanges: how many cases escalate at it; see `exchanges.hazard`.
    moments : DataFrame
        One row a case that escalated, with what came just before; see `exchanges.moments`.
    people : int
        Who are angry by any of the three: an escalated contact, an unhappy highlight, a low score.
    of : int or None
        How many customers there are.
    caveats : tuple of str
        What to doubt.
    """

    counts: dict[str, Weighed]
    exchanges: pd.DataFrame
    moments: pd.DataFrame
    people: int
    of: int | None
    caveats: tuple[str, ...]

    def about(self, what: str) -> Weighed:
        """Return one count.

        Raises
        ------
        NotFoundError
            If there is nothing of it.
        """
        if what not in self.counts:
            raise NotFoundError.of("count", what, self.counts)
        return self.counts[what]

    def summary(self) -> pd.DataFrame:
        """Return the shares of all counts: about (a key of `ABOUT`), then the columns of `Weighed.shares`."""
        parts = [one.shares.assign(about=name) for name, one in self.counts.items()]
        whole = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["about"])
        return whole[["about", *(name for name in whole if name != "about")]]

    def loudest(self) -> pd.DataFrame:
        """Return how far the loudest move each share, the farthest first: about, then `Weighed.moved`."""
        parts = [one.moved.assign(about=name) for name, one in self.counts.items()]
        whole = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["about", "value"])
        whole = whole[["about", *(name for name in whole if name != "about")]]
        return whole.sort_values("value", key=abs, ascending=False, kind="stable", ignore_index=True)

    def chart(self, what: str = "cause") -> alt.LayerChart:
        """Draw one count: mentions, people, and weighted to all customers, side by side."""
        return self.about(what).chart()

    def hazard_chart(self) -> alt.LayerChart:
        """Draw the chance of escalating at each exchange; the number above is how many cases came so far."""
        return counting.hazard_chart(self.exchanges)

    def _repr_html_(self) -> str:
        return as_html(self.summary(), self.caveats)


def anger(
    contacts: pd.DataFrame | None = None,
    *,
    tags: pd.DataFrame | None = None,
    reasons: pd.DataFrame | None = None,
    customers: pd.DataFrame | None = None,
    weight_by: Sequence[str] = (),
    cap: float | None = 5.0,
    stages: Sequence[str] = (),
    level: float = 0.95,
    seed: int = 0,
) -> Anger:
    """Count why customers get angry, so that the loudest do not set the picture.

    Parameters
    ----------
    contacts : DataFrame, optional
        Every exchange; see `cslab.study.tables.CONTACT_COLUMNS`. Those with ``escalated`` = ``yes`` count.
    tags : DataFrame, optional
        What was said unhappily, one row a highlight and code: id, person_id, account_id, code, stage.
    reasons : DataFrame, optional
        Why scores are low, one row an answer and code: person_id, account_id, code.
    customers : DataFrame, optional
        All customers: person_id, and the columns that `weight_by` names.
    weight_by : sequence of str
        What the people of each source are weighted by, so that they look like all customers: see
        `cslab.measure.surveys.weighting.rake`.
    cap : float or None
        Nobody counts more than so many times the mean.
    stages : sequence of str
        In the order of the journey; those that are not named come after them.
    level : float
        Of the intervals.
    seed : int
        Of the resampling.

    Returns
    -------
    Anger

    Notes
    -----
    The three sources hear different people: contacts those who write, interviews those who were asked,
    answers those who answer. They are counted one by one and never added up. What is counted goes along
    with anger; what "would have prevented" it is what somebody wrote down, not an experiment. See
    `loudness.weigh` for the shares and their intervals, and `exchanges.hazard` for the number of exchanges.

    Examples
    --------
    >>> calls = pd.DataFrame({"contact_id": list("abc"), "case_id": ["k", "k", "m"],
    ...     "person_id": ["p", "p", "q"], "account_id": "a", "at": pd.date_range("2026-03-01", periods=3),
    ...     "escalated": ["no", "yes", "yes"], "cause": ["fees", "fees", "outage"], "stage": "renewal"})
    >>> anger(calls).about("cause").shares.query("counted == 'people'")[["what", "count", "of"]]
         what  count  of
    1    fees      1   2
    5  outage      1   2
    """
    counts: dict[str, Weighed] = {}
    doubts: list[str] = []
    named: set[str] = set()

    def count(about: str, rows: pd.DataFrame, column: str) -> None:
        present = rows.reindex(columns=["person_id", "account_id", column])
        named.update(present["person_id"].dropna().astype(str))
        nobody, nothing = int(present["person_id"].isna().sum()), int(present[column].isna().sum())
        for lacking, words in ((nobody, "name nobody"), (nothing, "say nothing of it")):
            if lacking and lacking < len(present):
                doubts.append(
                    f"{lacking} of {len(present)} rows for {ABOUT[about]} {words} and are left out."
                )
        weights = _weights(present.dropna(subset=["person_id", column]), customers, weight_by, cap, doubts)
        found = weigh(present, column, customers=customers, weights=weights, level=level, seed=seed)
        if found.people:
            counts[about] = _ordered(found, stages) if "stage" in about else found

    cases = _no_cases() if contacts is None or contacts.empty else counting.in_cases(contacts)
    moments = counting.moments(cases)
    angry = cases[cases["angry"]]
    for column in ("cause", "stage", "prevention"):
        count(column, angry, column)
    count("before", moments, "before")
    if tags is not None:
        count("tag", tags, "code")
        once = tags.drop_duplicates("id") if "id" in tags else tags
        count("tag stage", once, "stage")
    if reasons is not None:
        count("reason", reasons, "code")
    everybody = None if customers is None else int(customers["person_id"].nunique())
    doubts = [*_few(counts), *doubts]
    if counts and not weight_by:
        doubts.append("Nothing says how to weight people to all customers, so each counts the same.")
    return Anger(
        counts,
        counting.hazard(cases, level=level, seed=seed),
        moments,
        len(named),
        everybody,
        tuple(dict.fromkeys(doubts)),
    )


# ------------------------------------------------------------------------------------------ inside


def _no_cases() -> pd.DataFrame:
    columns = (
        "contact_id",
        "case_id",
        "person_id",
        "account_id",
        "escalated",
        "cause",
        "stage",
        "prevention",
    )
    empty = pd.DataFrame({name: pd.Series(dtype="str") for name in columns})
    return counting.in_cases(empty.assign(at=pd.Series(dtype="datetime64[us]")))


def _weights(
    rows: pd.DataFrame,
    customers: pd.DataFrame | None,
    by: Sequence[str],
    cap: float | None,
    doubts: list[str],
) -> pd.Series | None:
    """Weigh the people of one source to all customers; None where nothing says how, or they are too few."""
    if customers is None or not by:
        return None
    known = customers.drop_duplicates("person_id").set_index("person_id")
    here = known.index[known.index.isin(set(rows["person_id"]))]
    if len(here) < LEAST:
        return None
    made = rake(known.loc[here], known, by, cap=cap)
    doubts += made.caveats
    return made.weights


def _ordered(found: Weighed, stages: Sequence[str]) -> Weighed:
    """Put stages in the order of the journey."""
    place = {stage: at for at, stage in enumerate(stages)}

    def sort(table: pd.DataFrame) -> pd.DataFrame:
        return table.sort_values(
            "what", key=lambda names: names.map(place).fillna(len(place)), kind="stable", ignore_index=True
        )

    return Weighed(sort(found.shares), sort(found.moved), found.people, found.accounts)


def _few(counts: dict[str, Weighed]) -> list[str]:
    none = [ABOUT[name] for name, one in counts.items() if one.people < LEAST]
    few = [ABOUT[name] for name, one in counts.items() if LEAST <= one.people < SMALL]
    said = []
    if none:
        said.append(f"Fewer than {LEAST} people, so no share is shown: {'; '.join(none)}.")
    if few:
        said.append(f"Fewer than {SMALL} people, so a direction and no figure: {'; '.join(few)}.")
    return said
