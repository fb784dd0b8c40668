"""What is known of the eight people who were interviewed, so that numbers and voices agree.

Their words are in ../ledgerline/scripts; nothing here says otherwise.
"""

from __future__ import annotations

from datetime import date
from typing import Any

NORTH, BRITAIN = "North America", "Britain and Ireland"


def _account(
    id_: str,
    name: str,
    plan: str,
    country: str,
    size: int,
    started_on: date,
    revenue: int,
    cost: int,
    hours: float,
    *,
    help_: bool,
) -> dict[str, Any]:
    return {
        "account_id": id_,
        "name": name,
        "plan": plan,
        "region": BRITAIN if country == "GB" else NORTH,
        "country": country,
        "company_size": size,
        "started_on": started_on,
        "onboarding_help": help_,
        "first_answer_hours": hours,
        "revenue": revenue,
        "cost_to_serve": cost,
    }


ACCOUNTS: tuple[dict[str, Any], ...] = (
    _account("a-01", "Copperfield Vets", "team", "US", 22, date(2025, 12, 3), 588, 140, 0.2, help_=False),
    _account(
        "a-02", "Northgate Freight", "business", "US", 140, date(2025, 12, 12), 4680, 1900, 3.5, help_=True
    ),
    _account("a-03", "Tallow and Rye", "solo", "GB", 34, date(2026, 1, 6), 588, 260, 1.0, help_=True),
    _account("a-04", "Hollis and Wren", "team", "US", 31, date(2025, 12, 15), 1620, 1850, 5.0, help_=False),
    _account("a-05", "The Lantern Theatre", "team", "GB", 58, date(2025, 12, 1), 1460, 330, 2.0, help_=False),
    _account(
        "a-06", "Prairie Dental Group", "business", "CA", 96, date(2026, 1, 5), 4680, 2100, 6.0, help_=True
    ),
    _account("a-07", "Fennick Cycles", "team", "GB", 45, date(2026, 1, 12), 1310, 900, 2.5, help_=False),
)

PEOPLE_ROWS: tuple[tuple[Any, ...], ...] = (
    (
        "p-01",
        "a-01",
        "Dana Whitlock",
        "Office manager",
        3,
        1,
        "Nobody drives out in the snow to ask me if they did something wrong",
        22,
        "US",
        date(2025, 12, 3),
    ),
    (
        "p-02",
        "a-02",
        "Marcus Bell",
        "Chief financial officer",
        4,
        1,
        "I can get everything out again on the same day I ask for it",
        140,
        "US",
        date(2025, 12, 12),
    ),
    (
        "p-03",
        "a-03",
        "Imogen Hart",
        "Owner",
        3,
        1,
        "The invoices are gone before the second batch is proved",
        34,
        "GB",
        date(2026, 1, 6),
    ),
    (
        "p-04",
        "a-04",
        "Leon Castellano",
        "Site manager",
        1,
        -1,
        "The folder does not come to dinner",
        31,
        "US",
        date(2025, 12, 15),
    ),
    (
        "p-05",
        "a-04",
        "Nia Prosser",
        "Bookkeeper",
        3,
        1,
        "A month end of a day and a half, and an auditor who smiles",
        31,
        "US",
        date(2025, 12, 15),
    ),
    (
        "p-06",
        "a-05",
        "Alasdair Munro",
        "Finance director",
        4,
        1,
        "Everyone who spends money can be asked about it, kindly",
        58,
        "GB",
        date(2025, 12, 1),
    ),
    (
        "p-07",
        "a-06",
        "June Takahashi",
        "Accounts payable clerk",
        2,
        0,
        "Somebody counts what gets lost, and it is less than before",
        96,
        "CA",
        date(2026, 1, 5),
    ),
    (
        "p-08",
        "a-07",
        "Samir Rao",
        "Operations lead",
        3,
        0,
        "When it breaks I hear it from you before I hear it from my accountant",
        45,
        "GB",
        date(2026, 1, 12),
    ),
)
"""As people.csv has had them since the recordings were made."""

PREFERENCES = {  # reach, solve; and what we assume
    "p-01": ("write", "alone", "write", "alone"),
    "p-02": ("write", "alone", "talk", "talk"),
    "p-03": ("write", "talk", "write", "alone"),
    "p-04": ("talk", "talk", "write", "write"),
    "p-05": ("talk", "talk", "talk", "alone"),
    "p-06": ("write", "alone", "write", "alone"),
    "p-07": ("talk", "write", "write", "write"),
    "p-08": ("talk", "talk", "talk", "talk"),
}
COLLEAGUES = {
    "a-02": [("Gail Hobday", "Controller")],
    "a-05": [("Morag Sinclaire", "Artistic director")],
    "a-06": [("Craig Wetherbee", "Office manager")],
}
"""Those whom they speak of, as far as there are rows for them."""

HAPPINESS = {
    "p-01": 1.9,
    "p-02": 1.5,
    "p-03": 2.2,
    "p-04": -2.4,
    "p-05": 1.4,
    "p-06": 2.1,
    "p-07": 0.5,
    "p-08": 0.8,
}

# recommend and its reason, in words like those they used when we spoke; the codes are what is in the words.
SPRING: dict[str, tuple[int, str, tuple[str, ...]]] = {
    "p-01": (
        10,
        "The price is just there on the page, and somebody told me what it can't do.",
        ("pricing", "trust"),
    ),
    "p-02": (9, "One button, and all my data is out in half a minute. That is trust, for me.", ("trust",)),
    "p-03": (
        10,
        "It says approve, I press approve, it goes away. And Kofi stayed on the phone for the butter.",
        ("delight", "onboarding-help"),
    ),
    "p-04": (1, "Paid the same concrete twice and waited nine days for one human sentence.", ("support",)),
    "p-05": (
        9,
        "Month end in a day and a half. The software is a nine. What we do with it is another matter.",
        ("approvals", "workaround"),
    ),
    "p-06": (
        10,
        "Saying no has become a kindness here. It needs two keys, and nobody is to blame.",
        ("approvals", "delight"),
    ),
    "p-07": (7, "It lost two, my binder lost five. I am counting.", ("trust",)),
    "p-08": (7, "Good, but the price per approver was in a little grey line at the bottom.", ("hidden-fee",)),
}
AUTUMN: dict[str, tuple[int, str, tuple[str, ...]]] = {
    "p-01": (10, "It is boring. I mean that as the best thing I can say.", ("approvals", "delight")),
    "p-02": (9, "I still test the exit once a month, and it still opens.", ("trust",)),
    "p-03": (10, "One line on a Monday paid for the year.", ("delight",)),
    "p-05": (9, "Still love it. Still have the binder.", ("workaround",)),
    "p-06": (9, "Approved the lot in the interval, again.", ("approvals",)),
    "p-07": (8, "They fixed what the staple did, and it is on the checklist now.", ("support", "trust")),
    "p-08": (8, "The day it broke, they rang before I had finished being angry.", ("support", "trust")),
}
"""Leon does not answer in September."""

EFFORT: dict[str, tuple[int, str, tuple[str, ...]]] = {
    "p-01": (7, "Twelve minutes, in the evening.", ("support",)),
    "p-02": (3, "We deleted nine of the twelve lanes ourselves.", ("workaround",)),
    "p-06": (6, "A straight answer by the next morning.", ("support",)),
    "p-07": (6, "He didn't tell me I was wrong. He said, show me.", ("support",)),
    "p-08": (6, "She rang before I had finished being angry.", ("support", "trust")),
}
"""What they say after their case; Leon's was never solved, so nobody asked him."""
