"""Lock files name packages, versions and hashes, and no place to fetch them from: that is each machine's own affair."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def locks() -> list[str]:
    patterns = ["requirements*.txt", "*package-lock.json"]
    listed = subprocess.run(
        ["git", "ls-files", *patterns], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return listed.stdout.splitlines()


@pytest.mark.parametrize("lock", locks())
def test_a_lock_file_records_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert "sha512-" in text or "--hash=sha256:" in text
    assert [line for line in text.splitlines() if "://" in line] == []
