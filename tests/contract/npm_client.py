"""CloudMailin's own client for Node.js, pinned by `npm/package-lock.json`."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests import npm

_NPM = Path(__file__).parent / "npm"
_SEND_SECONDS = 60


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
            [npm.NODE, _NPM / "send.js"],
            input=json.dumps(asked),
            env={"NODE_PATH": str(self.modules)},
            capture_output=True,
            text=True,
            timeout=_SEND_SECONDS,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        results: list[dict[str, Any]] = json.loads(done.stdout)
        return results


def installed() -> NpmClient:
    """Skips the test where the registry is out of reach."""
    try:
        return NpmClient(npm.installed(_NPM) / "node_modules")
    except npm.OutOfReach as reason:
        pytest.skip(str(reason))
