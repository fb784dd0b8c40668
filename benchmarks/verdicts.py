"""How often a persona gets even one wrong verdict, where every threshold is the truth itself.

    python benchmarks/verdicts.py [--runs 1000] [--seed 11]

Each made persona has five claims: two shares, a difference of shares from everybody else, a Net Promoter Score and a
mean. Colleagues answer alike, people stand in and outside of the segment, and where answers are weighted one half of
the customers answers three times as readily as the other, which thinks otherwise. Then no verdict but "inconclusive"
is right. Judged by the product's own function; prints a table and keeps it in benchmarks/results/verdicts.json.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.special import ndtr

from cslab.challenge.claims.judging import judge
from cslab.challenge.claims.values import Values
from cslab.measure.surveys.samples import Kind
from cslab.study.personas import Claim, Condition, Indicator, LockedClaim

Floats = np.ndarray[tuple[int], np.dtype[np.float64]]

ROOT = Path(__file__).resolve().parent.parent
CASES = (
    (150, 1, 0.0, False),
    (150, 1, 0.0, True),
    (40, 6, 0.2, False),
    (40, 6, 0.2, True),
    (40, 6, 0.5, True),
    (15, 10, 0.2, False),
    (15, 10, 0.2, True),
)
"""Accounts, most people of one, how alike colleagues are (correlation), and whether answers are weighted."""

APART = 0.1
"""How far either half lies from the mean of both."""


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--runs", type=int, default=1000)
    ask.add_argument("--seed", type=int, default=11)
    asked = ask.parse_args()
    rows = []
    print(
        "| accounts | people in each | colleagues alike | weighted | even one wrong verdict |\n|---|---|---|---|---|"
    )
    for accounts, most, alike, weighted in CASES:
        random = np.random.default_rng([asked.seed, accounts, most, int(10 * alike), weighted])
        wrong = sum(settled(random, accounts, most, alike, weighted) for _ in range(asked.runs)) / asked.runs
        row = {"accounts": accounts, "most": most, "alike": alike, "weighted": weighted, "wrong": wrong}
        rows.append(row)
        people = "1" if most == 1 else f"1 to {most}"
        print(
            f"| {accounts} | {people} | {alike:g} | {'yes' if weighted else 'no'} | {100 * wrong:.1f} % |",
            flush=True,
        )
    result = {"runs": asked.runs, "seed": asked.seed, "rows": rows}
    (ROOT / "benchmarks" / "results" / "verdicts.json").write_text(
        json.dumps(result, indent=1) + "\n", "utf-8"
    )


def settled(random: np.random.Generator, accounts: int, most: int, alike: float, weighted: bool) -> bool:
    """Judge one made persona; true where any claim gets a verdict that is wrong by making."""
    home = np.repeat(np.arange(accounts), random.integers(1, most + 1, accounts))
    count = len(home)
    ready = random.random(count) < 0.75 if weighted else random.random(count) < 0.5
    side = np.where(ready, APART, -APART) if weighted else np.zeros(count)
    weight = np.where(ready, 0.5 / 0.75, 0.5 / 0.25) if weighted else np.ones(count)
    inside = random.random(count) < 0.5

    def leaning() -> Floats:
        shared = random.normal(size=accounts)[home]
        return np.asarray(np.sqrt(alike) * shared + np.sqrt(1 - alike) * random.normal(size=count))

    low, high = ndtr(leaning()), ndtr(leaning())
    scored = ndtr(leaning())
    given: list[tuple[Kind, Floats, float, str]] = [
        ("share", (low < 0.5 + side).astype(float), 50.0, ""),
        ("share", (high < 0.2 + side).astype(float), 20.0, ""),
        ("share", (ndtr(leaning()) < 0.7 + side).astype(float), 0.0, "others"),
        ("nps", np.where(scored < 0.5 + side, 1.0, np.where(scored > 0.8, -1.0, 0.0)), 30.0, ""),
        ("mean", 4 + 1.2 * leaning() + 3 * side, 4.0, ""),
    ]
    frame = {"person_id": [f"p{at}" for at in range(count)], "account_id": [f"a{at}" for at in home]}
    measured, claims = {}, []
    for at, (kind, values, line, versus) in enumerate(given):
        indicator = Indicator("survey", "at_least", line, question=f"q{at}", versus=versus)
        table = pd.DataFrame(
            {**frame, "value": values, "weight": weight, "inside": inside, "hit": values > 0}
        )
        unit, scale = ("%", None) if kind == "share" else ("points" if kind == "nps" else "", (1.0, 7.0))
        measured[indicator.question] = Values(
            indicator, table, kind, unit, "They say so", weighted, scale=scale
        )
        claim = Claim(f"c{at}", "persona", "They say so", (indicator,))
        claims.append(LockedClaim(claim, (Condition("plan", "is", ("team",)),), 1, "Maya", "2026-03-30"))
    found = judge(claims, lambda indicator, _: measured[indicator.question])
    return any(one.verdict in ("supported", "contradicted") for one in found)


if __name__ == "__main__":
    main()
