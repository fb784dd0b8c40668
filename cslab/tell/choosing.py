"""The rounds in which clips are chosen for a draft: who comes next, and what no longer fits. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from cslab.tell.parts import Options

SENTIMENTS: Final[Mapping[int | None, str]] = {
    -1: "negative",
    0: "neutral",
    1: "positive",
    None: "not judged",
}
"""As clips are judged, and what that is called."""


class Choosing:
    """The rounds: what is taken, in which round, and how full the reel is; see `cslab.tell.draft.draft`."""

    def __init__(
        self,
        rows: Mapping[int, dict[str, Any]],
        stages: Mapping[str, str],
        length: float,
        most: float,
        seed: int,
        options: Options,
    ) -> None:
        self.rows, self.length, self.options = rows, length, options
        self.taken: list[int] = []
        self.rounds: dict[int, int] = {}
        self.twins: dict[int, int] = {}
        self.used = 0.0
        self.left = dict.fromkeys(sorted(rows))
        self.part = max(most, 1 / max(1, len({row["person_id"] for row in rows.values()})))
        self.cap = self.part * min(length, sum(row["seconds"] for row in rows.values()))
        self.wanted = _wanted(rows.values())
        lots = np.random.default_rng(seed).permutation(len(rows))
        self.lot = dict(zip(sorted(rows), map(int, lots), strict=True))
        known = [*stages, *sorted({row["stage"] for row in rows.values()} - {*stages, ""}), ""]
        self.by_stage = {stage: [n for n in self.left if rows[n]["stage"] == stage] for stage in known}
        self.in_stage: Counter[tuple[str, str]] = Counter()
        self.clips_of: Counter[str] = Counter()
        self.seconds_of: defaultdict[str, float] = defaultdict(float)
        self.sentiments: Counter[int | None] = Counter()

    def run(self) -> Choosing:
        """Choose until nothing more fits."""
        count = 0
        while self.left:
            before, count = len(self.taken), count + 1
            for stage in self.by_stage:
                self._take(stage, count)
            if len(self.taken) == before:
                break
        return self

    def over(self, number: int) -> bool:
        """Whether its person, heard already, would take too much while anybody else waits."""
        row = self.rows[number]
        heard = self.seconds_of[row["person_id"]]
        much = heard > 0 and heard + row["seconds"] > self.cap + 1e-9
        return much and any(self.rows[one]["person_id"] != row["person_id"] for one in self.left)

    def fits(self, number: int) -> bool:
        """Whether there is room for it, its heading and its pause."""
        return self.used + self._cost(number) <= self.length + 1e-9

    def _cost(self, number: int) -> float:
        row, options = self.rows[number], self.options
        first = not any(self.rows[one]["stage"] == row["stage"] for one in self.taken)
        before = options.heading_seconds if first and row["stage"] else options.gap if self.taken else 0.0
        return float(row["seconds"] + before)

    def _take(self, stage: str, count: int) -> None:
        open_ = [n for n in self.by_stage[stage] if n in self.left and self.fits(n) and not self.over(n)]
        if not open_:
            return
        number = min(open_, key=self._turn)
        row = self.rows[number]
        self.used += self._cost(number)
        self.taken.append(number)
        self.rounds[number] = count
        self.in_stage[row["person_id"], stage] += 1
        self.clips_of[row["person_id"]] += 1
        self.seconds_of[row["person_id"]] += row["seconds"]
        self.sentiments[row["sentiment"]] += 1
        del self.left[number]
        for other in [one for one in self.left if _overlap(self.rows[one], row)]:
            self.twins[other] = number
            del self.left[other]

    def _turn(self, number: int) -> tuple[float, ...]:
        row = self.rows[number]
        person, feeling = row["person_id"], row["sentiment"]
        behind = self.wanted[feeling] * (len(self.taken) + 1) - self.sentiments[feeling]
        juicy = -1 if row["juiciness"] is None else row["juiciness"]
        heard = (self.in_stage[person, row["stage"]], self.clips_of[person])
        return (*heard, -round(behind, 9), -juicy, self.lot[number])


def filled(matching: pd.DataFrame) -> dict[int, dict[str, Any]]:
    """Give rows by id, with what is missing as nothing."""
    found = {}
    for row in matching.to_dict("records"):
        said = {name: row.get(name) for name in ("interview_id", "person_id", "seconds", "start", "end")}
        said["person_id"] = _text(said["person_id"]) or _text(said["interview_id"])
        number = int(row["id"])
        found[number] = said | {
            "id": number,
            "stage": _text(row.get("stage")),
            "person": _text(row.get("person")) or said["person_id"],
            "quote": _text(row.get("quote")),
            "sentiment": sentiment_of(row.get("sentiment")),
            "juiciness": _whole(row.get("juiciness")),
            "seconds": float(row["seconds"]),
        }
    return found


def _wanted(rows: Iterable[Mapping[str, Any]]) -> dict[int | None, float]:
    """The share of each sentiment, everybody counting alike."""
    votes: defaultdict[str, Counter[int | None]] = defaultdict(Counter)
    for row in rows:
        votes[row["person_id"]][row["sentiment"]] += 1
    shares = dict.fromkeys(SENTIMENTS, 0.0)
    for own in votes.values():
        for feeling, count in own.items():
            shares[feeling] += count / own.total() / len(votes)
    return shares


def _overlap(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    if one["interview_id"] != other["interview_id"] or None in (one["start"], other["start"]):
        return False
    return bool(min(one["end"], other["end"]) - max(one["start"], other["start"]) > 1e-6)


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _whole(value: Any) -> int | None:
    return None if value is None or pd.isna(value) else int(value)


def sentiment_of(value: Any) -> int | None:
    """Give a sentiment as -1, 0, 1, or None where it is not known."""
    found = _whole(value)
    return found if found in SENTIMENTS else None
