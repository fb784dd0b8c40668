"""The two waves of the relationship survey: what everybody would say, and who does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import numpy as np
from chance import PLANTED, at_work, pick, stream
from interviewed import AUTUMN, SPRING
from numpy.random import Generator
from people import Person
from sentences import ODD, say

SENT = (date(2026, 3, 9), date(2026, 9, 7))
NAMES = ("relationship-2026q1", "relationship-2026q3")
TOPICS = ("ease", "speed", "price", "support_answer", "reports")
MIDDLE = {"ease": 4.9, "speed": 4.8, "price": 4.5, "support_answer": 4.6, "reports": 4.4}


@dataclass(slots=True)
class Answer:
    """What one person says or would have said in one wave."""

    response_id: str
    person: Person
    happiness: float
    scores: dict[str, int]
    answered: bool
    chance: float
    at: datetime
    reasons: tuple[str, ...] = ()
    """Why, in truth; of everybody, also of who writes nothing."""
    why: str = ""
    written: tuple[str, ...] = field(default=())
    """The reasons that are in the words."""

    @property
    def group(self) -> str:
        """Promoter, passive or detractor."""
        recommend = self.scores["recommend"]
        return "promoter" if recommend > 8 else "detractor" if recommend < 7 else "passive"


def make_wave(people: list[Person], wave: int) -> list[Answer]:
    """Everybody who is asked in a wave (0 or 1), whether they answer or not."""
    random = stream(f"wave {wave}")
    answers = []
    for person in people:
        if not person.here(SENT[wave] - timedelta(days=21)) or person.name == "Workshop":
            continue
        answers.append(_answer(random, person, wave))
    told: Mapping[str, tuple[int, str, tuple[str, ...]]] = (SPRING, AUTUMN)[wave]
    for answer in answers:
        if answer.person.interviewed:
            _told(answer, told.get(answer.person.person_id))
    writing = [answer for answer in answers if answer.answered and answer.why]
    half = len(ODD) // 2
    odd = ODD[half:] if wave else ODD[:half]
    _odd(random, [answer for answer in writing if not answer.person.interviewed], odd)
    return answers


def chance_of_answer(person: Person, happiness: float) -> float:
    """How likely somebody is to answer."""
    planted = PLANTED["answering"]
    happier = planted["happier"] ** happiness
    return float(min(planted[person.account.plan] * planted[person.account.region] * happier, 0.97))


def _answer(random: Generator, person: Person, wave: int) -> Answer:
    happy = person.happiness[wave]
    scores = _scores(random, happy)
    chance = chance_of_answer(person, happy)
    answered = random.random() < chance
    day = SENT[wave] + timedelta(days=min(int(random.exponential(3.5)), 18))
    at = at_work(random, day)
    made = Answer(f"R_{_letters(random)}", person, happy, scores, answered, chance, at)
    made.reasons = _reasons(random, made.group)
    words = say(random, made.reasons, made.group)
    if random.random() >= PLANTED["open"]["left_empty"]:
        made.why, made.written = words, made.reasons
    return made


def _scores(random: Generator, happy: float) -> dict[str, int]:
    weights = PLANTED["topics"]
    felt = {topic: 0.62 * happy + random.normal(0, 0.85) for topic in TOPICS}
    scores = {topic: _whole(MIDDLE[topic] + 1.15 * felt[topic], 1, 7) for topic in TOPICS}
    pulled = sum(weights[topic] * (scores[topic] - MIDDLE[topic]) for topic in TOPICS)
    scores["recommend"] = _whole(7.3 + 0.85 * pulled + 0.35 * happy + random.normal(0, 0.9), 0, 10)
    scores["satisfied"] = _whole(3.5 + 0.62 * happy + random.normal(0, 0.6), 1, 5)
    for level, prefix in (("satisfaction", "sat"), ("loyalty", "loy"), ("goodwill", "good")):
        shared = random.normal(0, 0.75)
        for item in (1, 2, 3):
            value = PLANTED["levels"][level] + 0.75 * happy + shared + random.normal(0, 0.7)
            if prefix == "good" and item == 3:
                value = 8 - value
            scores[f"{prefix}_{item}"] = _whole(value, 1, 7)
    return scores


def _whole(value: float, low: int, high: int) -> int:
    return int(np.clip(round(value), low, high))


def _letters(random: Generator) -> str:
    every = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"
    return "".join(every[i] for i in random.integers(0, len(every), 15))


def _reasons(random: Generator, group: str) -> tuple[str, ...]:
    shares = dict(PLANTED["reasons"][group])
    first = pick(random, shares)
    other = pick(random, {code: share for code, share in shares.items() if code != first})
    both = random.random() < PLANTED["open"]["second_reason"]
    return (first, other) if both else (first,)


def _told(answer: Answer, said: tuple[int, str, tuple[str, ...]] | None) -> None:
    """What the interviewed say is known."""
    answer.answered = said is not None
    answer.chance = 1.0 if said else 0.0
    if said is not None:
        answer.scores["recommend"], answer.why, answer.written = said
        if (answer.person.person_id, answer.at.month) == ("p-05", 3):
            answer.at = datetime(2026, 3, 17, 15, 38, 10)  # somebody rang her
        answer.reasons = answer.written


def _odd(random: Generator, answers: list[Answer], odd: tuple[str, ...]) -> None:
    """Some open answers are as odd as real ones: signs, formulas, other languages."""
    for index, words in zip(random.choice(len(answers), len(odd), replace=False), odd, strict=True):
        answers[int(index)].why, answers[int(index)].written = words, ()
