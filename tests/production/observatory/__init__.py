"""Mozilla's scanner of headers (npm's @mdn/mdn-http-observatory), pinned by `package-lock.json`."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests import npm

_HERE = Path(__file__).parent
_PRELOADED = Path("node_modules/@mdn/mdn-http-observatory/conf/hsts-preload.json")


@dataclass(frozen=True, slots=True)
class Page:
    """`address`: host and path, as a person would type it without `https://`."""

    name: str
    address: str
    cookie: str | None = None


def scan(pages: Sequence[Page], http: int, https: int, authority: Path) -> list[dict[str, Any]]:
    """Grade, score, and the tests that were not passed, of each page. Ports and certificate are this machine's.

    Raises npm.OutOfReach.
    """
    home = npm.installed(_HERE)
    shutil.copy(_HERE / "scan.js", home)
    # What its installation would download: names that browsers know to speak TLS alone. None of ours is among them.
    (home / _PRELOADED).write_text("{}")
    asked = {"ports": {80: http, 443: https}, "pages": [asdict(page) for page in pages]}
    ended = subprocess.run(
        [npm.NODE, "scan.js"],
        cwd=home,
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
