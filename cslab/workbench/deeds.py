"""What people do in the player, done in the study: each event once, however often it is sent.

The player sends all events that it has no answer to, each ``{nonce, kind, ...}``; see `cslab.player`. The app
and the notebook both hand them to `do`.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cslab.errors import CslabError, InputError
from cslab.player.events import WORDS, Answer, Event
from cslab.study import highlights

if TYPE_CHECKING:
    from cslab.workbench.study import Study

_REMEMBERED = 500


class Memory:
    """Nonces of the last events that were done: what can't be told by the store is not done twice."""

    def __init__(self) -> None:
        self._done: OrderedDict[str, None] = OrderedDict()

    def __contains__(self, nonce: str) -> bool:
        return nonce in self._done

    def add(self, nonce: str) -> None:
        """Remember one; the oldest is forgotten."""
        self._done[nonce] = None
        while len(self._done) > _REMEMBERED:
            self._done.popitem(last=False)


def do(
    study: Study,
    interview_id: str,
    events: Sequence[Any],
    *,
    coder: str | None = None,
    memory: Memory | None = None,
) -> Answer:
    """Do what a person did in the player of one interview.

    Parameters
    ----------
    study : Study
        Where it is kept.
    interview_id : str
        Which interview.
    events : sequence of mappings
        ``nonce``, ``kind``, and what the kind needs.
    coder : str, optional
        Who does it; the study's actor when left out.
    memory : Memory, optional
        Of the same player, from call to call.

    Returns
    -------
    Answer
        An event that can't be done is refused with a sentence, and the others are done all the same.
    """
    memory = memory if memory is not None else Memory()
    answered, refused, words_changed = [], {}, False
    for event in events:
        nonce = event.get("nonce") if isinstance(event, Mapping) else None
        if not isinstance(nonce, str) or not nonce:
            continue
        try:
            if nonce not in memory:
                _act(event)(study, interview_id, event, coder or study.actor)
                memory.add(nonce)
            answered.append(nonce)
            words_changed = words_changed or event["kind"] in WORDS
        except CslabError as error:
            refused[nonce] = str(error)
        except (KeyError, TypeError, ValueError):
            refused[nonce] = "This can't be read; reload the page and do it again."
    return Answer(tuple(answered), refused, words_changed)


Act = Callable[["Study", str, Event, "str | None"], object]


def _act(event: Event) -> Act:
    kind = str(event.get("kind"))
    if kind not in ACTS:
        raise InputError(f"This version of cslab can't do {kind!r}; reload the page.")
    return ACTS[kind]


def _add(study: Study, interview_id: str, event: Event, coder: str | None) -> None:
    study.add_highlight(
        interview_id,
        start=float(event["start"]),
        end=float(event["end"]),
        codes=[str(code) for code in event.get("codes") or ()],
        stage=event.get("stage"),
        note=str(event.get("note") or ""),
        sentiment=event.get("sentiment"),
        juiciness=event.get("juiciness"),
        juice=event.get("juice") or None,
        coder=coder,
        nonce=str(event["nonce"]),
    )


def _change(study: Study, _interview_id: str, event: Event, coder: str | None) -> None:
    """Change one highlight; codes are put and dropped, so that what another person added meanwhile stays."""
    known = {"start", "end", "codes", "stage", "note", "sentiment", "juiciness", "juice"}
    values = {name: value for name, value in dict(event.get("set") or {}).items() if name in known}
    study.change_highlight(
        int(event["id"]),
        put=[str(code) for code in event.get("put") or ()],
        drop=[str(code) for code in event.get("drop") or ()],
        coder=coder,
        **values,
    )


def _remove(study: Study, interview_id: str, event: Event, coder: str | None) -> None:
    number = int(event["id"])
    gone = highlights.highlights(study.store, interview_id=interview_id, removed=True)
    if number not in set(gone["id"]):
        highlights.remove_highlight(study.store, number, actor=coder)


def _restore(study: Study, _interview_id: str, event: Event, coder: str | None) -> None:
    highlights.restore_highlight(study.store, int(event["id"]), actor=coder)


def _correct(study: Study, interview_id: str, event: Event, coder: str | None) -> None:
    study.correct(
        interview_id,
        int(event["first"]),
        int(event["last"]),
        str(event["text"]),
        before=event.get("before"),
        nonce=str(event["nonce"]),
        author=coder,
    )


def _uncorrect(study: Study, _interview_id: str, event: Event, coder: str | None) -> None:
    study.undo_correction(int(event["id"]), author=coder)


def _speaker(study: Study, interview_id: str, event: Event, coder: str | None) -> None:
    given = {name: event[name] for name in ("name", "role", "person_id") if event.get(name)}
    study.name_speaker(interview_id, str(event["label"]), **given, author=coder)


def _merge(study: Study, interview_id: str, event: Event, coder: str | None) -> None:
    study.merge_speakers(interview_id, str(event["label"]), str(event["into"]), author=coder)


def _swap(study: Study, interview_id: str, event: Event, coder: str | None) -> None:
    """Swap the speakers, unless whoever asked when it was done does not ask any more: then it was done."""
    asks = event.get("asks")
    who = study.speakers(interview_id)
    if asks is None or str(asks) in set(who.loc[who["role"] == "interviewer", "label"]):
        study.swap_speakers(interview_id, author=coder)


def _reassign(study: Study, interview_id: str, event: Event, coder: str | None) -> None:
    study.reassign(
        interview_id,
        float(event["start"]),
        float(event["end"]),
        str(event["label"]),
        nonce=str(event["nonce"]),
        author=coder,
    )


def _accept(study: Study, interview_id: str, event: Event, coder: str | None) -> None:
    _decide(study.accept_suggestion, interview_id, event, coder)


def _decline(study: Study, interview_id: str, event: Event, coder: str | None) -> None:
    _decide(study.decline_suggestion, interview_id, event, coder)


def _decide(how: Callable[..., object], interview_id: str, event: Event, coder: str | None) -> None:
    how(
        interview_id,
        start=float(event["start"]),
        end=float(event["end"]),
        code=str(event["code"]),
        score=float(event.get("score") or 0.0),
        coder=coder,
        nonce=str(event["nonce"]),
    )


ACTS: Mapping[str, Act] = {
    "add": _add,
    "change": _change,
    "remove": _remove,
    "restore": _restore,
    "correct": _correct,
    "uncorrect": _uncorrect,
    "speaker": _speaker,
    "merge": _merge,
    "swap": _swap,
    "reassign": _reassign,
    "accept": _accept,
    "decline": _decline,
}
"""Kind of event -> what does it."""
