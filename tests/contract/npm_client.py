"""CloudMailin's own client for Node.js out of the npm registry, pinned by `npm/package-lock.json`, installed
once under `var/`."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

_ROOT = Path(__file__).parents[2]
_NPM = Path(__file__).parent / "npm"
_PINNED = ("package.json", "package-lock.json")
_INSTALL_SECONDS = 240
_SEND_SECONDS = 60
# What npm says when there is no way to the registry, as opposed to something being wrong with the package.
_UNREACHABLE = (
    "ENOTFOUND",
    "EAI_AGAIN",
    "ECONNREFUSED",
    "ECONNRESET",
    "ETIMEDOUT",
    "ERR_SOCKET_TIMEOUT",
    "ENETUNREACH",
    "EHOSTUNREACH",
)


@dataclass(frozen=True, slots=True)
class NpmClient:
    modules: Path

    @property
    def package(self) -> Path:
        return self.modules / "cloudmailin"

    def send(self, options: dict[str, str], *calls: tuple[str, Any]) -> list[dict[str, Any]]:
        """Call methods of the package's MessageClient; for each `{"answer"}` or `{"error"}`."""
        asked = {"options": options, "calls": [{"method": method, "message": each} for method, each in calls]}
        done = subprocess.run(
            ["node", str(_NPM / "send.js")],
            input=json.dumps(asked),
            env={"PATH": os.environ["PATH"], "NODE_PATH": str(self.modules)},
            capture_output=True,
            text=True,
            timeout=_SEND_SECONDS,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        results: list[dict[str, Any]] = json.loads(done.stdout)
        return results


def installed() -> NpmClient:
    """Skips the test where Node.js or the registry is out of reach."""
    for tool in ("node", "npm"):
        if not shutil.which(tool):
            pytest.skip(f"{tool} is not installed")
    pinned = b"".join((_NPM / name).read_bytes() for name in _PINNED)
    folder = _ROOT / "var" / "npm" / hashlib.sha256(pinned).hexdigest()[:16]
    if not folder.exists():
        _install(folder)
    return NpmClient(folder / "node_modules")


def _install(folder: Path) -> None:
    """Into a folder beside it first, so that nobody finds half of it."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as parent:
        draft = Path(parent) / folder.name
        draft.mkdir()
        for name in _PINNED:
            shutil.copy(_NPM / name, draft)
        _npm_ci(draft)
        with contextlib.suppress(OSError):  # another test run was quicker
            draft.rename(folder)


def _npm_ci(folder: Path) -> None:
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1"]
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=_INSTALL_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        pytest.skip(f"the npm registry did not deliver within {_INSTALL_SECONDS} seconds")
    if done.returncode and any(sign in done.stderr for sign in _UNREACHABLE):
        pytest.skip("the npm registry can't be reached")
    assert done.returncode == 0, done.stderr
