"""Renewing and unhappy: they stay, and not because they like it."""

from __future__ import annotations

from cslab.challenge.contradictions.chance import chance_of_more, share_among
from cslab.challenge.contradictions.contradiction import FEW, RENEWING, TOLERANCE, Contradiction, Side
from cslab.errors import InputError
from cslab.measure.customers.flight_risk import FlightRisk


def renewing(found: FlightRisk, *, tolerance: float = TOLERANCE, level: float = 0.95) -> list[Contradiction]:
    """Set renewals against happiness.

    Parameters
    ----------
    found : FlightRisk
        As `cslab.measure.customers.flight_risk` gives it.
    tolerance : float
        So large a share is taken to be the few that there always are.
    level : float
        Of the interval.

    Returns
    -------
    list of Contradiction
        One, listed or not.

    Raises
    ------
    InputError
        If fewer than 5 accounts that renewed answered.

    Notes
    -----
    Estimand: the share of accounts that renewed and would say that they are unhappy, of those like the ones
    that answered. Exact interval, against 1 in 20. What the silent could change stands beside it, and on the
    page Customers.
    """
    n = 0 if found.unhappy is None else found.unhappy.n
    if n < FEW:
        answered = {0: "None of the accounts that renewed answered", 1: "1 account that renewed answered"}
        raise InputError(
            f"{answered.get(n, f'{n} accounts that renewed answered')}; it needs at least {FEW}."
        )
    names = tuple(str(one) for one in found.table["account_id"])
    k = len(names)
    also = (
        *((("weighted to all that renewed", found.weighted),) if found.weighted is not None else ()),
        ("were the silent all happy", found.at_least),
        ("were the silent all unhappy", found.at_most),
    )
    return [
        Contradiction(
            key="renewing/unhappy",
            kind=RENEWING,
            title=f"{k} of {n} accounts that renewed {'is' if k == 1 else 'are'} unhappy",
            sides=(
                Side(
                    "What they do",
                    f"{found.renewed} accounts renewed; of {n} of them somebody answered.",
                    {"accounts": names},
                ),
                Side("What they say", f"{k} of these {n} are unhappy.", {"accounts": names, "sentiment": -1}),
            ),
            estimate=share_among([True] * k + [False] * (n - k), level=level),
            null=tolerance,
            against=f"the few that there always are: 1 in {1 / tolerance:.0f}",
            p=chance_of_more(k, n, tolerance),
            n=n,
            account_ids=names,
            also=also,
            caveats=found.caveats,
            page=("customers", {"view": "risk"}),
        )
    ]
