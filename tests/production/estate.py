"""One machine's production: every server a process of its own, the Procfile's commands, PgBouncer and Caddy if installed.

The simulator stands in for CloudMailin, and knows which records the portal wants (DEMO); so the hosts are local ones.
"""

from __future__ import annotations

import os
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg

from cloudmailin.models import Account
from portal import seeds
from portal.demo import services
from portal.embedded import postgres, redis
from portal.embedded.ports import Ports, listens
from portal.embedded.stack import Service, Stack
from portal.embedded.unprivileged import identity
from portal.seeds import LABELS
from tests.production.preparing import CADDY, PGBOUNCER

ROOT = Path(__file__).parents[2]
WORKERS = ("worker-1", "worker-2", "worker-3")
CALLS = 600
"""A minute: enough that the limit, which other tests look at, holds up nobody here."""

_CADDY_ISSUES = "\ttls {\n\t\tissuer internal\n"
_CERTIFICATE_WITHIN = 30.0


@dataclass(slots=True)
class Estate:
    """The stack may be touched by the thread that made it alone."""

    stack: Stack
    folder: Path
    inside: Ports
    outside: Ports
    trust: ssl.SSLContext | bool = True
    pgbouncer: Service | None = None

    @property
    def web_url(self) -> str:
        return f"https://127.0.0.1:{self.outside.web}" if CADDY else f"http://127.0.0.1:{self.inside.web}"

    @property
    def authority(self) -> Path:
        """The certificate that Caddy's are signed with."""
        return self.folder / "caddy" / "caddy" / "pki" / "authorities" / "local" / "root.crt"

    @property
    def simulator_url(self) -> str:
        return f"http://127.0.0.1:{self.inside.simulator}"

    @property
    def database_url(self) -> str:
        """PostgreSQL itself, for migrations and backups."""
        return postgres.url(self.inside.postgres)

    def log(self, name: str) -> str:
        return (self.folder / "log" / f"{name}.log").read_text(errors="replace")

    def add_worker(self, name: str, code: Path = ROOT) -> None:
        """`code`: where the worker's code is, this checkout unless another is named."""
        self.stack.start(
            _in(code, replace(services.worker(), name=name, env={"INTERNAL_PORT": "0"}, restarts=False))
        )


@contextmanager
def running(
    folder: Path, inside: Ports, outside: Ports, *, workers: tuple[str, ...] = WORKERS
) -> Iterator[Estate]:
    """All of it, the database upgraded and the demo's brands sown. Raises ServiceFailed."""
    with Stack(folder) as stack:
        estate = Estate(stack, folder, inside, outside)
        stack.start(postgres.service(folder / "postgres", inside.postgres), _redis(folder, inside.redis))
        manage(estate, "upgrade")
        _as_the_manual_says(estate)
        if PGBOUNCER:
            estate.pgbouncer = _pgbouncer(folder, inside, outside)
            stack.start(estate.pgbouncer)
        if "STATICFILES_STORAGE" not in os.environ:
            manage(estate, "collectstatic", "--no-input")
        _sow(estate)
        stack.start(_simulator(folder, inside), replace(services.web(inside), env=_web_environment(inside)))
        for name in workers:
            estate.add_worker(name)
        stack.start(services.beat(folder))
        if CADDY:
            _begin_tls(estate)
        yield estate


def manage(estate: Estate, *arguments: str) -> str:
    """A command of the release step: at PostgreSQL itself, not through PgBouncer."""
    direct = {"DATABASE_URL": estate.database_url, "PGBOUNCER": "false"}
    argv = [sys.executable, "manage.py", *arguments]
    ended = subprocess.run(
        argv, cwd=ROOT, env={**os.environ, **direct}, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def _as_the_manual_says(estate: Estate) -> None:
    """Behind PgBouncer the role has the time-outs; and what was said to be written is written."""
    with psycopg.connect(estate.database_url, autocommit=True) as db:
        db.execute("ALTER DATABASE portal SET synchronous_commit = on")
        db.execute("ALTER ROLE portal SET lock_timeout = '10s'")
        db.execute("ALTER ROLE portal SET idle_in_transaction_session_timeout = '20s'")


def _sow(estate: Estate) -> None:
    seeds.sow_people(f"{estate.simulator_url}/api/v0.1")
    Account.objects.update(calls_per_period=CALLS)


def _redis(folder: Path, port: int) -> Service:
    """As in the compose file: it keeps what it has, and drops nothing."""
    service = redis.service(folder / "redis", port)
    kept = ["--appendonly", "yes", "--maxmemory", "256mb", "--maxmemory-policy", "noeviction"]
    return replace(service, argv=[*service.argv, *kept])


def _pgbouncer(folder: Path, inside: Ports, outside: Ports) -> Service:
    users, settings = folder / "users.txt", folder / "pgbouncer.ini"
    users.write_text('"portal" ""\n')
    settings.write_text(
        f"[databases]\nportal = host=127.0.0.1 port={inside.postgres} user=portal\n"
        f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {outside.postgres}\nauth_type = any\n"
        "pool_mode = transaction\ndefault_pool_size = 10\nmax_client_conn = 200\nunix_socket_dir =\nserver_login_retry = 1\n"
    )
    return Service(
        name="pgbouncer",
        argv=[str(PGBOUNCER), str(settings)],
        ready=lambda _: listens(outside.postgres),
        before=identity(Path(str(PGBOUNCER)), folder).before,
    )


def _simulator(folder: Path, inside: Ports) -> Service:
    service = services.simulator(folder, inside)
    return replace(service, argv=[*service.argv, "--limit", str(CALLS)])


def _web_environment(inside: Ports) -> dict[str, str]:
    return {"HOST": "127.0.0.1", "PORT": str(inside.web), "WEB_CONCURRENCY": "2"}


def _in(code: Path, service: Service) -> Service:
    """The same command where another version of the code lies."""
    return replace(service, before=["env", "-C", str(code), *service.before])


def _begin_tls(estate: Estate) -> None:
    """The very file of the deployment, with an authority of its own in place of the public one, and other ports."""
    text = (ROOT / "deploy" / "Caddyfile").read_text()
    ports = f"http_port {estate.outside.simulator}\n\thttps_port {estate.outside.web}"
    text = text.replace("{\n", f"{{\n\tadmin off\n\tskip_install_trust\n\t{ports}\n", 1).replace(
        "\ttls {\n", _CADDY_ISSUES, 1
    )
    (estate.folder / "Caddyfile").write_text(text)
    home = estate.folder / "caddy"
    addresses = {
        "WEB_ADDRESS": f"127.0.0.1:{estate.inside.web}",
        "INTERNAL_ADDRESS": f"127.0.0.1:{os.environ['INTERNAL_PORT']}",
    }
    argv = [str(CADDY), "run", "--config", str(estate.folder / "Caddyfile"), "--adapter", "caddyfile"]
    where = {"HOME": str(home), "XDG_DATA_HOME": str(home), "XDG_CONFIG_HOME": str(home)}
    estate.stack.start(
        Service(
            name="caddy",
            argv=argv,
            ready=lambda _: listens(estate.outside.web),
            env={**addresses, **where},
        )
    )
    deadline = time.monotonic() + _CERTIFICATE_WITHIN
    while not estate.authority.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    estate.trust = ssl.create_default_context(cafile=str(estate.authority))


LABELS_AT_HOME = tuple(
    replace(label, customers=(customer,)) for label in LABELS for customer in label.customers
)
"""One for each customer, for a journey of their own."""
