"""Tables that people fill, each as one plain file and back; see `cslab.study.madecells`.

`MADE` says, for each file, which table it holds, which column is the row's own name, and by which moment the
newer of two versions of a row is told.
"""

from __future__ import annotations

from typing import Final

from cslab.study import schema
from cslab.study.madecells import CLIP, Cell, MadeFile, document, moment, name, number, truth, whole, words

_NUMBERED = (Cell("nonce", name), Cell("id", whole))
_SPAN = (Cell("interview_id", name), Cell("start", number, "start_s"), Cell("end", number, "end_s"))

CORRECTIONS = MadeFile(
    "corrections.csv",
    "corrections",
    schema.correction,
    (
        *_NUMBERED,
        *(Cell("transcription", name, "key"), Cell("first", whole), Cell("last", whole)),
        *(Cell("before", words), Cell("after", words), Cell("author", name)),
        *(Cell("created_at", moment), Cell("changed_at", moment), Cell("undone_at", moment, empty=True)),
    ),
    key=("nonce",),
    changed="changed_at",
)
SPEAKERS = MadeFile(
    "speakers.csv",
    "speakers",
    schema.speaker,
    (
        *(Cell("interview_id", name), Cell("label", words), Cell("name", words), Cell("role", words)),
        *(Cell("person_id", words, empty=True), Cell("author", name), Cell("changed_at", moment)),
    ),
    key=("interview_id", "label"),
    changed="changed_at",
)
TURNS = MadeFile(
    "speaker-turns.csv",
    "turns",
    schema.speaker_turn,
    (
        *_NUMBERED,
        *_SPAN,
        *(Cell("label", words), Cell("author", name)),
        *(Cell("created_at", moment), Cell("changed_at", moment), Cell("removed_at", moment, empty=True)),
    ),
    key=("nonce",),
    changed="changed_at",
)
VOICES = MadeFile(
    "voices.jsonl",
    "voices",
    schema.voices,
    (
        *(Cell("content_hash", name), Cell("method", words), Cell("speakers", whole)),
        *(Cell("turns", document), Cell("created_at", moment)),
    ),
    key=("content_hash",),
    changed="created_at",
)
SUGGESTIONS = MadeFile(
    "suggestions.csv",
    "suggestions",
    schema.suggestion,
    (
        *_NUMBERED,
        *_SPAN,
        *(Cell("code", name), Cell("score", number), Cell("accepted", truth)),
        *(Cell(CLIP, words, empty=True), Cell("author", name), Cell("created_at", moment)),
    ),
    key=("nonce",),
    changed="created_at",
)
CODERS = MadeFile(
    "coders.csv",
    "coders",
    schema.coder,
    (Cell("name", name), Cell("blind", truth), Cell("changed_at", moment)),
    key=("name",),
    changed="changed_at",
)
CARRIED = MadeFile(
    "carried.jsonl",
    "carried",
    schema.carried,
    (
        *(Cell("transcription", name, "key"), Cell("subject", name), Cell("subject_id", words)),
        *(Cell("outcome", words), Cell("detail", document), Cell("created_at", moment)),
    ),
    key=("key", "subject", "subject_id"),
    changed="created_at",
)

_NOTED = (
    *(Cell("note", words), Cell("author", name)),
    *(Cell("created_at", moment), Cell("changed_at", moment), Cell("removed_at", moment, empty=True)),
)
_EVIDENCE = (Cell("evidence", words), Cell("evidence_id", words))
_WHOSE = (Cell("person_id", words, empty=True), Cell("account_id", words, empty=True), Cell("what", words))

