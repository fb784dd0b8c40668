"""A study of many long interviews, written straight into its store: words as often as people use them, no sound.

python benchmarks/many_interviews.py FOLDER [INTERVIEWS] [WORDS]
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import itertools
import json
import sys
import time
from pathlib import Path

import numpy as np
from sqlalchemy import insert

import cslab
from cslab.study import schema
from cslab.study.store import Store

COMMON = """the and i to a of it that you we in is was so they have for but not just like on know it's
with do be what that's if yeah at are all there this my don't one because when think really can or would had me
them then um get right out up our kind how from very time about as go were them people she he his her mean want
work no now who some more little see could here which okay make way because said something things because going
your by us back need even after before too only been than did has well good over where much day use first week
every month good into two three year these other those why again never down long part still take maybe being"""
DOMAIN = """invoice invoices approval approvals approve approved approver price pricing fee fees surprise export
exports support ticket login password onboarding migration accountant auditor payment payments supplier receipt
receipts reminder reminders renewal renew contract discount dashboard report reports integration spreadsheet
batch ledger reconcile reconciliation month-end deadline phone app email notification setting settings team
manager director bookkeeper owner office trust help helpful broken slow fast easy hard confusing clear annoying
love hate waiting waited answer answered question questions signature sign delegate holiday vacation $49 $300
£12.50 19% 2,000 10:30 GDPR Ledgerline Quillbook Pennyfold Approval-Lanes café naïve"""
SYLLABLES = [
    "ba",
    "be",
    "bi",
    "bo",
    "da",
    "de",
    "di",
    "do",
    "fa",
    "fe",
    "fi",
    "fo",
    "ga",
    "ge",
    "ka",
    "ke",
    "ki",
    "ko",
    "la",
    "le",
    "li",
    "lo",
    "ma",
    "me",
    "mi",
    "mo",
    "na",
    "ne",
    "ni",
    "no",
    "pa",
    "pe",
    "po",
    "ra",
    "re",
    "ri",
    "ro",
    "sa",
    "se",
    "si",
    "so",
    "ta",
    "te",
    "ti",
    "to",
    "va",
    "ve",
    "vi",
    "vo",
    "za",
    "zo",
]
VOCABULARY = 40_000
CODES = ["approvals", "pricing", "hidden-fee", "trust", "support", "onboarding-help", "workaround", "delight"]
STAGES = ["discover", "choose", "onboarding", "everyday", "trouble", "renewal"]
ROLES = ["Office manager", "Finance director", "Bookkeeper", "Owner", "Operations lead"]


def vocabulary() -> tuple[np.ndarray, np.ndarray]:
    """Words, and how often each is said: as in a corpus of speech, by rank to the power of -1.05."""
    made = ("".join(parts) for size in (2, 3) for parts in itertools.product(SYLLABLES, repeat=size))
    words = list(dict.fromkeys([*COMMON.split(), *DOMAIN.split(), *itertools.islice(made, VOCABULARY)]))
    often = 1.0 / (np.arange(len(words)) + 2.7) ** 1.05
    return np.array(words, dtype=object), often / often.sum()


def segments(said: list[str], rng: np.random.Generator, customer: str) -> tuple[list[dict], float]:
    """Turns of one interview: short questions, long answers, 2.6 words a second."""
    found, at, now, turn = [], 0, 0.0, 0
    while at < len(said):
        asks = turn % 2 == 0
        many = int(rng.integers(6, 24) if asks else rng.integers(25, 160))
        words = said[at : at + many]
        at, turn = at + many, turn + 1
        speaker = "Maya" if asks else customer
        for first in range(0, len(words), 28):
            run = []
            for text in words[first : first + 28]:
                length = 0.16 + 0.03 * len(text)
                run.append({"text": text, "start": round(now, 2), "end": round(now + length, 2)})
                now += length + 0.02
            run[0]["text"] = run[0]["text"].capitalize()
            run[-1]["text"] += "."
            found.append({"speaker": speaker, "words": run})
            now += 0.4
    return found, now


def make(folder: Path, interviews: int, words: int, *, seed: int = 7) -> None:
    """Write the study."""
    rng = np.random.default_rng(seed)
    cslab.init(folder, title=f"{interviews} interviews")
    toml = [f'title = "{interviews} interviews"']
    toml += [f'[[stages]]\nid = "{stage}"\nname = "{stage.title()}"' for stage in STAGES]
    toml += [
        f'[[codes]]\nname = "{code}"\ndefinition = "What people say about {code}."'
        + ('\nparent = "pricing"' if code == "hidden-fee" else "")
        for code in CODES
    ]
    (folder / "study.toml").write_text("\n\n".join(toml))
    people = max(1, interviews * 9 // 10)
    accounts = max(1, people // 3)
    day = dt.date(2025, 1, 1)
    rows = [
        [f"int-{i:04}", f"p-{i % people:04}", day + dt.timedelta(days=int(rng.integers(0, 690))),
         f"recordings/int-{i:04}.m4a", "Maya", "team"]
        for i in range(interviews)
    ]  # fmt: skip
    write(folder / "interviews.csv", "interview_id,person_id,recorded_on,recording,interviewer,consent", rows)
    write(
        folder / "people.csv",
        "person_id,account_id,name,role,strength,company_size,country",
        [
            [f"p-{i:04}", f"a-{i % accounts:04}", f"Customer {i:04}", ROLES[i % len(ROLES)], 1 + i % 4,
             int(rng.integers(5, 400)), ["US", "GB", "CA", "DE"][i % 4]]
            for i in range(people)
        ],
    )  # fmt: skip
    write(
        folder / "accounts.csv",
        "account_id,name,plan,revenue,renews_on",
        [
            [f"a-{i:04}", f"Account {i:04}", ["Small", "Team", "Whole"][i % 3], int(rng.integers(500, 9000)),
             dt.date(2026, 1, 1) + dt.timedelta(days=int(rng.integers(0, 700)))]
            for i in range(accounts)
        ],
    )  # fmt: skip
    vocabulary_, often = vocabulary()
    with cslab.open(folder).store as store:
        for first in range(0, interviews, 50):
            with store.writing("benchmark") as write_:
                for i in range(first, min(first + 50, interviews)):
                    said = rng.choice(vocabulary_, size=words, p=often).tolist()
                    heard, seconds = segments(said, rng, f"Customer {i % people:04}")
                    put(write_, folder, i, heard, seconds)
                    mark(write_, i, seconds, rng)
        store_is_small(store)


def write(path: Path, head: str, rows: list[list[object]]) -> None:
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([head.split(","), *rows])


def put(write_, folder: Path, i: int, heard: list[dict], seconds: float) -> None:
    """One recording, known by its content, and its transcript."""
    name = f"recordings/int-{i:04}.m4a"
    path = folder / name
    path.write_bytes(f"no sound {i}".encode())
    content = hashlib.sha256(path.read_bytes()).hexdigest()
    stat = path.stat()
    write_.execute(
        insert(schema.recording_file).values(
            path=name, size=stat.st_size, mtime_ns=stat.st_mtime_ns, content_hash=content
        )
    )
    sound = {"duration": seconds, "channels": 1, "has_video": False}
    write_.execute(insert(schema.recording).values(content_hash=content, sound=sound, created_at=write_.at))
    write_.execute(
        insert(schema.transcription).values(
            key=content,
            content_hash=content,
            engine="whisper",
            model="tiny.en",
            options={},
            created_at=write_.at,
        )
    )
    document = {
        "version": 1,
        "language": "en",
        "duration": seconds,
        "source": {},
        "speech": [],
        "segments": heard,
    }
    write_.execute(
        insert(schema.transcript).values(key=content, language="en", document=document, created_at=write_.at)
    )
    write_.log("finish", "transcription", content)


def mark(write_, i: int, seconds: float, rng: np.random.Generator) -> None:
    """Twelve highlights of an interview, with codes, some with a note."""
    for n in range(12):
        start = float(rng.uniform(0, seconds - 40))
        row = {
            "nonce": f"{i}-{n}", "interview_id": f"int-{i:04}", "start_s": start,
            "end_s": start + float(rng.uniform(4, 30)), "stage": STAGES[int(rng.integers(len(STAGES)))],
            "note": "They waited for the signature." if n % 3 == 0 else "", "coder": ["ana", "tom"][n % 2],
            "sentiment": int(rng.integers(-1, 2)), "juiciness": int(rng.integers(1, 6)),
            "created_at": write_.at, "changed_at": write_.at,
        }  # fmt: skip
        number = write_.execute(
            insert(schema.highlight).values(row).returning(schema.highlight.c.id)
        ).scalar_one()
        code = CODES[int(rng.integers(len(CODES)))]
        write_.execute(insert(schema.highlight_code).values(highlight=number, position=0, code=code))
        write_.log("add", "highlight", number, {})


def store_is_small(store: Store) -> None:
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


if __name__ == "__main__":
    target = Path(sys.argv[1])
    sizes = [int(given) for given in sys.argv[2:]] + [1_000, 9_000][len(sys.argv) - 2 :]
    began = time.perf_counter()
    make(target, *sizes)
    size = (target / "cslab.db").stat().st_size
    print(
        json.dumps(
            {"interviews": sizes[0], "words": sizes[1], "seconds": time.perf_counter() - began, "bytes": size}
        )
    )
