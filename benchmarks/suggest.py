"""How often the right code is suggested: the sample study's highlights, each left out once.

    python benchmarks/suggest.py [STUDY]

For each highlight, codes are ranked by the other highlights and by the definitions of codes. A hit is when one
of its own codes comes first, or among the first three. The measure to beat ranks codes by how often the other
highlights have them. Written to benchmarks/results/suggest.json. With so few highlights the intervals are wide:
read them before the shares.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

import cslab
from cslab.intervals import proportion
from cslab.listen.sentences import embed
from cslab.listen.suggest import definition_text, likely

HERE = Path(__file__).parent
SAMPLE = HERE.parent / "data" / "samples" / "ledgerline"

Ranking = Callable[[int], Sequence[str]]


def hits(ranked: Ranking, true: Sequence[Sequence[str]], first: int) -> str:
    """Share of highlights with one of their codes among the first, with its interval."""
    found = sum(bool({*list(ranked(at))[:first]} & {*codes}) for at, codes in enumerate(true))
    return str(proportion(found, len(true)))


def main(folder: Path) -> None:
    """Measure, print and keep."""
    study = cslab.open(folder, read_only=True)
    marked = study.highlights()
    quotes, true = list(marked["quote"]), [list(codes) for codes in marked["codes"]]
    people = list(marked["interview_id"])
    book = study.codebook.codes
    began = time.perf_counter()
    passages = embed(quotes)
    seconds = time.perf_counter() - began
    meanings = embed([definition_text(code.name, code.definition) for code in book])
    named = [[code.name] for code in book]

    def common(at: int) -> list[str]:
        counts = Counter(code for other, codes in enumerate(true) if other != at for code in codes)
        return [code for code, _ in counts.most_common()]

    def both(at: int, *, others_only: bool = False) -> list[str]:
        known = [*passages, *meanings]
        left = [other == at or (others_only and people[other] == people[at]) for other in range(len(true))]
        ranked = likely(
            passages[at], np.vstack(known), [*true, *named], leave_out=[*left, *[False] * len(named)]
        )
        return [one.code for one in ranked]

    def definitions(at: int) -> list[str]:
        return [one.code for one in likely(passages[at], meanings, named)]

    ways: dict[str, Ranking] = {
        "most common code (to beat)": common,
        "definitions alone": definitions,
        "nearest passage or definition (what cslab does)": both,
        "the same, without passages of the same interview": lambda at: both(at, others_only=True),
    }
    result = {
        "highlights": len(true),
        "codes": len(book),
        "seconds a passage": round(seconds / len(quotes), 3),
        "hits": {
            name: {"first": hits(way, true, 1), "first three": hits(way, true, 3)}
            for name, way in ways.items()
        },
    }
    text = json.dumps(result, indent=1, ensure_ascii=False)
    print(text)
    (HERE / "results" / "suggest.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE)
