from __future__ import annotations

from pathlib import PureWindowsPath
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from cslab.errors import InputError, NotFoundError
from cslab.study import schema
from cslab.study.highlights import add_highlight, remove_highlight
from cslab.study.reels import (
    ReelChanged,
    as_document,
    load_reel,
    record_render,
    reel_version,
    reels,
    remove_reel,
    renders,
    restore_reel,
    save_reel,
)
from cslab.study.reelscript import Reel, ReelElement, check_name
from cslab.study.schema import clean
from cslab.study.store import Store

HELLO = {"kind": "heading", "text": "Hello"}


def clip(store: Store, start: float = 0.0) -> int:
    return add_highlight(store, interview_id="int-01", start=start, end=start + 2, codes=["a"])


def test_saved_and_loaded(store: Store) -> None:
    first, second = clip(store), clip(store, 5)
    reel = save_reel(
        store,
        name="first-90-days",
        title="The first ninety days",
        elements=[
            HELLO,
            {"kind": "clip", "highlight": second},
            ReelElement("silence", seconds=1.5),
            ReelElement("clip", highlight=first),
            {"kind": "note", "text": "Ask Sam"},
        ],
        author="Maya",
    )
    assert load_reel(store, "first-90-days") == reel
    assert [part.kind for part in reel.elements] == ["heading", "clip", "silence", "clip", "note"]
    assert [part.highlight for part in reel.elements] == [None, second, None, first, None]
    row = reels(store).iloc[0]
    assert (row["name"], row["title"], row["author"], row["elements"], row["clips"]) == (
        *("first-90-days", "The first ninety days", "Maya"),
        *(5, 2),
    )


def test_saved_again_changed_removed_and_back(store: Store) -> None:
    save_reel(store, name="r", elements=[HELLO], author="Maya")
    save_reel(store, name="r", elements=[HELLO], author="Sam")
    save_reel(store, name="r", title="New", elements=[HELLO, HELLO], author="Sam")
    assert load_reel(store, "r") == Reel("r", "New", (ReelElement("heading", text="Hello"),) * 2, "Maya")
    remove_reel(store, "r")
    assert reels(store).empty
    with pytest.raises(NotFoundError, match="no reel 'r'"):
        load_reel(store, "r")
    with pytest.raises(NotFoundError):
        remove_reel(store, "r")
    save_reel(store, name="r", elements=[], author="Sam")
    assert load_reel(store, "r") == Reel("r", "r", (), "Sam")
    with store.reading() as connection:
        rows = connection.execute(
            select(schema.log.c.action, schema.log.c.detail).order_by(schema.log.c.id)
        ).all()
    assert [row.action for row in rows] == ["add", "change", "remove", "change"]
    assert len(rows[1].detail["elements"]) == 2, "the log keeps each version of the script"


def test_clips_must_exist(store: Store) -> None:
    with pytest.raises(NotFoundError, match="no highlight '5', because there are none"):
        save_reel(store, name="r", elements=[ReelElement("clip", highlight=5)])
    assert reels(store).empty
    id_ = clip(store)
    save_reel(store, name="r", elements=[ReelElement("clip", highlight=id_)])
    remove_highlight(store, id_)
    assert load_reel(store, "r").elements[0].highlight == id_
    save_reel(store, name="r", elements=[HELLO, ReelElement("clip", highlight=id_)])
    with pytest.raises(NotFoundError):
        save_reel(store, name="other", elements=[ReelElement("clip", highlight=id_)])


@pytest.mark.parametrize(
    ("element", "words"),
    [
        ({"kind": "song"}, "one of clip, heading, note, silence"),
        ({"kind": "clip"}, "names a highlight"),
        ({"kind": "heading", "text": "a", "highlight": 1}, "names a highlight"),
        ({"kind": "heading", "text": "  "}, "needs its text"),
        ({"kind": "silence"}, "needs its length"),
        ({"kind": "silence", "seconds": -1}, "lasts 0 to 3600"),
        ({"kind": "silence", "seconds": float("nan")}, "lasts 0 to 3600"),
        ({"kind": "heading", "txt": "a"}, "did you mean 'text'"),
        ({"kind": "heading", "text": "a", "lead": 1}, "Only a clip of a reel is trimmed"),
        ({"kind": "heading", "text": "a", "fade_in": 1}, "Only a clip of a reel is trimmed"),
        ({"kind": "note", "text": "a", "spoken": "spoken/a.wav"}, "Only a heading of a reel is spoken"),
        ({"kind": "clip", "highlight": 1, "trim_start": 5, "trim_end": 4}, "ends after it begins"),
        ({"kind": "clip", "highlight": 1, "gain": 25}, "gain of a clip is -24 to 24"),
        ({"kind": "clip", "highlight": 1, "lag": float("inf")}, "lag of a clip is 0 to 10"),
        ({"kind": "clip", "highlight": 1, "lead": "soon"}, "lead of a reel's element is a number"),
        ({"kind": "clip", "highlight": 1.5}, "by its whole number"),
        ({"kind": "clip", "highlight": float("nan")}, "by its whole number"),
        ({"kind": "clip", "highlight": []}, "highlight of a reel's element is a number"),
    ],
)
def test_malformed_elements(element: dict[str, Any], words: str) -> None:
    with pytest.raises((InputError, NotFoundError), match=words):
        ReelElement.of(element)


