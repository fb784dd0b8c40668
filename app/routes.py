"""Sound, words and uploads by URL: each address is signed, each file is looked up in the study by its id.

- ``GET /cslab/audio/TOKEN``: an interview's sound, with HTTP Range
- ``GET /cslab/transcript/TOKEN.json``: its words, with ETag and gzip
- ``GET /cslab/export/TOKEN.vtt``: the words as a file to keep; also .srt, .txt, .md and .json
- ``GET /cslab/reel/TOKEN``: a rendered reel, or one of the files it can become; ``?download=1`` saves it
- ``GET /cslab/reel-file/TOKEN``: a reel as captions, a cut list, a playlist, a manifest, or its share page
- ``GET /cslab/asset/NAME``: the player's script and style sheet, the same for everybody, kept for a year
- ``PUT /cslab/upload/TOKEN?name=FILE``: a new recording, streamed to the disk
- ``/cslab/session/TOKEN/...``: a seat in an empathy session; see `app.session_routes`
"""

from __future__ import annotations

import gc
import mimetypes
import os
import secrets
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import anyio
import anyio.to_thread
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from streamlit import config

from app import background, opened, session_routes, tokens, words
from app.ui import reel_assets, reel_files
from cslab import Study
from cslab.errors import CslabError, NotFoundError
from cslab.listen import formats
from cslab.player import assets
from cslab.study import intake
from cslab.tell import spoken

WRITE_EVERY = 1 << 20
"""Bytes gathered before they are written: fewer hops between threads."""

Handler = Callable[[Request], Awaitable[Response]]
FOREVER = {"X-Content-Type-Options": "nosniff", "Cache-Control": "public, max-age=31536000, immutable"}
PRIVATE = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-cache"}


def prefix() -> str:
    """Where our routes lie: under the server's own base path."""
    return f"{base()}/cslab"


