"""What is shown once it is revealed: customers' answers beside blind ones, and one's own result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from app.ui.plain import many, missing
from cslab import Study
from cslab.estimate import Estimate
from cslab.measure.surveys.answers import FEW
from cslab.study.convened import Session
from cslab.study.evidence import highlight_nonces
from cslab.tell.script import Plan
from cslab.tell.sessions.talk import talk

SOME: Final = 3
"""Questions from which on the nearest and the farthest are told apart."""
NOTE: Final = "Answers are shown without names. Nobody saw them before they had locked their own."


def reveal(study: Study, session: Session, teammate: str) -> dict[str, Any]:
    """Give each question with what customers answered and what colleagues wrote before they heard anything.

    Parameters
    ----------
    teammate : str
        Whose own answers are marked; on the room's screen nobody's, when empty.
    """
    whose = teammate or session.facilitator
    answers = study.session_answers(session.name, for_=whose)
    spread = study.session_distribution(session.name, for_=whose)
    asked = study.session_items(session.name).to_dict("records")
    items = [
        _item(
            row,
            spread[spread["item"] == row["item"]],
            answers[answers["item"] == row["item"]].to_dict("records"),
            mine=bool(teammate),
        )
        for row in asked
    ]
    actual = pd.DataFrame(items, columns=["id", "wording", "value"]).rename(columns={"id": "item"})
    found = talk(answers, actual)
    marked = _marks(found.items)
    return {
        "sentence": _sentence(items, sum(one.locked for one in session.participants)),
        "items": [{**item, "mark": marked.get(item["id"], "")} for item in items],
        "prompts": list(found.prompts),
        "note": NOTE,
    }


def own(study: Study, session: Session, teammate: str) -> dict[str, Any]:
    """Give what a session changed in one teammate: for them alone."""
    found = study.own_session_result(session.name, teammate)
    figures = []
    if found.error_before is not None and found.error_after is not None:
        figures += [
            _figure(
                "How far your guesses were from customers, before", f"{found.error_before:.1f} points of 100"
            ),
            _figure("and after", f"{found.error_after:.1f} points of 100"),
        ]
    if found.error_change is not None:
        figures.append(_estimate("The change", found.error_change, "n counts questions"))
    for label, one in (
        ("Your own taste in your guesses, before", found.projection_before),
        ("and after", found.projection_after),
    ):
        if one is not None:
            figures.append(_estimate(label, one, "0: none of it; 1: they want what you want"))
    return {
        "head": _without_name(found.sentence, found.teammate),
        "sentences": [],
        "figures": figures,
        "moved": clips_of(study.session_plan(session.name), found.moved_by, study),
        "doubts": list(found.caveats),
    }


def clips_of(plan: Plan, nonces: Sequence[str], study: Study) -> list[str]:
    """Name clips by their highlights' nonces: who speaks, and how it begins."""
    ids = {nonce: number for number, nonce in highlight_nonces(study.store).items()}
    found = []
    for nonce in nonces:
        for clip in plan.clips:
            if ids.get(nonce) in clip.highlights:
                who = clip.person or clip.interview_id
                found.append(f"{who}: “{_short(clip.text)}”" if clip.text else who)
    return found


# ---- inside ----


def _item(
    row: Mapping[Any, Any], spread: pd.DataFrame, answers: Sequence[Mapping[Any, Any]], *, mine: bool
) -> dict[str, Any]:
    given = [
        {
            "own": None if missing(one["own"]) else float(one["own"]),
            "predicted": None if missing(one["predicted"]) else float(one["predicted"]),
            "mine": mine and bool(one["you"]),
        }
        for one in answers
    ]
    found = _customers(spread)
    guesses = sorted(one["predicted"] for one in given if one["predicted"] is not None)
    selves = [one["own"] for one in given if one["own"] is not None]
    return {
        **{name: str(row[name]) for name in ("wording", "lowest", "highest")},
        **found,
        "id": str(row["item"]),
        "answers": given,
        "said": [*_of_customers(found), *_of_us(guesses, selves), *(_of_me(given) if mine else [])],
    }


def _customers(spread: pd.DataFrame) -> dict[str, Any]:
    rows = spread.to_dict("records")
    if not rows or missing(rows[0]["mean"]) or missing(rows[0].get("low")):
        return {"value": None, "low": None, "high": None, "n": int(rows[0]["n"]) if rows else 0, "bars": []}
    first = rows[0]
    step = 100 / max(len(rows) - 1, 1)
    return {
        "value": float(first["mean"]),
        "low": max(0.0, float(first["low"])),
        "high": min(100.0, float(first["high"])),
        "n": int(first["n"]),
        "bars": [
            {
                "at": round(float(one["at"]), 2),
                "wide": round(0.72 * min(step, 14), 2),
                "share": float(one["share"]),
            }
            for one in rows
        ],
    }


def _of_customers(found: Mapping[str, Any]) -> list[str]:
    if found["value"] is None:
        return [f"Fewer than {FEW} customers answered, so their answers are not shown."]
    return [
        f"Customers: {found['value']:.0f} of 100 on average ({found['low']:.0f} to {found['high']:.0f}), "
        f"n\u00a0=\u00a0{found['n']:,}."
    ]


def _of_us(guesses: Sequence[float], selves: Sequence[float]) -> list[str]:
    if not guesses:
        return ["Nobody guessed here."]
    said = (
        f"We guessed {guesses[0]:.0f} to {guesses[-1]:.0f}"
        if len(guesses) > 1
        else f"One guess: {guesses[0]:.0f}"
    )
    ours = sorted(selves)
    if len(ours) > 1:
        return [f"{said}; ourselves we would answer {ours[0]:.0f} to {ours[-1]:.0f}."]
    return [f"{said}."]


def _of_me(given: Sequence[Mapping[str, Any]]) -> list[str]:
    for one in given:
        if one["mine"]:
            pieces = [
                f"you guessed {one['predicted']:.0f}" if one["predicted"] is not None else "",
                f"you would answer {one['own']:.0f} yourself" if one["own"] is not None else "",
            ]
            said = " and ".join(filter(None, pieces))
            return [f"{said[:1].upper()}{said[1:]}."] if said else []
    return []


def _marks(items: pd.DataFrame) -> dict[str, str]:
    """The question on which the team was farthest off, and the one on which it was nearest."""
    known = items.dropna(subset=["off"])
    if len(known) < SOME:
        return {}
    far, near = known["off"].abs().idxmax(), known["off"].abs().idxmin()
    return {
        str(known.at[near, "item"]): "We were nearest here",
        str(known.at[far, "item"]): "We were farthest off here",
    }


def _sentence(items: Sequence[Mapping[str, Any]], people: int) -> str:
    told = sum(item["value"] is not None for item in items)
    if not told:
        return "Too few customers answered these questions for their answers to be shown."
    return f"{many(told, 'question')}, with what {many(people, 'colleague')} wrote down before listening."


def _figure(label: str, text: str, note: str = "") -> dict[str, str]:
    return {"label": label, "text": text, "note": note}


def _estimate(label: str, one: Estimate, note: str) -> dict[str, str]:
    value, _, rest = one.format().replace("-", "\u2212").partition(" (")
    return _figure(label, value, f"{rest.rstrip(')')}. {note}.".replace("points of 100 to", "to"))


def _without_name(sentence: str, name: str) -> str:
    said = sentence.removeprefix(f"{name}: ")
    return said[:1].upper() + said[1:]


def _short(text: str, most: int = 90) -> str:
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0].rstrip(" ,;") + "…"
