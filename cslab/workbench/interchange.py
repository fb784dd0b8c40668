"""In and out: plain files of everything that people made, tables for statistics, projects of other tools."""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

import pandas as pd

from cslab.errors import InputError, NotFoundError
from cslab.listen import formats as file_formats
from cslab.listen import tidy
from cslab.study import export, readback
from cslab.study.coders import is_blind
from cslab.study.files import write_atomic, write_error
from cslab.study.plainfiles import read_reels
from cslab.tell import spoken
from cslab.workbench.projects import Projects

FORMATS: Final = (*file_formats.FORMATS, "csv", "matrix", "qdc", "qdpx")
"""What an export holds beside what people made: transcripts, tables, a codebook, a project for others."""

_MEDIA_TYPES: Final = {
    "vtt": "text/vtt",
    "srt": "application/x-subrip",
    "txt": "text/plain",
    "md": "text/markdown",
    "json": "application/json",
    "csv": "text/csv",
    "matrix": "text/csv",
    "qdc": "application/xml",
    "qdpx": "application/zip",
}


class Download(NamedTuple):
    """A file to hand over: its name, its content and its media type."""

    name: str
    content: bytes
    media_type: str


class Interchange(Projects):
    """Export and import."""

    def highlight_table(
        self, interview_id: str | None = None, *, blind_for: str | None = None
    ) -> pd.DataFrame:
        """One row a highlight and code, with who is heard; see `cslab.listen.tidy.highlight_table`."""
        found = self.highlights(interview_id, blind_for=blind_for)
        return tidy.highlight_table(found, self.interviews, self.people, self.accounts, book=self.codebook)

    def code_matrix(
        self,
        unit: tidy.Unit = "highlight",
        *,
        interview_id: str | None = None,
        coder: str | None = None,
        blind_for: str | None = None,
    ) -> pd.DataFrame:
        """A 0/1 matrix: a row a highlight, segment, interview or person, a column a code.

        See `cslab.listen.tidy.code_matrix`; of one interview or coder when named.
        """
        found = self.highlights(interview_id, coder=coder, blind_for=blind_for)
        asked = self.interviews
        if interview_id is not None:
            asked = asked[asked["interview_id"] == interview_id]
        heard = self.transcripts(asked["interview_id"]) if unit == "segment" else {}
        return tidy.code_matrix(found, asked, book=self.codebook, unit=unit, transcripts=heard)

    def export(self, folder: str | Path, *, formats: Sequence[str] | None = None) -> tuple[Path, ...]:
        """Write everything that people made to plain files, with what statistics and other tools read.

        Recordings are never among them; the sounds of reels' spoken headings are, in ``spoken/``.

        Parameters
        ----------
        folder : str or Path
            Made when it is not there.
        formats : sequence of str, optional
            Beside what people made (see `cslab.study.export`): vtt, srt, txt, md and json are transcripts as
            people see them now, in ``transcripts/``; csv and matrix are tables of highlights, in ``tables/``;
            qdc and qdpx are the codebook and the project in REFI-QDA. All when left out.

        Returns
        -------
        tuple of Path
            The files written.

        Raises
        ------
        NotFoundError
            If there is no such format.
        InputError
            If the folder can't be written.
        """
        chosen = tuple(dict.fromkeys(formats or FORMATS))
        for name in chosen:
            if name not in FORMATS:
                raise NotFoundError.of("format of an export", name, FORMATS)
        target = Path(folder)
        written = list(export.export_made(self.store, target))
        written += spoken.carry(_spoken_in(target), self.folder, target)
        texts: dict[str, str] = {}
        forms = [file_formats.FORMATS[name] for name in chosen if name in file_formats.FORMATS]
        for name, heard in (self.transcripts() if forms else {}).items():
            called = _file_name(name)
            texts |= {f"transcripts/{called}{form.suffixes[0]}": form.write(heard) for form in forms}
        if "csv" in chosen:
            texts["tables/highlights-tidy.csv"] = tidy.sheet_of(self.highlight_table())
        if "matrix" in chosen:
            for unit, noun in (("highlight", "highlights"), ("person", "people")):
                texts[f"tables/code-matrix-{noun}.csv"] = tidy.sheet_of(self.code_matrix(unit))  # type: ignore[arg-type]
        for relative, text in texts.items():
            path = target / relative
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise write_error(path.parent, error) from error
            write_atomic(path, text)
            written.append(path)
        if "qdc" in chosen and self.codebook.codes:
            written.append(self.export_codebook(target / "codebook.qdc"))
        if "qdpx" in chosen:
            written.append(Path(self.export_qdpx(target / "project.qdpx").path))
        return tuple(written)

    def export_bytes(
        self, kind: str, interview_id: str | None = None, *, blind_for: str | None = None
    ) -> Download:
        """Give one file of an export, to be handed over as it is.

        Parameters
        ----------
        kind : str
            A transcript's format (vtt, srt, txt, md, json; needs `interview_id`), ``"csv"`` or ``"matrix"``
            (of one interview or of all), ``"qdc"`` or ``"qdpx"`` (of the study).
        interview_id : str, optional
            Of which interview.
        blind_for : str, optional
            Who will see it: one who codes blind is given their own highlights alone, and no project.

        Returns
        -------
        Download
            name, content, media_type.

        Raises
        ------
        NotFoundError
            If there is no such format or interview.
        InputError
            If a transcript is asked for and no interview is named, or a project by one who codes blind.
        """
        if kind not in FORMATS:
            raise NotFoundError.of("format of an export", kind, FORMATS)
        title = "".join(sign if sign.isalnum() else "-" for sign in self.config.title.lower()).strip("-")
        name = _file_name(interview_id or title or "study")
        if kind in file_formats.FORMATS:
            if interview_id is None:
                raise InputError(f"Say of which interview the transcript is wanted as {kind}.")
            form = file_formats.FORMATS[kind]
            text = form.write(self.transcript(interview_id))
            return _download(f"{name}{form.suffixes[0]}", text.encode(), kind)
        if kind == "csv":
            table = self.highlight_table(interview_id, blind_for=blind_for)
            return _download(f"{name}-highlights.csv", tidy.sheet_of(table).encode("utf-8-sig"), kind)
        if kind == "matrix":
            table = self.code_matrix(interview_id=interview_id, blind_for=blind_for)
            return _download(f"{name}-code-matrix.csv", tidy.sheet_of(table).encode("utf-8-sig"), kind)
        if kind == "qdpx" and blind_for is not None and is_blind(self.store, blind_for):
            raise InputError(f"{blind_for} codes blind, and the project holds what others coded.")
        with tempfile.TemporaryDirectory(prefix="cslab-") as folder:
            path = Path(folder) / f"{title or 'study'}.{kind}"
            self.export_codebook(path) if kind == "qdc" else self.export_qdpx(path)
            return _download(path.name, path.read_bytes(), kind)

    def import_(self, folder: str | Path) -> dict[str, int]:
        """Read back what `export` wrote; nothing that is there already is doubled.

        Projects and codebooks of other tools are read by `import_qdpx` and `import_codebook`.
        """
        counts = readback.import_made(self.store, Path(folder), actor=self.actor)
        spoken.carry(_spoken_in(Path(folder)), Path(folder), self.folder)
        return counts


def _spoken_in(folder: Path) -> list[str]:
    """Names of the sounds that the reels of an export have for their headings."""
    path = folder / "reels.json"
    reels = read_reels(path) if path.is_file() else ()
    return [part.spoken for reel in reels for part in reel.elements if part.spoken]


def _file_name(name: str) -> str:
    """A name that is one file's in any folder; names that are different stay different."""
    plain = re.sub(r"[^\w.-]|^\.", "_", name)[:100]
    return plain if plain == name else f"{plain}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def _download(name: str, content: bytes, kind: str) -> Download:
    return Download(name, content, _MEDIA_TYPES[kind])
