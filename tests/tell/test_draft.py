from __future__ import annotations

from collections import defaultdict

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cslab.errors import InputError
from cslab.tell.draft import draft, rule_of, sentiment_name
from cslab.tell.parts import Options

STAGES = {"discover": "Discover", "use": "Use", "renew": "Renew"}


def rows(*clips: tuple[int, str, str, int | None, int | None, float]) -> pd.DataFrame:
    """Clips of id, person, stage, sentiment, juiciness, seconds, a minute apart in their recordings."""
    names = ["id", "person_id", "stage", "sentiment", "juiciness", "seconds"]
    table = pd.DataFrame(list(clips), columns=names).astype({"sentiment": "Int64", "juiciness": "Int64"})
    starts = [60.0 * at for at in range(len(table))]
    return table.assign(
        interview_id="of-" + table["person_id"],
        person=table["person_id"].str.title(),
        start=starts,
        end=[start + seconds for start, seconds in zip(starts, table["seconds"], strict=True)],
    )


@st.composite
def some_clips(drawn: st.DrawFn) -> pd.DataFrame:
    count = drawn(st.integers(1, 14))
    return rows(
        *(
            (
                number,
                drawn(st.sampled_from(["ana", "ben", "cy"])),
                drawn(st.sampled_from(["discover", "use", "", "gone"])),
                drawn(st.sampled_from([-1, 0, 1, None])),
                drawn(st.sampled_from([0, 3, 5, None])),
                drawn(st.integers(1, 40)) / 2,
            )
            for number in range(1, count + 1)
        )
    )


def test_people_take_turns_before_anybodys_second_clip() -> None:
    made = draft(
        rows(*((at, "ana", "use", 1, 5, 5.0) for at in (1, 2, 3)), (4, "ben", "use", 1, 0, 5.0)), STAGES
    )
    assert made.clips["person_id"].tolist()[:2] == ["ana", "ben"]
    assert made.clips["round"].tolist() == [1, 2, 3, 4]


def test_the_sentiment_that_is_furthest_behind_comes_next() -> None:
    """Half of what people say is positive, everybody counting alike; the first clip in it is negative."""
    made = draft(
        rows(
            *((at, "ana", "discover", -1, 5, 5.0) for at in (1, 2, 3)),
            (4, "cy", "use", -1, 5, 5.0),
            (5, "cy", "use", 1, 0, 5.0),
            (6, "ben", "renew", 1, 3, 5.0),
        ),
        STAGES,
    )
    order = dict(zip(made.clips["id"], made.clips["round"], strict=True))
    assert order[5] < order[4]


def test_one_voice_waits_while_others_have_something_to_say() -> None:
    told = rows(*((at, "ana", "use", 1, 5, 10.0) for at in range(1, 9)), (9, "ben", "use", 1, 0, 30.0))
    made = draft(told, STAGES, length=60)
    heard = made.clips.groupby("person_id")["seconds"].sum()
    assert heard["ana"] <= 30.0  # of two voices an equal part is more than 40 %
    assert heard["ben"] == 30.0
    assert set(made.left_out["why"]) <= {
        "no room is left in 1:00",
        "Ana would take more than 50 % while others wait",
    }


def test_everybody_may_speak_once_however_short_the_reel_is() -> None:
    made = draft(rows((1, "ana", "use", 1, 1, 8.0), (2, "ben", "use", -1, 1, 10.0)), STAGES)
    assert sorted(made.clips["id"]) == [1, 2]
    assert made.caveats == ("Ben takes 56 % of what is heard: nobody else has a clip left that fits.",)


def test_a_voice_alone_is_not_held_back() -> None:
    made = draft(rows(*((at, "ana", "use", 1, 1, 5.0) for at in (1, 2, 3))), STAGES)
    assert len(made.clips) == 3
    assert made.caveats == ("All of it is one voice, Ana.",)


def test_it_says_what_is_left_out_and_why() -> None:
    told = rows(
        (1, "ana", "use", 1, 5, 10.0),
        (2, "ana", "use", 1, 1, 12.0),
        (3, "ben", "use", 1, 1, 400.0),
        (4, "cy", "use", 1, 1, 45.0),
    )
    told.loc[1, ["start", "end"]] = [5.0, 17.0]  # words that the first one has
    made = draft(told, STAGES, length=50)
    assert dict(zip(made.left_out["id"], made.left_out["why"], strict=True)) == {
        2: "it holds words of clip 1",
        3: "it alone lasts longer than 0:50",
        4: "no room is left in 0:50",
    }
    assert made.left_out.loc[0, "person"] == "Ana"