def base() -> str:
    """The server's own base path: empty, or with a slash before it and none behind."""
    path = str(config.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{path}" if path else ""


def address(study: Study, kind: tokens.Kind, name: str) -> str:
    """Signed address of an interview's sound or words, of a reel, or of the place to upload to."""
    token = tokens.sign(study.folder, kind, name)
    return f"{prefix()}/{kind}/{token}{'.json' if kind == 'transcript' else ''}"


def asset_address(asset: assets.Asset) -> str:
    """Address of the player's script or style sheet."""
    return f"{prefix()}/asset/{asset.name}"


def routes() -> list[Route]:
    """Return the routes that the launcher hands to Streamlit."""
    at = prefix()
    return [
        Route(f"{at}/asset/{{name}}", _asset, methods=["GET"]),
        Route(f"{at}/audio/{{token}}", _plainly(_audio), methods=["GET"]),
        Route(f"{at}/transcript/{{token}}.json", _plainly(_transcript), methods=["GET"]),
        Route(f"{at}/export/{{token}}.{{kind}}", _plainly(_export), methods=["GET"]),
        Route(f"{at}/reel/{{token}}", _plainly(_reel), methods=["GET"]),
        Route(f"{at}/reel-file/{{token}}", _plainly(_reel_file), methods=["GET"]),
        Route(f"{at}/upload/{{token}}", _plainly(_upload), methods=["PUT"]),
        *session_routes.routes(at),
    ]


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:
    """Import what pages need before the first visitor, and keep it from the collector."""
    await anyio.to_thread.run_sync(_warm_up)
    threading.Thread(target=_start_work, name="start waiting work", daemon=True).start()
    yield


def _warm_up() -> None:
    import altair  # noqa: F401 - the point is to have them loaded
    import pandas as pd  # noqa: F401

    gc.collect()
    gc.freeze()


def _start_work() -> None:
    """Transcribe what waits before anybody looks; in a thread, since a large study takes long to read."""
    if opened.chosen():
        with suppress(CslabError):
            study = opened.study()
            background.keep_working(study, study.recordings)


def _plainly(handler: Handler) -> Handler:
    """Turn what goes wrong into a status and one plain sentence."""

    async def answer(request: Request) -> Response:
        try:
            return await handler(request)
        except NotFoundError as error:
            return PlainTextResponse(str(error), 404, headers=PRIVATE)
        except CslabError as error:
            return PlainTextResponse(str(error), 400, headers=PRIVATE)

    return answer


def _forbidden() -> Response:
    return PlainTextResponse(
        "This address is not signed, or is out of date; reload the page.", 403, headers=PRIVATE
    )


async def _bearer(request: Request, kind: tokens.Kind) -> tuple[Study, str] | None:
    study = await anyio.to_thread.run_sync(opened.study)
    name = tokens.read(study.folder, kind, request.path_params["token"])
    return None if name is None else (study, name)


# ---- sound -------------------------------------------------------------------------------------------


async def _audio(request: Request) -> Response:
    bearer = await _bearer(request, "audio")
    if bearer is None:
        return _forbidden()
    return _file(request, await anyio.to_thread.run_sync(_sound, *bearer))


def _sound(study: Study, interview_id: str) -> Path:
    """Find the playback copy; until it is prepared, the recording itself, when it lies in the study.

    A name ``spoken/...`` is the sound of a reel's heading.
    """
    if interview_id.startswith(f"{spoken.FOLDER}/"):
        return spoken.find(study.folder, interview_id)
    if study.playback_ready(interview_id):
        return study.playback(interview_id)
    table = study.recordings.set_index("interview_id")
    if interview_id not in table.index:
        raise NotFoundError.of("interview", interview_id, table.index)
    original = (study.folder / str(table.loc[interview_id, "recording"])).resolve()
    if (
        original.is_file()
        and original.is_relative_to(study.folder.resolve())
        and original.suffix.lower() in intake.SUFFIXES
    ):
        return original
    raise NotFoundError(f"The sound of {interview_id} is not prepared yet; it comes with the transcription.")


async def _reel(request: Request) -> Response:
    bearer = await _bearer(request, "reel")
    if bearer is None:
        return _forbidden()
    file, title = await anyio.to_thread.run_sync(_rendering, *bearer)
    download = f"{title}{file.suffix}" if request.query_params.get("download") else None
    return _file(request, file, download=download)


def _rendering(study: Study, signed: str) -> tuple[Path, str]:
    """Find a rendered file by the signed ``NAME/FORMAT``; ``vtt`` is the captions beside any of them."""
    name, _, wanted = signed.rpartition("/")
    reel, old = study.reel(name), False
    for row in reel.renderings.itertuples(index=False):
        file = Path(str(row.path))
        found = file.with_suffix(".vtt") if wanted == "vtt" else file
        if wanted not in {"vtt", row.format} or not found.is_file():
            continue
        if not row.up_to_date:  # somebody heard in it may have withdrawn their consent since
            old = True
            continue
        return found, reel.title
    if old:
        raise NotFoundError(f"The reel {name!r} has changed since it was rendered; render it again.")
    raise NotFoundError(f"The reel {name!r} is not rendered as {wanted}; render it first.")


async def _reel_file(request: Request) -> Response:
    """A reel in a format that is written at once, by the signed ``NAME/AUDIENCE/FORMAT``."""
    bearer = await _bearer(request, "reel")
    if bearer is None:
        return _forbidden()
    study, (reel, audience, kind) = bearer[0], bearer[1].rsplit("/", 2)
    body, name = await anyio.to_thread.run_sync(reel_files.body, study, reel, audience, kind)
    headers = PRIVATE | {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return Response(body, media_type="application/octet-stream", headers=headers)


async def _asset(request: Request) -> Response:
    name = request.path_params["name"]
    asset = assets.find(name) or reel_assets.find(name)
    if asset is None:
        return PlainTextResponse("There is no such file; reload the page.", 404, headers=PRIVATE)
    return Response(asset.body, media_type=asset.media_type, headers=FOREVER)


def _file(request: Request, file: Path, *, download: str | None = None) -> Response:
    """Answer with a file: ranges, ETag, HEAD, never compressed, never guessed at by the browser."""
    media_type = _media_type(file)
    response = FileResponse(
        file, media_type=media_type, headers=PRIVATE, filename=download, stat_result=file.stat()
    )
    if response.headers["etag"] in _tags(request) and "range" not in request.headers:
        return Response(status_code=304, headers=PRIVATE | {"ETag": response.headers["etag"]})
    return response


def _media_type(file: Path) -> str:
    guessed = {".m4a": "audio/mp4", ".vtt": "text/vtt; charset=utf-8", ".opus": "audio/ogg"}.get(
        file.suffix.lower()
    )
    guessed = guessed or mimetypes.guess_type(file.name)[0] or ""
    return guessed if guessed.startswith(("audio/", "video/", "text/vtt")) else "application/octet-stream"


def _tags(request: Request) -> set[str]:
    return {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}


# ---- words -------------------------------------------------------------------------------------------


async def _transcript(request: Request) -> Response:
    bearer = await _bearer(request, "transcript")
    if bearer is None:
        return _forbidden()
    packed = (await anyio.to_thread.run_sync(words.spoken, *bearer)).packed
    headers = PRIVATE | {"ETag": packed.etag, "Vary": "Accept-Encoding"}
    if packed.etag in _tags(request):
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(
            packed.gzipped, media_type="application/json", headers=headers | {"Content-Encoding": "gzip"}
        )
    return Response(packed.plain, media_type="application/json", headers=headers)


async def _export(request: Request) -> Response:
    bearer = await _bearer(request, "transcript")
    if bearer is None:
        return _forbidden()
    study, interview_id = bearer
    form = formats.format_of(request.path_params["kind"])
    body = await anyio.to_thread.run_sync(lambda: form.write(study.transcript(interview_id)))
    name = quote(f"{interview_id}{form.suffixes[0]}")
    headers = PRIVATE | {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    kind = {"vtt": "text/vtt", "json": "application/json"}.get(form.name, "text/plain")
    return Response(body, media_type=f"{kind}; charset=utf-8", headers=headers)


def export_address(study: Study, interview_id: str, kind: str) -> str:
    """Signed address of an interview's words as a file: vtt, srt, txt, md or json."""
    return f"{prefix()}/export/{tokens.sign(study.folder, 'transcript', interview_id)}.{kind}"


# ---- uploads -----------------------------------------------------------------------------------------


async def _upload(request: Request) -> Response:
    bearer = await _bearer(request, "upload")
    if bearer is None:
        return _forbidden()
    study, _ = bearer
    if opened.read_only() or study.read_only:
        return PlainTextResponse("This study is open for reading only; nothing can be added here.", 403)
    name = intake.safe_name(request.query_params.get("name", ""))
    waiting_room = study.folder / ".cslab" / "uploads"
    part = waiting_room / f"{secrets.token_hex(8)}.part"
    try:
        waiting_room.mkdir(parents=True, exist_ok=True)
        size = await _stream(request, part)
        if size == 0:
            return PlainTextResponse(f"The file {name} is empty; choose another.", 400)
        kept, known = await anyio.to_thread.run_sync(_keep, study, part, name)
    except ClientDisconnect:
        return PlainTextResponse("The upload was broken off; nothing was kept.", 400)
    except OSError as error:
        return PlainTextResponse(f"The file {name} could not be kept: {error.strerror or error}.", 507)
    finally:
        part.unlink(missing_ok=True)
    return JSONResponse({"recording": kept, "name": Path(kept).name, "known": known}, headers=PRIVATE)


def _keep(study: Study, part: Path, name: str) -> tuple[str, bool]:
    """Put a finished upload among the recordings; say under which path, and whether it was there already."""
    folder = study.folder / intake.FOLDER
    before = {file.name for file in folder.iterdir()} if folder.is_dir() else set()
    kept = study.add_recording(part, name=name)
    background.keep_working(study, study.recordings)
    return kept, Path(kept).name in before


async def _stream(request: Request, part: Path) -> int:
    """Write the request's body to a file as it comes in; return its size in bytes."""
    size, gathered = 0, bytearray()
    async with await anyio.open_file(part, "wb") as file:
        async for chunk in request.stream():
            gathered += chunk
            size += len(chunk)
            if len(gathered) >= WRITE_EVERY:
                await file.write(bytes(gathered))
                gathered.clear()
        await file.write(bytes(gathered))
        await file.flush()
        await anyio.to_thread.run_sync(os.fsync, file.wrapped.fileno())
    return size


def reel_address(study: Study, name: str, suffix: str, *, download: bool = False) -> str:
    """Signed address of a rendered reel in one format, or of its captions (``vtt``)."""
    return address(study, "reel", f"{name}/{suffix}") + ("?download=1" if download else "")


def reel_file_address(study: Study, name: str, audience: str, kind: str) -> str:
    """Signed address of a reel as captions, a cut list, a playlist, a manifest, its audit or its page."""
    return f"{prefix()}/reel-file/{tokens.sign(study.folder, 'reel', f'{name}/{audience}/{kind}')}"
