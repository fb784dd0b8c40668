"""Projects of other tools, with the ways in which they differ; and files that mean harm."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from cslab.errors import InputError
from cslab.listen.refi import archive as archives
from cslab.listen.refi.archive import open_archive
from cslab.listen.refi.incoming import Incoming, highlights_of
from cslab.listen.refi.model import SyncPoint
from cslab.listen.refi.passages import Known
from cslab.listen.refi.places import Places, Synced
from cslab.listen.refi.read import read_project
from cslab.listen.transcript import Transcript, Word, build_segments

AT = "2026-11-24T00:00:00.000000+00:00"
SPOKEN = ["Well", "we", "waited", "nine", "days", "and", "nobody", "called", "us", "back", "so", "we", "left"]
TALK = Transcript(
    build_segments(Word(word, at * 0.5, at * 0.5 + 0.4, "Ana") for at, word in enumerate(SPOKEN)),
    duration=10.0,
)

ATLAS = """<?xml version="1.0" encoding="utf-8" standalone="yes"?>
<q:Project xmlns:q="urn:QDA-XML:project:1.0" name="Waiting" origin="ATLAS.ti 23"
    creatingUserGUID="AD68FBE7-E1EE-4A82-A279-23CC698C89EB" basePath="C:/Users/jo/Sources">
 <q:Users><q:User guid="{AD68FBE7-E1EE-4A82-A279-23CC698C89EB}" name="Jo"/><q:User name="Nobody"/></q:Users>
 <q:CodeBook><q:Codes>
  <q:Code guid="11111111-0000-0000-0000-000000000001" name="Folder" isCodable="false" color="#F00">
   <q:Code guid="11111111-0000-0000-0000-000000000002" name="Other" isCodable="true">
     <q:NoteRef targetGUID="33333333-0000-0000-0000-000000000003"/></q:Code>
  </q:Code>
  <q:Code guid="11111111-0000-0000-0000-000000000003" name="other" isCodable="true" color="red"/>
  <q:Code guid="11111111-0000-0000-0000-000000000004" name=" " isCodable="true"/>
  <q:Code guid="11111111-0000-0000-0000-000000000005" name="TRUST" isCodable="true"/>
 </q:Codes></q:CodeBook>
 <q:Cases><q:Case guid="55555555-0000-0000-0000-000000000001" name="Ana"/></q:Cases>
 <q:Sources>
  <q:TextSource guid="22222222-0000-0000-0000-000000000001" name="INT-01.docx"
      plainTextPath="internal://AAAA.txt" richTextPath="internal://AAAA.docx">
   <q:PlainTextSelection guid="22222222-0000-0000-0000-000000000002" startPosition="{start}"
       endPosition="{end}" creatingUser="{AD68FBE7-E1EE-4A82-A279-23CC698C89EB}"
       creationDateTime="2018-03-27T19:29:27.1234567Z">
    <q:Description>They lost us here.</q:Description>
    <q:Coding guid="22222222-0000-0000-0000-000000000003" creationDateTime="2018-03-27T21:29:27+02:00">
     <q:CodeRef targetGUID="{11111111-0000-0000-0000-000000000002}"/>
     <q:NoteRef targetGUID="33333333-0000-0000-0000-000000000001"/>
    </q:Coding>
    <q:Coding guid="22222222-0000-0000-0000-000000000004" creatingUser="66666666-0000-0000-0000-000000000001">
     <q:CodeRef targetGUID="11111111-0000-0000-0000-000000000005"/>
    </q:Coding>
    <q:Coding guid="22222222-0000-0000-0000-000000000005">
     <q:CodeRef targetGUID="99999999-0000-0000-0000-000000000009"/>
    </q:Coding>
   </q:PlainTextSelection>
   <q:PlainTextSelection guid="22222222-0000-0000-0000-000000000006" startPosition="0" endPosition="4">
    <q:Coding guid="22222222-0000-0000-0000-000000000007">
     <q:CodeRef targetGUID="11111111-0000-0000-0000-000000000003"/></q:Coding>
   </q:PlainTextSelection>
   <q:Coding guid="22222222-0000-0000-0000-000000000008">
     <q:CodeRef targetGUID="11111111-0000-0000-0000-000000000003"/></q:Coding>
  </q:TextSource>
  <q:PictureSource guid="44444444-0000-0000-0000-000000000001" name="board.jpg"/>
  <q:PDFSource guid="44444444-0000-0000-0000-000000000002" name="report.pdf">
    <q:PDFSelection guid="44444444-0000-0000-0000-000000000003" page="1" firstX="0" firstY="0" secondX="9"
       secondY="9"/></q:PDFSource>
  <q:VideoSource guid="44444444-0000-0000-0000-000000000004" name="Robert Interview"
      path="absolute:///C:/PROJECT/../../etc/call-2.mp4">
   <q:VideoSelection guid="44444444-0000-0000-0000-000000000005" begin="1500" end="2500" name="smile">
    <q:Coding guid="44444444-0000-0000-0000-000000000006">
     <q:CodeRef targetGUID="11111111-0000-0000-0000-000000000003"/></q:Coding>
   </q:VideoSelection>
   <q:VideoSelection guid="44444444-0000-0000-0000-000000000007" begin="2500" end="2500">
    <q:Coding guid="44444444-0000-0000-0000-000000000008">
     <q:CodeRef targetGUID="11111111-0000-0000-0000-000000000003"/></q:Coding>
   </q:VideoSelection>
  </q:VideoSource>
  <q:AudioSource guid="44444444-0000-0000-0000-000000000009" name="another.wav" path="relative:///another.wav">
   <q:AudioSelection guid="44444444-0000-0000-0000-000000000010" begin="1" end="2" name="cough">
    <q:Coding guid="44444444-0000-0000-0000-000000000011">
     <q:CodeRef targetGUID="11111111-0000-0000-0000-000000000003"/></q:Coding>
   </q:AudioSelection></q:AudioSource>
 </q:Sources>
 <q:Notes>
  <q:Note guid="33333333-0000-0000-0000-000000000001" name="memo">
   <q:PlainTextContent>Check the log.</q:PlainTextContent></q:Note>
  <q:Note guid="33333333-0000-0000-0000-000000000002" name="Research plan">
   <q:PlainTextContent>Ask ten people.</q:PlainTextContent></q:Note>
  <q:Note guid="33333333-0000-0000-0000-000000000003" name="what counts">
   <q:PlainTextContent>Anything else.</q:PlainTextContent></q:Note>
 </q:Notes>
 <q:Links><q:Link guid="77777777-0000-0000-0000-000000000001" name="leads to"/></q:Links>
 <q:Sets><q:Set guid="77777777-0000-0000-0000-000000000002" name="men"/>
  <q:Set guid="77777777-0000-0000-0000-000000000003" name="men"/></q:Sets>
 <q:Graphs><q:Graph guid="77777777-0000-0000-0000-000000000004"/></q:Graphs>
