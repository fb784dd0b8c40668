"""How often the mirror's intervals hold the truth, and how often it sees projection where there is none.

    python benchmarks/mirror.py [--runs 2000] [--seed 1]

Simulated teams answer with the product's own estimators (`cslab.challenge.bias.twoway`, the ones that
`cslab.bias.projection` uses). Prints a table, writes it into docs/mirror.md between its markers, and keeps the
numbers in benchmarks/results/mirror.json.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.challenge.bias.simulated import KINDS, SIZES, WEIGHTS, coverage, false_alarms

ROOT = Path(__file__).resolve().parent.parent
BEGIN, END = "<!-- simulation -->", "<!-- /simulation -->"


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--runs", type=int, default=2000)
    ask.add_argument("--permutations", type=int, default=199)
    ask.add_argument("--seed", type=int, default=1)
    asked = ask.parse_args()
    began = time.perf_counter()
    rows: list[dict[str, object]] = []
    for people, items in SIZES:
        for weight in WEIGHTS:
            found = coverage(people, items, weight, runs=asked.runs, seed=asked.seed)
            rows.append({"what": "coverage", "people": people, "items": items, "weight": weight, **found})
        for kind in KINDS:
            found = false_alarms(
                people, items, kind, runs=asked.runs, permutations=asked.permutations, seed=asked.seed
            )
            rows.append({"what": "false alarms", "people": people, "items": items, "kind": kind, **found})
    text = table(rows, asked.runs)
    print(text)
    print(f"{time.perf_counter() - began:.0f} s", file=sys.stderr)
    result = {"runs": asked.runs, "permutations": asked.permutations, "seed": asked.seed, "rows": rows}
    (ROOT / "benchmarks" / "results" / "mirror.json").write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    into_docs(text)


def table(rows: list[dict[str, object]], runs: int) -> str:
    """Write both tables in Markdown."""
    lines = [
        f"Share of {runs:,} simulated teams whose 95 % interval holds the truth (teammates' own weights differ, with "
        "a standard deviation of 0.10 around the true one):",
        "",
        "| teammates x items | true weight | this team | people like us |",
        "|---|---|---|---|",
        *(
            f"| {row['people']} x {row['items']} | {row['weight']:g} | {percent(row['team'])} | "
            f"{percent(row['people_like_us'])} |"
            for row in rows
            if row["what"] == "coverage"
        ),
        "",
        f"Share of {runs:,} simulated teams without any projection in which the mirror sees one (an interval that "
        "lies wholly above or wholly below 0; own answers dealt out at random that go as closely with predictions in "
        "fewer than 5 of 100 deals), and the share with the verdict *projects*:",
        "",
        "| teammates x items | teammates are | this team | people like us | deals | *projects* |",
        "|---|---|---|---|---|---|",
        *(
            f"| {row['people']} x {row['items']} | {row['kind']} | {percent(row['team'])} | "
            f"{percent(row['people_like_us'])} | {percent(row['deals'])} | {percent(row['projects'])} |"
            for row in rows
            if row["what"] == "false alarms"
        ),
    ]
    return "\n".join(lines)


def percent(share: object) -> str:
    return f"{float(np.asarray(share)) * 100:.1f} %"


def into_docs(text: str) -> None:
    """Put the tables between the markers of the page."""
    path = ROOT / "docs" / "mirror.md"
    page = path.read_text("utf-8")
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    path.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", "utf-8")


if __name__ == "__main__":
    main()
