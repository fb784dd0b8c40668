"""The routes of an empathy session: each asks the study anew whether whoever comes may have it.

- ``GET /cslab/session/TOKEN/state``: the step that is due, asked for every second
- ``GET /cslab/session/TOKEN/sheet``: one's own questions and answers
- ``GET /cslab/session/TOKEN/script`` and ``/sound``: the reel's words and sound, once one's sheet is locked
- ``GET /cslab/session/TOKEN/reveal`` and ``/own``: what was answered, once it is revealed; one's own result
- ``POST`` join, say, lock, tap, finish (a seat), play (the room's screen and the desk)
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import anyio.to_thread
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from app import opened, session_reveal, session_seats, session_sound, session_told
from app.session_seats import ClosedError, Seat
from cslab import Study
from cslab.errors import CslabError, NotFoundError
from cslab.study.teamfile import ASKED

PRIVATE = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"}
MOST = 1 << 18
"""Bytes of a request: far more than any sheet has."""

Told = dict[str, Any]
Deed = Callable[[Study, Seat, Told], Told]


def routes(prefix: str) -> list[Route]:
    """Return the routes under ``prefix``."""
    at = f"{prefix}/session/{{token}}"
    reading = [Route(f"{at}/{name}", _asked(answer), methods=["GET"]) for name, answer in READ.items()]
    doing = [Route(f"{at}/{name}", _done(deed), methods=["POST"]) for name, deed in DO.items()]
    return [*reading, *doing, Route(f"{at}/sound", _guarded(_sound), methods=["GET"])]


# ---- what is read ----


def _sheet(study: Study, seat: Seat, asked: Told) -> Told:
    return session_told.sheet(study, seat, str(asked.get("phase", "before")))


def _script(study: Study, seat: Seat, _asked: Told) -> Told:
    sound, session = session_told.sounding(study, seat)
    if sound.file is None:
        raise _NotYetError(session_sound.prepare(study, session) or session_sound.PREPARING)
    return session_told.script(sound.plan, session.title)


def _reveal(study: Study, seat: Seat, _asked: Told) -> Told:
    session = study.session(seat.session)
    if why := session_seats.hidden_from(session, seat):
        raise ClosedError(why)
    return session_reveal.reveal(study, session, seat.teammate)


def _own(study: Study, seat: Seat, _asked: Told) -> Told:
    session = study.session(seat.session)
    if why := session_seats.hidden_from(session, seat):
        raise ClosedError(why)
    return session_reveal.own(study, session, seat.teammate)


READ: dict[str, Deed] = {
    "state": lambda study, seat, _: session_told.state(study, seat),
    "sheet": _sheet,
    "script": _script,
    "reveal": _reveal,
    "own": _own,
}

# ---- what is done ----


def _join(study: Study, seat: Seat, _said: Told) -> Told:
    study.join_session(seat.session, _own_name(seat))
    return {}


def _say(study: Study, seat: Seat, said: Told) -> Told:
    """Keep answers; what a browser sends is not trusted, and what it does not name stays as it is."""
    answers = said.get("answers")
    for item, values in answers.items() if isinstance(answers, dict) else ():
        named = values if isinstance(values, dict) else {}
        given = {name: value for name, value in named.items() if name in ASKED and _said(value)}
        if given:
            study.answer_session(seat.session, _own_name(seat), str(said.get("phase")), str(item), **given)
    return {}


def _lock(study: Study, seat: Seat, said: Told) -> Told:
    study.lock_session(seat.session, _own_name(seat), str(said.get("phase")), incomplete=True)
    return {}


def _tap(study: Study, seat: Seat, said: Told) -> Told:
    study.tap(seat.session, _own_name(seat), _number(said, "at"), nonce=str(said.get("nonce", "")))
    return {}


def _finish(study: Study, seat: Seat, _said: Told) -> Told:
    study.finish_listening(seat.session, _own_name(seat))
    return {}


def _play(study: Study, seat: Seat, said: Told) -> Told:
    if seat.role == "seat":
        raise ClosedError("Only the facilitator plays and pauses for everybody.")
    session = study.session(seat.session)
    study.set_playback(
        session.name,
        playing=said.get("playing") is True,
        at=_number(said, "at"),
        author=session.facilitator,
    )
    return {}


DO: dict[str, Deed] = {
    "join": _join,
    "say": _say,
    "lock": _lock,
    "tap": _tap,
    "finish": _finish,
    "play": _play,
}

# ---- inside ----


class _NotYetError(Exception):
    """What is asked for is not there yet; it is worth asking again."""


def _asked(answer: Deed) -> Callable[[Request], Awaitable[Response]]:
    async def respond(request: Request, study: Study, seat: Seat) -> Response:
        told = await anyio.to_thread.run_sync(answer, study, seat, dict(request.query_params))
        return JSONResponse(told, headers=PRIVATE)

    return _guarded(respond)


def _done(deed: Deed) -> Callable[[Request], Awaitable[Response]]:
    async def respond(request: Request, study: Study, seat: Seat) -> Response:
        if opened.read_only() or study.read_only:
            return PlainTextResponse(
                "This study is open for reading only; nothing can be kept here.", 403, headers=PRIVATE
            )
        said = await _body(request)
        return JSONResponse(await anyio.to_thread.run_sync(deed, study, seat, said), headers=PRIVATE)

    return _guarded(respond)


async def _sound(_request: Request, study: Study, seat: Seat) -> Response:
    sound, session = await anyio.to_thread.run_sync(session_told.sounding, study, seat)
    if sound.file is None:
        raise _NotYetError(await anyio.to_thread.run_sync(session_sound.prepare, study, session))
    return FileResponse(sound.file, media_type="audio/mp4", headers=PRIVATE, stat_result=sound.file.stat())


def _guarded(
    handler: Callable[[Request, Study, Seat], Awaitable[Response]],
) -> Callable[[Request], Awaitable[Response]]:
    """Let in whoever bears a link of ours, and turn what goes wrong into a status and one plain sentence."""

    async def answer(request: Request) -> Response:
        try:
            study = await anyio.to_thread.run_sync(opened.study)
            seat = session_seats.read(study, request.path_params["token"])
            if seat is None:
                return PlainTextResponse(session_told.WRONG, 403, headers=PRIVATE)
            return await handler(request, study, seat)
        except ClosedError as error:
            return PlainTextResponse(str(error), 403, headers=PRIVATE)
        except _NotYetError as error:
            return PlainTextResponse(str(error), 503, headers=PRIVATE)
        except NotFoundError as error:
            return PlainTextResponse(str(error), 404, headers=PRIVATE)
        except CslabError as error:
            return PlainTextResponse(str(error), 400, headers=PRIVATE)

    return answer


async def _body(request: Request) -> Told:
    held = bytearray()
    with suppress(ClientDisconnect):
        async for chunk in request.stream():
            held += chunk
            if len(held) > MOST:
                return {}
    try:
        said = json.loads(bytes(held) or b"{}")
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _number(said: Told, name: str) -> float:
    value = said.get(name)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else -1.0


def _said(value: Any) -> bool:
    """Whether it can be an answer: a number, or nothing, which takes an answer back."""
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def _own_name(seat: Seat) -> str:
    if seat.role != "seat":
        raise ClosedError("Only a colleague's own link can do that.")
    return seat.teammate
