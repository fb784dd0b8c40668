"""How long comparing two coders takes, and how often the intervals hold the truth.

    python benchmarks/agreement.py

Simulated coders who each err on one unit in ten: 100 interviews of 300 segments, 20 codes; then the share of
95 % intervals that hold the true alpha, by the number of interviews coded twice.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from cslab.listen.agreement import compare
from tests.listen.agreement.simulated import simulate, true_alpha


def main(runs: int = 200) -> None:
    rng = np.random.default_rng(1)
    codes = [f"code {number}" for number in range(20)]
    highlights, readings = simulate(rng, interviews=100, units=300, codes=codes, share=0.005, error=0.002)
    for unit in ("segment", "highlight"):
        began = time.perf_counter()
        found = compare(highlights, readings, unit=unit)
        took = time.perf_counter() - began
        print(f"{len(highlights):,} highlights, by {found.unit}: {took:.1f} s; alpha {found.estimate()}")
    truth = true_alpha(0.2, 0.1)
    for interviews, units in ((3, 80), (6, 60), (8, 60), (20, 40)):
        held = dict.fromkeys(("cohen", "alpha", "alpha_u"), 0)
        for _ in range(runs):
            highlights, readings = simulate(rng, interviews=interviews, units=units, share=0.2)
            found = compare(highlights, readings, resamples=499)
            for measure in held:
                estimate = found.estimate(measure, "trust")
                held[measure] += estimate is not None and estimate.low <= truth <= estimate.high
        shares = ", ".join(f"{measure} {count / runs:.3f}" for measure, count in held.items())
        print(f"{interviews} interviews of {units} segments: {shares}")


if __name__ == "__main__":
    main()
