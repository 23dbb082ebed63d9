"""The environment of production on this machine. Knows no Django: the settings are read afterwards."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from portal.embedded import postgres
from portal.embedded.environment import environment, give
from portal.embedded.ports import Ports

PGBOUNCER = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
CADDY = shutil.which("caddy")


def prepare(folder: Path) -> tuple[Ports, Ports]:
    """Set the environment of production, before the settings load."""
    inside, outside = Ports.free(), Ports.free()
    made = {
        **environment(folder, inside),
        "DEMO": "true",
        "SECURE_COOKIES": "true" if CADDY else "false",
        "BEHIND_PROXY": "true" if CADDY else "false",
        "ALLOW_PRIVATE_TARGETS": "true",
        "INTERNAL_PORT": str(outside.resolver),
        "MEDIA_ROOT": str(folder / "media"),
        "LOG_LEVEL": "INFO",
    }
    if PGBOUNCER:
        made |= {"PGBOUNCER": "true", "DATABASE_URL": postgres.url(outside.postgres)}
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    give(made)
    return inside, outside
