"""The environment of an embedded stack: what the settings read, wherever it is not given already."""

from __future__ import annotations

import json
import os
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from pathlib import Path

from portal.embedded import postgres, redis
from portal.embedded.ports import Ports

VAR = Path(__file__).resolve().parents[2] / "var"


def environment(folder: Path, ports: Ports) -> Mapping[str, str]:
    """For os.environ.setdefault: addresses of the stack's servers, and keys made once and kept in the folder."""
    return {
        "DATABASE_URL": postgres.url(ports.postgres),
        "REDIS_URL": redis.url(ports.redis),
        "SECURE_COOKIES": "false",
        "STAFF_MFA": "false",
        "BRAND_URL": f"http://{{host}}:{ports.web}",
        "ALLOW_TEST_DOMAINS": "true",
        "DNS_RESOLVERS": f"127.0.0.1:{ports.dns}",
        "DNS_AUTHORITATIVE_PORT": str(ports.dns),
        "DNS_ALLOW_PRIVATE": "true",
        "STATIC_ROOT": str(folder / "static"),
        "MEDIA_ROOT": str(folder / "media"),
        **_keys(folder / "keys.json"),
    }


def give(given: Mapping[str, str]) -> None:
    """Set what the environment does not have yet."""
    for name, value in given.items():
        os.environ.setdefault(name, value)


def _keys(kept: Path) -> dict[str, str]:
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        made = {
            "SECRET_KEY": secrets.token_urlsafe(50),
            "FIELD_KEYS": urlsafe_b64encode(os.urandom(32)).decode(),
        }
        kept.touch(mode=0o600)
        kept.write_text(json.dumps(made))
    keys: dict[str, str] = json.loads(kept.read_text())
    return keys
