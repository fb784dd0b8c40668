from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cslab.errors import InputError
from cslab.study.jsonfiles import read_lines, read_object
from cslab.study.plainfiles import (
    HIGHLIGHT_COLUMNS,
    HighlightRecord,
    ReelRecord,
    highlights_text,
    read_highlights,
    read_reels,
    reels_text,
)
from cslab.study.reelscript import AUDIENCES, ORDERS, Reel, ReelElement
from cslab.study.schema import clean

NASTY = st.text(max_size=12).map(clean) | st.sampled_from(
    ["=1+1", "'", "a;b", "a\\;b\\", "x\r\ny", '"', "🙈\u2028", " spaces "]
)
NAMED = NASTY.filter(lambda words: words.strip())
CODES = st.lists(NAMED.map(str.strip), min_size=1, max_size=3, unique=True)
MOMENT = st.datetimes().map(lambda moment: moment.isoformat(timespec="microseconds") + "+00:00")
RECORD = st.builds(
    HighlightRecord,
    nonce=NAMED,
    id=st.integers(1, 2**40),
    interview_id=NAMED,
    start=st.floats(0, 1e6),
    end=st.floats(1.1e6, 2e6),
    codes=CODES.map(tuple),
    stage=st.none() | NAMED,
    note=NASTY,
    coder=NAMED,
    created_at=MOMENT,
    changed_at=MOMENT,
    removed_at=st.none() | MOMENT,
    sentiment=st.none() | st.integers(-1, 1),
    juiciness=st.none() | st.integers(1, 5),
    juice=st.none() | st.lists(NASTY, max_size=2),
    juice_by=st.none() | NAMED,
)


@given(st.lists(RECORD, max_size=4))
def test_highlights_come_back(
    tmp_path_factory: pytest.TempPathFactory, records: list[HighlightRecord]
) -> None:
    path = tmp_path_factory.mktemp("csv") / "highlights.csv"
    path.write_text(highlights_text(records), "utf-8", newline="")
    assert read_highlights(path) == tuple(records)


CUT = st.fixed_dictionaries(
    {},
    optional={
        "stage": NAMED,
        "trim_start": st.floats(0, 50),
        "trim_end": st.floats(51, 99),
        "lead": st.floats(0, 10),
        "lag": st.floats(0, 10),
        "fade_in": st.none() | st.floats(0, 10),
        "fade_out": st.floats(0, 10),
        "gain": st.floats(-24, 24),
    },
)
PART = CUT.map(lambda cut: ReelElement("clip", 1, **cut)) | st.builds(
    ReelElement, st.just("heading"), text=NAMED, stage=NAMED, spoken=NAMED
)
ABOUT = st.builds(
    lambda order, audience, thanked: Reel("", "", (), "", order, audience, thanked).detail,
    st.sampled_from(ORDERS),
    st.sampled_from(AUDIENCES),
    NAMED,
)


@given(st.lists(PART, max_size=4), ABOUT, MOMENT)
def test_reels_come_back(
    tmp_path_factory: pytest.TempPathFactory, parts: list[ReelElement], about: dict[str, str], moment: str
) -> None:
    record = ReelRecord(
        "r", "T", "Maya", moment, moment, None, tuple(parts), (None,) * len(parts), detail=about
    )
    path = tmp_path_factory.mktemp("json") / "reels.json"
    path.write_text(reels_text([record]))
    assert read_reels(path) == (record,)


FULL_HEAD = ",".join(HIGHLIGHT_COLUMNS) + "\n"
HEAD = ",".join(HIGHLIGHT_COLUMNS[:12]) + "\n"
"""What the first release wrote."""


def test_what_the_first_release_wrote_is_read(tmp_path: Path) -> None:
    path = tmp_path / "highlights.csv"
    path.write_text(HEAD + "n,1,i,2,3,a,,,Maya,2026-01-01,2026-01-01,\n")
    (record,) = read_highlights(path)
    assert (record.codes, record.sentiment, record.juiciness, record.juice) == (("a",), None, None, None)


