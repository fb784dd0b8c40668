"""How fast we answer: the whole distribution, with those who waited longest, as the customer counts it."""

from __future__ import annotations

import html
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from cslab.errors import InputError, NotFoundError
from cslab.estimate import Estimate, check_level
from cslab.intervals import SMALL
from cslab.measure.response_times.cases import cases_of
from cslab.measure.response_times.waiting import Waits

if TYPE_CHECKING:
    import altair as alt

EVERYBODY: Final = "everybody"
UNKNOWN: Final = "unknown"

FEW: Final = 5
"""A group of fewer cases than this shows no figure."""

MEASURES: Final = {
    "answer": ("First answer", "hours_to_answer", "answered", "hours"),
    "solution": ("Solution, as the customer declared it", "hours_to_solution", "solved", "hours"),
    "exchanges": ("Exchanges until solved", "exchanges", "solved", "exchanges"),
}
"""What is measured: its name, its column of the cases, the column that says it is over, its unit."""

QUANTILES: Final = {
    "a quarter": 0.25,
    "half": 0.5,
    "three quarters": 0.75,
    "all but the slowest 10 %": 0.9,
    "all but the slowest 1 %": 0.99,
}
"""The parts of cases that were done within a time."""

SLOWEST: Final = 20
"""Cases shown by name where the slowest 10 % are fewer."""


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise such as "85 % within 6 hours", and what it hides.

    Parameters
    ----------
    share : float
        What was promised, a part of one.
    hours : float
        Within how long.
    kept : Estimate
        The share of cases answered within that time.
    beyond : int
        Cases that took longer, or wait still after that time.
    beyond_half, beyond_slow : float
        Hours within which half, and nine in ten, of those beyond were answered; infinite where so many wait
        still.
    waiting : int
        Cases that nobody answered yet.
    """

    share: float
    hours: float
    kept: Estimate
    beyond: int
    beyond_half: float
    beyond_slow: float
    waiting: int

    @property
    def sentence(self) -> str:
        """Say in words what the promise says and what it hides."""
        verdict = "kept" if self.kept.low >= self.share else "not kept"
        if self.kept.low < self.share <= self.kept.high:
            verdict = "neither clearly kept nor clearly broken"
        said = (
            f"{100 * self.share:g} % within {self.hours:g} hours: {verdict}, "
            f"{100 * self.kept.value:.0f} % were answered in time."
        )
        if not self.beyond:
            return said
        half = _hours(self.beyond_half)
        slow = _hours(self.beyond_slow)
        return (
            f"{said} It hides {self.beyond} cases that waited longer: half of them {half}, "
            f"one in ten {slow}; {self.waiting} had no answer at all by the end of the data."
        )


@dataclass(frozen=True, slots=True, eq=False)
class ResponseTimes:
    """How long customers waited.

    Parameters
    ----------
    cases : DataFrame
        One row a case; see `cslab.measure.response_times.cases.cases_of`.
    table : DataFrame
        One row a measure, group and part of the cases: measure (``answer``, ``solution``, ``exchanges``),
        group, part, value (hours, or exchanges, within which that part was done; infinite where so many are
        not done yet), low, high (Kaplan-Meier, log-log band), n (cases), beyond (cases in the slower part,
        or waiting still), done (cases that are over), people. Values of too few cases are missing.
    by : str or None
        What cases were grouped by.
    groups : tuple of str
        In order.
    promise : Promise or None
        The promise that was asked about.
    until : Timestamp or None
        Up to when contacts are known.
    left_out : int
        Cases without a word of the customer's, which nobody waited in.
    level : float
        Of the intervals.
    caveats : tuple of str
        What to doubt.
    """

    cases: pd.DataFrame
    table: pd.DataFrame
    by: str | None
    groups: tuple[str, ...]
    promise: Promise | None
    until: pd.Timestamp | None
    left_out: int
    level: float
    caveats: tuple[str, ...]

    def summary(self) -> pd.DataFrame:
        """Return the table."""
        return self.table

    def estimate(self, measure: str = "answer", part: str = "half", group: str = EVERYBODY) -> Estimate:
        """Return the time within which a part of the cases was done.

        Raises
        ------
        NotFoundError
            If there is no such measure, part or group.
        InputError
            If there are too few cases, or so many are not done yet.
        """
        for kind, name, known in (
            ("measure", measure, MEASURES),
            ("part", part, QUANTILES),
            ("group", group, self.groups),
        ):
            if name not in known:
                raise NotFoundError.of(kind, name, known)
        here = self.table
        row = here[(here["measure"] == measure) & (here["part"] == part) & (here["group"] == group)].iloc[0]
        if not math.isfinite(row["value"]):
            raise InputError(
                f"{int(row['n'])} cases, {int(row['done'])} of them done, are too few to say within what "
                f"time {part} were."
            )
        open_ = () if math.isfinite(row["high"]) else ("too few cases to say how long it may be at most",)
        few = (f"only {int(row['n'])} cases",) if row["n"] < SMALL else ()
        unit = MEASURES[measure][3]
        method = "Kaplan-Meier quantile, log-log interval"
        return Estimate(
            row["value"], row["low"], row["high"], int(row["n"]), method, self.level, unit, (*few, *open_)
        )

    def slowest(self, measure: str = "answer") -> pd.DataFrame:
        """Return the cases that took longest or wait still: the slowest tenth, and at least `SLOWEST`."""
        if measure not in MEASURES:
            raise NotFoundError.of("measure", measure, MEASURES)
        column = MEASURES[measure][1]
        ordered = self.cases.sort_values(column, ascending=False, kind="stable")
        return ordered.head(max(SLOWEST, math.ceil(len(ordered) / 10))).reset_index(drop=True)

    def chart(self, measure: str = "answer", group: str = EVERYBODY) -> alt.LayerChart:
        """Draw the whole distribution on a log scale, with half, 90 % and 99 % marked."""
        from cslab.measure.response_times.waiting import draw_waits

        if measure not in MEASURES:
            raise NotFoundError.of("measure", measure, MEASURES)
        if group not in self.groups:
            raise NotFoundError.of("group", group, self.groups)
        name, column, over, unit = MEASURES[measure]
        rows = _members(self.cases, self.by, group)
        marks = self.table[(self.table["measure"] == measure) & (self.table["group"] == group)]
        marks = marks[marks["part"].isin(list(QUANTILES)[1:2] + list(QUANTILES)[3:])]
        waits = Waits.of(rows[column], rows[over], level=self.level) if len(rows) else None
        return draw_waits(waits, marks, title=f"{name}, {unit}, log scale", hours=unit == "hours")

    def _repr_html_(self) -> str:
        written = self.table[self.table["measure"] == "answer"][
            ["group", "part", "value", "low", "high", "n"]
        ]
        promise = f"<p>{html.escape(self.promise.sentence)}</p>" if self.promise else ""
        doubts = "".join(f"<li>{html.escape(caveat)}</li>" for caveat in self.caveats)
        shown = written.to_html(index=False, escape=True, border=0, float_format="{:.1f}".format, na_rep="")
        return f"<p>Hours to the first answer</p>{shown}{promise}<ul>{doubts}</ul>"


def response_times(
    contacts: pd.DataFrame,
    *,
    by: str | None = None,
    promise: tuple[float, float] | None = None,
    until: pd.Timestamp | None = None,
    level: float = 0.95,
) -> ResponseTimes:
    """Measure how long customers wait for a first answer and for a solution, and in how many exchanges.

    Parameters
    ----------
    contacts : DataFrame
        As `Study.contacts`, times naive and in UTC.
    by : str, optional
        A column to group cases by.
    promise : tuple of float, optional
        Share and hours, as in ``(0.85, 6)``, that first answers were promised in.
    until : Timestamp, optional
        Up to when contacts are known; the last one when left out.
    level : float
        Of the intervals.

    Returns
    -------
    ResponseTimes

    Raises
    ------
    InputError
        If the promise is no share and no time.
    NotFoundError
        If there is no column `by`.

    Notes
    -----
    Estimand: the time within which a part of such cases is answered, or solved, if all were followed to their
    end. Cases that are open at `until` count with the time they have waited so far (right-censored,
    Kaplan-Meier), since leaving them out would count only what went well. It assumes that a case still open
    is no different in what comes from others that had waited as long; and that cases are independent, which
    several of one account are not quite: intervals are then somewhat too narrow. Times are of the calendar:
    nights and weekends count, as they do for who waits.

    The interval of a time holds every time at which the log-log band of the curve holds the part.
    The slowest 1 % is not named from fewer than 100 cases, nor the slowest 10 % from fewer than 10.

    References
    ----------
    Kaplan, E. L. & Meier, P. (1958). Nonparametric estimation from incomplete observations. JASA 53, 457-481.
    Brookmeyer, R. & Crowley, J. (1982). A confidence interval for the median survival time. Biometrics 38,
    29-41. Kalbfleisch, J. D. & Prentice, R. L. (2002). The Statistical Analysis of Failure Time Data, 2nd ed.
    Wiley. Section 1.4.

    Examples
    --------
    >>> rows = pd.DataFrame({"contact_id": [str(n) for n in range(40)]})
    >>> rows["case_id"] = [str(n // 2) for n in range(40)]
    >>> rows["person_id"] = rows["account_id"] = rows["outcome"] = None
    >>> rows["direction"] = ["in", "out"] * 20
    >>> hours = [n // 2 * 48 + (n % 2) * (n // 2 + 1) for n in range(40)]
    >>> rows["at"] = pd.Timestamp("2026-03-02") + pd.to_timedelta(hours, unit="h")
    >>> found = response_times(rows, promise=(0.85, 17))
    >>> print(found.estimate("answer"))
    10 hours (5–15 hours, n = 20)
    >>> found.promise.beyond
    3
    """
    check_level(level)
    if promise is not None and not (0 < promise[0] <= 1 and promise[1] > 0):
        raise InputError(
            "A promise is a share and a number of hours, such as (0.85, 6) for 85 % within 6 hours."
        )
    if by is not None and by not in contacts.columns:
        raise NotFoundError.of("column", by, map(str, contacts.columns))
    cases, not_theirs = cases_of(contacts, until=until, about=(by,) if by is not None else ())
    groups = _groups(cases, by)
    table = _table(cases, by, groups, level)
    last = until if until is not None else (contacts["at"].max() if contacts["at"].notna().any() else None)
    undated = int(contacts["at"].isna().sum())
    found = tuple(_doubts(cases, table, not_theirs, undated, last))
    kept = _promise(cases, promise, level) if promise is not None else None
    return ResponseTimes(cases, table, by, groups, kept, last, not_theirs, level, found)


# ----------------------------------------------------------------------------------------------- inside


def _groups(cases: pd.DataFrame, by: str | None) -> tuple[str, ...]:
    if by is None:
        return (EVERYBODY,)
    named = cases[by].map(lambda value: UNKNOWN if pd.isna(value) else str(value))
    return (EVERYBODY, *sorted(set(named) - {UNKNOWN}), *([UNKNOWN] if UNKNOWN in set(named) else []))


def _members(cases: pd.DataFrame, by: str | None, group: str) -> pd.DataFrame:
    if by is None or group == EVERYBODY:
        return cases
    named = cases[by].map(lambda value: UNKNOWN if pd.isna(value) else str(value))
    return cases[named == group]


def _table(cases: pd.DataFrame, by: str | None, groups: Sequence[str], level: float) -> pd.DataFrame:
    rows = []
    for measure, (_, column, over, _) in MEASURES.items():
        for group in groups:
            members = _members(cases, by, group)
            enough = len(members) >= FEW
            waits = Waits.of(members[column], members[over], level=level) if enough else None
            done, people = int(members[over].sum()), int(members["person_id"].nunique())
            for part, share in QUANTILES.items():
                value = low = high = math.nan
                beyond: int | None = None
                if waits is not None and len(members) * (1 - share) >= 1 - 1e-9:
                    value, low, high = waits.quantile(share)
                    beyond = waits.beyond(value)
                rows.append((measure, group, part, value, low, high, len(members), beyond, done, people))
    columns = ["measure", "group", "part", "value", "low", "high", "n", "beyond", "done", "people"]
    return pd.DataFrame(rows, columns=columns).astype({"beyond": "Int64"})


def _promise(cases: pd.DataFrame, promise: tuple[float, float], level: float) -> Promise | None:
    if len(cases) < FEW:
        return None
    share, hours = promise
    waits = Waits.of(cases["hours_to_answer"], cases["answered"], level=level)
    within, low, high = waits.within(hours)
    method = "Kaplan-Meier share, log-log interval"
    kept = Estimate(within, low, high, len(cases), method, level, "%")
    late = 1 - within
    half, slow = (waits.quantile(1 - late * rest)[0] if late > 0 else math.inf for rest in (0.5, 0.1))
    beyond = int((waits.lasted > hours).sum())
    return Promise(share, hours, kept, beyond, half, slow, int((~cases["answered"]).sum()))


def _hours(hours: float) -> str:
    return f"over {hours:.0f} hours" if math.isfinite(hours) else "longer than the data reach"


def _doubts(
    cases: pd.DataFrame, table: pd.DataFrame, not_theirs: int, undated: int, until: pd.Timestamp | None
) -> list[str]:
    doubts = []
    if len(cases):
        doubts.append("Calendar time: nights, weekends and holidays are not taken out.")
    waiting, unsolved = int((~cases["answered"]).sum()), int((~cases["solved"]).sum())
    if waiting or unsolved:
        day = "" if until is None else f" by {until:%Y-%m-%d}"
        doubts.append(
            f"{waiting} cases had no answer and {unsolved} no solution{day}; their wait so far counts."
        )
    if not_theirs:
        doubts.append(f"{not_theirs} cases without a word of the customer's are left out: nobody waited.")
    if undated:
        doubts.append(f"{undated} contacts without a time are left out.")
    small = list(dict.fromkeys(table.loc[table["n"] < FEW, "group"]))
    if small and len(cases):
        doubts.append(f"Groups of fewer than {FEW} cases show no figure: {', '.join(small)}.")
    thin = table[(table["n"] >= FEW) & (table["n"] < 100)]
    if len(thin):
        doubts.append("Of fewer than 100 cases there is no slowest 1 % to name.")
    if cases["account_id"].dropna().duplicated().any():
        doubts.append("Cases of one account are taken as independent, so intervals are somewhat too narrow.")
    return doubts
