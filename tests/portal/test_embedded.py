"""The embedded stack: starts, says what is wrong, and leaves nothing behind, however its parent ends."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from portal.embedded import postgres, redis
from portal.embedded.ports import Ports, PortTaken, listens
from portal.embedded.stack import AlreadyRunning, Service, ServiceFailed, Stack
from tests.embedded import environment_of_a_user

PARENT = """
import sys, time
from pathlib import Path
from portal.embedded import postgres, redis
from portal.embedded.stack import Stack
folder = Path(sys.argv[1])
with Stack(folder) as stack:
    stack.start(postgres.service(folder / "postgres", int(sys.argv[2])))
    stack.start(redis.service(folder / "redis", int(sys.argv[3])))
    print("ready", flush=True)
    time.sleep(300)
"""


def closes(*ports: int) -> bool:
    deadline = time.monotonic() + 20
    while any(map(listens, ports)) and time.monotonic() < deadline:
        time.sleep(0.1)
    return not any(map(listens, ports))


def test_servers_start_and_start_again_on_the_same_data(tmp_path: Path) -> None:
    import psycopg

    for step in ("CREATE TABLE kept (it int)", "SELECT * FROM kept"):
        ports = Ports.free()
        with Stack(tmp_path) as stack:
            stack.start(postgres.service(tmp_path / "postgres", ports.postgres))
            with psycopg.connect(postgres.url(ports.postgres)) as db:
                db.execute(step)
        assert not listens(ports.postgres)


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT])
def test_nothing_goes_on_when_the_parent_ends(tmp_path: Path, end: signal.Signals) -> None:
    ports = Ports.free()
    argv = [sys.executable, "-c", PARENT, str(tmp_path), str(ports.postgres), str(ports.redis)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "ready\n"
        assert listens(ports.postgres)
        assert listens(ports.redis)
        parent.send_signal(end)
    assert closes(ports.postgres, ports.redis)
    with Stack(tmp_path) as stack:
        stack.start(postgres.service(tmp_path / "postgres", ports.postgres))


@pytest.mark.parametrize("after", [0.0, 0.1, 0.3])
def test_a_kill_while_the_cluster_is_made_hinders_no_later_start(tmp_path: Path, after: float) -> None:
    ports = Ports.free()
    argv = [sys.executable, "-c", PARENT, str(tmp_path), str(ports.postgres), str(ports.redis)]
    with subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as parent:
        deadline = time.monotonic() + 20
        while not list(tmp_path.glob("postgres.*")) and time.monotonic() < deadline:
            time.sleep(0.005)
        time.sleep(after)
        parent.kill()
    with Stack(tmp_path) as stack:
        stack.start(postgres.service(tmp_path / "postgres", ports.postgres))


@pytest.mark.skipif(sys.platform != "linux", reason="/proc tells which folder a process works in")
def test_a_server_that_outlived_its_run_is_ended(tmp_path: Path) -> None:
    before, now = Ports.free(), Ports.free()
    orphan = postgres.service(tmp_path / "postgres", before.postgres)
    with subprocess.Popen([*orphan.before, *orphan.argv], stderr=subprocess.DEVNULL) as left_over:
        deadline = time.monotonic() + 20
        while not orphan.ready(tmp_path) and time.monotonic() < deadline:
            time.sleep(0.05)
        with Stack(tmp_path) as stack:
            stack.start(postgres.service(tmp_path / "postgres", now.postgres))
            assert left_over.wait(20) == 0


def test_a_pid_file_whose_number_somebody_else_has_is_forgotten(tmp_path: Path) -> None:
    ports = Ports.free()
    postgres.service(tmp_path / "postgres", ports.postgres)
    (tmp_path / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n{tmp_path / 'postgres'}\n")
    with Stack(tmp_path) as stack:
        stack.start(postgres.service(tmp_path / "postgres", ports.postgres))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root is refused by PostgreSQL")
def test_root_is_told_what_to_do_where_nobody_can_run_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tools, private = tmp_path / "tools", tmp_path / "private"
    tools.mkdir()
    private.mkdir(mode=0o700)
    for each in ("setpriv", "test"):
        (tools / each).symlink_to(shutil.which(each) or each)
    monkeypatch.setenv("PATH", str(tools))
    with pytest.raises(ServiceFailed, match="Run this as an ordinary user, or set DATABASE_URL"):
        postgres.service(private / "postgres", Ports.free().postgres)


def test_a_second_run_in_the_same_folder_is_told_so(tmp_path: Path) -> None:
    with Stack(tmp_path), pytest.raises(AlreadyRunning):
        Stack(tmp_path).__enter__()


def test_a_service_that_dies_is_named_with_the_end_of_its_log(tmp_path: Path) -> None:
    broken = Service(
        "broken", [sys.executable, "-c", "print('no such thing'); raise SystemExit(3)"], lambda _: False
    )
    with (
        Stack(tmp_path) as stack,
        pytest.raises(ServiceFailed, match=r"broken ended with status 3.\nno such thing"),
    ):
        stack.start(broken)


def test_a_killed_service_can_be_started_again(tmp_path: Path) -> None:
    ports = Ports.free()
    with Stack(tmp_path) as stack:
        stack.start(redis.service(tmp_path, ports.redis))
        first = stack.pid("redis")
        stack.start(stack.kill("redis"))
        assert stack.pid("redis") != first
        with pytest.raises(ProcessLookupError):
            os.kill(first, 0)


def test_a_taken_port_is_named_with_a_way_out() -> None:
    ports = Ports.free()
    with (
        socket.create_server(("127.0.0.1", ports.redis)),
        pytest.raises(PortTaken, match=rf"{ports.redis}.*PORT="),
    ):
        ports.require_free()


def run_demo(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "demo"],
        env={**environment_of_a_user(), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_demo_says_in_one_line_that_a_port_is_taken(tmp_path: Path) -> None:
    ports = Ports.free()
    with socket.create_server(("127.0.0.1", ports.web)):
        ended = run_demo(PORT=str(ports.web), DEMO_FOLDER=str(tmp_path))
    assert ended.returncode == 2
    assert ended.stderr.splitlines()[-1].endswith("make demo")
    assert "Traceback" not in ended.stderr


def test_the_demo_refuses_a_port_that_is_none() -> None:
    ended = run_demo(PORT="eighty")
    assert ended.returncode == 1
    assert ended.stderr.strip() == "PORT must be a number from 1024 to 65530, not 'eighty'."
