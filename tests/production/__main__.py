"""`python -m tests.production REHEARSAL [--keep]`: stopping, upgrading, restoring or grading; prints one line of JSON.

`--keep` leaves logs and data in var/production-….
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from importlib import import_module

import django

from portal.embedded.environment import VAR
from tests.production.preparing import prepare

_WITHOUT_STATIC_FILES = ("upgrading", "restoring")
"""Nobody looks at a page's styles there, and to collect them takes longer than the rest."""

if __name__ == "__main__":
    folder = VAR / f"production-{os.getpid()}"
    if sys.argv[1] in _WITHOUT_STATIC_FILES:
        os.environ["STATICFILES_STORAGE"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    inside, outside = prepare(folder)
    django.setup()
    rehearsal = import_module(f"tests.production.{sys.argv[1]}")
    try:
        print(json.dumps(rehearsal.rehearse(folder, inside, outside)))  # noqa: T201
    finally:
        if "--keep" not in sys.argv:
            shutil.rmtree(folder, ignore_errors=True)
