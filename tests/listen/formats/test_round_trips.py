"""What each format says it keeps survives writing and reading, whatever the words are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cslab.errors import InputError, NotFoundError
from cslab.listen.formats import FORMATS, format_of, parse, read, write
from cslab.listen.transcript import Segment, Transcript, Word
from cslab.timecode import Span

HOSTILE = [
    "-->",
    "<script>alert(1)</script>",
    "<v",
    "</v>",
    "<00:00:01.000>",
    "&",
    "&amp;",
    "&lt;b&gt;",
    "<c.interpolated>",
    "NOTE",
    "WEBVTT",
    "1",
    "**bold**",
    "`code`",
    "[0:12]",
    "1.",
    "-",
    "#",
    "Ana:",
    "שלום",
    "مرحبا",
    "\u202eevil\u202c",
    "👩‍👩‍👧",
    "café",
    "naïve\u0301",
    "a\u2028b",
    "a\x85b",
    "New York",
    "two\nlines",
    "\\*",
    "$300",
    "{\\an8}",
    "00:00:01.000",
    "\x00",
]
thousandths = st.integers(0, 5_000_000).map(lambda n: n / 1000)
words_said = (st.sampled_from(HOSTILE) | st.text(max_size=8)).filter(lambda t: bool(t) and t == t.strip())
voices = st.none() | st.sampled_from(
    ["Ana", "Ana\nDuarte", "O'Neil & <Sons>", " two  spaces ", "محمد", "a-->b", "v.x"]
)


@st.composite
def lasting(draw: st.DrawFn, times: st.SearchStrategy[float], speaker: str | None, *, sure: bool) -> Word:
    start, end = sorted((draw(times), draw(times)))
    probability = draw(st.none() | st.floats(0, 1)) if sure else None
    return Word(draw(words_said), start, end, speaker, probability, draw(st.booleans()))


@st.composite
def talks(
    draw: st.DrawFn, times: st.SearchStrategy[float] = thousandths, *, sure: bool = False
) -> Transcript:
    segments = []
    for speaker in draw(st.lists(voices, max_size=4)):
        words = draw(st.lists(lasting(times, speaker, sure=sure), min_size=1, max_size=6))
        segments.append(Segment(tuple(words), speaker))
    segments.sort(key=lambda segment: segment.start)
    pairs = draw(st.lists(st.tuples(thousandths, thousandths).map(sorted), max_size=2))
    return Transcript(
        tuple(segments),
        draw(st.none() | st.sampled_from(["en", "pt-BR", "--> x"])),
        draw(st.floats(0, 1e5)),
        tuple(Span(*pair) for pair in pairs),
        draw(st.dictionaries(st.sampled_from(["engine", "-->"]), words_said)),
    )


def hostile_talk() -> Transcript:
    words = tuple(Word(text, at / 2, at / 2 + 0.4, "<b>&\nX") for at, text in enumerate(HOSTILE))
    return Transcript((Segment(words, "<b>&\nX"),), "en", 100.0)


@example(hostile_talk())
@given(talks())
def test_vtt_keeps_everything_but_confidence(talk: Transcript) -> None:
    assert parse(write(talk, format="vtt"), format="vtt") == talk


@example(hostile_talk())
@given(talks(st.floats(0, 1e5), sure=True))
def test_json_keeps_everything(talk: Transcript) -> None:
    assert parse(write(talk, format="json"), format="json") == talk


plain_words = st.sampled_from(
    ["It", "took", "nine", "days.", "Why?", "café", "שלום", "&", "a<b", "<x>", "*", "_so_"]
)


@st.composite
def plain_talks(draw: st.DrawFn) -> Transcript:
    """Turns of named people one after the other, at whole seconds."""
    at, segments = 0, []
    for speaker in draw(st.lists(st.sampled_from(["Ana", "Maya Lind", "Dr. O'Neil"]), max_size=5)):
        texts = draw(st.lists(plain_words, min_size=1, max_size=5))
        times = [(at + n / len(texts), at + (n + 1) / len(texts)) for n in range(len(texts))]
        pairs = zip(texts, times, strict=True)
        segments.append(Segment(tuple(Word(text, *time, speaker) for text, time in pairs), speaker))
        at += 10
    return Transcript(tuple(segments))


def turns(talk: Transcript) -> list[tuple[str | None, float, str]]:
    return [(segment.speaker, segment.start, segment.text) for segment in talk.segments]


@pytest.mark.parametrize("name", ["srt", "txt", "md"])
@given(talk=plain_talks())
def test_formats_for_reading_keep_turns_speakers_and_words(name: str, talk: Transcript) -> None:
    again = parse(write(talk, format=name), format=name)
    assert turns(again) == turns(talk)
    assert write(again, format=name) == write(talk, format=name) or name == "srt"


@pytest.mark.parametrize("name", sorted(FORMATS))
@given(talk=talks(sure=True))
def test_what_any_format_writes_it_can_read(name: str, talk: Transcript) -> None:
    again = parse(write(talk, format=name), format=name)
    assert all(word.start <= word.end for word in again.words)
    assert all(word.text == word.text.strip() != "" for word in again.words)


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_an_empty_transcript_survives(name: str) -> None:
    assert parse(write(Transcript(()), format=name), format=name) == Transcript(())


@pytest.mark.parametrize("name", ["vtt", "md"])
def test_words_can_not_become_markup(name: str) -> None:
    word = Word("<script>alert(1)</script>", 0.0, 1.0, "<img src=x>")
    text = write(Transcript((Segment((word,), word.speaker),)), format=name)
    assert "<script" not in text.replace("\\<script", "")
    assert "<img" not in text.replace("\\<img", "")


@pytest.mark.parametrize("name", sorted(FORMATS))
@pytest.mark.parametrize("change", ["bom", "crlf", "cr", "utf16"])
def test_files_of_other_systems_read_the_same(name: str, change: str, tmp_path: Path) -> None:
    talk = Transcript(
        (Segment((Word("café,", 1.0, 2.0, "Ana"), Word("não?", 2.0, 3.0, "Ana")), "Ana"),), None, 3.0
    )
    path = tmp_path / f"talk{FORMATS[name].suffixes[0]}"
    text = write(talk, format=name)
    content = {
        "bom": text.encode("utf-8-sig"),
        "crlf": text.replace("\n", "\r\n").encode(),
        "cr": text.replace("\n", "\r").encode(),
        "utf16": text.encode("utf-16"),
    }[change]
    path.write_bytes(content)
    assert read(path) == parse(text, format=name)


def test_files_are_written_whole_and_by_their_suffix(tmp_path: Path) -> None:
    talk = hostile_talk()
    for form in FORMATS.values():
        for suffix in form.suffixes:
            path = tmp_path / f"talk{suffix.upper()}"
            assert write(talk, path) == path.read_bytes().decode()
            assert read(path) == read(path, format=form.name)
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_the_format_can_be_given_against_the_suffix(tmp_path: Path) -> None:
    path = tmp_path / "talk.captions"
    write(hostile_talk(), path, format="vtt")
    assert replace(read(path, format="vtt"), source={}) == hostile_talk()


def test_unknown_formats_and_places_are_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="no transcript format 'vt'; did you mean 'vtt'"):
        format_of("vt")
    with pytest.raises(
        NotFoundError, match=r"no transcript format '\.docx'.* There are: json, md, srt, txt, vtt"
    ):
        read(tmp_path / "talk.docx")
    with pytest.raises(NotFoundError, match=r"There is no file .*talk\.vtt"):
        read(tmp_path / "talk.vtt")
    with pytest.raises(InputError, match="Say which format"):
        write(Transcript(()))
    (tmp_path / "folder.srt").mkdir()
    with pytest.raises(InputError, match="is a folder"):
        read(tmp_path / "folder.srt")
    with pytest.raises(InputError, match="there is no folder"):
        write(Transcript(()), tmp_path / "no" / "talk.srt")


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "talk.txt"
    path.write_bytes(b"caf\xe9")
    with pytest.raises(InputError, match="not text in UTF-8, from byte 4 on"):
        read(path)


def test_the_file_and_the_line_are_named(tmp_path: Path) -> None:
    path = tmp_path / "talk.srt"
    path.write_text("1\n00:00:05,000 --> 00:00:01,000\nHi\n")
    with pytest.raises(InputError, match=r"^talk.srt can't be read as srt\. Line 2: the subtitle ends at"):
        read(path)
