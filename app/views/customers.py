"""Customers, ``?view=quadrants``, or one of them, ``?person=p-05`` or ``?account=a-04``."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from app import opened
from app.ui import (
    address,
    customer_accounts,
    customer_anger,
    customer_flight,
    customer_loop,
    customer_one,
    customer_preferences,
    customer_promises,
    customer_quadrants,
    customer_success,
    customer_tie,
    look,
)
from cslab import Study

Show = Callable[[Study], None]

VIEWS: dict[str, tuple[str, Show]] = {
    "accounts": ("Accounts", customer_accounts.show),
    "quadrants": ("Quadrants", customer_quadrants.show),
    "risk": ("Flight risk", customer_flight.show),
    "success": ("Success", customer_success.show),
    "loop": ("Loop", customer_loop.show),
    "promises": ("Promises", customer_promises.show),
    "anger": ("Anger", customer_anger.show),
    "preferences": ("Preferences", customer_preferences.show),
}
VIEW = "customers-view"


def one(study: Study, person: str | None, account: str | None) -> None:
    """One customer: who they are, and how the tie to them is judged."""
    customer_one.show(study, person_id=person, account_id=account)
    customer_tie.show(study, person_id=person, account_id=account)


study = opened.study()
person, account = st.query_params.get("person"), st.query_params.get("account")
if person or account:
    one(study, person, account)
else:
    look.head("Customers", summary=customer_accounts.summary(study))
    VIEWS[address.choose(VIEW, {name: words for name, (words, _) in VIEWS.items()})][1](study)
