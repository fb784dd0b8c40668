"""Add what the sample study's team made of it: highlights, a reel, codes, promises, claims, walks, a session.

    python data/samples/ledgerline/prepare.py

Running it again adds nothing, and takes back nothing that people have changed since.
"""

from __future__ import annotations

import csv
import json
import re
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import Any

import cslab
from cslab.errors import InputError
from cslab.study import contradictions, rota, seats, sessions, taps
from cslab.tell.plan import plan_reel
from cslab.tell.sessions import timeline

HERE = Path(__file__).resolve().parent


def main(folder: Path = HERE) -> None:
    """Write highlights.toml and made/ into the store of the study in `folder`, through the face of cslab."""
    study = cslab.open(folder)
    ids = add_highlights(study)
    code_answers(study)
    judge(study)
    define_success(study)
    there = evidence(study, ids)
    add_promises(study, there)
    add_feedback(study, there)
    lock_claims(study)
    mark_clips(study, ids)
    answer_contradictions(study)
    walk_a_mile(study)
    hold_session(study)


def add_highlights(study: cslab.Study) -> dict[str, int]:
    """Highlights and the reel; gives the ids of the highlights by their names."""
    chosen = tomllib.loads((HERE / "highlights.toml").read_text(encoding="utf-8"))
    ids: dict[str, int] = {}
    for highlight in chosen["highlights"]:
        start, end = find_quote(read_words(highlight["interview"]), highlight["quote"])
        ids[highlight["name"]] = study.add_highlight(
            highlight["interview"],
            start=start,
            end=end,
            codes=highlight["codes"],
            stage=highlight["stage"],
            note=highlight["note"],
            sentiment=highlight["sentiment"],
            juice=highlight["juice"],
            coder=highlight["coder"],
            nonce=f"ledgerline/{highlight['name']}",
        )
    reel = chosen["reel"]
    if reel["name"] not in set(study.reels["name"]):
        elements = [_element(element, ids) for element in reel["elements"]]
        study.save_reel(reel["name"], title=reel["title"], elements=elements)
    return ids


def code_answers(study: cslab.Study) -> None:
    """What Maya, and in part Tom, read in the open answers."""
    codes: dict[tuple[str, str, str, str], list[str]] = defaultdict(list)
    for row in made("answer-codes"):
        codes[row["survey"], row["person_id"], row["question"], row["coder"]].append(row["code"])
    there = {name for name in study.surveys["name"] if (study.folder / "surveys" / f"{name}.csv").exists()}
    whose = {}
    for name in there:
        responses = study.survey(name).responses
        whose[name] = dict(zip(responses["person_id"], responses["response_id"], strict=True))
    put = study.answer_codes()
    done = set(zip(put["survey"], put["response_id"], put["question"], put["coder"], strict=True))
    for (name, person, question, coder), found in codes.items():
        response = whose.get(name, {}).get(person)
        if response is not None and (name, response, question, coder) not in done:
            nonce = f"ledgerline/{name}/{person}/{question}/{coder}"
            study.code_answer(name, response, question, found, coder=coder, nonce=nonce)


def judge(study: cslab.Study) -> None:
    """How the team sees some ties after having listened."""
    for row in made("judgements"):
        study.rate_relationship(
            row["person_id"],
            int(row["strength"]) if row["strength"] else None,
            int(row["sentiment"]),
            row["note"],
            author=row["author"],
            nonce=f"ledgerline/second-look/{row['person_id']}",
        )


def define_success(study: cslab.Study) -> None:
    """What success means to the interviewed, in numbers, and how far they are."""
    known = set(study.people["person_id"])
    defined = {}
    for row in made("success"):
        if row["person_id"] in known:
            name = study.define_success(
                row["person_id"],
                row["definition"],
                measure=row["measure"],
                unit=row["unit"],
                baseline=float(row["baseline"]),
                target=float(row["target"]),
                due_on=row["due_on"],
                author="Maya",
                nonce=f"ledgerline/success/{row['person_id']}",
            )
            defined[name] = row["values"]
    for name in set(study.success().table["success"]) & set(defined):  # somebody may have taken one out since
        for value in defined[name].split("; "):
            day, number = value.split()
            study.record_success(name, float(number), on_day=day, author="Maya", nonce=f"{name}/{day}")