def test_a_passage_may_have_a_note_and_no_code(tmp_path: Path) -> None:
    path = tmp_path / "highlights.csv"
    path.write_text(HEAD + "n,1,i,2,3,,,odd,Maya,2026-01-01,2026-01-01,\n")
    (record,) = read_highlights(path)
    assert (record.codes, record.note) == ((), "odd")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "the first row is empty"),
        ("nonce,id\nx,1\n", "has no column 'interview_id'"),
        (HEAD + "n,1,i,2,1,a,,,,2026-01-01,2026-01-01,\n", "row 2: a highlight ends after it starts"),
        (HEAD + "n,1,i,2,nan,a,,,,2026-01-01,2026-01-01,\n", "row 2: a highlight ends after it starts"),
        (HEAD + "n,1,i,two,3,a,,,,2026-01-01,2026-01-01,\n", "row 2: 'two' is not a number"),
        (HEAD + "n,1,i,2,3,;,,,,2026-01-01,2026-01-01,\n", "and a code or a note"),
        (HEAD + ",1,i,2,3,a,,,,2026-01-01,2026-01-01,\n", "needs a nonce"),
        (HEAD + "n,1,i,2,3,a,,,,lately,2026-01-01,\n", "'lately', which is not a moment"),
        (HEAD + "n,1,i\n", "12 values"),
        (HEAD + '"n,1,i\n', "quotes that open and close"),
        (FULL_HEAD + "n,1,i,2,3,a,,,,2026-01-01,2026-01-01,,2,,,\n", "2 is not a whole number from -1 to 1"),
        (FULL_HEAD + "n,1,i,2,3,a,,,,2026-01-01,2026-01-01,,,4.5,,\n", "4.5 is not a whole number from 1"),
        (FULL_HEAD + "n,1,i,2,3,a,,,,2026-01-01,2026-01-01,,,,[,\n", "juice is not JSON"),
    ],
)
def test_malformed_highlights(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "highlights.csv"
    path.write_text(text)
    with pytest.raises(InputError, match=words):
        read_highlights(path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is not JSON"),
        ("{}", "needs a list"),
        ("[1]", "reel 1 is not as cslab export writes"),
        ('[{"name": "r"}]', "reel 1 is not as cslab export writes"),
        (
            '[{"name":"A B","title":"","author":"","created_at":"2026","changed_at":"2026","elements":[]}]',
            "reel 1: A reel's name",
        ),
        (
            '[{"name":"r","title":"","author":"","created_at":"x","changed_at":"2026-01-01","elements":[]}]',
            "'x', which is not a moment",
        ),
        (
            '[{"name":"r","title":"","author":"","created_at":"2026-01-01","changed_at":"2026-01-01",'
            '"elements":[{"kind":"song"}]}]',
            "one of clip, heading",
        ),
    ],
)
def test_malformed_reels(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "reels.json"
    path.write_text(text)
    with pytest.raises(InputError, match=words):
        read_reels(path)


def test_malformed_lines_and_objects(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_bytes(b'{"a": 1}\n\n{"b": 1}\n')
    with pytest.raises(InputError, match="line 3 is not as cslab export"):
        list(read_lines(path, ["a"]))
    path.write_bytes(b'{"a": 1}\n{"a": ')
    with pytest.raises(InputError, match="line 2 is not JSON"):
        list(read_lines(path, ["a"]))
    with pytest.raises(InputError, match="is not JSON"):
        read_object(path, ["a"])
    path.write_bytes(b"[]")
    with pytest.raises(InputError, match="needs 'a'"):
        read_object(path, ["a"])
    path.write_bytes(b"\xff\xff")
    with pytest.raises(InputError, match="is not UTF-8"):
        read_object(path, ["a"])
    with pytest.raises(InputError, match="can't be read"):
        read_object(tmp_path, ["a"])
