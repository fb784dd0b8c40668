"""The surveys, each as another tool writes it, and how Maya and Tom coded the answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from chance import PLANTED, pick, stream
from files import write_csv
from support_survey import Effort
from waves import NAMES, Answer

WORDING = {
    "recommend": "How likely are you to recommend Ledgerline to a friend or colleague?",
    "why_recommend": "What is the main reason for your score?",
    "satisfied": "All in all, how satisfied are you with Ledgerline?",
    "sat_1": "Ledgerline does what I need it to do.",
    "sat_2": "Ledgerline meets what I was told to expect.",
    "sat_3": "Ledgerline is close to how such a thing should be.",
    "loy_1": "If I had to choose today, I would choose Ledgerline again.",
    "loy_2": "I would stay with Ledgerline if another offered the same for a little less.",
    "loy_3": "I expect to be using Ledgerline in two years.",
    "good_1": "The people at Ledgerline want us to do well.",
    "good_2": "I would forgive Ledgerline a bad day.",
    "good_3": "Ledgerline thinks of itself first.",
    "ease": "Ledgerline is easy to use.",
    "speed": "Ledgerline saves me time.",
    "price": "What we pay is fair.",
    "support_answer": "When I ask, I get an answer that helps.",
    "reports": "The reports tell me what I want to know.",
}
QUALTRICS = {column: f"Q{number}" for number, column in enumerate(WORDING, start=1)}
WORDS = ("Very dissatisfied", "Dissatisfied", "Neither", "Satisfied", "Very satisfied")


def write_waves(folder: Path, waves: list[list[Answer]]) -> None:
    """Write both waves and who was asked in each."""
    for name, wave in zip(NAMES, waves, strict=True):
        _asked(folder / "surveys" / f"{name}-asked.csv", [answer.person.person_id for answer in wave])
    spring, autumn = (
        [a for a in sorted(wave, key=lambda a: (a.at, a.response_id)) if a.answered] for wave in waves
    )
    _qualtrics(folder / "surveys" / f"{NAMES[0]}.csv", spring)
    _form(folder / "surveys" / f"{NAMES[1]}.csv", autumn)


def _asked(path: Path, ids: list[str]) -> None:
    write_csv(path, ["person_id"], ([id_] for id_ in ids))


def _qualtrics(path: Path, answers: list[Answer]) -> None:
    """Three rows come before the first answer: short names, what was asked, and the tool's own ids."""
    own = {
        "StartDate": "Start Date",
        "EndDate": "End Date",
        "Status": "Response Type",
        "Progress": "Progress",
        "Duration (in seconds)": "Duration (in seconds)",
        "Finished": "Finished",
        "RecordedDate": "Recorded Date",
        "ResponseId": "Response ID",
        "ExternalReference": "External Data Reference",
        "DistributionChannel": "Distribution Channel",
        "UserLanguage": "User Language",
    }
    random = stream("minutes of answering")
    header = [*own, *QUALTRICS.values()]
    wordings = [*own.values(), *WORDING.values()]
    ids = [json.dumps({"ImportId": f"QID{i}" if i > 10 else key}) for i, key in enumerate(header)]

    def rows() -> Iterator[list[object]]:
        yield wordings
        yield ids
        for answer in answers:
            took = int(random.integers(95, 560))
            start, end = answer.at - timedelta(seconds=took), answer.at
            yield [
                f"{start:%Y-%m-%d %H:%M:%S}",
                f"{end:%Y-%m-%d %H:%M:%S}",
                "IP Address",
                100,
                took,
                "True",
                f"{end:%Y-%m-%d %H:%M:%S}",
                answer.response_id,
                answer.person.person_id,
                "phone" if answer.person.person_id == "p-05" else "email",
                "EN",
                *(answer.why if column == "why_recommend" else answer.scores[column] for column in WORDING),
            ]

    write_csv(path, header, rows())


def _form(path: Path, answers: list[Answer]) -> None:
    """One row of headers with the questions as they were asked; satisfaction is in words."""
    header = ["Timestamp", "Your customer number", *WORDING.values()]

    def cell(answer: Answer, column: str) -> object:
        if column == "why_recommend":
            return answer.why
        return WORDS[answer.scores[column] - 1] if column == "satisfied" else answer.scores[column]

    write_csv(
        path,
        header,
        (
            [f"{a.at:%Y-%m-%d %H:%M:%S}", a.person.person_id, *(cell(a, column) for column in WORDING)]
            for a in answers
        ),
    )


def write_support(folder: Path, efforts: list[Effort]) -> None:
    """Write the survey after a case in long form: one row an answer."""
    _asked(folder / "surveys" / "support-2026-asked.csv", [one.person.person_id for one in efforts])
    rows = []
    for one in efforts:
        if not one.answered:
            continue
        start = [one.response_id, one.person.person_id, f"{one.at:%Y-%m-%d %H:%M:%S}"]
        rows.append([*start, "How easy was it to get your case solved?", one.effort])
        if one.why:
            rows.append([*start, "What made it so?", one.why])
    write_csv(folder / "surveys" / "support-2026.csv", ["id", "contact", "when", "question", "answer"], rows)


def write_coding(folder: Path, waves: list[list[Answer]], efforts: list[Effort]) -> None:
    """Write made/answer-codes.csv: Maya read everything, Tom some; prepare.py puts it into the study."""
    random = stream("coding")
    every: list[tuple[str, str, str, tuple[str, ...]]] = []
    for name, wave in zip(NAMES, waves, strict=True):
        read = [answer for answer in wave if answer.answered and answer.written]
        every += [(name, answer.person.person_id, "why_recommend", answer.written) for answer in read]
    told = [one for one in efforts if one.answered and one.codes]
    every += [("support-2026", one.person.person_id, "why_effort", one.codes) for one in told]
    twice = random.choice(len(every), PLANTED["open"]["read_by_both"], replace=False)
    codes = sorted({code for group in PLANTED["reasons"].values() for code in group})
    rows = [(*answer, code, "Maya") for *answer, found in every for code in found]
    for index in sorted(twice.tolist()):
        *answer, found = every[index]
        agrees = random.random() < PLANTED["open"]["tom_agrees"]
        other = pick(random, {code: 1.0 for code in codes if code not in found})
        rows += [(*answer, code, "Tom") for code in (found if agrees else (other, *found[1:]))]
    write_csv(
        folder / "made" / "answer-codes.csv", ["survey", "person_id", "question", "code", "coder"], rows
    )
