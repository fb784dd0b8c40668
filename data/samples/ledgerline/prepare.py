"""Add the sample study's highlights and its reel to the study, as its researchers would.

    python data/samples/ledgerline/prepare.py

Running it again adds nothing, and takes back nothing that people have changed since.
"""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import cslab

HERE = Path(__file__).resolve().parent


def main(folder: Path = HERE) -> None:
    """Write highlights.toml into the store of the study in `folder`, through the public face of cslab."""
    chosen = tomllib.loads((HERE / "highlights.toml").read_text(encoding="utf-8"))
    study = cslab.open(folder)
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
