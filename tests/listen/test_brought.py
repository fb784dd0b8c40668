"""Transcripts from elsewhere: the format is told by the text, and what was unclear is said."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from cslab.errors import InputError, NotFoundError
from cslab.listen import brought, formats
from cslab.listen.formats import docx
from cslab.listen.transcript import Transcript, Word, build_segments

SAID = Transcript(
    build_segments(
        [Word("Hello", 1.0, 1.5, "Ana"), Word("there.", 1.5, 2.0, "Ana"), Word("Hi!", 4.0, 4.5, "Maya")]
    ),
    duration=5.0,
)
WHISPERX = {
    "segments": [
        {"start": 1.0, "end": 2.0, "text": " It cost $300", "speaker": "SPEAKER_00"}
        | {
            "words": [
                {"word": "It", "start": 1.0, "end": 1.2, "score": 0.9},
                {"word": "cost"},
                {"word": "$300"},
            ]
        },
        {"text": " and more", "speaker": "SPEAKER_01"},
    ],
    "word_segments": [],
}


def word_document(*lines: str) -> bytes:
    """A .docx with these paragraphs."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    inner = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr(
            "word/document.xml", f'<w:document xmlns:w="{space}"><w:body>{inner}</w:body></w:document>'
        )
    return out.getvalue()


@pytest.mark.parametrize("name", formats.FORMATS)
def test_what_cslab_writes_is_known_by_its_text(name: str, tmp_path: Path) -> None:
    path = tmp_path / "talk.dat"
    path.write_text(formats.FORMATS[name].write(SAID), encoding="utf-8")
    found = brought.read(path)
    assert found.format == name
    assert found.timed
    assert found.transcript.text == SAID.text
    assert found.transcript.speakers == SAID.speakers


def test_whisperx_with_missing_keys(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps(WHISPERX))
    found = brought.read(path)
    assert found.transcript.text == "It cost $300 and more"
    assert found.transcript.speakers == ("SPEAKER_00", "SPEAKER_01")
    assert [word.interpolated for word in found.transcript.words] == [False, True, True, True, True]
    assert found.unclear == (
        "2 of 3 words have no time of their own.",
        "1 of 2 segments have no times of single words.",
    )


def test_json_of_words_alone_and_json_of_a_list(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps({"word_segments": [{"word": "It", "start": 1, "end": 2}, {"word": "broke."}]}))
    assert brought.read(path).transcript.text == "It broke."
    for indent in (None, 2):
        path.write_text(json.dumps([{"start": 1, "end": 2, "text": "It broke."}], indent=indent))
        assert brought.read(path).transcript.text == "It broke."


def test_voices_of_teams_and_names_of_zoom(tmp_path: Path) -> None:
    path = tmp_path / "call.vtt"
    path.write_text("WEBVTT\n\n8e8c/12-0\n00:00:01.000 --> 00:00:02.000\n<v Ana Duarte>It broke.</v>\n")
    assert brought.read(path).transcript.speakers == ("Ana Duarte",)
    path.write_text("WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\nAna Duarte: It broke.\n")
    assert brought.read(path).transcript.speakers == ("Ana Duarte",)


def test_a_word_document_is_read_as_its_paragraphs(tmp_path: Path) -> None:
    path = tmp_path / "teams.docx"
    path.write_bytes(word_document("Ana Duarte   0:12", "It took nine days.", "", "Maya   0:20", "Nine?"))
    found = brought.read(path)
    assert found.format == "turns"
    assert [(segment.speaker, segment.start) for segment in found.transcript.segments] == [
        ("Ana Duarte", 12.0),
        ("Maya", 20.0),
    ]


def test_documents_that_mean_harm_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("word/document.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    for content in (out.getvalue(), b"PK\x03\x04 and nothing", word_document("x")[:-30]):
        with pytest.raises(InputError, match="no Word document"):
            docx.text_of(content)
    monkeypatch.setattr(docx, "_LARGEST", 10)
    with pytest.raises(InputError, match="unpacks to more"):
        docx.text_of(word_document("long"))


def test_what_can_t_be_read_is_said_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with pytest.raises(NotFoundError, match="There is no file"):
        brought.read(path)
    path.write_text("\n\n")
    with pytest.raises(InputError, match="no word in it"):
        brought.read(path)
    path.write_text("{broken")
    with pytest.raises(InputError, match="Whisper's JSON"):
        brought.read(path)
    path.write_text('{"segments": []}')
    with pytest.raises(InputError, match="no word in it"):
        brought.read(path)
    with pytest.raises(NotFoundError, match="transcript format"):
        brought.read(path, format="pdf")
