"""How long `import cslab` takes beyond starting Python: python benchmarks/import_time.py [repeats].

The wish is under 0.3 s. Time depends on the machine and its load, so no test asserts it;
tests/test_public_face.py holds what makes it quick, that nothing heavy is loaded.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

STATEMENTS = [
    "pass",
    "import cslab",
    "from cslab.estimate import Estimate",
    "from cslab.listen.transcript import Transcript",
]


def seconds(statement: str) -> float:
    """Return the time that a fresh Python takes for a statement, its own start included."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", statement], check=True)
    return time.perf_counter() - start


def main(repeats: int) -> None:
    """Print a table: the median time of each statement, and of the part that is its own."""
    for statement in STATEMENTS:
        seconds(statement)  # so that compiled files are there
    times = {
        statement: statistics.median(seconds(statement) for _ in range(repeats)) for statement in STATEMENTS
    }
    print(f"| statement | median of {repeats}, s | beyond starting Python, s |")
    print("|---|---|---|")
    for statement, taken in times.items():
        print(f"| `{statement}` | {taken:.3f} | {taken - times['pass']:.3f} |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
