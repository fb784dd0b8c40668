from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cslab.errors import InputError
from cslab.study.codebook import Code
from cslab.study.config import Stage, StudyConfig, init_study, load_config, read_config

FULL = """
title = "Ledgerline: the first ninety days"
note = "Everyone is invented."
synthetic = true
language = "en"
vocabulary = ["Ledgerline", " Approval Lanes ", ""]
store = "postgresql://maya@db/study"

[transcribe]
model = "tiny.en"

[defaults]
consent = "company"

[[stages]]
id = "discover"
name = "Discover"
question = "How?"
[[stages]]
id = "choose"

[[codes]]
name = "approvals"
definition = "Who says yes."
colour = "#134CA1"
[[codes]]
name = "waiting"
parent = "approvals"
"""


def written(folder: Path, text: str | bytes) -> Path:
    (folder / "study.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def test_everything(tmp_path: Path) -> None:
    assert load_config(written(tmp_path, FULL)) == StudyConfig(
        title="Ledgerline: the first ninety days",
        note="Everyone is invented.",
        synthetic=True,
        language="en",
        vocabulary=("Ledgerline", "Approval Lanes"),
        store_url="postgresql://maya@db/study",
        stages=(Stage("discover", "Discover", "How?"), Stage("choose", "choose")),
        codes=(Code("approvals", "Who says yes.", colour="#134CA1"), Code("waiting", parent="approvals")),
        model="tiny.en",
        consent="company",
    )
    assert read_config(tmp_path)[1:] == ((), ())


def test_title_alone_and_a_mark_at_the_start(tmp_path: Path) -> None:
    config = load_config(written(tmp_path, b"\xef\xbb\xbftitle = 'T'\r\n"))
    assert config == StudyConfig("T")
    assert config.store_url == "sqlite:///cslab.db"


def test_no_title_is_the_name_of_the_folder(tmp_path: Path) -> None:
    config, faults, remarks = read_config(written(tmp_path, ""))
    assert config is not None
    assert (config.title, faults) == (tmp_path.name, ())
    assert [fault.sentence for fault in remarks] == [
        "study.toml, line 1: title is empty, but the study's name was expected."
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("title = 'a", 'study.toml, line 1: the line is "title = \'a", but valid TOML'),
        ("title = 'a'\nnote =\n", "study.toml, line 2: the line is 'note =', but valid TOML"),
        ("title = 'a'\n[[stages\n", "study.toml, line 2: the line is '[[stages', but valid TOML"),
        ("title = 'a'\ntitle = 'b'", "study.toml, line 2: the line is \"title = 'b'\", but valid TOML"),
        (
            "title = 'ok'\n\nnote = 'Z\xfcrich'".encode("latin-1"),
            "study.toml, line 3: the text is 'in another encoding'",
        ),
        ("\ntitle = 5", "study.toml, line 2: title is '5', but text in quotes was expected."),
        ("title = 'a'\nsynthetic = 'yes'", "line 2: synthetic is 'yes', but true or false was expected."),
        (
            "title = 'a'\nlanguage = 'English'",
            "line 2: language is 'English', but a language code such as en",
        ),
        (
            "title = 'a'\nvocabulary = 'Ledgerline'",
            "line 2: vocabulary is 'Ledgerline', but a list of texts such as",
        ),
        ("title = 'a'\nvocabulary = ['x', 3]", "line 2: vocabulary is \"['x', 3]\", but a list of texts"),
        ("title = 'a'\nstages = ['x']", "line 2: stages is \"['x']\", but sections [[stages]], one each was"),
        ("title = 'a'\n[stages]\nid = 'x'", "line 2: stages is \"{'id': 'x'}\", but sections [[stages]]"),
        (
            "title = 'a'\n[[stages]]\nname = 'x'",
            "line 2: stages.id is empty, but text in quotes was expected.",
        ),
        (
            "title='a'\n[[stages]]\nid='x'\n[[stages]]\nid='x'",
            "line 5: stages.id is 'x', but an id used only once",
        ),
        (
            "title = 'a'\n[[codes]]\nname = 'x'\ncolour = 'red'",
            "line 4: codes.colour is 'red', but a colour such as",
        ),
        (
            "title='a'\n[[codes]]\nname='trust'\n[[codes]]\nname='b'\nparent = 'trsut'",
            "line 6: codes.parent is 'trsut', but the name of another code, perhaps 'trust', was expected.",
        ),
        (
            "title='a'\n[[codes]]\nname='a'\nparent='b'\n[[codes]]\nname='b'\nparent='a'",
            "line 4: codes.parent is 'b', but a parent that is not below the code itself",
        ),
        (
            "title = 'a'\ntranscribe = 'tiny'",
            "line 2: transcribe is 'tiny', but a section [transcribe] was expected.",
        ),
        (
            "title = 'a'\n[defaults]\nconsent = 'all'",
            "line 3: defaults.consent is 'all', but one of none, team",
        ),
        (
            "title = 'a'\nstore = 1\nnote = 2",
            "line 3: note is '2', but text in quotes was expected; for 1 more fault in",
        ),
    ],
)
def test_malformed(tmp_path: Path, text: str | bytes, sentence: str) -> None:
    with pytest.raises(InputError) as caught:
        load_config(written(tmp_path, text))
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)
    assert str(caught.value)[-1] in "./0123456789" or "cslab check" in str(caught.value)


