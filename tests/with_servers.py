"""`python -m tests.with_servers COMMAND …`: run a command with the embedded servers' environment, as the tests have it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.embedded import pytest_load_initial_conftests, pytest_unconfigure

if __name__ == "__main__":
    try:
        pytest_load_initial_conftests()
    except pytest.UsageError as impossible:
        sys.exit(str(impossible))
    try:
        status = subprocess.run(sys.argv[1:], check=False).returncode
    finally:
        pytest_unconfigure()
    sys.exit(status)