def add_promises(study: cslab.Study, there: dict[str, dict[str, Any]]) -> None:
    """What customers were promised, and what became of it."""
    settled = {}
    for number, row in enumerate(made("promises")):
        added = study.add_promise(
            row["what"],
            made_by=row["made_by"],
            person_id=row["person_id"],
            made_on=row["made_on"],
            due_on=row["due_on"],
            author=row["made_by"],
            nonce=f"ledgerline/promise/{number}",
            **there.get(row["evidence"], {}),
        )
        if row["state"] != "made":
            settled[added] = row
    for number in untouched(study.promises().table):
        if number in settled:
            row = settled[number]
            study.settle_promise(number, row["state"], on=row["settled_on"], author=row["made_by"])


def add_feedback(study: cslab.Study, there: dict[str, dict[str, Any]]) -> None:
    """What was heard, decided, done and told."""
    heard = {}
    for number, row in enumerate(made("feedback")):
        added = study.add_feedback(
            row["what"],
            person_id=row["person_id"],
            owner=row["owner"],
            heard_on=row["heard_on"],
            author=row["owner"] or "Maya",
            nonce=f"ledgerline/feedback/{number}",
            **there.get(row["evidence"], {}),
        )
        heard[added] = row
    for number in untouched(study.feedback()):
        row = heard.get(number, {})
        who = row.get("owner") or "Maya"
        if row.get("decided_on"):
            study.decide_feedback(number, row["decision"], on=row["decided_on"], author=who)
        if row.get("done_on"):
            study.finish_feedback(number, on=row["done_on"], author=who)
        if row.get("told_on"):
            study.tell_feedback(number, on=row["told_on"], author=who)


def lock_claims(study: cslab.Study) -> None:
    """What the team believed, each claim locked by its author; drafts stay drafts."""
    known = set(study.claims["claim"])
    for claim in tomllib.loads((HERE / "personas.toml").read_text(encoding="utf-8"))["claims"]:
        id_ = claim["id"]
        if id_ in known and id_ not in challenged()["drafts"] and not study.locked(id_):
            study.lock_claim(id_, author=claim["author"], nonce=f"ledgerline/{id_}")


def mark_clips(study: cslab.Study, ids: dict[str, int]) -> None:
    """Which clips speak for a claim, and which against it, as somebody of the team heard them."""
    known = set(study.claims["claim"])
    here = set(study.highlights()["id"])
    for mark in challenged()["marks"]:
        if mark["claim"] in known and ids[mark["clip"]] in here:
            nonce = f"ledgerline/{mark['claim']}/{mark['clip']}"
            study.mark_clip(
                mark["claim"],
                ids[mark["clip"]],
                mark["side"],
                note=mark["note"],
                author=mark["author"],
                nonce=nonce,
            )


def answer_contradictions(study: cslab.Study) -> None:
    """What became of two contradictions."""
    if len(study.claims):
        for one in challenged()["contradictions"]:
            nonce = f"ledgerline/{one['key']}"
            contradictions.set_status(
                study.store, one["key"], one["status"], note=one["note"], author=one["author"], nonce=nonce
            )


