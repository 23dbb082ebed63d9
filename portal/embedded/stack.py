"""Start named processes, see them ready, and stop them all, whatever happens to us."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Self

_READY_WITHIN = 60.0
_STOP_WITHIN = 10.0
_LOCKED_AFTER_A_KILL = 1.0
"""Seconds. Who is killed between fork and exec of a child leaves the lock with that child for a moment."""

_TAIL = 15
_MOST_RESTARTS = 50


class ServiceFailed(Exception):
    """A process did not become ready, or ended by itself; says which, with the end of its log."""


class AlreadyRunning(Exception):
    """Another run holds the folder."""


@dataclass(frozen=True, slots=True)
class Service:
    """`ready` is asked until it says yes. `before` is put in front of the command (a user namespace, say).

    `restarts`: it may end by itself and is started again some times, as a supervisor would.
    """

    name: str
    argv: Sequence[str]
    ready: Callable[[Path], bool]
    env: Mapping[str, str] = field(default_factory=dict)
    stop_signal: signal.Signals = signal.SIGTERM
    before: Sequence[str] = ()
    restarts: bool = False


class Stack:
    """Processes that end with this one: in reverse order on leaving, by the kernel if we are killed (on Linux)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._logs = folder / "log"
        self._lock: IO[str] | None = None
        self._running: dict[str, tuple[Service, subprocess.Popen[bytes]]] = {}
        self._restarts: Counter[str] = Counter()

    def __enter__(self) -> Self:
        self._logs.mkdir(parents=True, exist_ok=True)
        self._lock = (self._folder / "lock").open("w")
        deadline = time.monotonic() + _LOCKED_AFTER_A_KILL
        while not _takes_lock(self._lock):
            if time.monotonic() > deadline:
                self._lock.close()
                raise AlreadyRunning(
                    f"It is running already in this checkout. Stop that run first; its logs are in {self._logs}."
                )
            time.sleep(0.02)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for name in reversed(list(self._running)):
            self.stop(name)
        if self._lock:
            self._lock.close()

    def start(self, *services: Service) -> None:
        """Start processes side by side and return when all are ready. Raises ServiceFailed."""
        for service in services:
            self._begin(service)
        for service in services:
            self._await(service)

    def _begin(self, service: Service) -> None:
        with self._log(service.name).open("wb") as log:
            process = subprocess.Popen(
                [*service.before, *dies_with_us(service.stop_signal), *service.argv],
                env={**os.environ, **service.env},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._running[service.name] = (service, process)

    def _await(self, service: Service) -> None:
        process = self._running[service.name][1]
        deadline = time.monotonic() + _READY_WITHIN
        while not service.ready(self._log(service.name)):
            if process.poll() is not None:
                raise ServiceFailed(
                    f"{service.name} ended with status {process.returncode}.\n{self._tail(service.name)}"
                )
            if time.monotonic() > deadline:
                raise ServiceFailed(f"{service.name} is not ready.\n{self._tail(service.name)}")
            time.sleep(0.05)

    def stop(self, name: str) -> None:
        """Ask it to end; insist after a while."""
        service, process = self._running.pop(name)
        if process.poll() is None:
            process.send_signal(service.stop_signal)
            try:
                process.wait(_STOP_WITHIN)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def kill(self, name: str) -> Service:
        """SIGKILL, as a crash would have it; the service, to be started again."""
        service, process = self._running.pop(name)
        process.kill()
        process.wait()
        return service

    def pid(self, name: str) -> int:
        return self._running[name][1].pid

    def wait(self) -> None:
        """Stay until a process ends by itself for good; raises ServiceFailed then."""
        while True:
            self.tend()
            time.sleep(0.5)

    def tend(self) -> None:
        """Start again what has ended and restarts; raises ServiceFailed for what does not, or has too often."""
        for name, (service, process) in list(self._running.items()):
            if process.poll() is None:
                continue
            self._restarts[name] += 1
            if not service.restarts or self._restarts[name] > _MOST_RESTARTS:
                raise ServiceFailed(f"{name} ended with status {process.returncode}.\n{self._tail(name)}")
            self.start(self.kill(name))

    def _log(self, name: str) -> Path:
        return self._logs / f"{name}.log"

    def _tail(self, name: str) -> str:
        return "\n".join(self._log(name).read_text(errors="replace").splitlines()[-_TAIL:])


def dies_with_us(number: signal.Signals) -> list[str]:
    """Have the kernel send the signal when this process dies (prctl(2), PR_SET_PDEATHSIG); Linux only."""
    setpriv = shutil.which("setpriv") if sys.platform == "linux" else None
    return [setpriv, "--pdeathsig", number.name.removeprefix("SIG"), "--"] if setpriv else []


def _takes_lock(file: IO[str]) -> bool:
    """Whether the lock is ours now."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
