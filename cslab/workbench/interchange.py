"""In and out: plain files of everything that people made, so that nobody is locked in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cslab.listen import formats as file_formats
from cslab.study import export, readback
from cslab.workbench.coding import Coding


class Interchange(Coding):
    """Export and import."""

    def export(self, folder: str | Path, *, formats: Sequence[str] | None = None) -> tuple[Path, ...]:
        """Write everything that people made, and every transcript, to plain files; see `cslab.study.export`.

        Parameters
        ----------
        folder : str or Path
            Made when it is not there.
        formats : sequence of str, optional
            Of the transcripts: vtt, srt, txt, md, json; all when left out.
        """
        target = Path(folder)
        chosen = [file_formats.format_of(name) for name in (formats or file_formats.FORMATS)]
        written = list(export.export_made(self.store, target))
        for name, heard in self.transcripts().items():
            for form in chosen:
                path = target / "transcripts" / f"{name}{form.suffixes[0]}"
                path.parent.mkdir(parents=True, exist_ok=True)
                file_formats.write(heard, path, format=form.name)
                written.append(path)
        return tuple(written)

    def import_(self, folder: str | Path) -> dict[str, int]:
        """Read back what `export` wrote; nothing that is there already is doubled."""
        return readback.import_made(self.store, Path(folder), actor=self.actor)
