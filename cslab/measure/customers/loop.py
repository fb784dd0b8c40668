"""The feedback loop: heard, decided, done, told; how long each takes, and what was never answered."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from cslab.estimate import Estimate
from cslab.measure.customers.shares import LEAST, as_html, day_of, days, share_of

if TYPE_CHECKING:
    import altair as alt

STEPS: Final = {
    "heard to decided": ("heard_on", "decided_on"),
    "decided to done": ("decided_on", "done_on"),
    "decided to told": ("decided_on", "told_on"),
    "heard to told": ("heard_on", "told_on"),
}
"""Each step of the loop: where it starts, and where it ends."""

STANDS: Final = {
    "heard": "nobody decided yet",
    "decided": "decided, not done yet",
    "answered": "decided against, not told yet",
    "done": "done, not told yet",
    "told": "told",
}
"""How far a piece of feedback is."""

NOBODY: Final = "nobody"
"""Owner of what has none."""

_UNANSWERED = ["kind", "id", "person_id", "account_id", "at", "what"]


@dataclass(frozen=True, slots=True, eq=False)
class Loop:
    """What was heard, and how far each piece of it is.

    Parameters
    ----------
    table : DataFrame
        One row a piece, those not told first, the oldest first: the columns of the feedback, then stands (a
        key of `STANDS`), age (days since it was heard, until it was told or until today) and waiting (days
        since its last step; missing when it was told).
    steps : DataFrame
        One row a step: step, n (pieces that began it), people, ended, open, value, low, high (median days by
        Kaplan-Meier; missing where too few or where fewer than half have ended), oldest (days that the oldest
        open one waits), method.
    owners : DataFrame
        One row an owner: owner, pieces, open, oldest (days), told.
    told : Estimate or None
        Share of the pieces whose customer was told; None while nothing was heard.
    unanswered : DataFrame
        What was heard and that nobody put into the loop: kind (``highlight`` or ``answer``), id, person_id,
        account_id, at, what; the oldest first.
    on : date
        The day that ages are counted to.
    caveats : tuple of str
        What to doubt.
    """

    table: pd.DataFrame
    steps: pd.DataFrame
    owners: pd.DataFrame
    told: Estimate | None
    unanswered: pd.DataFrame
    on: date
    caveats: tuple[str, ...]

    def summary(self) -> pd.DataFrame:
        """Return the table."""
        return self.table

    @property
    def waiting(self) -> pd.DataFrame:
        """The pieces whose customer has not been told, the oldest first."""
        return self.table[self.table["stands"] != "told"].reset_index(drop=True)

    def chart(self) -> alt.LayerChart:
        """Draw the median days of each step with their intervals, where there are enough."""
        from cslab import charts

        known = self.steps[self.steps["value"].notna()]
        return charts.intervals(known, label="step", title="Median days")

    def _repr_html_(self) -> str:
        head = f"<p>Told: {self.told}. Never answered: {len(self.unanswered)}.</p>" if self.told else ""
        return as_html(self.table[["what", "owner", "stands", "age"]], self.caveats, head)


def loop(
    feedback: pd.DataFrame,
    *,
    highlights: pd.DataFrame | None = None,
    answers: pd.DataFrame | None = None,
    today: date | str | None = None,
    level: float = 0.95,
    seed: int = 0,
) -> Loop:
    """See how far everything is that was heard.

    Parameters
    ----------
    feedback : DataFrame
        id, person_id, account_id, what, evidence, evidence_id, owner, heard_on, decision, decided_on,
        done_on, told_on; see `cslab.study.feedback.feedback`.
    highlights : DataFrame, optional
        What was said unhappily: nonce, person_id, account_id, at, what.
    answers : DataFrame, optional
        What detractors answered: id (``SURVEY/RESPONSE/QUESTION``), person_id, account_id, at, what. A piece
        whose evidence is any answer of the same response counts for it.
    today : date or str, optional
        The day that ages are counted to.
    level : float
        Of the intervals.
    seed : int
        Of the resampling.

    Returns
    -------
    Loop

    Notes
    -----
    Estimand of a step: the median days until it ends, for pieces like these. An open piece is not left out,
    which would flatter us, but censored today on the right (Kaplan-Meier; interval by the log-log transform).
    Pieces decided against are not waiting to be done, and are left out of that step alone. It takes pieces
    that wait to be like those that waited as long and were then answered. From fewer than 5 pieces no median
    is shown. Several pieces of one person are taken as independent: the intervals are a little too narrow.

    References
    ----------
    Kaplan, E. L. & Meier, P. (1958). Nonparametric estimation from incomplete observations. Journal of the
    American Statistical Association 53, 457-481.
    Brookmeyer, R. & Crowley, J. (1982). A confidence interval for the median survival time. Biometrics 38,
    29-41.

    Examples
    --------
    >>> heard = pd.DataFrame({"id": [1, 2], "person_id": ["p-1", "p-2"], "account_id": None,
    ...     "what": ["Tell us first", "Cheaper"], "evidence": "", "evidence_id": "", "owner": ["Maya", ""],
    ...     "heard_on": ["2026-03-01", "2026-03-11"], "decision": ["do", ""],
    ...     "decided_on": ["2026-03-05", None], "done_on": None, "told_on": None})
    >>> loop(heard, today="2026-03-21").table[["what", "stands", "age", "waiting"]]
                what   stands  age  waiting
    0  Tell us first  decided   20       16
    1        Cheaper    heard   10       10
    """
    day = day_of(today)
    now = pd.Timestamp(day).as_unit("us")
    table = feedback.reset_index(drop=True).copy()
    at = {name: days(table[name]) for name in ("heard_on", "decided_on", "done_on", "told_on")}
    table["stands"] = pd.Series(_stands(table, at), index=table.index, dtype="str")
    until = at["told_on"].fillna(now)
    table["age"] = (until - at["heard_on"]).dt.days.clip(lower=0).astype("Int64")
    last = pd.concat([at["heard_on"], at["decided_on"], at["done_on"]], axis=1).max(axis=1)
    waiting = (now - last).dt.days.clip(lower=0).astype("Int64")
    table["waiting"] = waiting.mask(table["stands"] == "told")
    told = at["told_on"].notna()
    estimate = share_of(told, table["person_id"], level=level, seed=seed) if len(table) else None
    steps = pd.DataFrame([_step(name, table, at, now, level) for name in STEPS])
    order = table.assign(_told=told, _heard=at["heard_on"]).sort_values(
        ["_told", "_heard", "id"], kind="stable"
    )
    missing = _unanswered(table, highlights, answers)
    return Loop(
        order.drop(columns=["_told", "_heard"]).reset_index(drop=True),
        steps,
        _owners(table),
        estimate,
        missing,
        day,
        _doubts(table, steps, missing, at, now),
    )


# ------------------------------------------------------------------------------------------ inside


def _stands(table: pd.DataFrame, at: dict[str, pd.Series]) -> list[str]:
    found = np.where(table["decision"].fillna("") == "", "heard", "decided").astype(object)
    found[((found == "decided") & (table["decision"] != "do")).to_numpy()] = "answered"
    found[at["done_on"].notna().to_numpy()] = "done"
    found[at["told_on"].notna().to_numpy()] = "told"
    return [str(one) for one in found]


def _step(
    name: str, table: pd.DataFrame, at: dict[str, pd.Series], now: pd.Timestamp, level: float
) -> dict[str, object]:
    begin, end = (at[column] for column in STEPS[name])
    begun = begin.notna() & (begin <= now)
    if name == "decided to done":
        begun &= table["decision"] == "do"
    ended = begun & end.notna() & (end <= now)
    length = (end.where(ended, now) - begin)[begun].dt.days.clip(lower=0).astype(float)
    waits = length[~ended[begun]]
    value, low, high = _median(length, ended[begun], level)
    return {
        "step": name,
        "n": int(begun.sum()),
        "people": int(table.loc[begun, "person_id"].nunique()),
        "ended": int(ended.sum()),
        "open": int(begun.sum() - ended.sum()),
        "value": value,
        "low": low,
        "high": high,
        "oldest": float(waits.max()) if len(waits) else float("nan"),
        "method": "Kaplan-Meier median",
    }


def _median(length: pd.Series, ended: pd.Series, level: float) -> tuple[float, float, float]:
    """The median with its interval; an end that is not reached is infinite, such a median missing."""
    nan = float("nan")
    if len(length) < LEAST or not ended.any():
        return nan, nan, nan
    from statsmodels.duration.survfunc import SurvfuncRight

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        curve = SurvfuncRight(length.to_numpy(), ended.to_numpy().astype(int))
        middle = float(curve.quantile(0.5))
        low, high = (float(one) for one in curve.quantile_ci(0.5, alpha=1 - level, method="cloglog"))
    if not np.isfinite(middle):
        return nan, nan, nan
    low = min(middle, low) if np.isfinite(low) else float(length.min())
    return middle, low, max(middle, high) if np.isfinite(high) else float("inf")


def _owners(table: pd.DataFrame) -> pd.DataFrame:
    owner = table["owner"].fillna("").astype("str")
    named = table.assign(owner=owner.where(owner != "", NOBODY), open=table["stands"] != "told")
    rows = [
        {
            "owner": str(name),
            "pieces": len(own),
            "open": int(own["open"].sum()),
            "oldest": own.loc[own["open"], "age"].max() if own["open"].any() else pd.NA,
            "told": int((~own["open"]).sum()),
        }
        for name, own in named.groupby("owner", sort=True)
    ]
    found = pd.DataFrame(rows, columns=["owner", "pieces", "open", "oldest", "told"])
    found["oldest"] = found["oldest"].astype("Int64")
    return found.sort_values(["open", "owner"], ascending=[False, True], kind="stable").reset_index(drop=True)


def _unanswered(
    table: pd.DataFrame, highlights: pd.DataFrame | None, answers: pd.DataFrame | None
) -> pd.DataFrame:
    by = {kind: set(rows["evidence_id"]) for kind, rows in table.groupby("evidence")}
    answered = {_response(name) for name in by.get("answer", set())}
    found = []
    if highlights is not None and len(highlights):
        left = highlights[~highlights["nonce"].isin(by.get("highlight", set()))]
        found.append(left.assign(kind="highlight", id=left["nonce"]))
    if answers is not None and len(answers):
        left = answers[[_response(name) not in answered for name in answers["id"]]]
        found.append(left.assign(kind="answer"))
    if not found:
        return pd.DataFrame(columns=_UNANSWERED)
    whole = pd.concat([part[_UNANSWERED].astype(object) for part in found], ignore_index=True)
    whole["at"] = pd.to_datetime(whole["at"], utc=True).dt.tz_convert(None).dt.as_unit("us")
    return whole.sort_values(["at", "id"], kind="stable").reset_index(drop=True)


def _response(name: str) -> str:
    return str(name).rpartition("/")[0]


def _doubts(
    table: pd.DataFrame,
    steps: pd.DataFrame,
    missing: pd.DataFrame,
    at: dict[str, pd.Series],
    now: pd.Timestamp,
) -> tuple[str, ...]:
    found = []
    few = steps[(steps["n"] > 0) & (steps["n"] < LEAST)]
    if len(few):
        found.append(f"Fewer than {LEAST} pieces, so no median is shown: {', '.join(few['step'])}.")
    slow = steps[(steps["n"] >= LEAST) & steps["value"].isna()]
    if len(slow):
        found.append(f"Fewer than half have ended, so there is no median yet: {', '.join(slow['step'])}.")
    alone = int(table["person_id"].isna().sum())
    if alone:
        found.append(f"{alone} of {len(table)} pieces name nobody, so nobody can be told.")
    later = int((at["heard_on"] > now).sum())
    if later:
        found.append(f"{later} of {len(table)} pieces are dated after {now.date()}; their age counts as 0.")
    if len(missing):
        found.append(
            f"{len(missing)} unhappy highlights and answers are in nobody's hands, and in no share here."
        )
    return tuple(found)
