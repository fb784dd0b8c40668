"""Which process does a piece of work, and whether it is still alive."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Worker:
    """A process on a machine.

    Parameters
    ----------
    host : str
        Name of the machine, for people.
    realm : str
        Where a process number means one process: the machine since it was started, or a container on it.
    pid : int
        Process number.
    started : str
        When the process started, as its system tells; a number used again belongs to another process.
    """

    host: str
    realm: str
    pid: int
    started: str

    def alive(self) -> bool | None:
        """Tell whether the process runs; None when it can't be known from here.

        Examples
        --------
        >>> this_worker().alive() in (True, None)
        True
        """
        if self.realm != _realm() or os.name != "posix":
            return None
        found = _process(self.pid)
        if found is None:
            return False
        return not (self.started and found and self.started != found)


def this_worker() -> Worker:
    """Describe the running process."""
    pid = os.getpid()
    started = _process(pid) if os.name == "posix" else ""
    return Worker(host=socket.gethostname(), realm=_realm(), pid=pid, started=started or "")


def _realm() -> str:
    parts = [socket.gethostname()]
    try:
        parts.append(Path("/proc/sys/kernel/random/boot_id").read_text().strip())
        parts.append(str(Path("/proc/self/ns/pid").readlink()))
    except OSError:
        pass
    return " ".join(parts)


def _process(pid: int) -> str | None:
    """When a process started, ``""`` if it runs but that can't be told; None when it does not run."""
    if sys.platform == "linux":
        try:
            stat = Path(f"/proc/{pid}/stat").read_text(errors="replace")
        except (FileNotFoundError, ProcessLookupError):
            return None
        except OSError:
            return ""
        # After the name, which is in brackets and may hold anything: state, then 18 fields, then the start.
        fields = stat.rpartition(")")[2].split()
        return None if fields[0] in {"Z", "X"} else fields[19]
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return None
    except PermissionError:
        pass
    answer = subprocess.run(
        ["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return answer.stdout.strip()