def walk_a_mile(study: cslab.Study) -> None:
    """Eight weeks of a rota, what was heard and shown, and what colleagues found when they were customers."""
    known = set(study.people["person_id"])
    agree_rota(study, known)
    for number, row in enumerate(made("listenings")):
        people = [person for person in row["people"].split() if person in known]
        if people:
            study.listen_to(
                row["teammate"],
                people,
                how=row["how"],
                source=row["source"],
                on_day=row["on_day"],
                minutes=float(row["minutes"]),
                note=row["note"],
                author=row["teammate"],
                nonce=f"ledgerline/listening/{number}",
            )
    for number, row in enumerate(made("show-me")):
        if row["person_id"] in known:
            study.add_show_me(
                row["teammate"],
                row["person_id"],
                row["text"],
                stage=row["stage"],
                codes=row["codes"].split(),
                on_day=row["on_day"],
                at=float(row["at"]) if row["at"] else None,
                note=row["note"],
                author=row["teammate"],
                nonce=f"ledgerline/show-me/{number}",
            )
    run_errands(study)


def agree_rota(study: cslab.Study, known: set[str]) -> None:
    """Who listened to whom, and what was put off; what somebody has changed since stays as it is."""
    agreed = {}
    for row in made("rota"):
        if row["person_id"] in known:
            nonce = f"ledgerline/rota/{row['week']}/{row['teammate']}"
            whose = {"week": row["week"], "note": row["why"], "author": row["teammate"], "nonce": nonce}
            agreed[study.agree_rota(row["teammate"], row["person_id"], **whose)] = row
    for number in untouched(rota.rota(study.store)):
        row = agreed.get(number, {"state": "agreed"})
        if row["state"] == "put off":
            study.put_off_rota(number, row["reason"], author=row["teammate"])
        elif row["state"] == "done":
            study.finish_rota(
                number,
                how=row["how"],
                on_day=row["on_day"],
                minutes=float(row["minutes"]),
                note=row["note"],
                author=row["teammate"],
            )


def run_errands(study: cslab.Study) -> None:
    """The steps of a customer, and how they went for colleagues."""
    steps = {
        row["name"]: study.add_errand(
            row["title"],
            what=row["what"],
            stage=row["stage"],
            author="Maya",
            nonce=f"ledgerline/errand/{row['name']}",
        )
        for row in made("errands")
    }
    here = set(study.errands().steps["id"])  # somebody may have taken one off the list since
    for number, row in enumerate(made("errands-done")):
        if steps[row["errand"]] in here:
            study.do_errand(
                steps[row["errand"]],
                row["teammate"],
                outcome=row["outcome"],
                on_day=row["on_day"],
                minutes=float(row["minutes"]),
                note=row["note"],
                author=row["teammate"],
                nonce=f"ledgerline/errand-done/{number}",
            )


def hold_session(study: cslab.Study) -> None:
    """The empathy session that Maya led with the reel: written down, heard, revealed, written down again."""
    name, leads, day = "first-ninety-days", "Maya", "2026-10-13"
    sheets = made("session")
    if study.mirror_items().empty or "first-90-days" not in set(study.reels["name"]):
        return
    try:
        session = study.add_session(
            "The first ninety days",
            reel="first-90-days",
            teammates=dict.fromkeys(row["teammate"] for row in sheets),
            facilitator=leads,
            note="An hour on a Tuesday, in the kitchen.",
            author=leads,
            nonce=name,
        )
    except InputError:
        return  # somebody removed it
    heard = settle_reel(study)
    if session.state != "answer" or not heard["timeline"] or any(one.joined for one in session.participants):
        return
    for one in session.participants:
        study.join_session(name, one.teammate)
    write_down(study, name, [row for row in sheets if row["phase"] == "before"])
    sessions.move_session(study.store, name, "listen", heard=heard, author=leads)
    clips = {clip["highlight"]: clip for clip in heard["timeline"]}
    for row in made("session-taps"):
        clip = clips.get(f"ledgerline/{row['clip']}")
        if clip is not None:
            at = clip["at"] + float(row["part"]) * (clip["end"] - clip["at"])
            study.tap(name, row["teammate"], at, nonce=f"{name}/{row['teammate']}/{row['clip']}")
    whose = dict(zip(study.interviews["interview_id"], study.interviews["person_id"], strict=True))
    people = dict.fromkeys(whose[clip["interview_id"]] for clip in heard["timeline"])
    for one in session.participants:
        seats.listened(study.store, name, one.teammate)
        study.listen_to(
            one.teammate,
            people,
            how="session",
            source=name,
            on_day=day,
            minutes=round(heard["seconds"] / 60, 2),
            author=one.teammate,
            nonce=f"session/{name}/{one.teammate.casefold()}",
        )
    study.move_session(name, "reveal", author=leads)
    study.move_session(name, "again", author=leads)
    write_down(study, name, [row for row in sheets if row["phase"] == "after"])
    study.move_session(name, "closed", author=leads)


