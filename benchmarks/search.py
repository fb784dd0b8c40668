"""Search over 1,000 interviews of 9,000 words, and the Library page with 1,000 interviews against 10.

    python benchmarks/search.py [FOLDER]

FOLDER keeps the two studies, so that a second run need not write them again. Times are those of the clock and,
because other programs may be at work on the machine, of this process alone ("cpu"). Nothing is asserted.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from many_interviews import make

import cslab
from cslab import Study

HERE = Path(__file__).resolve().parent
TODAY = date(2026, 11, 24)
REPEATS = 5
QUERIES = {
    "words": ["approvals", "signature", "reconcile", "quillbook", "delegate", "bebide", "annoying", "auditor", "café",
              "month-end"],
    "common words": ["the", "know", "it's", "because", "really"],
    "several words": ["invoice approval", "support ticket slow", "price discount contract", "the invoice", "we waited"],
    "phrases": ['"the invoice"', '"i don\'t know"', '"kind of"', '"$49"', '"take maybe"'],
    "beginnings": ["approv*", "renew*", "recon*", "bab*", '"the inv"*'],
    "joined": ["invoice OR receipt", "invoice -the", "(slow OR broken) export", "fee -(price OR pricing)",
               "trust OR help OR love OR hate"],
    "fields of passages": ["speaker:customer invoice", "speaker:interviewer fee", "code:approvals", "code:pricing the",
                           "about:trust", "stage:renewal renew", "note:signature", "sentiment:-1 code:support",
                           "juiciness:>=4", "coder:ana code:delight"],
    "fields of people": ['role:"Office manager" support', "country:GB approvals", "company_size:>300 price",
                         "date:last-quarter ledgerline", "renews_on:within-90-days about:approvals"],
}  # fmt: skip


def timed(act: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds by the clock, and of this process."""
    clock, cpu = time.perf_counter(), time.process_time()
    act()
    return (time.perf_counter() - clock) * 1e3, (time.process_time() - cpu) * 1e3


def spread(times: list[float]) -> dict[str, float]:
    ordered = sorted(times)
    return {
        "median": round(statistics.median(ordered), 1),
        "p95": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))], 1),
        "most": round(ordered[-1], 1),
    }


def queries(study: Study) -> dict[str, object]:
    """Every query a few times; the median and the 95th of a hundred over all of them."""
    by_kind, clocks, cpus = {}, [], []
    for kind, some in QUERIES.items():
        taken = [
            timed(lambda query=query: study.search(query, today=TODAY))
            for query in some
            for _ in range(REPEATS)
        ]
        clocks += [clock for clock, _ in taken]
        cpus += [cpu for _, cpu in taken]
        by_kind[kind] = spread([clock for clock, _ in taken]) | {
            "cpu": spread([cpu for _, cpu in taken])["median"]
        }
    people = [
        timed(
            lambda: study.people_who(
                "about:approvals renews_on:within-90-days date:last-quarter", today=TODAY
            )
        )
        for _ in range(REPEATS)
    ]
    return {
        "queries": sum(map(len, QUERIES.values())),
        "ms": spread(clocks),
        "cpu ms": spread(cpus),
        "by kind, ms": by_kind,
        "people_who, ms": spread([clock for clock, _ in people]),
    }


def build(study: Study) -> dict[str, object]:
    study._search.database.start_afresh()
    clock, cpu = timed(lambda: study.search("approvals"))
    return {
        "s": round(clock / 1e3, 1),
        "cpu s": round(cpu / 1e3, 1),
        "megabytes": round(study._search.database.path.stat().st_size / 1e6, 1),
        "store, megabytes": round((study.folder / "cslab.db").stat().st_size / 1e6, 1),
    }


def edited(study: Study) -> dict[str, float]:
    """A search right after a highlight, and right after a correction."""

    def marked() -> None:
        study.add_highlight("int-0003", start=10.0, end=15.0, codes=["trust"])
        study.search("approvals")

    texts = iter(f"corrected{number}" for number in range(100))

    def corrected() -> None:
        text = next(texts)
        study.correct("int-0004", 5, 6, text)
        assert study.search(text).total == 1

    return {
        "after a highlight, ms": spread([timed(marked)[0] for _ in range(REPEATS)])["median"],
        "after a correction, ms": spread([timed(corrected)[0] for _ in range(REPEATS)])["median"],
    }


def library(folder: Path) -> dict[str, object]:
    """The list of recordings, and the Library page run as Streamlit runs it, without a browser."""
    from streamlit.testing.v1 import AppTest

    os.environ |= {"CSLAB_STUDY": str(folder), "CSLAB_NO_WORK": "1"}
    fresh = timed(lambda: cslab.open(folder).recordings)
    study = cslab.open(folder)
    study.recordings  # noqa: B018 - the first time is measured above
    again = [timed(lambda: study.recordings) for _ in range(20)]

    def page() -> None:
        run = AppTest.from_file(str(HERE.parent / "app" / "main.py"), default_timeout=120)
        run.run()
        assert not run.exception, run.exception

    page()
    pages = [timed(page) for _ in range(REPEATS)]
    return {
        "study opened and listed first, ms": round(fresh[0], 1),
        "listed again, ms": spread([clock for clock, _ in again])["median"],
        "page, ms": spread([clock for clock, _ in pages])["median"],
        "page, cpu ms": spread([cpu for _, cpu in pages])["median"],
    }


def main(home: Path) -> None:
    studies = {10: home / "ten", 1_000: home / "thousand"}
    for size, folder in studies.items():
        if not (folder / "study.toml").exists():
            make(folder, size, 9_000)
    study = cslab.open(studies[1_000])
    result = {
        "on": f"{date.today()}, Python {platform.python_version()}, {os.cpu_count()} cores, "
        f"load {os.getloadavg()[0]:.1f} at the start",
        "interviews": 1_000,
        "words": 9_000_000,
        "build": build(study),
        "search": queries(study),
        "edited": edited(study),
        "library": {f"{size} interviews": library(folder) for size, folder in studies.items()},
    }
    text = json.dumps(result, indent=1)
    (HERE / "results" / "search.json").write_text(text + "\n")
    print(text)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as folder:
            main(Path(folder))