def test_unknown_settings_do_not_stop_a_study(tmp_path: Path) -> None:
    text = "title='a'\nvocabulry=[]\n[transcribe]\nmodle='x'\n[[stages]]\nid='x'\ncolor='x'\nquestoin='x'\n"
    config, faults, remarks = read_config(written(tmp_path, text))
    assert config is not None
    assert faults == ()
    assert [(fault.row, fault.value) for fault in remarks] == [
        *[(2, "vocabulry"), (4, "modle"), (7, "color"), (8, "questoin")]
    ]
    assert "perhaps 'vocabulary'" in remarks[0].sentence
    assert "(id, name, question)" in remarks[2].sentence
    assert load_config(tmp_path).title == "a"


def test_keys_inside_long_texts_are_not_lines_of_settings(tmp_path: Path) -> None:
    config, faults, _ = read_config(
        written(tmp_path, 'note = """\nlanguage = 1\n[[stages]]\n"""\ntitle=""\nlanguage = 7')
    )
    assert config is None
    assert [fault.row for fault in faults] == [6]


def test_no_study(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no study folder .*absent; make one with: cslab init"):
        load_config(tmp_path / "absent")
    with pytest.raises(InputError, match=r"has no study\.toml; add one with: cslab init"):
        load_config(tmp_path)
    (tmp_path / "study.toml").mkdir()
    with pytest.raises(InputError, match=r"study\.toml can't be read: Is a directory"):
        load_config(tmp_path)


@given(st.text() | st.from_regex(r"(title|store|stages|\[+[a-z]+\]+|=|\"|'|\n|[0-9]| )*"))
def test_any_text(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = written(tmp_path_factory.mktemp("any"), text.encode("utf-8", "surrogatepass"))
    try:
        assert load_config(folder).title
    except InputError as error:
        assert str(error).startswith("study.toml, line ")  # noqa: PT017


class TestInit:
    def test_a_new_study(self, tmp_path: Path) -> None:
        folder = tmp_path / "deep" / "study"
        init_study(folder, "Ours")
        config, faults, remarks = read_config(folder)
        assert config is not None
        assert (config.title, faults, remarks) == ("Ours", (), ())
        assert [stage.id for stage in config.stages] == ["discover", "choose", "use"]
        assert sorted(path.name for path in folder.iterdir()) == [
            *["interviews.csv", "people.csv", "recordings", "study.toml"]
        ]

    def test_every_setting_in_the_starter_is_known(self, tmp_path: Path) -> None:
        path = init_study(tmp_path, "Ours")
        settings = [line.removeprefix("# ") for line in path.read_text().splitlines()]
        uncommented = "\n".join(line for line in settings if "=" in line or line.startswith("["))
        config, faults, remarks = read_config(written(tmp_path, uncommented))
        assert (faults, remarks) == ((), ())
        assert config is not None
        assert config.codes[0].name == "trust"

    def test_never_over_another(self, tmp_path: Path) -> None:
        written(tmp_path, "title = 'precious'")
        with pytest.raises(InputError, match=r"is a study in .* already"):
            init_study(tmp_path, "New")
        assert load_config(tmp_path).title == "precious"

    def test_files_that_are_there_stay(self, tmp_path: Path) -> None:
        (tmp_path / "people.csv").write_text("person_id\np-01\n")
        init_study(tmp_path, "")
        assert (tmp_path / "people.csv").read_text() == "person_id\np-01\n"
        assert load_config(tmp_path).title == tmp_path.name

    def test_where_a_file_is(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(InputError, match="can't be made"):
            init_study(tmp_path / "file" / "study", "x")

    @given(st.text(min_size=1).filter(str.strip))
    def test_any_title(self, tmp_path_factory: pytest.TempPathFactory, title: str) -> None:
        folder = tmp_path_factory.mktemp("title")
        init_study(folder, title)
        assert load_config(folder).title