</q:Project>"""

TEXT = (
    "\ufeffINTERVIEW WITH ANA\r\n\r\n"
    "[00:00] Ana: Well, we waited 9 days, and nobody called us back. So we left.\r\n"
)


def packed(
    folder: Path, *, quote: str = "nobody called us back", extra: dict[str, bytes] | None = None
) -> Path:
    bare = TEXT.removeprefix("\ufeff")
    start = bare.index(quote)
    content = ATLAS.replace("{start}", str(start)).replace("{end}", str(start + len(quote)))
    path = folder / "waiting.qdpx"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("Project.QDE", content)
        file.writestr("Sources/aaaa.TXT", TEXT.encode())
        for name, data in (extra or {}).items():
            file.writestr(name, data)
    return path


def read(
    path: Path, *, transcript: Transcript | None = TALK, interviews: dict[str, str] | None = None
) -> Incoming:
    archive = open_archive(path)
    project = read_project(archive.project, archive.text, what=path.name)
    known = [
        Known("int-01", "recordings/a.wav", transcript, 10.0),
        Known("int-02", "recordings/Call-2.MP4", None, 60.0),
    ]
    return highlights_of(project, known, at=AT, code_names=["Trust"], interviews=interviews)


def test_a_passage_of_a_text_is_heard_when_its_words_are(tmp_path: Path) -> None:
    smile, first, second = read(packed(tmp_path)).records
    start, end = SPOKEN.index("nobody") * 0.5, SPOKEN.index("back") * 0.5 + 0.4
    assert (first.interview_id, first.start, first.end) == ("int-01", start, end)
    assert first.nonce == "22222222000000000000000000000002"
    assert (first.codes, first.coder) == (("Other",), "Jo")
    assert first.note == "They lost us here.\n\nCheck the log."
    assert first.created_at == "2018-03-27T19:29:27.000000+00:00"
    assert (second.codes, second.coder, second.start) == (("Trust",), "unknown", start)
    assert second.nonce != first.nonce
    assert (smile.interview_id, smile.start, smile.end, smile.coder) == ("int-02", 1.5, 2.5, "Jo")
    assert smile.created_at == AT


def test_what_finds_no_place_is_listed_thing_by_thing(tmp_path: Path) -> None:
    left = read(packed(tmp_path)).left_out
    assert sorted((part.what, part.where) for part in left) == [
        ("PDF", "report.pdf"),
        ("cases", "1: Ana"),
        ("coding", "INT-01.docx"),
        ("coding", "int-01, 0:03"),
        ("graph", ""),
        ("link", "leads to"),
        ("mark on a page", "report.pdf"),
        ("note", "Research plan"),
        ("passage", "INT-01.docx: 0 to 4"),
        ("passage", "Robert Interview: 2500 to 2500"),
        ("passage", "another.wav: cough"),
        ("picture", "board.jpg"),
        ("set", "men (2 of them)"),
    ]
    assert all(part.why for part in left)


def test_codes_of_one_name_are_told_apart_and_known_ones_are_found(tmp_path: Path) -> None:
    rows = read(packed(tmp_path)).codes.rows
    assert [(row["name"], row["parent"], row["colour"], row["definition"]) for row in rows] == [
        ("Folder", None, "#FF0000", ""),
        ("Other", "Folder", None, "Anything else."),
        ("other (2)", None, None, ""),
        ("Unnamed", None, None, ""),
        ("Trust", None, None, ""),
    ]


def test_a_caller_may_say_which_interview_a_source_is(tmp_path: Path) -> None:
    incoming = read(packed(tmp_path), interviews={"another.wav": "int-02"})
    assert [record.interview_id for record in incoming.records].count("int-02") == 2


def test_without_a_transcript_the_reason_is_told(tmp_path: Path) -> None:
    incoming = read(packed(tmp_path), transcript=None)
    assert [record.interview_id for record in incoming.records] == ["int-02"]
    assert any("int-01 is not transcribed yet" in part.why for part in incoming.left_out)


def test_a_text_of_something_else_is_not_forced_onto_an_interview(tmp_path: Path) -> None:
    other = Transcript(build_segments([Word(f"word{at}", at, at + 0.5) for at in range(9)]), duration=10.0)
    incoming = read(packed(tmp_path), transcript=other)
    assert any(part.why == "its text is not what was said in int-01" for part in incoming.left_out)


def test_a_text_that_is_not_inside_the_file(tmp_path: Path) -> None:
    path = packed(tmp_path)
    with zipfile.ZipFile(path) as file:
        content = file.read("Project.QDE")
    bare = tmp_path / "waiting.qde"
    bare.write_bytes(content)
    assert any(part.why == "its text is not inside the file" for part in read(bare).left_out)


@pytest.mark.parametrize(
    "path",
    [
        "relative:///../../study.toml",
        "absolute:///etc/passwd",
        "file:///etc/passwd",
        "internal://../../etc/passwd",
    ],
)
def test_nothing_outside_the_file_is_ever_read(tmp_path: Path, path: str) -> None:
    archive = open_archive(packed(tmp_path))
    assert archive.text(path) is None


@pytest.mark.parametrize(("origin", "word"), [("NVivo 14", "called"), ("ATLAS.ti", "us")])
def test_a_tool_that_counts_some_characters_twice_is_understood(origin: str, word: str) -> None:
    text = "🙈🙈🙈🙈🙈🙈🙈 well we waited nine days and nobody called us back"
    start = text.index("called") + 7
    project = read_project(
        f"""<Project xmlns="urn:QDA-XML:project:1.0" name="x" origin="{origin}"><CodeBook><Codes>
        <Code guid="11111111-0000-0000-0000-000000000001" name="fault" isCodable="true"/></Codes></CodeBook>
        <Sources><TextSource guid="22222222-0000-0000-0000-000000000001" name="int-01">
        <PlainTextContent>{text}</PlainTextContent>
        <PlainTextSelection guid="22222222-0000-0000-0000-000000000008" startPosition="{start}"
        endPosition="{start + 2}"><Coding guid="22222222-0000-0000-0000-000000000009"><CodeRef
        targetGUID="11111111-0000-0000-0000-000000000001"/></Coding></PlainTextSelection></TextSource>
        </Sources></Project>""".encode()
    )
    (record,) = highlights_of(project, [Known("int-01", "", TALK, 10.0)], at=AT).records
    assert record.start == SPOKEN.index(word) / 2


def test_sync_points_tell_the_time_where_no_transcript_does() -> None:
    text = "Ana: It broke.\nMaya: When?\n"
    project = read_project(
        b"""<Project xmlns="urn:QDA-XML:project:1.0" name="x"><Users/><CodeBook><Codes>
        <Code guid="11111111-0000-0000-0000-000000000001" name="fault" isCodable="true"/></Codes></CodeBook>
        <Sources><VideoSource guid="22222222-0000-0000-0000-000000000001" name="int-01.mp4">
        <Transcript guid="22222222-0000-0000-0000-000000000002" plainTextPath="internal://t.txt">
        <SyncPoint guid="22222222-0000-0000-0000-000000000003" timeStamp="2000" position="0"/>
        <SyncPoint guid="22222222-0000-0000-0000-000000000004" timeStamp="4000" position="14"/>
        <TranscriptSelection guid="22222222-0000-0000-0000-000000000005"
          fromSyncPoint="22222222-0000-0000-0000-000000000003"
          toSyncPoint="22222222-0000-0000-0000-000000000004">
        <Coding guid="22222222-0000-0000-0000-000000000006"><CodeRef
          targetGUID="11111111-0000-0000-0000-000000000001"/></Coding></TranscriptSelection>
        </Transcript></VideoSource>
        <TextSource guid="22222222-0000-0000-0000-000000000007" name="scan" plainTextPath="internal://t.txt">
        <PlainTextSelection guid="22222222-0000-0000-0000-000000000008" startPosition="0" endPosition="7">
        <Coding guid="22222222-0000-0000-0000-000000000009"><CodeRef
          targetGUID="11111111-0000-0000-0000-000000000001"/></Coding></PlainTextSelection></TextSource>
        </Sources></Project>""",
        {"internal://t.txt": text}.get,
    )
    incoming = highlights_of(project, [Known("int-01", "", None, None)], at=AT)
    assert [(record.start, record.end) for record in incoming.records] == [(2.0, 4.0), (2.0, 3.0)]
    assert {record.coder for record in incoming.records} == {"unknown"}
    assert incoming.left_out == ()


def test_between_sync_points_times_are_shared_out() -> None:
    synced = Synced(
        [SyncPoint("a", 1000, 0), SyncPoint("b", 3000, 20), SyncPoint("c", 2000, 30), SyncPoint("d")]
    )
    span = synced.when(0, 10)
    assert span is not None
    assert (span.start, span.end) == (1.0, 2.0)
    assert synced.when(20, 30) is None
    assert synced.when(25, 40) is None
    assert not Synced([SyncPoint("a", 0, 0)])


def test_words_in_another_order_of_lines_and_changed_are_still_found() -> None:
    places = Places("Ana [0:00]: well, WE waited nine (9) days", TALK)
    text = "Ana [0:00]: well, WE waited nine (9) days"
    span = places.when(text.index("WE"), text.index("nine") + 4)
    assert span is not None
    assert (span.start, span.end) == (0.5, 1.9)
    assert places.when(0, 3) is None


# ------------------------------------------------------------------------------------ files that mean harm

NEST = b'<Code name="a">' * 900 + b"</Code>" * 900
DEEP = b"<Project><CodeBook><Codes>" + NEST + b"</Codes></CodeBook></Project>"


def test_a_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_TEXT", 1000)
    path = packed(tmp_path, extra={"sources/bomb.txt": b"0" * 100_000})
    with pytest.raises(InputError, match=r"bomb\.txt is larger than"):
        open_archive(path).text("internal://bomb.txt")
    monkeypatch.setattr(archives, "MOST_PROJECT", 1000)
    with pytest.raises(InputError, match=r"Project\.QDE is larger than"):
        open_archive(path)
    monkeypatch.setattr(archives, "MOST_FILES", 1)
    with pytest.raises(InputError, match="holds 3 files"):
        open_archive(path)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b'<!DOCTYPE a [<!ENTITY b "c">]><Project name="&b;"/>', "has a document type"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><Project/>', "has a document type"),
        (b"<Project", "is not XML"),
        (b"", "is not XML"),
        (b'<?xml version="1.0" encoding="martian"?><Project/>', "is not XML"),
        (b"<CodeBook/>", "begins with <CodeBook>"),
        (DEEP, "nested more than 200 deep"),
    ],
)
def test_xml_that_means_harm_or_nothing(content: bytes, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        read_project(content)


@pytest.mark.parametrize(
    ("content", "sentence"), [(b"PK\x03\x04 cut off", "it is not a ZIP file"), (b"", "it is not a ZIP file")]
)
def test_files_that_are_no_project(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "x.qdpx"
    path.write_bytes(content)
    with pytest.raises(InputError, match=sentence):
        open_archive(path)
    with pytest.raises(InputError, match="There is no file"):
        open_archive(tmp_path / "gone.qdpx")


def test_a_zip_without_a_project_and_a_damaged_one(tmp_path: Path) -> None:
    path = tmp_path / "x.qdpx"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("readme.txt", "hello")
    with pytest.raises(InputError, match=r"has no project\.qde inside"):
        open_archive(path)
    whole = packed(tmp_path)
    content = bytearray(whole.read_bytes())
    at = content.index(b"Waiting")
    content[at : at + 7] = b"xxxxxxx"
    whole.write_bytes(content)
    with pytest.raises(InputError, match="can't be read inside it"):
        open_archive(whole)
