"""Two ways for sound to reach the player in a notebook, on a 60-minute recording, in JupyterLab and Chromium.

    python benchmarks/notebook_player.py [--minutes 60] [--repeats 3]

*files*: the address of Jupyter's own file route is given to the media element.
*pieces*: the browser asks the kernel for the playback copy in pieces, over the widget's connection, and makes
a Blob of them. Measured are the time from asking to the first sound, a seek to three quarters, the memory of
the kernel before and after, and the bytes of the saved notebook; and what the file route answers to a range,
to a hidden folder, and to a file outside the folder that Jupyter shows. Then the same of the real player, on a
study with that recording and 150 words a minute: from running the cell to words and to sound, and from a key to
a highlight that the store has. Written to benchmarks/results/.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import tempfile
import time
import urllib.error
import urllib.request
import wave
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent))

import cslab
from cslab.listen.audio import content_hash, prepare
from cslab.listen.decode import blocks
from cslab.listen.transcript import Transcript, Word, build_segments
from cslab.study.transcripts import begin_transcription, finish_transcription
from tests.conftest import CHROMIUM, FLAGS
from tests.player.lab_server import Lab, open_notebook, run_cell, save, serving_lab, write_notebook

SAMPLES = Path(__file__).parent.parent / "data" / "samples" / "ledgerline" / "recordings"
RESULTS = Path(__file__).parent / "results"
PIECE = 1 << 20

WIDGET = '''
import pathlib, anywidget, traitlets, psutil

class Sound(anywidget.AnyWidget):
    _esm = """
    const heard = (audio) => new Promise((done) => {{
      audio.addEventListener("timeupdate", function once() {{
        if (audio.currentTime > 0.05) {{ audio.removeEventListener("timeupdate", once); done(performance.now()); }}
      }});
    }});
    const pieces = (model, file, inFlight) => new Promise((done) => {{
      const parts = [];
      let asked = 0, came = 0, count = 1;
      const ask = () => model.send({{ file, at: asked++ }});
      model.on("msg:custom", (message, buffers) => {{
        parts[message.at] = buffers[0];
        count = message.count;
        came += 1;
        if (came === count) done(new Blob(parts, {{ type: "audio/mp4" }}));
        else while (asked < count && asked - came < inFlight) ask();
      }});
      ask();
    }});
    export default {{ render({{ model, el }}) {{
      el.className = "bench";
      window.measure = async (way, address, file) => {{
        const audio = document.createElement("audio");
        el.replaceChildren(audio);
        const began = performance.now();
        if (way === "files") audio.src = address;
        else audio.src = URL.createObjectURL(await pieces(model, file, 4));
        const there = performance.now();
        const first = heard(audio);
        await audio.play();
        const sounded = await first;
        const asked = performance.now();
        const settled = new Promise((done) => audio.addEventListener("seeked", () => done(performance.now()), {{ once: true }}));
        audio.currentTime = audio.duration * 0.75;
        const sought = (await settled) - asked;
        audio.pause();
        return {{ loaded_ms: there - began, first_sound_ms: sounded - began, seek_ms: sought }};
      }};
    }} }};
    """
    def __init__(self):
        super().__init__()
        self.on_msg(self._answer)
    def _answer(self, _, message, buffers):
        path = pathlib.Path(message["file"])
        count = -(-path.stat().st_size // {piece})
        with path.open("rb") as file:
            file.seek(message["at"] * {piece})
            self.send({{"at": message["at"], "count": count}}, [file.read({piece})])

Sound()
'''
MEMORY = 'print("rss", psutil.Process().memory_info().rss)'


def make_recording(folder: Path, minutes: int) -> Path:
    """Write the sample's interviews over and over as one long recording."""
    source = folder / "long.wav"
    left = minutes * 60 * 16000
    with wave.open(str(source), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(16000)
        while left > 0:
            for path in sorted(SAMPLES.iterdir()):
                for block in blocks(path, rate=16000):
                    part = (np.clip(block[:left], -1, 1) * 32767).astype("<i2")
                    out.writeframes(part.tobytes())
                    left -= len(part)
                if left <= 0:
                    break
    return source


def make_study(folder: Path, source: Path, minutes: int) -> Path:
    """A study outside Jupyter's folder, with the long recording and words that lie on it."""
    (folder / "recordings").mkdir(parents=True)
    (folder / "study.toml").write_text('title = "Long"\n[[codes]]\nname = "approvals"\n')
    shutil.copy(source, folder / "recordings" / "int-01.wav")
    text = [
        "We",
        "waited",
        "nine",
        "days",
        "for",
        "one",
        "signature",
        "and",
        "then",
        "another",
        "one",
        "came",
    ]
    words = [
        Word(text[at % len(text)], 0.4 * at, 0.4 * at + 0.35, "Ana" if at // 40 % 2 else "Maya")
        for at in range(minutes * 150)
    ]
    heard = Transcript(build_segments(words), language="en", duration=minutes * 60.0)
    study = cslab.open(folder)
    key = {"key": "k", "content_hash": content_hash(source), "engine": "e", "model": "m", "options": {}}
    begin_transcription(study.store, **key)
    finish_transcription(study.store, "k", heard.to_dict())
    study.playback("int-01")
    study.store.close()
    return folder


def real_player(page: Page, number: int) -> dict[str, int]:
    """Times of the real player, in ms."""
    began = time.perf_counter()
    run_cell(page, number)
    page.wait_for_selector(".cl-notebook .w")
    words = time.perf_counter() - began
    page.locator(".cl-notebook").scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('.cl-notebook audio')?.src.startsWith('blob:')")
    sound = time.perf_counter() - began
    listing = page.locator(".cl-notebook .w")
    word = listing.nth(listing.count() * 3 // 4)
    word.scroll_into_view_if_needed()
    page.evaluate("""() => {
      const audio = document.querySelector('.cl-notebook audio');
      addEventListener('pointerdown', () => { window.asked = performance.now(); }, { capture: true, once: true });
      audio.addEventListener('seeked', () => { window.took = performance.now() - window.asked; }, { once: true });
    }""")
    word.click()
    page.wait_for_function("window.took > 0")
    taken = page.evaluate("window.took")
    page.keyboard.press("k")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    unsent = "Object.keys(localStorage).some((key) => key.startsWith('cslab-unsent'))"
    page.evaluate(f"""() => {{
      addEventListener('keydown', () => {{
        const pressed = performance.now();
        const look = () => {{
          if ({unsent}) setTimeout(look, 4);
          else window.stored = performance.now() - pressed;
        }};
        setTimeout(look, 4);
      }}, {{ capture: true, once: true }});
    }}""")
    page.keyboard.press("1")
    page.wait_for_function("window.stored > 0")
    coded = page.evaluate("window.stored")
    cards = page.locator(".cl-notebook .cl-rail .cl-card").count()
    took = {"words_ms": words * 1000, "sound_ready_ms": sound * 1000, "word_to_seeked_ms": taken}
    return {name: round(value) for name, value in took.items()} | {
        "code_to_stored_ms": round(coded),
        "cards": cards,
    }


def status(lab: Lab, path: str, **headers: str) -> int:
    """What the file route answers to a request with the token."""
    request = urllib.request.Request(
        f"{lab.url}/files/{path}", headers=headers | {"Authorization": f"token {lab.token}"}
    )
    try:
        with urllib.request.urlopen(request) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return int(error.code)


def memory(page: Page) -> float:
    """Memory of the kernel in MB, as its process says."""
    run_cell(page, 1)
    output = page.locator(".jp-Cell").nth(1).locator(".jp-OutputArea-output")
    output.first.wait_for()
    page.wait_for_timeout(1500)  # the cell may still show what it said before
    return int(output.first.inner_text().split()[-1]) / 1e6


def main(minutes: int, repeats: int) -> None:
    """Measure both ways and write what was measured."""
    with tempfile.TemporaryDirectory() as at, sync_playwright() as playwright:
        folder = Path(at)
        root, home, outside = folder / "root", folder / "home", folder / "outside"
        for place in (root / ".hidden", home, outside):
            place.mkdir(parents=True)
        source = make_recording(outside, minutes)
        playback = prepare(source, outside / "audio").playback
        study = make_study(outside / "study", source, minutes)
        for copy in (root / "sound.m4a", root / ".hidden" / "sound.m4a"):
            copy.write_bytes(playback.read_bytes())
        opened = f'import cslab; study = cslab.open({str(study)!r}, actor="ana"); len(study.highlights())'
        cells = [WIDGET.format(piece=PIECE), MEMORY, opened, 'study.transcript("int-01").player()']
        write_notebook(root / "bench.ipynb", cells)
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        found: dict[str, object] = {
            "minutes": minutes,
            "playback_MB": round(playback.stat().st_size / 1e6, 1),
        }
        with serving_lab(root, home) as lab:
            found["file route"] = {
                "asked for a range": status(lab, "sound.m4a", Range="bytes=1000-1999"),
                "in a hidden folder": status(lab, ".hidden/sound.m4a"),
                "outside its folder": status(lab, "../outside/" + playback.name),
            }
            page = chromium.new_page(viewport={"width": 1400, "height": 1600})
            open_notebook(page, lab, "bench.ipynb")
            run_cell(page, 0)
            page.wait_for_selector(".bench", state="attached")
            for way in ("files", "pieces"):
                before = memory(page)
                script = f"window.measure({way!r}, '/files/sound.m4a?%d', {str(playback)!r})"
                taken = [page.evaluate(script % turn) for turn in range(repeats)]
                medians = {name: round(statistics.median(one[name] for one in taken)) for name in taken[0]}
                found[way] = medians | {
                    "kernel_MB_before": round(before),
                    "kernel_MB_after": round(memory(page)),
                }
            run_cell(page, 2)
            page.locator(".jp-CodeCell").nth(2).locator(".jp-OutputArea-output").first.wait_for()
            before = memory(page)
            found["the real player"] = real_player(page, 3) | {
                "kernel_MB_before": round(before),
                "kernel_MB_after": round(memory(page)),
            }
            save(page)
            page.wait_for_timeout(1000)
            found["saved notebook, bytes"] = (root / "bench.ipynb").stat().st_size
            found["source of its cells, bytes"] = sum(map(len, cells))
        chromium.close()
    text = json.dumps(found, indent=1)
    print(text)
    (RESULTS / "notebook-player.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=int, default=60)
    parser.add_argument("--repeats", type=int, default=3)
    given = parser.parse_args()
    main(given.minutes, given.repeats)
