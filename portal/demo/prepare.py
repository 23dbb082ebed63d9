"""The demo's folder and ports, handed through the environment so that the settings can read the rest there."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from portal.embedded.environment import VAR, environment, give
from portal.embedded.ports import Ports

_HIGHEST = 65_530


def prepare(arguments: Sequence[str]) -> None:
    """Set the environment of `manage.py demo`, before the settings load; a check gets a folder and ports of its own."""
    if "--check" in arguments:
        folder, ports = VAR / f"check-{os.getpid()}", Ports.free()
    else:
        folder, ports = Path(os.environ.get("DEMO_FOLDER", VAR / "demo")), Ports.derive(_asked_port())
    os.environ.update({"DEMO_FOLDER": str(folder), "PORT": str(ports.web)})
    own = {"DEMO": "true", "ALLOW_PRIVATE_TARGETS": "true", "DNS_RESOLVERS": f"127.0.0.1:{ports.resolver}"}
    give({**environment(folder, ports), **own})


def prepared() -> tuple[Path, Ports]:
    """What `prepare` has set."""
    return Path(os.environ["DEMO_FOLDER"]), Ports.derive(int(os.environ["PORT"]))


def _asked_port() -> int:
    asked = os.environ.get("PORT", "8000")
    if not asked.isdigit() or not 1024 <= int(asked) <= _HIGHEST:
        sys.exit(f"PORT must be a number from 1024 to {_HIGHEST}, not {asked!r}.")
    return int(asked)
