"""A small study with ten questions that customers answered, and teammates who believe what is planted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

import cslab
from cslab import Study

ITEMS = tuple(f"item_{at}" for at in range(1, 11))
SCALED = ("recommend", *ITEMS[1:])
HOSTILE = "<img src=x onerror=alert(1)> *Bo*"
CUSTOMERS = 40

TOML = """\
title = "Ours"
language = "en"

[[questions]]
id = "recommend"
wording = "Would you recommend us <b>now</b>?"
role = "nps"
[[questions]]
id = "why"
wording = "Why?"
role = "why"
why_of = "recommend"
"""
QUESTION = """
[[questions]]
id = "{item}"
wording = "Sentence {at} *is* true."
role = "scale"
"""
SURVEYS = """
[[surveys]]
name = "spring"
title = "Spring"
file = "surveys/spring.csv"
asked_on = 2026-03-01
[[surveys]]
name = "cases"
title = "After a case"
file = "surveys/cases.csv"
asked_on = 2026-06-01
repeats = true
"""


def mirror_study(folder: Path, *, items: int = 10, more: str = "") -> Study:
    """Make it; customers of an account answer alike, those on plan solo lower."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "surveys").mkdir(exist_ok=True)
    scaled = SCALED[:items]
    asked = "".join(QUESTION.format(item=item, at=at) for at, item in enumerate(scaled) if at)
    (folder / "study.toml").write_text(TOML + asked + SURVEYS + more)
    people = [f"p-{at:02}" for at in range(CUSTOMERS)]
    plans = "".join(f"a-{at:02},{'solo' if at % 2 else 'team'}\n" for at in range(CUSTOMERS // 2))
    (folder / "accounts.csv").write_text(f"account_id,plan\n{plans}")
    rows = "".join(f"{one},a-{at // 2:02},Person {at}\n" for at, one in enumerate(people))
    (folder / "people.csv").write_text(f"person_id,account_id,name\n{rows}")
    lines = [",".join(("person_id", "answered_at", "why", *scaled))]
    for at, one in enumerate(people):
        low = at // 2 % 2
        scores = [str((at * 7) % 11)]
        scores += [str(1 + (at // 2 * 3 + k * 5 + (at % 2)) % (7 - 2 * low)) for k in range(1, len(scaled))]
        lines.append(",".join((one, "2026-03-05", "=It was", *scores)))
    (folder / "surveys" / "spring.csv").write_text("\n".join(lines) + "\n")
    (folder / "surveys" / "cases.csv").write_text(f"person_id,answered_at,{scaled[1]}\np-01,2026-06-02,7\n")
    return cslab.open(folder, actor="Ana")


def believe(
    study: Study,
    teammates: Sequence[str],
    weight: float,
    *,
    round: str = "first",  # noqa: A002 (as people call it)
    seed: int = 0,
    lock: bool = True,
) -> None:
    """Let teammates answer: what they predict is the customers, and so much of their own taste."""
    random = np.random.default_rng(seed)
    actual = study.mirror_actual().set_index("item")["value"]
    for teammate in teammates:
        study.start_sheet(teammate, round=round)
        for item, value in actual.items():
            own = float(np.clip(50 + random.normal(0, 20), 0, 100))
            predicted = float(np.clip(value + weight * (own - 50) + random.normal(0, 2), 0, 100))
            sure = float(np.clip(abs(own - 50) * 2, 0, 100))
            study.answer_sheet(teammate, str(item), round=round, own=own, certainty=sure, predicted=predicted)
        if lock:
            study.lock_sheet(teammate, round=round)
