"""A rolling upgrade: the release before the newest migration and this one work side by side on the new schema."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from cloudmailin.models import Domain, Operation
from portal.embedded.ports import Ports
from tenants.scoping import across_tenants
from tests.production.customers import Crowd
from tests.production.estate import ROOT, running
from tests.production.stopping import kept, wait_until

_LEAST_ACTS = 40
_TRIED = 8
"""Commits: one on the way to something may not start by itself."""

_MIGRATIONS = ("cloudmailin/migrations/0*.py", "tenants/migrations/0*.py", "portal/migrations/0*.py")


def rehearse(folder: Path, inside: Ports, outside: Ports) -> dict[str, Any]:
    old = folder / "previous"
    before = _check_out_previous(old)
    if before is None:
        return {
            "skipped": "The history does not reach back to before the newest migration: git fetch --unshallow"
        }
    with running(folder, inside, outside, workers=("new-1",)) as estate:
        estate.add_worker("old-1", code=old)
        estate.add_worker("old-2", code=old)
        crowd = Crowd(estate)

        def both_have_called() -> bool:
            return crowd.done >= _LEAST_ACTS and all(map(_calls, ("new-1", "old-1")))

        def _calls(name: str) -> int:
            return estate.log(name).count("cloudmailin.client")

        with crowd.at_work():
            wait_until(both_have_called, "workers of both releases to have called")
            estate.stack.stop("old-1")
        told = kept(estate, crowd)
        with across_tenants():
            unfinished = Domain.objects.filter(removed_at=None, sending__dkim_selector="").count()
            failed = Operation.objects.filter(status=Operation.Status.FAILED).count()
        calls = {name: _calls(name) for name in ("new-1", "old-1", "old-2")}
        tracebacks = sum(estate.log(name).count("Traceback") for name in calls)
    return {
        "previous": before,
        "acts": crowd.done,
        "added": len(crowd.added),
        "failed_requests": [what for _, what in crowd.failed],
        "failed_operations": failed,
        "unfinished": unfinished,
        "tracebacks": tracebacks,
        "calls": calls,
        **told,
    }


def _check_out_previous(folder: Path) -> str | None:
    """The last commit before the newest migration that starts at all; None where this clone has none."""
    newest = _git("log", "-1", "--diff-filter=A", "--format=%H", "--", *_MIGRATIONS)
    older = _git("rev-list", f"--max-count={_TRIED}", f"{newest}^") if newest else None
    for commit in (older or "").split():
        _check_out(commit, folder)
        if _starts(folder):
            return commit
        shutil.rmtree(folder)
    return None


def _starts(code: Path) -> bool:
    argv = [sys.executable, "manage.py", "check"]
    return subprocess.run(argv, cwd=code, capture_output=True, check=False).returncode == 0


def _check_out(commit: str, folder: Path) -> None:
    """Its files alone: the clone itself is left as it is."""
    folder.mkdir(parents=True)
    archive = folder / "code.tar"
    subprocess.run(["git", "archive", "--output", archive, commit], cwd=ROOT, check=True)
    subprocess.run(["tar", "-xf", archive, "-C", folder], check=True)


def _git(*arguments: str) -> str | None:
    ended = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    return ended.stdout.strip() or None