@pytest.mark.parametrize(
    "name", ["", "a b", "../x", "A", "-a", "a-", "a--b", "é", "a/b", "con", "lpt1", "x" * 65, "a\n", "a.b"]
)
def test_names_that_can_not_be_files(store: Store, name: str) -> None:
    with pytest.raises(InputError):
        save_reel(store, name=name, elements=[HELLO])


def test_hint_for_a_name() -> None:
    with pytest.raises(InputError, match="such as 'first-90-days'"):
        check_name("First 90 days!")


@given(st.from_regex(r"[a-z0-9]+(-[a-z0-9]+){0,3}", fullmatch=True).filter(lambda name: len(name) <= 64))
def test_good_names_are_good_everywhere(name: str) -> None:
    try:
        assert check_name(name) == name
    except InputError:
        assert name in {"con", "prn", "aux", "nul"} or name[:3] in {"com", "lpt"}
    else:
        assert PureWindowsPath(name + ".m4a").name == name + ".m4a"


TEXT = st.text(max_size=20).filter(lambda words: clean(words).strip())
SECONDS = st.none() | st.floats(0, 10)
CUT = st.fixed_dictionaries(
    {},
    optional={
        "trim_start": SECONDS,
        "trim_end": st.none() | st.floats(11, 1e5),
        "lead": st.floats(0, 10),
        "lag": st.floats(0, 10),
        "fade_in": SECONDS,
        "fade_out": SECONDS,
        "gain": st.floats(-24, 24),
        "stage": TEXT.map(clean),
    },
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    title=st.text(max_size=20),
    parts=st.lists(
        st.builds(ReelElement, st.just("heading"), st.none(), TEXT.map(clean), st.just(0.0))
        | st.builds(ReelElement, st.just("note"), st.none(), TEXT.map(clean), st.floats(0, 60))
        | st.builds(ReelElement, st.just("silence"), st.none(), st.just(""), st.floats(0.01, 60))
        | st.builds(lambda words: ReelElement("heading", text="A", spoken=words), TEXT.map(clean))
        | st.builds(lambda cut: ReelElement("clip", highlight=1, **cut), CUT),
        max_size=6,
    ),
)
def test_any_script_comes_back_as_saved(store: Store, title: str, parts: list[ReelElement]) -> None:
    add_highlight(store, interview_id="int-01", start=0, end=1, codes=["a"], nonce="the only one")
    reel = save_reel(store, name="any", title=title, elements=parts)
    assert load_reel(store, "any") == reel
    assert reel.elements == tuple(parts)
    assert tuple(map(ReelElement.of, as_document(reel)["elements"])) == reel.elements
    assert reel.title == (clean(title).strip() or "any")


def test_renders(store: Store) -> None:
    with pytest.raises(NotFoundError, match="no reel 'r'"):
        record_render(store, reel="r", format="m4a", path="x.m4a", fingerprint="1")
    save_reel(store, name="r", elements=[HELLO])
    record_render(store, reel="r", format="m4a", path="x.m4a", fingerprint="1", detail={"duration": 3.5})
    record_render(store, reel="r", format="mp3", path="x.mp3", fingerprint="1")
    record_render(store, reel="r", format="m4a", path="x.m4a", fingerprint="2", detail={"duration": 4.0})
    table = renders(store, "r")
    assert table["format"].tolist() == ["m4a", "mp3"]
    assert table["fingerprint"].tolist() == ["2", "1"]
    assert table["detail"].tolist() == [{"duration": 4.0}, {}]
    assert renders(store, "other").empty


def test_what_somebody_else_saved_meanwhile_is_not_written_over_unseen(store: Store) -> None:
    save_reel(store, name="r", elements=[HELLO], author="Maya")
    seen = reel_version(store, "r")
    save_reel(store, name="r", elements=[HELLO, HELLO], seen=seen, author="Maya")
    record_render(store, reel="r", format="m4a", path="x.m4a", fingerprint="1", actor="Ines")
    with pytest.raises(ReelChanged, match=r"^Maya saved the reel 'r' since you read it"):
        save_reel(store, name="r", elements=[], seen=seen, author="Tom")
    assert len(load_reel(store, "r").elements) == 2
    save_reel(store, name="r", elements=[HELLO, HELLO], seen=seen, author="Tom")  # says the same: no matter
    save_reel(store, name="r", elements=[], seen=reel_version(store, "r"), author="Tom")
    assert load_reel(store, "r").elements == ()
    seen = reel_version(store, "r")
    remove_reel(store, "r")
    with pytest.raises(ReelChanged, match="was removed meanwhile"):
        save_reel(store, name="r", elements=[HELLO], seen=seen)
    with pytest.raises(NotFoundError):
        reel_version(store, "r")


def test_a_removed_reel_comes_back_as_it_was(store: Store) -> None:
    before = save_reel(store, name="r", title="Hello", elements=[HELLO], order="given", author="Maya")
    remove_reel(store, "r")
    assert list(reels(store, removed=True)["title"]) == ["Hello"]
    restore_reel(store, "r", actor="Tom")
    restore_reel(store, "r", actor="Tom")
    assert load_reel(store, "r") == before
    assert reels(store, removed=True).empty
    with pytest.raises(NotFoundError, match="no removed reel 'q'"):
        restore_reel(store, "q")
