"""What the images run is what is tested: the same commands in every file, and files that their own tools accept."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml

from portal.embedded import postgres
from portal.embedded.ports import Ports
from portal.embedded.stack import Stack

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent


def run(*argv: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(each) for each in argv],
        cwd=ROOT,
        env={"PATH": "/usr/sbin:/usr/bin:/bin", "HOME": "/tmp", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return read


def procfile() -> dict[str, list[str]]:
    lines = (line.partition(": ") for line in (ROOT / "Procfile").read_text().splitlines())
    return {name: shlex.split(command) for name, _, command in lines}


def test_every_file_has_the_same_commands(compose: dict[str, Any]) -> None:
    commands, services = procfile(), compose["services"]
    for process in ("web", "worker", "beat"):
        assert services[process]["command"] == commands[process]
    assert services["migrate"]["command"] == commands["release"]
    last = re.findall(r"^CMD (\[.*\])$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)[-1]
    assert json.loads(last) == commands["web"]


def test_containers_of_ours_can_write_nowhere_but_where_they_must(compose: dict[str, Any]) -> None:
    for name in ("web", "worker", "beat", "migrate"):
        service = compose["services"][name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
    users = re.findall(r"^USER (.+)$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert users
    assert all(re.fullmatch(r"[1-9]\d*:[1-9]\d*", user) for user in users)


def test_nothing_but_the_proxy_is_open_to_the_world(compose: dict[str, Any]) -> None:
    open_ones = {
        name
        for name, service in compose["services"].items()
        if any(not port.startswith("127.0.0.1:") for port in service.get("ports", ()))
    }
    assert open_ones == {"caddy"}


def test_redis_drops_no_message_and_survives_a_restart(compose: dict[str, Any]) -> None:
    command = " ".join(compose["services"]["redis"]["command"])
    assert "--maxmemory-policy noeviction" in command
    assert "--appendonly yes" in command


def test_the_compose_file_keeps_its_schema() -> None:
    ended = run(BIN / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml")
    assert ended.returncode == 0, ended.stdout


def test_the_linter_finds_nothing_in_the_images() -> None:
    ended = run(BIN / "hadolint", "Dockerfile", "deploy/unbound/Dockerfile")
    assert ended.returncode == 0, ended.stdout


@pytest.mark.skipif(not shutil.which("caddy"), reason="Caddy is not installed")
def test_caddy_takes_its_file() -> None:
    ended = run("caddy", "validate", "--config", "deploy/Caddyfile", "--adapter", "caddyfile")
    assert ended.returncode == 0, ended.stderr


@pytest.mark.skipif(
    not shutil.which("unbound-checkconf", path="/usr/sbin:/usr/bin"), reason="no Unbound here"
)
def test_unbound_takes_its_file(tmp_path: Path) -> None:
    """With the root's key where this machine may have none."""
    key = tmp_path / "root.key"
    key.write_text(". IN DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D\n")
    text = (ROOT / "deploy/unbound/unbound.conf").read_text()
    (tmp_path / "unbound.conf").write_text(text.replace("/usr/share/dns/root.key", str(key)))
    ended = run("unbound-checkconf", tmp_path / "unbound.conf")
    assert ended.returncode == 0, ended.stderr


def test_the_dashboard_asks_for_metrics_that_there_are() -> None:
    board = json.loads((ROOT / "deploy/grafana/portal.json").read_text())
    asked = {
        name
        for panel in board["panels"]
        for target in panel["targets"]
        for name in re.findall(r"portal_[a-z_]+", target["expr"])
    }
    source = "".join((ROOT / each).read_text() for each in ("portal/metrics.py", "cloudmailin/measures.py"))
    made = {re.sub(r"_(bucket|count|sum|total)$", "", name) for name in asked}
    missing = {name for name in made if f'"{name}"' not in source and not _is_composed(name)}
    assert not missing


def _is_composed(name: str) -> bool:
    return bool(re.fullmatch(r"portal_(dns_checks|mails)_(due|oldest_seconds)", name))


def test_an_upgrade_gives_way_to_whoever_uses_a_table(tmp_path: Path) -> None:
    """On a database of its own, that stands at an older migration while somebody reads."""
    ports = Ports.free()
    with Stack(tmp_path) as stack:
        stack.start(postgres.service(tmp_path / "postgres", ports.postgres))
        given = {"DATABASE_URL": postgres.url(ports.postgres)}
        manage = [sys.executable, "manage.py"]
        environment = {**_environment(), **given}
        assert run(*manage, "upgrade", "-v0", **environment).returncode == 0
        back = run(*manage, "migrate", "cloudmailin", "0017", "-v0", **environment)
        assert back.returncode == 0, back.stderr
        with psycopg.connect(given["DATABASE_URL"]) as reader:
            reader.execute("SELECT count(*) FROM cloudmailin_operation")
            refused = run(*manage, "upgrade", "-v0", "--attempts", "1", **environment)
            assert refused.returncode == 1
            assert "was undone" in refused.stderr
            reader.execute("SELECT count(*) FROM cloudmailin_operation")
        assert run(*manage, "upgrade", "-v0", **environment).returncode == 0
        assert "No migrations" in run(*manage, "upgrade", **environment).stdout


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
