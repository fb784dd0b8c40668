"""What happened before: events in the days before moments, set against days that are like them."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cslab.errors import InputError, NotFoundError
from cslab.estimate import Estimate, check_level
from cslab.intervals import SMALL
from cslab.measure.usage.clustered import FEW
from cslab.measure.usage.events import Unit, fetch, key_of, known, number_of, period_of, read_events
from cslab.measure.usage.windows import OTHERS, SAME, count, match, read_moments

if TYPE_CHECKING:
    import altair as alt

ALL = "all events together"
MOST = 100
"""Of more events than this, the most frequent ones are compared."""
METHOD = "Mantel-Haenszel rate ratio, bootstrap of accounts"


@dataclass(frozen=True, slots=True, eq=False)
class Triggers:
    """What came more, or less often before moments than at other times.

    Parameters
    ----------
    days : int
        Length of the spans before.
    table : DataFrame
        One row an event and comparison: against, event, value (rate ratio), low, high, n (moments), accounts
        (that had them), before, usual (events a span of so many days, before moments and in the matched
        spans), having (customers that had the event in any of the spans), p_holm. Missing where fewer
        than 5 accounts had the event.
    moments : int
        How many moments are used.
    level : float
        Of the intervals.
    caveats : tuple of str
        What to doubt.
    """

    days: int
    table: pd.DataFrame
    moments: int
    level: float
    caveats: tuple[str, ...]

    def summary(self) -> pd.DataFrame:
        """Return the table."""
        return self.table

    def estimate(self, event: str, *, against: str = SAME) -> Estimate:
        """Return one rate ratio: above 1, the event is more frequent before.

        Raises
        ------
        NotFoundError
            If the event was not compared, or too few accounts had it.
        """
        rows = self.table[(self.table["against"] == against)].dropna(subset=["value"])
        if event not in set(rows["event"]):
            raise NotFoundError.of("event", event, set(rows["event"]))
        row = rows[rows["event"] == event].iloc[0]
        ends = float(row["low"]), float(row["high"])
        return Estimate(float(row["value"]), *ends, int(row["n"]), METHOD, self.level, "times")

    @property
    def sentences(self) -> tuple[str, ...]:
        """What stands out against the same customers earlier, in words of association; then the rest."""
        out = self.table[(self.table["p_holm"] < 0.05) & (self.table["event"] != ALL)]
        mine, theirs = out[out["against"] == SAME], out[out["against"] == OTHERS].set_index("event")
        said = []
        for _, row in mine.sort_values("p_holm", kind="stable").iterrows():
            also = ""
            if row["event"] in theirs.index:
                also = f", and {_times(theirs.loc[row['event']])} as in {OTHERS}"
            said.append(
                f"In the {self.days} days before, {row['event']} came {_times(row)} as in {SAME}{also}."
            )
        more = len(set(theirs.index) - set(mine["event"]))
        if more:
            noun = "event differs" if more == 1 else "events differ"
            said.append(
                f"{more} further {noun} from {OTHERS} alone: that can be how those customers are, "
                "rather than what came before."
            )
        return tuple(said)

    def chart(self, *, against: str = SAME, most: int = 15) -> alt.LayerChart:
        """Draw the rate ratios of one comparison, and a line at 1; those that lie furthest from it."""
        from cslab.measure.usage.charts import draw_triggers

        return draw_triggers(self, against, most)

    def _repr_html_(self) -> str:
        doubts = "".join(f"<li>{html.escape(line)}</li>" for line in (*self.sentences, *self.caveats))
        return f"{self.table.to_html(index=False, escape=True, border=0)}<ul>{doubts}</ul>"


def triggers(
    events: Any,
    moments: pd.DataFrame,
    *,
    unit: Unit = "account",
    accounts: pd.DataFrame | None = None,
    days: int = 30,
    controls: int = 4,
    until: Any = None,
    level: float = 0.95,
    resamples: int = 2000,
    seed: int = 0,
) -> Triggers:
    """Compare what happened in the days before moments with days that are like them.

    Parameters
    ----------
    events : DataFrame of pandas or PySpark, or DuckDB relation
        See `cslab.measure.usage.events.read_events`.
    moments : DataFrame
        account_id (person_id, where people are compared) and at: when customers spoke of leaving, complained,
        and the like.
    unit : {"account", "person"}
        Whose events count: everybody's in the account, or the person's own. What one person does is lost
        among colleagues who do not.
    accounts : DataFrame, optional
        account_id, started_on, churned_on: when each was a customer. Without it, from its first event to its
        last.
    days : int
        How far back to look.
    controls : int
        At most so many matched spans of either kind a moment.
    until : moment, optional
        Only events up to here.
    level : float
        Of the intervals.
    resamples : int
        Of accounts.
    seed : int
        Of the choice of other accounts, and of resampling.

    Returns
    -------
    Triggers

    Raises
    ------
    InputError
        If moments are no table of moments, there are no events, or no moment has records before it.

    Notes
    -----
    Two comparisons, each with a weakness that the other has not. *The same customers earlier*: the spans of
    the same length before, that touch no moment; whatever stays the same about an account can't explain a
    difference, but a season or a trend can. *Other customers at that time*: those of other accounts that were
    customers and had no moment until then, drawn by chance; seasons can't explain a difference, but what sets
    accounts apart can. Where both agree, it is worth asking people.
    Spans end the day before the moment. Estimand: the ratio of the rates of an event before moments and in
    the matched spans, pooled over moments by Mantel-Haenszel; interval and p-value from resampling whole
    accounts, Holm over the events of a comparison. It is an association: what comes before need not bring
    about what comes after, and customers who are about to leave do things because of it.

    References
    ----------
    Maclure, M. (1991). The case-crossover design. American Journal of Epidemiology 133, 144-153.
    Greenland, S. & Robins, J. M. (1985). Estimation of a common effect parameter from sparse follow-up data.
    Biometrics 41, 55-68.

    Examples
    --------
    >>> days = range(0, 100, 5)
    >>> rows = [(f"a-{a}", "error" if day >= 65 else "login", day) for a in range(8) for day in days]
    >>> made = pd.DataFrame(rows, columns=["account_id", "event", "day"]).assign(person_id=None)
    >>> made["at"] = pd.Timestamp("2026-01-01") + pd.to_timedelta(made.pop("day"), unit="D")
    >>> left = pd.DataFrame({"account_id": [f"a-{a}" for a in range(8)], "at": pd.Timestamp("2026-04-06")})
    >>> triggers(made, left).table[["event", "before", "usual"]]
                     event  before  usual
    0                login     0.0    6.0
    1                error     6.0    0.0
    2  all events together     6.0    6.0
    """
    check_level(level)
    key = key_of(unit)
    for column in (key, "at"):
        if column not in moments.columns:
            raise InputError(f"Moments need the columns {key} and at; {column} is missing.")
    if days < 1 or controls < 1:
        raise InputError("Moments are set against at least one span of at least one day.")
    frame = _until(known(read_events(events), key), until)
    lives, first, last = _lives(frame, key, accounts)
    wanted, lost = read_moments(moments, key)
    windows = match(wanted, lives, first=first, last=last, days=days, controls=controls, seed=seed)
    caveats = list(windows.caveats)
    if lost:
        caveats.append(f"{lost} moments name no {unit} or no time")
    if windows.table.empty:
        raise InputError(
            f"None of {len(moments)} moments has {days} days of records before it "
            "and something to set them against."
        )
    daily = _daily(frame, key, sorted(set(windows.table["who"])))
    names = daily.groupby("event")["n"].sum().sort_values(ascending=False, kind="stable").index
    if len(names) > MOST:
        caveats.append(f"of {len(names)} events, the {MOST} most frequent are compared")
    by_design = [windows.table[windows.table["against"] == against] for against in (SAME, OTHERS)]
    chosen = list(names[:MOST])
    parts = [_compared(spans, daily, chosen, days, level, resamples, seed) for spans in by_design]
    table = pd.concat([part for part in parts if len(part)], ignore_index=True)
    if 0 < windows.moments < SMALL:
        caveats.append(f"only {windows.moments} moments: read it as a direction")
    if table["value"].isna().any():
        caveats.append(f"nothing is shown of events that fewer than {FEW} customers had")
    caveats.append("these are associations; what comes before need not be why")
    return Triggers(days, table, windows.moments, level, tuple(caveats))


def _times(row: pd.Series[Any]) -> str:
    return f"{row['value']:.1f} times as often ({row['low']:.1f} to {row['high']:.1f})"


def _until(frame: Any, until: Any) -> Any:
    import narwhals as nw

    return frame if until is None else frame.filter(nw.col("at") <= pd.Timestamp(until).to_pydatetime())


def _lives(frame: Any, key: str, accounts: pd.DataFrame | None) -> tuple[pd.DataFrame, int, int]:
    """Whose each customer is, and since and until when, in days; and the days that the records hold."""
    import narwhals as nw

    seen = fetch(
        frame.with_columns(nw.col("account_id").alias("account"))
        .group_by(key)
        .agg(nw.col("at").min().alias("first"), nw.col("at").max().alias("last"), nw.col("account").max()),
        [key],
        {key: "str", "account": "str", "first": "datetime64[us]", "last": "datetime64[us]"},
    )
    if seen.empty:
        who = key.removesuffix("_id")
        raise InputError(f"There are no events of any {who}, so nothing came before anything.")
    first, last = number_of(seen["first"].min(), "day"), number_of(seen["last"].max(), "day")
    life = pd.DataFrame({"who": seen[key], "account": seen["account"].fillna(seen[key])})
    life["begins"] = [number_of(pd.Timestamp(at), "day") for at in seen["first"]]
    life["ends"] = [number_of(pd.Timestamp(at), "day") for at in seen["last"]]
    if accounts is None or "started_on" not in accounts.columns:
        return life, first, last
    table = accounts.dropna(subset=["account_id"]).drop_duplicates("account_id")
    left = pd.to_datetime(table.get("churned_on", pd.Series(pd.NaT, index=table.index)))
    contract = pd.DataFrame(
        {
            "account": table["account_id"].astype(str),
            "since": [_day(at, 0) for at in pd.to_datetime(table["started_on"])],
            "to": [_day(at, last + 1) for at in left],
        }
    )
    if key == "account_id":
        made = contract.rename(columns={"since": "begins", "to": "ends"})
        return made.assign(who=made["account"]), first, last
    life = life.merge(contract, on="account", how="left")
    life["ends"] = life["to"].fillna(life["ends"]).astype(int)
    return life[["who", "account", "begins", "ends"]], first, last


def _day(at: Any, otherwise: int) -> int:
    return otherwise if pd.isna(at) else number_of(pd.Timestamp(at), "day")


def _daily(frame: Any, key: str, names: list[str]) -> pd.DataFrame:
    import narwhals as nw

    mine = frame.filter(nw.col(key).is_in(names), ~nw.col("event").is_null())
    return fetch(
        mine.select(nw.col(key).alias("who"), "event", "at")
        .with_columns(period_of("day"))
        .group_by("who", "event", "period")
        .agg(nw.len().alias("n")),
        ["who", "event", "period"],
        {"who": "str", "event": "str", "period": "int64", "n": "int64"},
    )


def _compared(
    windows: pd.DataFrame,
    daily: pd.DataFrame,
    names: list[str],
    days: int,
    level: float,
    resamples: int,
    seed: int,
) -> pd.DataFrame:
    """One comparison: a row an event, and one of all together."""
    from statsmodels.stats.multitest import multipletests

    if windows.empty:
        return pd.DataFrame()
    windows = windows.reset_index(drop=True)
    counts = count(windows, daily, days).reindex(columns=names, fill_value=0)
    counts[ALL] = counts.sum(axis=1)
    case = windows["case"].to_numpy()
    spans = windows.groupby("stratum")["case"].transform("size").to_numpy() - 1
    # Of spans of one length Mantel-Haenszel weighs those before by k / (k + 1), matched ones by 1 / (k + 1).
    weight = np.where(case, spans, 1) / (spans + 1)
    clusters, codes = np.unique(windows["cluster"], return_inverse=True)
    weighted = counts.to_numpy(dtype="float64") * weight[:, None]
    over, under = (np.zeros((len(clusters), counts.shape[1])) for _ in range(2))
    np.add.at(over, codes[case], weighted[case])
    np.add.at(under, codes[~case], weighted[~case])
    ratio, low, high, p = _resampled(over, under, level, resamples, seed)
    had = pd.DataFrame(counts.to_numpy() > 0).groupby(windows["who"].to_numpy()).any().sum().to_numpy()
    shown = (had >= FEW) & (len(clusters) >= FEW)
    holm = np.full(len(p), np.nan)
    tested = shown & np.isfinite(p)
    if tested.any():
        holm[tested] = multipletests(p[tested], method="holm")[1]
    hide = np.where(shown, 1.0, np.nan)
    moments = int(case.sum())
    usual = np.average(counts[~case], axis=0, weights=weight[~case])
    return pd.DataFrame(
        {
            "against": windows["against"].iat[0],
            "event": list(counts.columns),
            "value": ratio * hide,
            "low": low * hide,
            "high": high * hide,
            "n": moments,
            "accounts": len(clusters),
            "before": np.asarray(counts[case].mean(), dtype="float64") * hide,
            "usual": usual * hide,
            "having": had,
            "p_holm": holm,
        }
    )


def _resampled(over: Any, under: Any, level: float, resamples: int, seed: int) -> tuple[Any, Any, Any, Any]:
    """Give ratio, ends and p of every event; accounts are drawn together with all their events."""
    rng = np.random.default_rng(seed)
    clusters = len(over)
    drawn = rng.multinomial(clusters, np.full(clusters, 1 / clusters), size=resamples)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = over.sum(axis=0) / under.sum(axis=0)
        again = (drawn @ over) / (drawn @ under)
    again = np.where(np.isnan(again), 1.0, again)
    ordered = np.sort(again, axis=0)
    tail = (1 - level) / 2
    low = ordered[int(np.floor(tail * (resamples - 1)))]
    high = ordered[int(np.ceil((1 - tail) * (resamples - 1)))]
    least = np.minimum((again <= 1).sum(axis=0), (again >= 1).sum(axis=0))
    p = np.minimum(1.0, 2 * (least + 1) / (resamples + 1))
    never = np.isnan(ratio)
    return ratio, np.where(never, np.nan, low), np.where(never, np.nan, high), np.where(never, np.nan, p)
