"""Why: the reasons people gave for an answer, with counts of people, and how the answers of others differ."""

from __future__ import annotations

import html
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from cslab.errors import InputError, NotFoundError
from cslab.estimate import Estimate, check_level
from cslab.intervals import proportion
from cslab.measure.reasons.bands import bands_of, group_of
from cslab.measure.reasons.voiced import InterviewsAgainst, against_interviews
from cslab.measure.reasons.wrote import people_heard, people_who_wrote, uncoded_answers

if TYPE_CHECKING:
    import altair as alt

Floats = npt.NDArray[np.float64]

FEW = 5
"""A cell of fewer people than this shows no figure: it says little, and it may say who somebody is."""

_TABLE = ("code", "people", "n", "value", "low", "high", "interviewed", "interviewed_of")
_EFFECTS = (
    *("code", "with_reason", "without", "mean_with", "mean_without", "value", "low", "high", "n", "p_holm"),
)


@dataclass(frozen=True, slots=True, eq=False)
class Reasons:
    """The reasons for the answers to one closed question.

    Parameters
    ----------
    question : str
        Id of the closed question.
    table : DataFrame
        One row a reason, the most frequent first: code, people (who gave it), n (who gave any), value, low,
        high (share, parts of one; Wilson), interviewed and interviewed_of (people who said it in interviews,
        and all who were coded there). Shares of fewer than `FEW` people are missing.
    groups : DataFrame
        The same by how people scored: code, group, people, n, value, low, high.
    differences : DataFrame
        One row a reason: code, with_reason and without (people), mean_with, mean_without, value (difference
        of the two means), low, high (Welch), n, p_holm. Empty where answers are no numbers.
    interviews : InterviewsAgainst or None
        The same themes in interviews; None without any.
    answered, gave, coded : int
        People who answered the closed question; of them, people who wrote why; of them, people whose words
        have a code.
    uncoded : int
        Answers without a code: nobody has read them, or nothing fitted.
    agreement : Estimate or None
        Of coders, on the answers that two or more coded.
    level : float
        Of the intervals.
    caveats : tuple of str
        What to doubt.
    """

    question: str
    table: pd.DataFrame
    groups: pd.DataFrame
    differences: pd.DataFrame
    interviews: InterviewsAgainst | None
    answered: int
    gave: int
    coded: int
    uncoded: int
    agreement: Estimate | None
    level: float
    caveats: tuple[str, ...]

    def summary(self) -> pd.DataFrame:
        """Return the table of reasons."""
        return self.table

    @property
    def coverage(self) -> str:
        """Say how far coding is, in words."""
        return (
            f"{self.gave} of {self.answered} people who answered wrote why; "
            f"the words of {self.coded} are coded, and {self.uncoded} "
            f"answer{' has' if self.uncoded == 1 else 's have'} no code yet."
        )

    def estimate(self, code: str) -> Estimate:
        """Return the share of people with a reason.

        Raises
        ------
        NotFoundError
            If nobody gave it.
        InputError
            If too few people gave any reason.
        """
        row = self._row(self.table, code)
        if row["n"] < FEW:
            raise InputError(f"Only {int(row['n'])} people gave a reason, so no share is shown.")
        return proportion(int(row["people"]), int(row["n"]), level=self.level)

    def difference(self, code: str) -> Estimate:
        """Return how far the mean score of people with a reason lies from that of the others.

        Raises
        ------
        NotFoundError
            If nobody gave it.
        InputError
            If there are too few people on one side.
        """
        row = self._row(self.differences, code)
        if math.isnan(row["value"]):
            raise InputError(
                f"No difference is shown for {code!r}: fewer than {FEW} people are on one side, or all "
                "scores on a side are the same."
            )
        method = "difference of means, Welch interval"
        about = ("an association: the score may as well have coloured the reason",)
        n = int(row["n"])
        return Estimate(row["value"], row["low"], row["high"], n, method, self.level, caveats=about)

    def chart(self) -> alt.LayerChart:
        """Draw the share of people with each reason."""
        from cslab import charts

        rows = self.table[self.table["value"].notna()]
        return charts.intervals(rows, label="code", title="Share of people who wrote why", percent=True)

    def chart_differences(self) -> alt.LayerChart:
        """Draw how far the mean score of people with each reason lies from that of the others."""
        from cslab import charts

        rows = self.differences[self.differences["value"].notna()]
        title = "Mean score with this reason, less the mean without it"
        return charts.intervals(rows, label="code", title=title, lines=(0.0,))

    def chart_groups(self, code: str) -> alt.LayerChart:
        """Draw the share of people with one reason, by how they scored.

        Raises
        ------
        NotFoundError
            If nobody gave it.
        """
        from cslab import charts

        self._row(self.table, code)
        rows = self.groups[(self.groups["code"] == code) & self.groups["value"].notna()]
        return charts.intervals(rows, label="group", title=f"Share who wrote {code}", percent=True)

    def _row(self, table: pd.DataFrame, code: str) -> pd.Series:
        found = table[table["code"] == code]
        if found.empty:
            raise NotFoundError.of("reason", code, table["code"])
        return found.iloc[0]

    def _repr_html_(self) -> str:
        counted = zip(self.table["interviewed"], self.table["interviewed_of"], strict=True)
        written = pd.DataFrame(
            {
                "reason": self.table["code"],
                "people": self.table["people"],
                "share": [self._written(code) for code in self.table["code"]],
                "in interviews": [f"{said} of {of}" if of else "" for said, of in counted],
            }
        ).to_html(index=False, escape=True, border=0)
        doubts = "".join(f"<li>{html.escape(caveat)}</li>" for caveat in self.caveats)
        return f"<p>{html.escape(self.coverage)}</p>{written}<ul>{doubts}</ul>"

    def _written(self, code: str) -> str:
        return self.estimate(code).format() if self._row(self.table, code)["n"] >= FEW else ""


