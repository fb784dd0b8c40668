"""Subjects under watch: since when, until when, and whether the event ended it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cslab.errors import InputError

if TYPE_CHECKING:
    import numpy.typing as npt

EVERYBODY = "everybody"


def read_subjects(
    durations: Any, event: Any, by: Any, entry: Any
) -> tuple[pd.DataFrame, str | None, tuple[str, ...]]:
    """Bring subjects into one shape: group, entry, time, event; leave out who can't be used, and say so."""
    time = np.asarray(durations, dtype="float64")
    n = len(time)
    entered = np.zeros(n) if entry is None else np.asarray(entry, dtype="float64")
    happened = pd.array(np.asarray(event, dtype=object), dtype="boolean")
    group = pd.Series([EVERYBODY] * n if by is None else list(by), dtype=object)
    if not len(entered) == len(happened) == len(group) == n:
        raise InputError("Durations, events, groups and entries must be as many as there are subjects.")
    present = np.isfinite(time) & np.isfinite(entered) & ~happened.isna() & group.notna().to_numpy()
    if (time[present] < 0).any() or (entered[present] < 0).any():
        raise InputError("A duration must not be negative; somebody's end lies before their start.")
    watched = present & ((time > entered) | (entered == 0))
    caveats = []
    if missing := int((~present).sum()):
        caveats.append(f"{missing} of {n} subjects have no duration, event or group and are left out")
    if late := int((present & ~watched).sum()):
        caveats.append(f"{late} of {n} subjects had ended before they came under watch and are left out")
    if not watched.any():
        raise InputError("No subject is left whose duration is known.")
    table = pd.DataFrame(
        {
            "group": group[watched].astype(str).to_numpy(),
            "entry": entered[watched],
            "time": time[watched],
            "event": happened[watched].astype(bool),
        }
    )
    name = None if by is None else str(getattr(by, "name", None) or "group")
    return table, name, tuple(caveats)


def risk_at(subjects: pd.DataFrame, times: npt.NDArray[np.float64]) -> npt.NDArray[np.int_]:
    """Count who is under watch, and has not ended, just before each moment."""
    ends, starts = np.sort(subjects["time"]), np.sort(subjects.loc[subjects["entry"] > 0, "entry"])
    not_ended = len(ends) - np.searchsorted(ends, times, side="left")
    not_begun = len(starts) - np.searchsorted(starts, times, side="left")
    risk: npt.NDArray[np.int_] = not_ended - not_begun
    return risk
