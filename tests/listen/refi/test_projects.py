"""Our own projects: valid by the standard's schema, and read back as they were, to the millisecond."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pandas as pd
import pytest
import xmlschema
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cslab.listen.refi.archive import open_archive, pack
from cslab.listen.refi.incoming import Incoming, highlights_of
from cslab.listen.refi.model import Project
from cslab.listen.refi.outgoing import Outgoing, Place, Talk, project_of
from cslab.listen.refi.passages import Known
from cslab.listen.refi.read import read_project
from cslab.listen.refi.write import fit, project_xml
from cslab.listen.transcript import Transcript, Word, build_segments
from cslab.study.codebook import Code, Codebook, take_in
from cslab.study.plainfiles import HighlightRecord

SCHEMA = xmlschema.XMLSchema(Path(__file__).parents[2] / "reference" / "refi" / "Project.xsd")
AT = "2026-03-04T10:00:00.000000+00:00"
LATER = "2026-05-06T11:00:00.123456+00:00"
BOTH: tuple[Place, ...] = ("text", "audio")
STAGES = (("start", "First steps"), ("use", "Daily use"))
BOOK = Codebook(
    (
        Code("price", "What it costs.", ("It costs too much",), "#AA0000"),
        Code("hidden fee", parent="price"),
        Code("trust"),
    )
)


def said(text: str, *, start: float = 0.0, speaker: str | None = "Ana") -> list[Word]:
    return [Word(word, start + at / 2, start + at / 2 + 0.4, speaker) for at, word in enumerate(text.split())]


TALK = Transcript(
    build_segments(
        [
            *said("Why did you stop paying us?", speaker="Maya"),
            *said("The fee was hidden, and nobody 🙈 told me about it.", start=4.0),
            *said("So I left the very same day.", start=12.0),
        ]
    ),
    duration=20.0,
)


def record(
    nonce: str, start: float, end: float, codes: Sequence[str] = ("price",), **more: object
) -> HighlightRecord:
    values = {
        **{"nonce": nonce, "id": 1, "interview_id": "int-01", "start": start, "end": end, "stage": None},
        **{"codes": tuple(codes), "note": "", "coder": "Maya", "created_at": AT, "changed_at": AT},
        "removed_at": None,
    }
    return HighlightRecord(**(values | more))  # type: ignore[arg-type]


def sent(
    records: Sequence[HighlightRecord],
    *,
    transcript: Transcript | None = TALK,
    on: Sequence[Place] = BOTH,
    book: Codebook = BOOK,
    people: pd.DataFrame | None = None,
    accounts: pd.DataFrame | None = None,
) -> Outgoing:
    talk = Talk("int-01", "p-1", "recordings/call one.wav", transcript)
    return project_of(
        title="Talks <1>",
        at=LATER,
        by="Maya",
        book=book,
        stages=STAGES,
        highlights=records,
        talks=[talk],
        people=people,
        accounts=accounts,
        on=on,
    )


def through_xml(outgoing: Outgoing) -> Project:
    content = project_xml(outgoing.project)
    errors = [str(error) for error in SCHEMA.iter_errors(fromstring(content))]
    assert errors == []
    return read_project(content, lambda path: outgoing.texts.get(path.removeprefix("internal://")))


def brought(
    project: Project, *, nonces: Sequence[str] = (), transcript: Transcript | None = TALK
) -> Incoming:
    known = [Known("int-01", "recordings/call one.wav", transcript, 20.0)]
    return highlights_of(project, known, at=LATER, stages=STAGES, code_names=BOOK.names, nonces=nonces)


FULL = record(
    "0f8a19077e4247398610a676b4d1b69f",
    4.0,
    6.4,
    ["hidden fee", "trust"],
    stage="start",
    note="She laughs <here>\nand there.",
    sentiment=-1,
    juiciness=4,
    juice=["emotion"],
    juice_by="Maya",
    changed_at=LATER,
)


def test_a_highlight_comes_back_with_all_that_the_standard_has_a_place_for() -> None:
    outgoing = sent([FULL])
    (back,) = brought(through_xml(outgoing)).records
    assert back == record(
        FULL.nonce,
        4.0,
        6.4,
        FULL.codes,
        stage="start",
        note=FULL.note,
        sentiment=-1,
        juiciness=4,
        changed_at=LATER,
        id=0,
    )
    assert [left.what for left in outgoing.left_out] == ["marks of juiciness"]


def test_the_words_of_a_highlight_are_those_that_are_marked_in_the_text() -> None:
    project = through_xml(sent([FULL]))
    (text,), (medium,) = project.texts, project.media
    (part,) = text.selections
    assert text.text is not None
    assert text.text[part.start : part.end] == "The fee was hidden, and"
    assert text.text.startswith("Maya: Why did you stop paying us?\nAna: The fee")
    (transcript,) = medium.transcripts
    assert transcript.text == text.text
    for point in transcript.points:
        assert point.time is not None
        assert point.position is not None
    (tie,) = transcript.selections
    assert (tie.start, tie.end, tie.codings) == (4000, 6400, ())
    assert [(part.start, part.end) for part in medium.selections] == [(4000, 6400)]
    assert medium.path == "relative:///recordings/call one.wav"


def test_codes_come_back_as_the_codebook_they_were() -> None:
    incoming = brought(through_xml(sent([FULL])))
    assert take_in(Codebook(), incoming.codes.rows).codes == BOOK.codes


@pytest.mark.parametrize("on", [("text",), ("audio",), BOTH])
def test_marked_in_one_place_or_in_both_it_is_one_highlight(on: Sequence[Place]) -> None:
    incoming = brought(through_xml(sent([FULL], on=on)))
    (back,) = incoming.records
    assert (back.nonce, back.start, back.end, back.codes) == (FULL.nonce, 4.0, 6.4, FULL.codes)
    assert incoming.left_out == ()


def test_a_code_that_another_tool_adds_to_the_text_alone_is_not_lost() -> None:
    outgoing = sent([FULL])
    content = project_xml(outgoing.project).decode()
    head, tail = content.split("<PlainTextSelection", 1)
    coding = '<Coding guid="445a6aec-1400-4502-919d-0867832ff211"><CodeRef targetGUID="{}"/></Coding>'
    price = next(code.guid for code in outgoing.project.codes if code.name == "price")
    tail = tail.replace("</Description>", "</Description>" + coding.format(price), 1)
    project = read_project(
        f"{head}<PlainTextSelection{tail}".encode(),
        lambda path: outgoing.texts.get(path.removeprefix("internal://")),
    )
    (back,) = brought(project).records
    assert (back.nonce, set(back.codes)) == (FULL.nonce, {"hidden fee", "trust", "price"})


def test_a_passage_without_words_is_marked_on_the_sound_and_said() -> None:
    outgoing = sent([record("n", 9.6, 11.0)])
    assert [(left.what, left.where) for left in outgoing.left_out] == [
        ("passage in the text", "int-01, 0:09 to 0:11")
    ]
    (back,) = brought(through_xml(outgoing)).records
    assert (back.start, back.end) == (9.6, 11.0)


def test_without_a_transcript_the_sound_is_coded_alone() -> None:
    outgoing = sent([FULL], transcript=None)
    assert outgoing.project.texts == ()
    (back,) = brought(through_xml(outgoing), transcript=None).records
    assert back.codes == FULL.codes
    only_text = sent([FULL], transcript=None, on=("text",))
    assert [left.where for left in only_text.left_out if left.what == "interview"] == ["int-01"]


def test_removed_highlights_stay_here_and_odd_codes_go_along() -> None:
    outgoing = sent([record("a", 4, 5, removed_at=AT), record("b", 4, 5, ["loose"], interview_id="int-09")])
    project = through_xml(outgoing)
    assert [code.name for code, _ in project.all_codes()][:4] == ["price", "hidden fee", "trust", "loose"]
    assert [medium.name for medium in project.media] == ["int-01.wav", "int-09"]


def test_people_are_cases_with_what_is_known_of_them() -> None:
    people = pd.DataFrame(
        {
            "person_id": ["p-1", "p-2"],
            "name": ["Ana <Lima>", "Bo"],
            "account_id": ["a-1", "a-1"],
            "strength": [3.0, math.nan],
            "role": ["=cmd", None],
            "since": [pd.Timestamp("2025-02-03"), pd.NaT],
        }
    )
    accounts = pd.DataFrame({"account_id": ["a-1"], "revenue": [1.5e-7], "renews_on": [date(2026, 1, 2)]})
    project = through_xml(sent([FULL], people=people, accounts=accounts))
    (case,) = project.cases
    names = {variable.guid: (variable.name, variable.kind) for variable in project.variables}
    assert case.name == "Ana <Lima>"
    assert {names[guid][0]: value for guid, value in case.values} == {
        **{"account_id": "a-1", "strength": "3", "role": "=cmd", "since": "2025-02-03"},
        **{"account: revenue": "0.00000015", "account: renews_on": "2026-01-02"},
    }
    assert set(case.sources) == {project.texts[0].guid, project.media[0].guid}
    assert {kind for _, kind in names.values()} == {"Text", "Integer", "Float", "Date"}


def test_an_empty_study_is_a_valid_project() -> None:
    empty = project_of(title="", at=AT, by="", book=Codebook(), stages=(), highlights=(), talks=())
    assert through_xml(empty).texts == ()


# ------------------------------------------------------------------------------- whatever people write

NASTY = st.text(max_size=10) | st.sampled_from(
    ["<b>&\"'", "]]>", "\x00\x1b", "\ud800", "a\r\nb", "🙈", "\u202e", "\u2028", "=1+1", "{}", " "]
)
NAMES = NASTY.filter(lambda words: bool(fit(words).strip()))
WORDS = NASTY.map(lambda words: "".join(words.split())).filter(bool)


@st.composite
def talks(draw: st.DrawFn) -> Transcript:
    at = 0.0
    words = []
    for text in draw(st.lists(WORDS, max_size=12)):
        at += draw(st.sampled_from([0.0, 0.05, 1.7]))
        end = at + draw(st.sampled_from([0.0, 0.3]))
        words.append(Word(text, at, end, draw(st.none() | NAMES)))
        at = end
    return Transcript(build_segments(words), duration=max(at, 1.0))


RECORDS = st.lists(
    st.builds(
        record,
        nonce=st.uuids().map(lambda found: found.hex) | NAMES,
        start=st.floats(0, 19, allow_nan=False),
        end=st.floats(19.001, 20),
        codes=st.lists(
            st.sampled_from(["price", "hidden fee", "trust"]), min_size=1, max_size=3, unique=True
        ),
        note=NASTY.map(lambda words: fit(words).strip()),
        coder=st.sampled_from(["Maya", "Jo <3", "🙈"]),
        stage=st.none() | st.sampled_from(["start", "use"]),
        sentiment=st.none() | st.integers(-1, 1),
        juiciness=st.none() | st.integers(1, 5),
    ),
    max_size=5,
    unique_by=lambda found: found.nonce,
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(records=RECORDS, transcript=talks())
def test_whatever_is_highlighted_comes_back(records: list[HighlightRecord], transcript: Transcript) -> None:
    outgoing = sent(records, transcript=transcript)
    incoming = brought(
        through_xml(outgoing), nonces=[found.nonce for found in records], transcript=transcript
    )
    back = {found.nonce: found for found in incoming.records}
    assert set(back) == {found.nonce for found in records}
    for found in records:
        other = back[found.nonce]
        assert abs(other.start - found.start) <= 0.001
        assert abs(other.end - found.end) <= 0.001
        same = ("codes", "note", "coder", "stage", "sentiment", "juiciness", "created_at", "changed_at")
        assert {name: getattr(other, name) for name in same} == {name: getattr(found, name) for name in same}
    assert incoming.left_out == ()


@settings(max_examples=40, deadline=None)
@given(names=st.lists(NAMES, min_size=1, max_size=5), text=NASTY)
def test_any_name_makes_a_valid_file(names: list[str], text: str) -> None:
    tidy = list(dict.fromkeys(" ".join(fit(name).split()) for name in names))
    book = Codebook(tuple(Code(name, fit(text).strip()) for name in tidy))
    records = [record("n", 1, 2, tidy, coder=names[0], note=text, stage=names[-1])]
    project = through_xml(sent(records, book=book))
    assert [code.name for code, _ in project.all_codes()][: len(tidy)] == tidy


def test_in_a_file_and_out_of_it(tmp_path: Path) -> None:
    outgoing = sent([FULL])
    sound = tmp_path / "call one.wav"
    sound.write_bytes(b"RIFF")
    packed = pack(tmp_path / "talks.qdpx", project_xml(outgoing.project), outgoing.texts, {"x.wav": sound})
    archive = open_archive(packed)
    project = read_project(archive.project, archive.text)
    assert project.texts[0].text == next(iter(outgoing.texts.values()))
    assert len(brought(project).records) == 1
    again = pack(tmp_path / "again.qdpx", project_xml(outgoing.project), outgoing.texts, {})
    assert again.stat().st_size > 0
