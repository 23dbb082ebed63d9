"""Every command of the README and the manual, as an engineer types it, on a database of their own.

What stands in a container there runs as the process that it is; what only an engine of containers or a release can do is
named in `EXCEPTED`.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
import yaml

from portal.embedded.ports import Ports, listens
from portal.embedded.stack import Service, Stack

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
EXCEPTED = {
    r"docker compose (up|stop|build|logs)\b": "the engine's own",
    r"docker compose exec -T postgres ": "rehearsed with PostgreSQL's own programs (tests.production.restoring)",
    r"git ": "changes the release that is tested",
    r"make (demo|test|bench|soak)$": "its programs have tests of their own; these are in it",
}
PROGRAMS = r"(?:docker|git|make|python|\.venv/bin/python|cp|curl) "
SIMULATOR = "-m cloudmailin.simulator"


def _commands() -> Iterator[tuple[str, str]]:
    """The page's name and the command, of every indented line that names a program; a backslash at its end goes on below."""
    for page in PAGES:
        text = page.read_text().replace("\\\n", "")
        for line in re.findall(rf"(?:^|\n)    (?={PROGRAMS})(.+)", text):
            yield page.name, re.sub(r"\s{2,}(# .*)?", " ", line).strip()


COMMANDS = [
    each for each in dict.fromkeys(_commands()) if not any(re.match(known, each[1]) for known in EXCEPTED)
]


def _inside(command: str) -> str:
    """What a container would run."""
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    if match := re.fullmatch(r"docker compose run --rm (\w+)", command):
        return shlex.join(services[match[1]]["command"])
    return re.sub(r"^docker compose exec web ", "", command)


def _here(command: str, ports: Ports) -> str:
    """With this Python, with free ports, and asking no name server but one of this machine."""
    local = {
        r"^(\.venv/bin/)?python ": f"{sys.executable} ",
        r"^.* && \.venv/bin/pip install ": f"{sys.executable} -m pip install --dry-run --quiet ",
        r"\bmake setup\b": "make --dry-run setup",
        r"createsuperuser$": "createsuperuser --no-input",
        r"192\.0\.2\.53": "127.0.0.1",
        r"127\.0\.0\.1:8001": f"127.0.0.1:{ports.simulator}",
    }
    for typed, run in local.items():
        command = re.sub(typed, run, command)
    return command


@pytest.fixture(scope="module")
def ports() -> Ports:
    return Ports.free()


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, str]]:
    """The environment of a machine whose database is new."""
    url = urlsplit(os.environ["DATABASE_URL"])
    name = f"manual_{os.getpid()}"
    with psycopg.connect(url.geturl(), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        folder = tmp_path_factory.mktemp("machine")
        own = {
            "DATABASE_URL": urlunsplit(url._replace(path=f"/{name}")),
            "STATIC_ROOT": str(folder / "static"),
            "DJANGO_SUPERUSER_PASSWORD": "a-long-password",
        }
        environment = {**os.environ, **own}
        subprocess.run([sys.executable, "manage.py", "upgrade"], cwd=ROOT, env=environment, check=True)
        yield environment
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def simulator(tmp_path_factory: pytest.TempPathFactory, ports: Ports) -> Iterator[None]:
    """Started by its own line of the manual."""
    (typed,) = [command for _, command in COMMANDS if SIMULATOR in command]
    folder = tmp_path_factory.mktemp("simulator")
    line = f"{_here(typed, ports)} --port {ports.simulator} --dns-port {ports.dns}"
    argv = shlex.split(line.replace("var/sim.json", str(folder / "sim.json")))
    service = Service(name="simulator", argv=argv, ready=lambda _: listens(ports.simulator))
    with Stack(folder) as stack:
        stack.start(service)
        yield


@pytest.mark.usefixtures("simulator")
@pytest.mark.parametrize(
    ("page", "command"), COMMANDS, ids=[f"{page}: {line[:60]}" for page, line in COMMANDS]
)
def test_a_command_does_what_the_manual_says(
    page: str, command: str, machine: Mapping[str, str], ports: Ports, tmp_path: Path
) -> None:
    if SIMULATOR in command:
        return  # it runs: the next lines of its page speak to it
    folder = ROOT
    if command.startswith("cp "):
        folder = tmp_path
        (tmp_path / ".env.example").write_text((ROOT / ".env.example").read_text())
    ran = subprocess.run(
        ["sh", "-c", _here(_inside(command), ports)],
        cwd=folder,
        env={**machine, "DJANGO_SUPERUSER_EMAIL": f"{page}@example.com"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    findings_are_told = "diagnose" in command
    assert ran.returncode in ({0, 1} if findings_are_told else {0}), f"{page}: {ran.stderr or ran.stdout}"
    assert "Traceback" not in ran.stderr
    if "curl" in command:
        assert '"error"' not in ran.stdout


def test_what_is_excepted_is_there_to_be() -> None:
    lines = [line for _, line in _commands()]
    assert not [known for known in EXCEPTED if not any(re.match(known, line) for line in lines)]
