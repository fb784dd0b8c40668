"""Commands of cslab, each in a process of its own that has imported everything already.

Python takes two seconds to import what the command line needs, and longer with Whisper. One process imports
it once and forks for each command: its own arguments, standard output and error, exit code and memory, as
when a person types it. Tests of how a command starts, or is killed, start a real one instead.
"""

from __future__ import annotations

import importlib
import json
import os
import runpy
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parent.parent
ENVIRONMENT = {"NO_COLOR": "1", "COLUMNS": "1000", "CUDA_VISIBLE_DEVICES": "", "OMP_NUM_THREADS": "1"}
IMPORTED = ("cslab.cli", "cslab.listen.transcribe", "torch", "whisper")


class Forking:
    """The process that forks for each command."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.forked"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=os.environ | ENVIRONMENT,
        )

    def cslab(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Run the command line in a process of its own."""
        words = [str(word) for word in arguments]
        ways_in, ways_out = self.process.stdin, self.process.stdout
        assert ways_in is not None
        assert ways_out is not None
        with tempfile.TemporaryDirectory() as folder:
            out, err = Path(folder, "out"), Path(folder, "err")
            ways_in.write(json.dumps({"words": words, "out": str(out), "err": str(err)}) + "\n")
            ways_in.flush()
            code = int(ways_out.readline())
            return subprocess.CompletedProcess(words, code, out.read_text(), err.read_text())

    def close(self) -> None:
        """End the process."""
        self.process.communicate()


def become(request: Mapping[str, str]) -> None:
    """Be the command: nothing to read, its own places to write to, its own arguments."""
    writes = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    for number, file in enumerate((os.devnull, request["out"], request["err"])):
        os.dup2(os.open(file, writes if number else os.O_RDONLY, 0o600), number)
    sys.argv = ["cslab", *request["words"]]
    runpy.run_module("cslab", run_name="__main__", alter_sys=False)


def main() -> None:
    """Fork for each line that is read; answer with the exit code."""
    for name in IMPORTED:
        importlib.import_module(name)
    assert threading.active_count() == 1
    for line in iter(sys.stdin.readline, ""):
        child = os.fork()
        if child == 0:
            become(json.loads(line))
            return
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
