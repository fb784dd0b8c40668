"""What customers of a small made-up firm said and wrote, for tests of messages."""

from __future__ import annotations

import pandas as pd

INTERVIEWS = {
    "p-1": "We approve it on the phone. My landlord signs in the line for cake.",
    "p-2": "I press approve and it goes away. The phone is all I need.",
    "p-3": "It used to be paper, and somebody signed every sheet of paper.",
    "p-4": "Support rang me in two minutes. Nobody else ever rang.",
}
ANSWERS = {
    "p-1": "The price is fair.",
    "p-5": "Signing on my phone.",
    "p-6": "A fair price; I paid it.",
    "p-7": "They rang back at once.",
    "p-8": "Reports are business as usual.",
}
CODES = {"p-1": "approvals", "p-2": "approvals", "p-3": "approvals", "p-5": "approvals", "p-4": "support"}


def rows(*, codes: bool = True) -> pd.DataFrame:
    """What was said, one row a person and source; with `codes`, all words of a person stand under theirs."""
    made = []
    for source, texts in (("interview", INTERVIEWS), ("answer", ANSWERS)):
        for person, text in texts.items():
            code = CODES.get(person) if codes and not (source == "answer" and person == "p-1") else None
            made.append(
                {
                    "person_id": person,
                    "person": f"Person {person[-1]}",
                    "text": text,
                    "source": source,
                    "interview_id": f"int-{person[-1]}" if source == "interview" else "",
                    "start": 10.0,
                    "survey": "" if source == "interview" else "spring",
                    "response_id": "" if source == "interview" else f"r-{person[-1]}",
                    "question": "" if source == "interview" else "why",
                    "marks": ((code, 0, len(text.split())),) if code else (),
                }
            )
    return pd.DataFrame(made)