def test_headings_stages_and_gaps_stand_in_their_order() -> None:
    made = draft(
        rows((1, "ana", "use", 1, 1, 5.0), (2, "ana", "gone", 1, 1, 5.0), (3, "ben", "", 1, 1, 5.0)),
        STAGES,
        questions={"renew": "Why do they stay?"},
        spoken_for=["discover", "use"],
    )
    assert [(one.kind, one.stage, one.text or one.highlight) for one in made.elements] == [
        ("note", "discover", "No clip of Discover fits what was asked for and may be heard."),
        ("heading", "use", "Use"),
        ("clip", "", 1),
        ("note", "renew", "Nobody speaks for Renew yet. To ask: Why do they stay?"),
        ("heading", "gone", "gone"),
        ("clip", "", 2),
        ("clip", "", 3),
    ]
    assert made.gaps == ("Discover", "Renew")
    assert draft(rows((1, "ana", "use", 1, 1, 5.0)), STAGES, show_gaps=False).gaps == ()


def test_a_stage_for_which_there_was_no_room_says_so() -> None:
    made = draft(rows((1, "ana", "discover", 1, 1, 9.0), (2, "ben", "use", 1, 1, 9.0)), STAGES, length=12)
    assert made.elements[-2].text == "There was no room for a clip of Use."


@settings(max_examples=20)
@given(some_clips(), st.integers(5, 120), st.sampled_from([0.2, 0.4, 1.0]), st.integers(0, 3))
def test_a_draft_never_lasts_longer_never_repeats_and_is_the_same_again(
    told: pd.DataFrame, length: int, most: float, seed: int
) -> None:
    made = draft(told, STAGES, length=length, most=most, seed=seed)
    again = draft(told.sample(frac=1, random_state=1), STAGES, length=length, most=most, seed=seed)
    assert made.elements == again.elements
    assert made.left_out["id"].tolist() == again.left_out["id"].tolist()
    assert made.clips["id"].is_unique
    assert sorted([*made.clips["id"], *made.left_out["id"]]) == sorted(told["id"])
    assert made.seconds <= length + 1e-6
    spent, before = 0.0, ""
    options = Options()
    for number, clip in enumerate(made.clips.to_dict("records")):
        first = clip["stage"] != before or not number
        pause = options.heading_seconds if first and clip["stage"] else options.gap if number else 0.0
        spent, before = spent + clip["seconds"] + pause, clip["stage"]
    assert spent == pytest.approx(made.seconds)


@settings(max_examples=20)
@given(some_clips(), st.integers(20, 200))
def test_while_others_wait_no_voice_takes_more_than_its_part(told: pd.DataFrame, length: int) -> None:
    made = draft(told, STAGES, length=length)
    part = max(0.4, 1 / told["person_id"].nunique())
    cap = part * min(length, told["seconds"].sum())
    waiting = told[told["id"].isin(made.left_out["id"])]
    spoken: defaultdict[str, float] = defaultdict(float)
    for clip in made.clips.sort_values("round", kind="stable").to_dict("records"):
        spoken[clip["person_id"]] += clip["seconds"]
    for person, seconds in spoken.items():
        clips = int((made.clips["person_id"] == person).sum())
        if clips > 1 and (waiting["person_id"] != person).any():
            assert seconds <= cap + 1e-6


@pytest.mark.parametrize("length", [0.0, -1.0, float("nan"), float("inf")])
def test_a_length_must_be_one(length: float) -> None:
    with pytest.raises(InputError, match="give a length above 0"):
        draft(rows((1, "ana", "use", 1, 1, 5.0)), STAGES, length=length)
    with pytest.raises(InputError, match="One voice may take a part"):
        draft(rows((1, "ana", "use", 1, 1, 5.0)), STAGES, most=0)


def test_nothing_makes_an_empty_draft_that_says_so() -> None:
    made = draft(rows(), STAGES)
    assert made.elements[0].kind == "note"
    assert made.clips.empty
    assert made.caveats == ("No clip fits; ask for less, or for a longer reel.",)
    assert made.sentence.startswith("0 clips of 0 people, 0:00 of at most 5:00.")


def test_lots_are_drawn_where_the_rule_leaves_it_open_and_the_rule_is_said() -> None:
    alike = rows(*((at, f"person-{at}", "use", 1, 3, 5.0) for at in range(1, 9)))
    orders = {tuple(draft(alike, STAGES, seed=seed).clips["id"]) for seed in range(4)}
    assert len(orders) > 1
    assert "by lot (seed 7)" in rule_of(90, 0.4, 7)
    assert "40 % of 1:30" in rule_of(90, 0.4, 7)
    assert sentiment_name(float("nan")) == "not judged"


def test_what_people_said_can_do_nothing_in_a_notebook() -> None:
    told = rows((1, "<script>x</script>", "use", 1, 1, 5.0)).assign(quote="<img src=x onerror=alert(1)>")
    page = draft(told, STAGES)._repr_html_()
    assert "<script>" not in page
    assert "<img" not in page