def write_down(study: cslab.Study, name: str, rows: list[dict[str, str]]) -> None:
    """Answer and lock the sheets of one phase."""
    asked = set(study.session(name).items)
    for row in rows:
        if row["item"] in asked:
            said = {what: float(row[what]) for what in ("own", "certainty", "predicted")}
            study.answer_session(name, row["teammate"], row["phase"], row["item"], **said)
    for who, phase in dict.fromkeys((row["teammate"], row["phase"]) for row in rows):
        study.lock_session(name, who, phase, incomplete=True)


def settle_reel(study: cslab.Study) -> dict[str, Any]:
    """What sounds when, by the true times of the words, for nothing is transcribed yet."""
    script, marked = study.reel("first-90-days").script, study.highlights()
    stages = {stage.id: stage.name for stage in study.config.stages}
    long = dict.fromkeys(marked["interview_id"], 3600.0)
    plan = plan_reel(script, marked, {}, None, stages, durations=long)
    return timeline.settled(script, plan, taps.nonces(study.store)) | {"fingerprint": ""}


def challenged() -> dict[str, Any]:
    """What challenged.toml says."""
    return tomllib.loads((HERE / "challenged.toml").read_text(encoding="utf-8"))


def made(name: str) -> list[dict[str, str]]:
    """The rows of a file in made/."""
    with (HERE / "made" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def evidence(study: cslab.Study, ids: dict[str, int]) -> dict[str, dict[str, Any]]:
    """What promises and feedback may rest on, as far as it is still there."""
    here = set(study.highlights()["id"])
    said = {f"highlight:{name}": {"highlight": id_} for name, id_ in ids.items() if id_ in here}
    return said | {f"contact:{name}": {"contact": name} for name in study.contacts["contact_id"]}


def untouched(table: Any) -> list[int]:
    """Those that nobody has changed since they were added."""
    return [int(row.id) for row in table.itertuples() if row.changed_at == row.created_at]


def read_words(interview_id: str) -> list[dict[str, Any]]:
    """The words of one interview with their true times and speakers, in order of time."""
    text = (HERE / "scripts" / f"{interview_id}.words.json").read_text(encoding="utf-8")
    words: list[dict[str, Any]] = json.loads(text)["words"]
    return words


def find_quote(words: list[dict[str, Any]], quote: str) -> tuple[float, float]:
    """Seconds from the start of a quote's first word to the end of its last; one speaker says all of it."""
    wanted = [_bare(word) for word in quote.split()]
    for speaker in dict.fromkeys(word["speaker"] for word in words):
        said = [word for word in words if word["speaker"] == speaker]
        bare = [_bare(word["text"]) for word in said]
        for at in range(len(bare) - len(wanted) + 1):
            if bare[at : at + len(wanted)] == wanted:
                return said[at]["start"], said[at + len(wanted) - 1]["end"]
    raise ValueError(f"Nobody says {quote!r}.")


def _bare(word: str) -> str:
    return re.sub(r"[^\w]+", "", word).lower()


def _element(element: dict[str, str], ids: dict[str, int]) -> dict[str, Any]:
    if "clip" in element:
        return {"kind": "clip", "highlight": ids[element["clip"]]}
    return {"kind": "heading", "text": element["heading"]}


if __name__ == "__main__":
    main()
