"""The contacts that the interviewed people speak of, as they tell them."""

from __future__ import annotations

from datetime import datetime
from typing import Any


def _row(at: str, direction: str, channel: str, kind: str, **more: Any) -> dict[str, Any]:
    return {
        "at": datetime.fromisoformat(at),
        "direction": direction,
        "channel": channel,
        "kind": kind,
        **more,
    }


KNOWN: dict[tuple[str, str], list[dict[str, Any]]] = {
    ("p-01", "approver"): [
        _row(
            "2026-01-14 19:05",
            "in",
            "email",
            "question",
            stage="everyday",
            note="Can Doctor Reyes approve the drugs only?",
        ),
        _row(
            "2026-01-14 19:17",
            "out",
            "email",
            "question",
            stage="everyday",
            outcome="solved",
            teammate="Ines",
        ),
    ],
    ("p-02", "lanes"): [
        _row(
            "2026-01-13 15:40",
            "in",
            "email",
            "problem",
            stage="onboarding",
            cause="setup-too-much",
            note="Twelve lanes. Everything goes into the one called Other.",
        ),
        _row(
            "2026-01-13 18:10",
            "out",
            "email",
            "problem",
            stage="onboarding",
            cause="setup-too-much",
            teammate="Emil",
        ),
        _row(
            "2026-01-14 14:00",
            "in",
            "email",
            "problem",
            stage="onboarding",
            cause="setup-too-much",
            outcome="solved",
            note="We deleted nine of them ourselves.",
        ),
    ],
    ("p-03", "setup"): [
        _row(
            "2026-01-08 10:45",
            "in",
            "call",
            "onboarding",
            stage="onboarding",
            note="The cold store packed up. Kofi stays on, fifty minutes; 41 suppliers are in.",
        ),
        _row(
            "2026-01-08 11:36",
            "out",
            "email",
            "onboarding",
            stage="onboarding",
            outcome="solved",
            teammate="Kofi",
        ),
    ],
    ("p-04", "concrete"): [
        _row(
            "2026-02-13 19:40",
            "in",
            "email",
            "problem",
            stage="trouble",
            cause="doubled-payment",
            escalated=True,
            prevention="answer-sooner",
            note="Ticket 4417. Paid 18,600 dollars twice; the bank told him.",
        ),
        _row(
            "2026-02-22 20:15",
            "out",
            "email",
            "problem",
            stage="trouble",
            cause="doubled-payment",
            outcome="open",
            teammate="Ruth",
        ),
    ],
    ("p-05", "happy"): [
        _row(
            "2026-03-17 15:30",
            "out",
            "call",
            "survey",
            stage="everyday",
            teammate="Emil",
            note="How happy are you, out of ten? Nine.",
        ),
    ],
    ("p-06", "trustees"): [
        _row(
            "2026-01-20 21:02",
            "in",
            "form",
            "question",
            stage="choose",
            note="May the trustees see the status page too?",
        ),
        _row(
            "2026-01-21 09:10", "out", "email", "question", stage="choose", outcome="solved", teammate="Ruth"
        ),
    ],
    ("p-07", "staple"): [
        _row(
            "2026-02-18 16:20",
            "in",
            "email",
            "problem",
            stage="trouble",
            cause="capture-misread",
            note="It lost two. Here they are.",
        ),
        _row(
            "2026-02-18 17:05",
            "out",
            "call",
            "problem",
            stage="trouble",
            cause="capture-misread",
            teammate="Kofi",
            note="Show me. The staple goes through the number.",
        ),
        _row(
            "2026-03-02 15:00",
            "out",
            "email",
            "problem",
            stage="trouble",
            cause="capture-misread",
            outcome="solved",
            teammate="Kofi",
            note="Mended, and on the checklist: take out the staple.",
        ),
    ],
    ("p-08", "year-end"): [
        _row(
            "2026-03-31 18:12",
            "in",
            "email",
            "problem",
            stage="trouble",
            cause="sync-doubled",
            escalated=True,
            prevention="test-before",
            note="Two hundred and twelve invoices, every one doubled. Very rude.",
        ),
        _row(
            "2026-03-31 18:19",
            "out",
            "call",
            "problem",
            stage="trouble",
            cause="sync-doubled",
            teammate="Ines",
            note="It is our fault, and it is stopped. Stays until ten to eleven.",
        ),
        _row(
            "2026-04-01 09:00",
            "out",
            "email",
            "problem",
            stage="trouble",
            cause="sync-doubled",
            outcome="solved",
            teammate="Ines",
            note="The page that says what went wrong, with the line.",
        ),
    ],
}
"""Times are London's. An automatic receipt is no answer, so Leon's robot is not here."""
