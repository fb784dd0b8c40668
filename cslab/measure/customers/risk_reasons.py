"""What speaks for trouble with an account, in words: flags, escalations, reasons given, success behind."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

import pandas as pd

from cslab.measure.customers.account_health import FLAG_WORDS
from cslab.measure.customers.relationships import day_of
from cslab.measure.customers.success import BEHIND

LOOK_BACK: Final = 180
"""Days within which an escalation still speaks."""

MOST_CODES: Final = 3


def risk_reasons(
    *,
    health: pd.DataFrame | None = None,
    contacts: pd.DataFrame | None = None,
    coded: pd.DataFrame | None = None,
    success: pd.DataFrame | None = None,
    on: object = None,
) -> dict[str, tuple[str, ...]]:
    """Gather what speaks for trouble with each account.

    Parameters
    ----------
    health : DataFrame, optional
        ``AccountHealth.table``: its flags.
    contacts : DataFrame, optional
        account_id, at, escalated, and case_id where it is known: escalations of the last 180 days.
    coded : DataFrame, optional
        account_id, person_id, code: reasons that people there gave in their answers.
    success : DataFrame, optional
        ``Success.table``: what is behind.
    on : date, optional
        The day; today when not given.

    Returns
    -------
    dict
        account_id -> sentences, the plainest first. They say what is known, not why somebody is unhappy.

    Examples
    --------
    >>> moment = pd.to_datetime(["2026-03-01"])
    >>> calls = pd.DataFrame({"account_id": ["a-1"], "at": moment, "escalated": ["yes"]})
    >>> risk_reasons(contacts=calls, on="2026-03-31")
    {'a-1': ('1 escalation in the last 180 days',)}
    """
    found: dict[str, list[str]] = defaultdict(list)
    day = day_of(on)
    if coded is not None and len(coded):
        people = coded.dropna(subset=["account_id"]).groupby(["account_id", "code"])["person_id"].nunique()
        ranked = people.reset_index().sort_values(["account_id", "person_id"], ascending=[True, False])
        for account, group in ranked.groupby("account_id"):
            found[str(account)].append(f"they wrote of {', '.join(group['code'].head(MOST_CODES))}")
    if contacts is not None and len(contacts):
        since = day - pd.Timedelta(days=LOOK_BACK)
        recent = contacts["at"].between(since, day + pd.Timedelta(days=1))
        late = contacts[recent & (contacts["escalated"].astype(object) == "yes")]
        if "case_id" in late:  # several exchanges of one case are one trouble
            late = late[late["case_id"].isna() | ~late.duplicated(["account_id", "case_id"])]
        for one, count in late["account_id"].value_counts().items():
            word = "escalation" if count == 1 else "escalations"
            found[str(one)].append(f"{count} {word} in the last {LOOK_BACK} days")
    if success is not None and len(success):
        behind = success[success["state"] == BEHIND].dropna(subset=["account_id"])
        for named, names in behind.groupby("account_id")["name"]:
            found[str(named)].append(f"what {', '.join(dict.fromkeys(names))} calls success is behind")
    if health is not None:
        for row in health[["account_id", "flags"]].to_dict("records"):
            found[str(row["account_id"])] += [FLAG_WORDS[flag] for flag in row["flags"]]
    return {account: tuple(said) for account, said in found.items() if said}