RELATIONSHIPS = MadeFile(
    "relationships.csv",
    "relationships",
    schema.relationship,
    (
        *_NUMBERED,
        *(Cell("person_id", name), Cell("strength", whole, empty=True), Cell("sentiment", whole, empty=True)),
        *_NOTED,
    ),
    key=("nonce",),
    changed="changed_at",
)
SUCCESSES = MadeFile(
    "successes.csv",
    "definitions of success",
    schema.success,
    (
        *_NUMBERED,
        *(Cell("person_id", name), Cell("definition", words), Cell("whose", name), Cell("measure", words)),
        *(Cell("unit", words), Cell("baseline", number, empty=True), Cell("target", number, empty=True)),
        Cell("due_on", words, empty=True),
        *_NOTED[1:],
    ),
    key=("nonce",),
    changed="changed_at",
)
SUCCESS_VALUES = MadeFile(
    "success-values.csv",
    "values of success",
    schema.success_value,
    (*_NUMBERED, Cell("success", name), Cell("on_day", words), Cell("value", number), *_NOTED),
    key=("nonce",),
    changed="changed_at",
)
PROMISES = MadeFile(
    "promises.csv",
    "promises",
    schema.promise,
    (
        *_NUMBERED,
        *_WHOSE,
        *(Cell("made_by", words), Cell("made_on", words), Cell("due_on", words, empty=True)),
        *(Cell("state", name), Cell("settled_on", words, empty=True)),
        *_EVIDENCE,
        *_NOTED,
    ),
    key=("nonce",),
    changed="changed_at",
)
FEEDBACK = MadeFile(
    "feedback.csv",
    "pieces of feedback",
    schema.feedback,
    (
        *_NUMBERED,
        *_WHOSE,
        *_EVIDENCE,
        *(Cell("owner", words), Cell("heard_on", words), Cell("decision", words)),
        *(Cell(day, words, empty=True) for day in ("decided_on", "done_on", "told_on")),
        *_NOTED,
    ),
    key=("nonce",),
    changed="changed_at",
)
ANSWER_CODES = MadeFile(
    "answer-codes.csv",
    "codes on answers",
    schema.answer_code,
    (
        *_NUMBERED,
        *(Cell("survey", name), Cell("response_id", name), Cell("question", name), Cell("code", name)),
        Cell("coder", name),
        *_NOTED[2:],
    ),
    key=("nonce",),
    changed="changed_at",
)
SNAPSHOTS = MadeFile(
    "snapshots.jsonl",
    "snapshots",
    schema.snapshot,
    (
        *(Cell("survey", name), Cell("response_id", name), Cell("person_id", words)),
        *(Cell("attributes", document), Cell("created_at", moment)),
    ),
    key=("survey", "response_id"),
    changed="created_at",
)
CLAIM_LOCKS = MadeFile(
    "claim-locks.jsonl",
    "locked claims",
    schema.claim_lock,
    (
        *_NUMBERED,
        *(Cell("claim", name), Cell("version", whole), Cell("document", document)),
        *_NOTED[:3],
    ),
    key=("nonce",),
    changed="created_at",
)
CLAIM_MARKS = MadeFile(
    "claim-marks.csv",
    "clips for and against claims",
    schema.claim_mark,
    (*_NUMBERED, Cell("claim", name), Cell("highlight", name), Cell("side", name), *_NOTED),
    key=("nonce",),
    changed="changed_at",
)
MIRROR_SHEETS = MadeFile(
    "mirror-sheets.csv",
    "sheets of the mirror",
    schema.mirror_sheet,
    (
        *(Cell("round", name), Cell("teammate", name), Cell("seed", whole), Cell("shared", truth)),
        *(Cell("locked_at", moment, empty=True), Cell("author", name)),
        *(Cell("created_at", moment), Cell("changed_at", moment)),
    ),
    key=("round", "teammate"),
    changed="changed_at",
)
MIRROR_ANSWERS = MadeFile(
    "mirror-answers.csv",
    "answers in the mirror",
    schema.mirror_answer,
    (
        *(Cell("round", name), Cell("teammate", name), Cell("item", name)),
        *(Cell(what, number, empty=True) for what in ("own", "certainty", "predicted")),
        *(Cell("author", name), Cell("changed_at", moment)),
    ),
    key=("round", "teammate", "item"),
    changed="changed_at",
)
CONTRADICTIONS = MadeFile(
    "contradictions.csv",
    "statuses of contradictions",
    schema.contradiction_status,
    (*_NUMBERED, Cell("contradiction", name), Cell("status", name), *_NOTED[:3]),
    key=("nonce",),
    changed="created_at",
)

