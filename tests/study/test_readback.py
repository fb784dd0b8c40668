"""Whatever stands in the tables comes back from the files, and two copies of a study become one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update

from cslab.errors import InputError
from cslab.study import codebook as book
from cslab.study import schema
from cslab.study.carried import latest_correction
from cslab.study.codebook import Code, Codebook
from cslab.study.codebooks import codebook, put_version
from cslab.study.export import export_made
from cslab.study.highlights import add_highlight, highlights
from cslab.study.madefiles import MADE
from cslab.study.meanings import meaning_of
from cslab.study.readback import import_made
from cslab.study.recode import change_codebook, renaming, undo_change
from cslab.study.schema import clean
from cslab.study.store import Store, open_store
from tests.study.measured_rows import MEASURED, columns, one_row
from tests.study.test_export import content

WORDS = st.text(max_size=8).map(clean) | st.sampled_from(["=1+1", "'", "a,b", "x\r\ny", '"', "🙈", " ", "-2"])
NAMES = WORDS.filter(lambda words: bool(words.strip()))
MOMENTS = st.datetimes().map(lambda moment: moment.isoformat(timespec="microseconds") + "+00:00")
TIMES = st.tuples(st.floats(0, 1e5), st.floats(0.001, 1e3)).map(lambda pair: (pair[0], pair[0] + pair[1]))
NUMBERS = st.integers(0, 2**31 - 1)


@st.composite
def tables(draw: st.DrawFn) -> dict[str, list[dict[str, Any]]]:
    """Rows for every table that people fill."""

    def many(**values: st.SearchStrategy[Any]) -> list[dict[str, Any]]:
        return draw(st.lists(st.fixed_dictionaries(values), max_size=3))

    def spans(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        for row in rows:
            row["start_s"], row["end_s"] = row.pop("span")
        return rows

    def once(rows: list[dict[str, Any]], *names: str) -> list[dict[str, Any]]:
        return list({tuple(row[name] for name in names): row for row in rows}.values())

    made = {
        "highlight": spans(
            many(
                nonce=NAMES,
                interview_id=NAMES,
                span=TIMES,
                stage=st.none() | NAMES,
                note=NAMES,
                coder=NAMES,
                sentiment=st.none() | st.integers(-1, 1),
                juiciness=st.none() | st.integers(1, 5),
                juice=st.none() | st.lists(WORDS, max_size=2),
                juice_by=st.none() | NAMES,
                created_at=MOMENTS,
                changed_at=MOMENTS,
                removed_at=st.none() | MOMENTS,
            )
        ),
        "correction": many(
            nonce=NAMES,
            key=st.sampled_from(["k1", "k2"]),
            first=st.integers(0, 2**30),
            last=st.integers(2**30, 2**31 - 1),
            before=WORDS,
            after=WORDS,
            author=NAMES,
            created_at=MOMENTS,
            changed_at=MOMENTS,
            undone_at=st.none() | MOMENTS,
        ),
        "speaker": once(
            many(
                interview_id=NAMES,
                label=WORDS,
                name=WORDS,
                role=WORDS,
                person_id=st.none() | NAMES,
                author=NAMES,
                changed_at=MOMENTS,
            ),
            "interview_id",
            "label",
        ),
        "speaker_turn": spans(
            many(
                nonce=NAMES,
                interview_id=NAMES,
                span=TIMES,
                label=WORDS,
                author=NAMES,
                created_at=MOMENTS,
                changed_at=MOMENTS,
                removed_at=st.none() | MOMENTS,
            )
        ),
        "voices": once(
            many(
                content_hash=NAMES,
                method=WORDS,
                speakers=NUMBERS,
                turns=st.lists(st.tuples(st.floats(0, 9), st.floats(0, 9), WORDS).map(list), max_size=2),
                created_at=MOMENTS,
            ),
            "content_hash",
        ),
        "suggestion": spans(
            many(
                nonce=NAMES,
                interview_id=NAMES,
                span=TIMES,
                code=NAMES,
                score=st.floats(-1, 1),
                accepted=st.booleans(),
                highlight=st.none(),
                author=NAMES,
                created_at=MOMENTS,
            )
        ),
        "coder": once(many(name=NAMES, blind=st.booleans(), changed_at=MOMENTS), "name"),
        "carried": once(
            many(
                key=st.sampled_from(["k1", "k2"]),
                subject=st.sampled_from(["highlight", "correction", "speaker"]),
                subject_id=st.sampled_from(["1", "2", "left"]),
                outcome=WORDS,
                detail=st.dictionaries(NAMES, WORDS, max_size=2),
                created_at=MOMENTS,
            ),
            "key",
            "subject",
            "subject_id",
        ),
    }
    for table in MEASURED:
        rows = many(**columns(table, NAMES, WORDS, MOMENTS))
        keys = next(file.key for file in MADE if file.table is table)
        made[table.name] = once(rows, *keys)
    for name in ("highlight", "correction", "speaker_turn", "suggestion"):
        made[name] = once(made[name], "nonce")
    if made["highlight"]:
        for row in made["suggestion"]:
            row["highlight"] = draw(st.none() | st.just(1))
    return made


def put(store: Store, made: dict[str, list[dict[str, Any]]]) -> None:
    with store.writing("test") as write:
        for name in (*made, "transcription"):
            if name != "highlight":
                write.execute(delete(schema.metadata.tables[name]))
        write.execute(delete(schema.highlight))
        for key in ("k1", "k2"):
            values = {"content_hash": "c", "engine": "e", "model": "m", "options": {}, "created_at": write.at}
            write.execute(insert(schema.transcription).values(key=key, **values))
        for name, rows in made.items():
            for number, row in enumerate(rows, 1):
                numbered = {"id": number} if "id" in schema.metadata.tables[name].c else {}
                write.execute(insert(schema.metadata.tables[name]).values(row | numbered))


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(made=tables())
def test_every_table_comes_back(store: Store, tmp_path: Path, made: dict[str, list[dict[str, Any]]]) -> None:
    put(store, made)
    shutil.rmtree(tmp_path / "copy", ignore_errors=True)
    (tmp_path / "copy").mkdir()
    export_made(store, tmp_path / "out")
    with open_store(tmp_path / "copy") as copy:
        import_made(copy, tmp_path / "out")
        assert content(copy) == content(store)
        assert set(import_made(copy, tmp_path / "out").values()) == {0}
        assert content(copy) == content(store)


def test_into_postgresql_and_on(other: Store, postgresql_url: str, tmp_path: Path) -> None:
    put(other, one_of_each())
    export_made(other, tmp_path / "out")
    with open_store(postgresql_url) as team:
        import_made(team, tmp_path / "out")
        assert content(team) == content(other)
        with team.writing() as write:
            for file in MADE:
                if "id" in file.table.c:
                    row = write.execute(select(file.table)).first()
                    assert row is not None
                    values = {name: value for name, value in row._mapping.items() if name != "id"}
                    write.execute(insert(file.table).values(values | {"nonce": "next"}))


def one_of_each() -> dict[str, list[dict[str, Any]]]:
    at = "2026-03-04T10:00:00.000000+00:00"
    span = {"interview_id": "int-01", "start_s": 1.0, "end_s": 2.0}
    who = {"author": "Maya", "created_at": at}
    return {
        "highlight": [
            {"nonce": "h", **span, "note": "n", "coder": "Maya", "created_at": at, "changed_at": at},
        ],
        "correction": [
            {"nonce": "c", "key": "k1", "first": 0, "last": 1, "before": "a", "after": "b", **who}
            | {"changed_at": at, "undone_at": None}
        ],
        "speaker": [
            {"interview_id": "int-01", "label": "left", "name": "Ana", "role": "customer", "person_id": None}
            | {"author": "Maya", "changed_at": at}
        ],
        "speaker_turn": [
            {"nonce": "t", **span, "label": "left", **who, "changed_at": at, "removed_at": None}
        ],
        "voices": [
            {"content_hash": "c", "method": "m", "speakers": 2, "turns": [[0.0, 1.0, "A"]], "created_at": at}
        ],
        "suggestion": [
            {"nonce": "s", **span, "code": "trust", "score": 0.5, "accepted": True, "highlight": 1, **who}
        ],
        "coder": [{"name": "Maya", "blind": True, "changed_at": at}],
        "carried": [
            {"key": "k1", "subject": "highlight", "subject_id": "1", "outcome": "lost", "detail": {}}
            | {"created_at": at}
        ],
        **{table.name: [one_row(table, at)] for table in MEASURED},
    }


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Store]:
    (tmp_path / "other").mkdir()
    with open_store(tmp_path / "other") as opened:
        yield opened


def test_a_number_that_is_taken_is_given_anew_wherever_it_stands(
    store: Store, other: Store, tmp_path: Path
) -> None:
    add_highlight(store, interview_id="int-09", start=0, end=1, codes=["mine"], nonce="mine")
    put(other, one_of_each())
    export_made(other, tmp_path / "out")
    import_made(store, tmp_path / "out")
    with store.reading() as connection:
        number = connection.scalar(select(schema.highlight.c.id).where(schema.highlight.c.nonce == "h"))
        assert number == 2
        assert connection.scalar(select(schema.suggestion.c.highlight)) == 2
        assert connection.scalar(select(schema.carried.c.subject_id)) == "2"


def test_all_that_is_known_of_a_highlight_follows_its_new_number(
    store: Store, other: Store, tmp_path: Path
) -> None:
    add_highlight(store, interview_id="int-09", start=0, end=1, codes=["price"], nonce="mine")
    listed = [Code("price"), Code("trust")]
    add_highlight(other, interview_id="int-01", start=0, end=1, codes=["price"], nonce="theirs")
    change_codebook(other, renaming("price", "pricing"), listed=listed)
    export_made(other, tmp_path / "out")
    import_made(store, tmp_path / "out")
    with store.reading() as connection:
        number = connection.scalar(select(schema.highlight.c.id).where(schema.highlight.c.nonce == "theirs"))
    assert number == 2
    meaning = meaning_of(store, number, listed)
    assert meaning[["code", "called"]].to_numpy().tolist() == [["pricing", "price"]]
    undo_change(store, listed=listed)
    assert highlights(store).set_index("id")["codes"].to_dict() == {1: ("price",), 2: ("price",)}
    assert undo_change(store, listed=listed).highlights == (1, 2)


def test_corrections_keep_their_order_and_what_they_became(
    store: Store, other: Store, tmp_path: Path
) -> None:
    made = one_of_each()
    put(store, made)
    theirs = one_of_each()
    first = theirs["correction"][0]
    theirs["correction"] = [first | {"nonce": "one"}, first | {"nonce": "two", "key": "k2"}]
    theirs["carried"] = [
        {"key": "k2", "subject": "correction", "subject_id": "1", "outcome": "carried", "detail": {"to": 2}}
        | {"created_at": first["created_at"]}
    ]
    put(other, theirs)
    export_made(other, tmp_path / "out")
    import_made(store, tmp_path / "out")
    with store.reading() as connection:
        table = schema.correction
        numbers = {row.nonce: row.id for row in connection.execute(select(table.c.nonce, table.c.id))}
    assert numbers == {"c": 1, "one": 2, "two": 3}
    assert latest_correction(store, 2) == 3


def test_the_later_change_of_a_row_is_kept(store: Store, other: Store, tmp_path: Path) -> None:
    for each in (store, other):
        put(each, one_of_each())
    later = "2026-04-01T00:00:00.000000+00:00"
    with other.writing() as write:
        write.execute(update(schema.speaker).values(name="Ana Lima", changed_at=later))
        write.execute(update(schema.coder).values(blind=False, changed_at="2025-01-01T00:00:00.000000+00:00"))
    export_made(other, tmp_path / "out")
    counts = import_made(store, tmp_path / "out")
    assert (counts["speakers"], counts["coders"]) == (1, 0)
    with store.reading() as connection:
        assert connection.scalar(select(schema.speaker.c.name)) == "Ana Lima"
        assert connection.scalar(select(schema.coder.c.blind)) is True


def test_an_older_export_without_the_new_files_is_read(store: Store, other: Store, tmp_path: Path) -> None:
    put(other, one_of_each())
    for path in export_made(other, tmp_path / "out"):
        if path.name not in ("highlights.csv", "reels.json", "log.jsonl", "recordings.jsonl"):
            path.unlink()
    counts = import_made(store, tmp_path / "out")
    assert {noun for noun, count in counts.items() if count} == {"highlights"}


@pytest.mark.parametrize(
    ("file", "change", "sentence"),
    [
        ("corrections.csv", ("k1", "k9"), "about the transcription k9, which is neither in the store nor"),
        ("corrections.csv", (",0,1,", ",2,1,"), "a stretch ends after it starts"),
        ("corrections.csv", (",0,1,", ",zero,1,"), "row 2: first is 'zero', which is not a whole number"),
        ("speakers.csv", ("changed_at", "changed"), "has no column 'changed_at'"),
        ("speaker-turns.csv", (",1.0,2.0,", ",2.0,1.0,"), "a stretch ends after it starts"),
        ("speaker-turns.csv", (",1.0,2.0,", ",nan,1.0,"), "start is 'nan', which is not a number"),
        ("suggestions.csv", (",h,", ",gone,"), "names a highlight that is not in highlights.csv"),
        ("suggestions.csv", (",yes,", ",perhaps,"), "'perhaps', which is neither yes nor no"),
        ("coders.csv", ("2026-03-04T10:00:00.000000+00:00", "lately"), "'lately', which is not a moment"),
        ("voices.jsonl", ("}", ""), "line 1 is not JSON"),
        ("carried.jsonl", ('"highlight"', "7"), "line 1: subject is 7, which is not text"),
    ],
)
def test_a_fault_in_any_file_changes_nothing(
    store: Store, other: Store, tmp_path: Path, file: str, change: tuple[str, str], sentence: str
) -> None:
    put(other, one_of_each())
    export_made(other, tmp_path / "out")
    path = tmp_path / "out" / file
    path.write_text(path.read_text().replace(*change))
    before = content(store)
    with pytest.raises(InputError, match=sentence):
        import_made(store, tmp_path / "out")
    assert content(store) == before


# ------------------------------------------------------------------------------------- the codebook


def start(store: Store, *names: str) -> None:
    put_next(store, Codebook(tuple(map(Code, names)), 1), action="import")


def put_next(store: Store, after: Codebook, *, action: str = "change") -> None:
    with store.writing("Maya") as write:
        put_version(write, Codebook(), after, action=action, detail={"sentence": "so"})


def test_versions_come_back_and_later_ones_are_added(store: Store, other: Store, tmp_path: Path) -> None:
    start(other, "trust", "price")
    export_made(other, tmp_path / "out")
    assert import_made(store, tmp_path / "out")["codebook versions"] == 2
    put_next(other, book.rename(codebook(other), "price", "pricing"))
    export_made(other, tmp_path / "out")
    assert import_made(store, tmp_path / "out")["codebook versions"] == 1
    assert codebook(store) == codebook(other)
    assert content(store)["codebook"] == content(other)["codebook"]


def test_two_codebooks_become_one_and_none_of_it_is_lost(store: Store, other: Store, tmp_path: Path) -> None:
    start(other, "trust", "price")
    export_made(other, tmp_path / "out")
    import_made(store, tmp_path / "out")
    put_next(other, book.add(book.change(codebook(other), "trust", definition="theirs"), Code("theirs")))
    put_next(store, book.rename(book.add(codebook(store), Code("ours")), "price", "pricing"))
    add_highlight(other, interview_id="int-01", start=0, end=1, codes=["price"], nonce="n")
    export_made(other, tmp_path / "out")
    import_made(store, tmp_path / "out")
    merged = codebook(store)
    assert set(merged.names) == {"trust", "pricing", "ours", "theirs"}
    assert highlights(store)["codes"].tolist() == [("pricing",)]
    with store.reading() as connection:
        detail = connection.scalars(select(schema.codebook.c.detail)).all()[-1]
    assert "theirs" in {code["name"] for version in detail["brought"] for code in version["codes"]}
    before = content(store)
    assert set(import_made(store, tmp_path / "out").values()) == {0}
    assert content(store) == before


def test_the_newer_side_says_what_a_code_means(store: Store, other: Store, tmp_path: Path) -> None:
    start(store, "trust")
    start(other, "trust", "other")
    put_next(other, book.change(codebook(other), "trust", definition="newer"))
    export_made(other, tmp_path / "out")
    import_made(store, tmp_path / "out")
    assert codebook(store).code("trust").definition == "newer"


def test_codes_of_theirs_stand_under_what_took_their_parents_place(
    store: Store, other: Store, tmp_path: Path
) -> None:
    start(store, "price", "talk")
    start(other, "price", "talk")
    put_next(store, book.retire(book.rename(codebook(store), "price", "pricing"), "talk"))
    grown = book.add(codebook(other), Code("fee", parent="price"))
    put_next(other, book.add(book.add(grown, Code("chat", parent="talk")), Code("tone", parent="chat")))
    export_made(other, tmp_path / "out")
    import_made(store, tmp_path / "out")
    merged = codebook(store)
    assert {code.name: code.parent for code in merged.codes} == {
        **{"pricing": None, "fee": "pricing", "talk": None, "chat": "talk", "tone": "chat"},
    }
    assert merged.retired == ()


@pytest.mark.parametrize(
    "change",
    [
        ('"name": "trust"', '"name": ""'),
        ('"codes": [{', '"codes": [7, {'),
        ('"version": 1', '"version": "x"'),
        ('"sentence": "so"', '"moved": [3]'),
        ('"detail": {', '"detail": 7, "more": {'),
    ],
)
def test_malformed_versions(store: Store, other: Store, tmp_path: Path, change: tuple[str, str]) -> None:
    start(other, "trust")
    export_made(other, tmp_path / "out")
    path = tmp_path / "out" / "codebook.jsonl"
    path.write_text(path.read_text().replace(*change))
    with pytest.raises(InputError, match="is no version of a codebook"):
        import_made(store, tmp_path / "out")
    assert codebook(store).names == ()