def reasons(
    answers: pd.DataFrame,
    codes: pd.DataFrame,
    *,
    question: str = "",
    role: str = "scale",
    scale: tuple[float, float] | None = None,
    choices: Sequence[str] = (),
    said: pd.DataFrame | None = None,
    agreement: Estimate | None = None,
    level: float = 0.95,
    resamples: int = 999,
    seed: int = 0,
) -> Reasons:
    """Count the reasons people gave, and compare their answers.

    Parameters
    ----------
    answers : DataFrame
        One row an answer to the open question, or a response without one, oldest first: response_id,
        person_id (may be missing), text (missing where nothing was written), score (the closed answer: a
        number, or for ``choice`` a word; may be missing).
    codes : DataFrame
        response_id, code, coder; several rows an answer.
    question : str
        Id of the closed question, for the result.
    role : str
        Its role: ``nps`` splits people into detractors, passives and promoters, ``choice`` by what they
        chose, others into low, middle and high.
    scale : tuple of float, optional
        Its lowest and highest answer, which say where the middle is.
    choices : sequence of str
        Answers of a choice, in order.
    said : DataFrame, optional
        One row a person interviewed and coded: person_id, codes (tuple of str).
    agreement : Estimate, optional
        Of the coders.
    level : float
        Of the intervals.
    resamples, seed : int
        For the rank correlation with interviews.

    Returns
    -------
    Reasons

    Raises
    ------
    InputError
        If the level is no level.

    Notes
    -----
    Estimand: among people like these who answer and write why, the share whose words have the reason, and the
    difference in mean score between those with it and those without it. People are counted once, however
    often they wrote: their codes are put together, and their last score counts; a response of nobody known is
    a person of its own. Who wrote words that nobody has coded counts on neither side, as if coding had begun
    with a random part of the answers; code in random order, or all.

    Shares have Wilson intervals. Differences of means are Welch's, each at its own level; ``p_holm`` of the
    same tests is corrected for the number of reasons. A difference is an association: a low score may make
    people look for a reason, as much as the reason made the score low.
    Not for weighted answers, and not for shares of all customers: who writes is not who is silent.

    References
    ----------
    Wilson (1927), JASA 22, 209-212. Welch, B. L. (1947). The generalization of Student's problem when several
    different population variances are involved. Biometrika 34, 28-35. Holm, S. (1979). A simple sequentially
    rejective multiple test procedure. Scandinavian Journal of Statistics 6, 65-70.

    Examples
    --------
    >>> wrote = pd.DataFrame({"response_id": list("abcdef"), "person_id": None, "text": "so"})
    >>> wrote["score"] = [0, 2, 3, 9, 10, 10]
    >>> coded = pd.DataFrame({"response_id": list("abcdef"), "coder": "Maya"})
    >>> coded["code"] = ["price", "price", "help", "help", "help", "help"]
    >>> found = reasons(wrote, coded, role="nps")
    >>> found.table[["code", "people", "n"]].to_numpy().tolist()
    [['help', 4, 6], ['price', 2, 6]]
    >>> found.coverage
    '6 of 6 people who answered wrote why; the words of 6 are coded, and 0 answers have no code yet.'
    """
    check_level(level)
    people = people_who_wrote(answers, codes)
    written = people[people["wrote"]]
    read = written[written["codes"].map(len) > 0].reset_index(drop=True)
    names = _by_frequency(read["codes"])
    heard = people_heard(said)
    against = against_interviews(read, heard, level=level, resamples=resamples, seed=seed)
    uncoded = uncoded_answers(answers, codes)
    found = Reasons(
        question,
        _table(names, read, heard, level),
        _groups(names, read, bands_of(role, choices, read["score"]), role, scale, level),
        _effects(names, read, level),
        against,
        int((people["wrote"] | people["score"].notna()).sum()),
        len(written),
        len(read),
        uncoded,
        agreement,
        level,
        (),
    )
    return replace(found, caveats=tuple(_doubts(found, answers, people)))


