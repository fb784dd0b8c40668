"""The interview's player without a host: words, sound, selection, keys, and what it tells."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, expect

from tests.player.conftest import Bench

pytestmark = pytest.mark.browser

TEXT = [
    (0, "So what happened then?", 1.0),
    (1, "We waited nine days for one signature.", 4.0),
    (0, "And after that?", 12.0),
    (1, "Then the ledger one thing was paid at last.", 15.0),
]
WORDS = {
    "speakers": [["Maya", True], ["Marcus Bell", False]],
    "segments": [
        [who, [[word, start + 0.5 * i, start + 0.5 * i + 0.4, 0] for i, word in enumerate(line.split())]]
        for who, line, start in TEXT
    ],
    "speech": [[1.0, 3.0], [4.0, 7.6], [12.0, 13.5], [15.0, 19.5]],
    "voices": [
        {"label": "left", "name": "Maya", "role": "interviewer", "person_id": None},
        {"label": "right", "name": "Marcus Bell", "role": "customer", "person_id": "p-01"},
    ],
}
CODES = [
    {"name": "approvals", "definition": "", "parent": None, "colour": "#134ca1", "colour_dark": "#d6bdf8"},
    {
        "name": "signature",
        "definition": "",
        "parent": "approvals",
        "colour": "#df6b15",
        "colour_dark": "#fa9d36",
    },
    {"name": "trust", "definition": "", "parent": None, "colour": "#389987", "colour_dark": "#2e8573"},
]
DATA: dict[str, Any] = {
    "study": "s",
    "coder": "ana",
    "interview": "int-01",
    "person": "Marcus Bell",
    "audio": "/a.wav",
    "duration": 30.0,
    "words": WORDS,
    "codes": CODES,
    "stages": [{"id": "setup", "name": "Setup", "question": ""}],
    "juice": [{"name": "emotion", "hint": ""}, {"name": "contrast", "hint": ""}],
    "highlights": [],
}


def stored(number: int, start: float, end: float, *codes: str, **more: Any) -> dict[str, Any]:
    """A highlight as the host gives it."""
    plain = {"stage": None, "note": "", "coder": "ana", "quote": "said", "sentiment": None}
    return {"id": number, "start": start, "end": end, "codes": list(codes)} | plain | more


@pytest.fixture
def here(bench: Callable[..., Bench]) -> Bench:
    """A bench with an interview of four turns on it."""
    made = bench()
    made.mount("createPlayer", **DATA)
    return made


def word(here: Bench, text: str) -> Locator:
    """A word by what it says."""
    return here.page.locator(".w", has_text=text).first


def events(here: Bench) -> list[dict[str, Any]]:
    """What the player told last, without nonces and times."""
    return [{k: v for k, v in event.items() if k not in {"nonce", "at"}} for event in here.sent[-1]]


def keys(here: Bench, *names: str) -> None:
    """Press keys with the words in focus."""
    here.page.locator(".cl-words").focus()
    for name in names:
        here.page.keyboard.press(name)


# ---- listening ---------------------------------------------------------------------------------------


def test_a_click_on_a_word_plays_from_it_and_marks_it(here: Bench) -> None:
    word(here, "nine").click()
    here.wait("!audio.paused && audio.currentTime > 5.05")
    assert here.time < 6.5
    expect(here.page.locator(".w.now")).to_have_count(1)
    keys(here, "k")
    here.wait("audio.paused")


def test_words_without_a_recording_are_read_and_coded_in_peace(bench: Callable[..., Bench]) -> None:
    here = bench()
    here.mount("createPlayer", **DATA | {"audio": None, "silent": True})
    expect(here.page.get_by_text("No recording: the words alone")).to_be_visible()
    expect(here.page.get_by_role("button", name="Play", exact=True)).to_be_hidden()
    expect(here.page.get_by_role("slider")).to_be_hidden()
    word(here, "nine").click()
    keys(here, "Shift+ArrowRight", "1")
    assert [event["kind"] for event in events(here)] == ["add"]
    expect(here.page.locator(".cl-notice")).to_have_count(0)


def test_two_coders_of_one_mind_are_named_once_on_the_words(here: Bench) -> None:
    here.update(highlights=[stored(1, 5, 9, "trust"), stored(2, 5, 9, "trust", coder="bo")])
    chips = here.page.locator(".cl-chip")
    expect(chips).to_have_count(1)
    assert chips.first.get_attribute("data-label") == "trust"


def test_the_customer_and_the_interviewer_are_told_apart(here: Bench) -> None:
    expect(here.page.locator(".cl-asks")).to_have_count(2)
    expect(here.page.locator(".cl-tells")).to_have_count(2)
    expect(here.page.locator(".cl-tells .cl-name").first).to_have_text("Marcus Bell")


def test_silence_is_leapt_over_when_asked(here: Bench) -> None:
    here.page.get_by_role("button", name="Skip silence").click()
    here.page.locator(".w", has_text="signature.").click()
    here.wait("audio.currentTime >= 11.8")
    expect(here.page.get_by_role("button", name="Skip silence")).to_have_attribute("aria-pressed", "true")


def test_the_interviewer_is_leapt_over_when_asked_but_not_where_clicked(here: Bench) -> None:
    here.page.get_by_role("button", name="Skip interviewer").click()
    here.page.get_by_role("button", name="Play", exact=True).click()
    here.wait("audio.currentTime >= 3.9")
    word(here, "after").click()
    here.wait("!audio.paused && audio.currentTime > 12.7")
    assert here.time < 14.5


def test_speed_is_chosen_kept_and_changed_by_keys(here: Bench) -> None:
    here.page.get_by_label("Speed").select_option("1.5")
    keys(here, ">")
    assert here.page.evaluate("document.querySelector('audio').playbackRate") == 1.75
    keys(here, "<", "<")
    here.mount("createPlayer", **DATA)
    here.wait("audio.playbackRate === 1.25")


def test_keys_move_and_play_only_while_the_player_has_focus(here: Bench) -> None:
    here.page.locator("h1").click()
    here.page.keyboard.press("Space")
    assert here.page.evaluate("document.querySelector('audio').paused")
    keys(here, "ArrowRight", "ArrowDown", "ArrowRight")
    expect(here.page.locator(".w.cur")).to_have_text("waited ")
    keys(here, "Enter")
    here.wait("!audio.paused && audio.currentTime >= 4.4")
    keys(here, "Space", "l")
    here.wait("audio.paused && audio.currentTime >= 9.4")
    keys(here, "j")
    here.wait("audio.currentTime < 6")


def test_the_keys_are_listed(here: Bench) -> None:
    keys(here, "?")
    dialog = here.page.get_by_role("dialog")
    expect(dialog).to_contain_text("give the selection a code at once")
    here.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_a_place_in_the_address_is_shown_and_not_played(here: Bench) -> None:
    here.mount("createPlayer", **DATA | {"start": 15.0})
    here.wait("Math.abs(audio.currentTime - 15) < 0.1 && audio.paused")


# ---- coding ------------------------------------------------------------------------------------------


def select(here: Bench) -> None:
    """Select "waited nine days" by keyboard."""
    keys(here, "ArrowRight", "ArrowDown", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight")
    assert here.page.locator(".w.sel").all_inner_texts() == ["waited ", "nine ", "days "]


def test_a_number_codes_the_selection_at_once(here: Bench) -> None:
    select(here)
    expect(here.page.get_by_role("toolbar")).to_be_visible()
    keys(here, "2")
    (event,) = events(here)
    assert (event["kind"], event["codes"]) == ("add", ["signature"])
    assert (event["start"], event["end"]) == pytest.approx((4.5, 5.9), abs=0.002)
    assert event["start"] > 4.5
    assert event["end"] < 5.9
    expect(here.page.locator(".cl-card.cl-pending")).to_contain_text("waited nine days")
    expect(here.page.locator(".w[data-marks]")).to_have_count(3)
    nonce = here.sent[-1][0]["nonce"]
    here.update(answered=[nonce], highlights=[stored(1, 4.5, 5.9, "signature", quote="waited nine days")])
    expect(here.page.locator(".cl-card:not(.cl-pending)")).to_have_count(1)
    assert (
        here.page.evaluate("Object.keys(localStorage).filter((k) => k.startsWith('cslab-unsent')).length")
        == 0
    )


def test_the_form_takes_codes_stage_feeling_juice_and_note(here: Bench) -> None:
    select(here)
    keys(here, "t")
    form = here.page.get_by_role("form", name="Add a highlight")
    form.get_by_label("trust").check()
    form.get_by_label("Setup").check()
    form.get_by_label("Setup").click()
    form.get_by_text("Feeling and juiciness").click()
    form.get_by_label("Unhappy").check()
    form.get_by_label("emotion").check()
    form.get_by_label("Note").fill("Sighs")
    here.page.keyboard.press("Enter")
    (event,) = events(here)
    given = {name: event[name] for name in ("codes", "stage", "sentiment", "juice", "juiciness", "note")}
    assert given == {
        "codes": ["trust"],
        "stage": None,
        "sentiment": -1,
        "juice": ["emotion"],
        "juiciness": None,
        "note": "Sighs",
    }


def test_a_note_needs_no_code_but_something_must_be_said(here: Bench) -> None:
    select(here)
    keys(here, "n")
    form = here.page.get_by_role("form", name="Add a highlight")
    here.page.keyboard.press("Enter")
    expect(form).to_contain_text("Choose at least one code, or write a note.")
    form.get_by_label("Note").fill("Ask again")
    form.get_by_role("button", name="Add highlight").click()
    assert events(here)[0]["codes"] == []


def test_a_clip_is_kept_and_heard(here: Bench) -> None:
    select(here)
    keys(here, "c")
    form = here.page.get_by_role("form", name="Make a clip")
    here.page.keyboard.press("3")
    form.get_by_role("button", name="Make clip").click()
    assert events(here)[0]["codes"] == ["trust"]
    here.wait("!audio.paused && audio.currentTime >= 4.5")
    here.wait("audio.paused")
    assert here.time < 6.6


def test_a_highlight_is_changed_where_it_differs_and_nowhere_else(here: Bench) -> None:
    here.update(highlights=[stored(7, 4.5, 5.9, "approvals", "trust", note="Old")])
    here.page.locator(".cl-card").hover()
    here.page.get_by_role("button", name="Edit the highlight at 0:04").click()
    form = here.page.get_by_role("form", name="Edit the highlight")
    form.get_by_label("trust").uncheck()
    form.get_by_label("signature").check()
    form.get_by_role("button", name="End one word later").click()
    form.get_by_role("button", name="Save").click()
    (event,) = events(here)
    assert event.pop("set") == pytest.approx({"start": 4.5, "end": 6.4}, abs=0.002)
    assert event == {"kind": "change", "id": 7, "put": ["signature"], "drop": ["trust"]}
    expect(here.page.locator(".cl-card")).to_contain_text("signature")


def test_removing_can_be_undone(here: Bench) -> None:
    here.update(highlights=[stored(7, 4.5, 5.9, "trust")])
    here.page.locator(".cl-card").hover()
    here.page.get_by_role("button", name="Remove the highlight at 0:04").click()
    expect(here.page.locator(".cl-card:not(.cl-gone)")).to_have_count(0)
    here.page.get_by_role("button", name="Undo").click()
    assert [event["kind"] for event in events(here)] == ["remove", "restore"]
    expect(here.page.locator(".cl-card:not(.cl-gone)")).to_have_count(1)


def test_overlapping_codes_stay_readable(here: Bench) -> None:
    here.update(
        highlights=[
            stored(1, 4.0, 7.5, "approvals", "signature"),
            stored(2, 4.5, 6.0, "trust"),
            stored(3, 5.0, 6.0, "other", "more"),
        ]
    )
    nine = word(here, "nine")
    assert nine.locator(".cl-chip").get_attribute("data-label") == "+2"
    assert nine.evaluate("(w) => ['--u0', '--u1', '--u2'].every((name) => w.style.getPropertyValue(name))")
    assert here.page.locator(".w .w, mark").count() == 0
    expect(here.page.locator(".cl-card")).to_have_count(3)


def test_the_interviewers_words_are_left_out_of_a_highlight(here: Bench) -> None:
    here.update(highlights=[stored(1, 7.0, 16.0, "trust")])
    assert here.page.locator(".cl-asks .w[data-marks]").count() == 0
    assert here.page.locator(".cl-tells .w[data-marks]").count() > 2


def test_a_suggestion_is_accepted_or_declined(here: Bench) -> None:
    one = {"code": "trust", "score": 0.8, "start": 4.5, "end": 5.9, "quote": "waited nine days"}
    here.update(suggestions=[one, one | {"code": "approvals"}])
    here.page.get_by_role("button", name="Accept trust").click()
    here.page.get_by_role("button", name="Decline approvals").click()
    assert [(event["kind"], event["code"]) for event in events(here)] == [
        ("accept", "trust"),
        ("decline", "approvals"),
    ]
    expect(here.page.get_by_text("Suggested")).to_be_hidden()


def test_suggestions_are_asked_for_and_come_with_how_often_they_were_right(here: Bench) -> None:
    expect(here.page.get_by_role("button", name="Suggest codes")).to_be_hidden()
    here.update(suggesting={"state": "idle", "said": ""})
    here.page.get_by_role("button", name="Suggest codes").click()
    assert events(here) == [{"kind": "suggest"}]
    expect(here.page.get_by_text("Looking for passages")).to_be_visible()
    one = {
        "code": "trust",
        "score": 0.8,
        "start": 4.5,
        "end": 5.9,
        "quote": "waited",
        "because": "It took long",
    }
    done = {"state": "done", "said": "You accepted 3 of 4."}
    here.update(answered=[here.sent[-1][0]["nonce"]], suggesting=done, suggestions=[one])
    expect(here.page.locator(".cl-offer")).to_contain_text("Like: It took long")
    expect(here.page.get_by_text("You accepted 3 of 4.")).to_be_visible()
    here.update(readonly=True)
    expect(here.page.locator(".cl-offer")).to_be_hidden()


# ---- mending and voices ------------------------------------------------------------------------------


def test_words_are_corrected_in_place_and_the_correction_undone(here: Bench) -> None:
    word(here, "ledger").dblclick()
    here.page.get_by_label("Corrected words").fill("LedgerOne")
    here.page.keyboard.press("Enter")
    (event,) = events(here)
    assert event == {
        "kind": "correct",
        "first": 16,
        "last": 17,
        "before": "ledger",
        "text": "LedgerOne",
        "start": 16.0,
        "end": 16.4,
    }
    expect(here.page.locator(".w.fix")).to_have_text("LedgerOne ")
    assert here.page.evaluate("document.activeElement.className") == "cl-words"
    fixed = {**WORDS, "corrections": [[5, 16, 17, "ledger", "ana"]]}
    fixed["segments"] = [*WORDS["segments"][:3], [1, [*WORDS["segments"][3][1]]]]
    fixed["segments"][3][1][2] = ["LedgerOne", 16.0, 16.4, 0]
    here.update(answered=[here.sent[-1][0]["nonce"]], words=fixed)
    word(here, "LedgerOne").hover()
    expect(here.page.get_by_role("note")).to_contain_text("Was: “ledger”, corrected by ana")
    here.page.get_by_role("button", name="Undo").click()
    assert events(here) == [{"kind": "uncorrect", "id": 5}]


def test_words_are_selected_and_corrected_by_keyboard_and_longer_ones_share_the_time(here: Bench) -> None:
    select(here)
    keys(here, "e")
    expect(here.page.get_by_label("Corrected words")).to_have_value("waited nine days")
    here.page.get_by_label("Corrected words").fill("waited for ninety whole days")
    here.page.keyboard.press("Enter")
    assert (events(here)[0]["first"], events(here)[0]["last"]) == (5, 8)
    assert here.page.locator(".w.fix").count() == 5
    times = here.page.evaluate(
        "[...document.querySelectorAll('.w.fix')].map(({ word }) => [word.start, word.end])"
    )
    assert times[0][0] == 4.5
    assert times[-1][1] == pytest.approx(5.9)
    assert times == sorted(times)


def test_an_editor_keeps_what_was_typed_when_words_change_around_it(here: Bench) -> None:
    word(here, "ledger").dblclick()
    here.page.get_by_label("Corrected words").fill("Ledger-One")
    changed = {
        **WORDS,
        "segments": [*WORDS["segments"][:3], [1, [["Well,", 14.5, 14.8, 0], *WORDS["segments"][3][1]]]],
    }
    here.update(words=changed)
    expect(here.page.get_by_label("Corrected words")).to_have_value("Ledger-One")
    here.page.keyboard.press("Enter")
    event = events(here)[0]
    assert (event["first"], event["before"], event["text"]) == (17, "ledger", "Ledger-One")


def test_words_loaded_again_change_only_where_they_differ(here: Bench) -> None:
    keys(here, "ArrowRight", "ArrowDown", "ArrowRight")
    here.page.evaluate("document.querySelectorAll('.cl-seg').forEach((node, i) => { node.dataset.old = i; })")
    changed = {**WORDS, "segments": [[0, [["Hello.", 0.2, 0.6, 0]]], *WORDS["segments"]]}
    here.update(words=changed)
    assert here.page.locator(".cl-seg").count() == 5
    assert here.page.locator(".cl-seg[data-old]").count() >= 3
    expect(here.page.locator(".w.cur")).to_have_text("waited ")
    keys(here, "ArrowRight")
    expect(here.page.locator(".w.cur")).to_have_text("nine ")


def test_a_voice_is_named_a_turn_given_away_and_two_swapped(here: Bench) -> None:
    name = here.page.get_by_role("button", name="Marcus Bell: change who this is").first
    name.click()
    form = here.page.get_by_role("form", name="Who speaks")
    form.get_by_label("Name").fill("Marcus B.")
    form.get_by_role("button", name="Save name").click()
    assert events(here)[0] | {"person_id": None} == {
        "kind": "speaker",
        "label": "right",
        "was": "Marcus Bell",
        "name": "Marcus B.",
        "role": "customer",
        "person_id": None,
    }
    expect(here.page.locator(".cl-tells .cl-name").first).to_have_text("Marcus B.")
    here.page.get_by_role("button", name="Maya: change who this is").first.click()
    here.page.get_by_role("button", name="Marcus B.", exact=True).click()
    assert events(here)[1]["kind"] == "reassign"
    here.page.get_by_role("button", name="Maya: change who this is").first.click()
    here.page.get_by_role("button", name="Swap the two voices everywhere").click()
    assert events(here)[2]["kind"] == "swap"
    assert events(here)[2]["asks"] in {"left", "right", "voice 1", "voice 2"}


def test_questions_that_lead_are_flagged_where_they_are_asked(here: Bench) -> None:
    here.update(
        words={**WORDS, "flags": [[12.0, 13.4, "Closed question", "it can be answered by yes or no"]]}
    )
    expect(here.page.locator(".cl-seg").nth(2)).to_contain_text(
        "Closed question: it can be answered by yes or no"
    )
    assert here.page.locator(".cl-flag").count() == 1


# ---- nothing lost, nothing doubled -------------------------------------------------------------------


def test_what_is_not_answered_is_kept_and_sent_again_after_a_reload(here: Bench) -> None:
    select(here)
    keys(here, "1")
    nonce = here.sent[-1][0]["nonce"]
    expect(here.page.get_by_text("Not saved yet: one change.")).to_be_visible()
    here.mount("createPlayer", **DATA)
    expect(here.page.locator(".cl-card.cl-pending")).to_contain_text("waited nine days")
    here.page.wait_for_function("sent.length > 0")
    assert here.sent[0][0]["nonce"] == nonce
    here.update(answered=[nonce], highlights=[stored(1, 4.5, 5.9, "approvals")])
    expect(here.page.locator(".cl-card")).to_have_count(1)
    expect(here.page.get_by_text("Not saved yet")).to_have_count(0)


def test_several_quick_events_go_together_and_in_order(here: Bench) -> None:
    for _ in range(3):
        select(here)
        keys(here, "1")
        keys(here, "Escape", "ArrowUp", "ArrowUp")
        here.page.evaluate("document.querySelector('.cl-words').blur()")
        here.page.reload()
        break
    here.mount("createPlayer", **DATA)
    here.page.wait_for_function("sent.length > 0")
    select(here)
    keys(here, "3")
    assert [event["codes"] for event in events(here)] == [["approvals"], ["trust"]]


def test_another_persons_unsent_work_is_not_touched(here: Bench) -> None:
    select(here)
    keys(here, "1")
    here.mount("createPlayer", **DATA | {"coder": "ben"})
    expect(here.page.locator(".cl-card.cl-pending")).to_have_count(0)


def test_what_is_refused_is_said_and_the_draft_is_kept(here: Bench) -> None:
    select(here)
    keys(here, "1")
    here.update(refused={here.sent[-1][0]["nonce"]: "The code approvals was retired."})
    expect(here.page.get_by_text("The code approvals was retired.")).to_be_visible()
    expect(here.page.locator(".cl-card.cl-pending")).to_have_count(0)
    here.page.get_by_role("button", name="Open it again").click()
    form = here.page.get_by_role("form", name="Add a highlight")
    expect(form.get_by_label("approvals")).to_be_checked()
    expect(form).to_contain_text("waited nine days")


def test_the_words_may_be_few_or_none(here: Bench) -> None:
    here.update(words={"speakers": [], "segments": []}, interview="int-02")
    expect(here.page.locator(".cl-words")).to_have_text("Nothing was said in this recording.")
    here.update(words={"speakers": [], "segments": [[-1, [["Hello.", 1.0, 1.4, 0]]]]})
    expect(here.page.locator(".cl-words .w")).to_have_text("Hello. ")
    expect(here.page.locator(".cl-name, .cl-words .cl-empty")).to_have_count(0)


def test_a_hand_may_let_go_beside_the_words(here: Bench) -> None:
    first = word(here, "waited").bounding_box()
    assert first is not None
    here.page.mouse.move(first["x"] + 2, first["y"] + 8)
    here.page.mouse.down()
    last = here.page.locator(".w", has_text="signature.").bounding_box()
    assert last is not None
    here.page.mouse.move(last["x"] + last["width"] - 9, last["y"] + 8, steps=4)
    here.page.mouse.move(last["x"] + last["width"] - 9, 8, steps=2)
    here.page.mouse.move(1270, last["y"] + 8, steps=4)
    here.page.mouse.up()
    expect(here.page.get_by_role("form", name="Add a highlight")).to_be_visible()
    assert here.page.locator(".w.sel").first.inner_text() == "waited "


# ---- for everybody -----------------------------------------------------------------------------------


def test_reading_only_offers_nothing_to_change(here: Bench) -> None:
    here.mount("createPlayer", **DATA | {"readonly": True, "highlights": [stored(1, 4.5, 5.9, "trust")]})
    select(here)
    keys(here, "1", "t", "e", "s", "n", "c")
    word(here, "ledger").dblclick()
    assert here.sent == []
    expect(here.page.get_by_role("form")).to_have_count(0)
    expect(here.page.get_by_role("button", name="Remove")).to_have_count(0)
    expect(here.page.get_by_role("textbox")).to_have_count(0)


def test_voices_without_their_words(here: Bench) -> None:
    here.mount("createPlayer", **DATA | {"hide_text": True, "highlights": [stored(1, 4.5, 5.9, "trust")]})
    assert here.page.locator(".w").count() == 0
    expect(here.page.locator(".cl-rail")).to_be_hidden()
    here.page.get_by_role("button", name="Play", exact=True).click()
    here.wait("!audio.paused")


def test_hostile_words_and_names_stay_text(here: Bench) -> None:
    bad = "<img src=x onerror=alert(1)>"
    words = {
        "speakers": [[bad, False]],
        "segments": [[0, [[bad, 1.0, 2.0, 0]]]],
        "corrections": [[1, 0, 1, bad, bad]],
    }
    here.update(
        words=words, highlights=[stored(1, 1.0, 2.0, bad, note=bad, quote=bad)], notice=bad, person=bad
    )
    word(here, "img").hover()
    assert here.page.locator("img").count() == 0
    expect(here.page.locator(".cl-card-note")).to_have_text(bad)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_shut_out_of_the_player(bench: Callable[..., Bench], scheme: str) -> None:
    here = bench(color_scheme=scheme)
    offers = [{"code": "trust", "score": 0.8, "start": 4.5, "end": 5.9, "quote": "waited nine days"}]
    words = {
        **WORDS,
        "flags": [[12.0, 13.4, "Closed question", "yes or no"]],
        "corrections": [[5, 16, 17, "ledge", "ana"]],
    }
    here.mount(
        "createPlayer",
        **DATA
        | {
            "words": words,
            "suggestions": offers,
            "highlights": [stored(1, 4.5, 5.9, "trust", note="Hm")],
            "link": "?id=int-01",
        },
    )

    def check() -> None:
        found = Axe().run(here.page)
        assert [(v["id"], [node["html"] for node in v["nodes"]]) for v in found.response["violations"]] == []

    here.page.get_by_role("button", name="Skip silence").click()
    word(here, "ledger").hover()
    check()
    select(here)
    keys(here, "t")
    here.page.get_by_text("Feeling and juiciness").click()
    check()
    here.page.keyboard.press("Escape")
    here.page.get_by_role("button", name="Maya: change who this is").first.click()
    check()
    here.page.keyboard.press("Escape")
    word(here, "ledger").dblclick()
    check()
    here.page.keyboard.press("Escape")
    keys(here, "?")
    check()
