"""Who wrote what: open answers and their codes, one row a person."""

from __future__ import annotations

from typing import Any

import pandas as pd


def people_who_wrote(answers: pd.DataFrame, codes: pd.DataFrame) -> pd.DataFrame:
    """Put answers together, one row a person, in the order they first come.

    Parameters
    ----------
    answers : DataFrame
        response_id, person_id (may be missing), text, score; oldest first.
    codes : DataFrame
        response_id, code.

    Returns
    -------
    DataFrame
        person, known (False where a response names nobody), score (the last), wrote (bool), codes (tuple).
    """
    given: dict[str, dict[str, None]] = {}
    for response, code in zip(codes["response_id"], codes["code"], strict=True):
        given.setdefault(str(response), {})[str(code)] = None
    found: dict[str, dict[str, Any]] = {}
    rows = zip(answers["response_id"], answers["person_id"], answers["text"], answers["score"], strict=True)
    for response, person, text, score in rows:
        known = isinstance(person, str) and bool(person)
        who = person if known else f"response {response}"
        one = found.setdefault(
            who, {"person": who, "known": known, "score": None, "wrote": False, "codes": {}}
        )
        if not pd.isna(score):
            one["score"] = score
        if isinstance(text, str) and text.strip():
            one["wrote"] = True
            one["codes"] |= given.get(str(response), {})
    table = pd.DataFrame(list(found.values()), columns=["person", "known", "score", "wrote", "codes"])
    table["codes"] = table["codes"].map(tuple)
    return table.astype({"wrote": bool, "known": bool, "score": object})


def uncoded_answers(answers: pd.DataFrame, codes: pd.DataFrame) -> int:
    """Count the answers that have words and no code."""
    has_words = [isinstance(text, str) and bool(text.strip()) for text in answers["text"]]
    written = answers.loc[has_words]
    return int((~written["response_id"].astype(str).isin(set(codes["response_id"].astype(str)))).sum())


def people_heard(said: pd.DataFrame | None) -> pd.DataFrame | None:
    """Give one row a person interviewed: person, codes; None without any."""
    if said is None or said.empty:
        return None
    return pd.DataFrame({"person": said["person_id"].astype(str), "codes": said["codes"].map(tuple)})