# ----------------------------------------------------------------------------------------------- inside


def _by_frequency(codes: pd.Series) -> list[str]:
    counted = codes.explode().dropna().value_counts()
    return sorted(map(str, counted.index), key=lambda name: (-int(counted[name]), name))


def _table(
    names: Sequence[str], read: pd.DataFrame, heard: pd.DataFrame | None, level: float
) -> pd.DataFrame:
    rows = []
    for name in names:
        have = sum(name in codes for codes in read["codes"])
        there = 0 if heard is None else sum(name in codes for codes in heard["codes"])
        share = _share(have, len(read), level)
        rows.append((name, have, len(read), *share, there, 0 if heard is None else len(heard)))
    return pd.DataFrame(rows, columns=list(_TABLE))


def _share(have: int, of: int, level: float) -> tuple[float, float, float]:
    if of < FEW:
        return math.nan, math.nan, math.nan
    share = proportion(have, of, level=level)
    return share.value, share.low, share.high


def _groups(
    names: Sequence[str],
    read: pd.DataFrame,
    order: Sequence[str],
    role: str,
    scale: tuple[float, float] | None,
    level: float,
) -> pd.DataFrame:
    member = [group_of(score, role, scale) for score in read["score"]]
    rows = []
    for name in names:
        for group in order:
            codes = [codes for codes, where in zip(read["codes"], member, strict=True) if where == group]
            have = sum(name in one for one in codes)
            shown = have if len(codes) >= FEW else None
            rows.append((name, group, shown, len(codes), *_share(have, len(codes), level)))
    table = pd.DataFrame(rows, columns=["code", "group", "people", "n", "value", "low", "high"])
    return table.astype({"people": "Int64"})


def _effects(names: Sequence[str], read: pd.DataFrame, level: float) -> pd.DataFrame:
    from statsmodels.stats.multitest import multipletests

    numbers = [isinstance(score, int | float | np.number) for score in read["score"]]
    scored = read[np.array(numbers, dtype=bool)]
    score = scored["score"].to_numpy(dtype=float)
    rows: list[tuple[Any, ...]] = []
    for name in names if len(scored) else ():
        has = np.array([name in codes for codes in scored["codes"]], dtype=bool)
        ones, others = score[has], score[~has]
        middle = [float(some.mean()) if len(some) >= FEW else math.nan for some in (ones, others)]
        value = low = high = chance = math.nan
        if min(len(ones), len(others)) >= FEW:
            value, low, high, chance = _welch(ones, others, level)
        rows.append((name, len(ones), len(others), *middle, value, low, high, len(scored), chance))
    table = pd.DataFrame(rows, columns=list(_EFFECTS))
    tested = table["p_holm"].notna()
    if tested.any():
        table.loc[tested, "p_holm"] = multipletests(table.loc[tested, "p_holm"], method="holm")[1]
    return table


def _welch(ones: Floats, others: Floats, level: float) -> tuple[float, float, float, float]:
    """A difference of means, its interval, and how likely such a one is by chance."""
    from scipy import stats

    gap = float(ones.mean() - others.mean())
    parts = [float(some.var(ddof=1)) / len(some) for some in (ones, others)]
    error = math.sqrt(sum(parts))
    if not error:  # each side gave one and the same answer: no interval, and that is not certainty
        return math.nan, math.nan, math.nan, math.nan
    freedom = sum(parts) ** 2 / (parts[0] ** 2 / (len(ones) - 1) + parts[1] ** 2 / (len(others) - 1))
    reach = float(stats.t.ppf((1 + level) / 2, freedom)) * error
    return gap, gap - reach, gap + reach, float(2 * stats.t.sf(abs(gap) / error, freedom))


def _doubts(found: Reasons, answers: pd.DataFrame, people: pd.DataFrame) -> list[str]:
    doubts = []
    silent = found.answered - found.gave
    if silent:
        doubts.append(
            f"{silent} of {found.answered} people who answered wrote nothing; theirs may be others."
        )
    if found.uncoded:
        doubts.append(
            f"{found.uncoded} answers have no code yet; shares are of the {found.coded} people with one."
        )
    if found.coded and found.coded < FEW:
        doubts.append(f"Only {found.coded} people's words are coded: no share of fewer than {FEW} is shown.")
    elif found.coded:
        small = list(dict.fromkeys(found.groups.loc[found.groups["n"].between(1, FEW - 1), "group"]))
        if small:
            doubts.append(f"Groups of fewer than {FEW} people show no figure: {', '.join(small)}.")
        if found.differences["value"].isna().any():
            doubts.append(
                f"No difference is shown with fewer than {FEW} people on one side, or all scores the same."
            )
        doubts.append("A reason goes with a score; that it made the score is not known.")
    again = int((~people["known"]).sum())
    if again:
        doubts.append(f"{again} responses name nobody; each counts as a person of its own.")
    if len(answers) > len(people):
        doubts.append("Some people answered more than once: codes are put together, the last score counts.")
    return doubts