SESSIONS = MadeFile(
    "sessions.jsonl",
    "sessions",
    schema.session,
    (
        *_NUMBERED,
        *(Cell("title", words), Cell("reel", words), Cell("facilitator", name), Cell("survey", words)),
        *(Cell("items", document), Cell("mode", name), Cell("state", name), Cell("playback", document)),
        Cell("detail", document),
        *_NOTED,
    ),
    key=("nonce",),
    changed="changed_at",
)
PARTICIPANTS = MadeFile(
    "session-participants.csv",
    "participants of sessions",
    schema.session_participant,
    (
        *(Cell("session", name), Cell("teammate", name), Cell("seed", whole)),
        *(Cell("before_locked_at", moment, empty=True), Cell("after_locked_at", moment, empty=True)),
        Cell("listened_at", moment, empty=True),
        *_NOTED[1:],
    ),
    key=("session", "teammate"),
    changed="changed_at",
)
SESSION_ANSWERS = MadeFile(
    "session-answers.csv",
    "answers in sessions",
    schema.session_answer,
    (
        *(Cell("session", name), Cell("teammate", name), Cell("phase", name), Cell("item", name)),
        *(Cell(what, number, empty=True) for what in ("own", "certainty", "predicted")),
        *(Cell("author", name), Cell("changed_at", moment)),
    ),
    key=("session", "teammate", "phase", "item"),
    changed="changed_at",
)
TAPS = MadeFile(
    "session-taps.csv",
    "taps in sessions",
    schema.session_tap,
    (
        *_NUMBERED,
        *(Cell("session", name), Cell("teammate", name), Cell("highlight", words), Cell("at_s", number)),
        *_NOTED[1:],
    ),
    key=("nonce",),
    changed="changed_at",
)
LISTENINGS = MadeFile(
    "listenings.csv",
    "listenings",
    schema.listening,
    (
        *_NUMBERED,
        *(Cell("teammate", name), Cell("person_id", name), Cell("how", name), Cell("source", words)),
        *(Cell("on_day", words), Cell("minutes", number, empty=True)),
        *_NOTED,
    ),
    key=("nonce",),
    changed="changed_at",
)
ROTA = MadeFile(
    "rota.csv",
    "lines of the rota",
    schema.rota,
    (
        *_NUMBERED,
        *(Cell("week", words), Cell("teammate", name), Cell("person_id", name), Cell("state", name)),
        Cell("reason", words),
        *_NOTED,
    ),
    key=("nonce",),
    changed="changed_at",
)
SHOW_ME = MadeFile(
    "show-me.jsonl",
    "show-me notes",
    schema.show_me,
    (
        *_NUMBERED,
        *(Cell("teammate", name), Cell("person_id", name), Cell("on_day", words), Cell("text", words)),
        *(Cell("stage", words, empty=True), Cell("codes", document), Cell("interview_id", words, empty=True)),
        *(Cell("at_s", number, empty=True), Cell("highlight", words, empty=True)),
        *_NOTED,
    ),
    key=("nonce",),
    changed="changed_at",
)
ERRANDS = MadeFile(
    "errands.csv",
    "errands",
    schema.errand,
    (
        *_NUMBERED,
        *(Cell("title", words), Cell("what", words), Cell("stage", words, empty=True)),
        Cell("position", whole),
        *_NOTED,
    ),
    key=("nonce",),
    changed="changed_at",
)
ERRANDS_DONE = MadeFile(
    "errands-done.csv",
    "errands done",
    schema.errand_done,
    (
        *_NUMBERED,
        *(Cell("errand", name), Cell("teammate", name), Cell("on_day", words)),
        *(Cell("minutes", number, empty=True), Cell("outcome", name)),
        *_NOTED,
    ),
    key=("nonce",),
    changed="changed_at",
)

MADE: Final = (
    *(CORRECTIONS, SPEAKERS, TURNS, VOICES, SUGGESTIONS, CODERS, CARRIED),
    *(RELATIONSHIPS, SUCCESSES, SUCCESS_VALUES, PROMISES, FEEDBACK, ANSWER_CODES, SNAPSHOTS),
    *(CLAIM_LOCKS, CLAIM_MARKS, MIRROR_SHEETS, MIRROR_ANSWERS, CONTRADICTIONS),
    *(SESSIONS, PARTICIPANTS, SESSION_ANSWERS, TAPS, LISTENINGS, ROTA, SHOW_ME, ERRANDS, ERRANDS_DONE),
)
"""In the order in which they are read back."""
