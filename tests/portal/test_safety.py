"""Settings that are unsafe in public refuse to start, all reasons at once; safe ones pass Django's own list."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from pytest_django.fixtures import Settings

from portal.safety import refusals
from tests.build import a_brand

ROOT = Path(__file__).parents[2]

PRODUCTION = {
    "SECRET_KEY": "d1Kw-8vZ2mQx7rT0bNfYcJ5sLg9hPaUe3iRoXtVzW4yBnM6kEq",
    "FIELD_KEYS": Fernet.generate_key().decode(),
    "CONSOLE_HOSTS": "console.example.com",
    "BEHIND_PROXY": "true",
    "BRAND_URL": "https://{host}",
    "DNS_RESOLVERS": "192.0.2.53",
}
PLAIN = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}


def manage(*arguments: str, **given: str) -> subprocess.CompletedProcess[str]:
    """A command with the environment of a production process, changed as said."""
    servers = {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL")}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**PLAIN, **servers, **PRODUCTION, **given},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_production_settings_pass_the_deployment_checks_without_a_warning() -> None:
    ended = manage("check", "--deploy", "--fail-level", "WARNING")
    assert ended.returncode == 0, ended.stderr
    assert "no issues" in ended.stdout


SAFE: dict[str, Any] = {
    "SECRET_KEY": PRODUCTION["SECRET_KEY"],
    "FIELD_KEYS": [PRODUCTION["FIELD_KEYS"]],
    "CONSOLE_HOSTS": ["console.example.com"],
    "BRAND_URL": "https://{host}",
    "DNS_RESOLVERS": (("192.0.2.53", 53),),
    "DNS_AUTHORITATIVE_PORT": 53,
    "SECURE_COOKIES": True,
    **dict.fromkeys(
        ("DEBUG", "DEMO", "ALLOW_TEST_DOMAINS", "ALLOW_PRIVATE_TARGETS", "DNS_ALLOW_PRIVATE"), False
    ),
}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"DEBUG": True}, "set DEBUG=false"),
        ({"DEMO": True}, "set DEMO=false"),
        ({"ALLOW_TEST_DOMAINS": True}, "set ALLOW_TEST_DOMAINS=false"),
        ({"ALLOW_PRIVATE_TARGETS": True}, "set ALLOW_PRIVATE_TARGETS=false"),
        ({"DNS_ALLOW_PRIVATE": True}, "set DNS_ALLOW_PRIVATE=false"),
        ({"DNS_AUTHORITATIVE_PORT": 5353}, "port 53"),
        ({"DNS_RESOLVERS": ()}, "DNS_RESOLVERS is empty"),
        ({"SECURE_COOKIES": False}, "sends sessions in the clear"),
        ({"BRAND_URL": "http://{host}"}, "must begin with https://"),
        ({"SECRET_KEY": ""}, "50 random characters"),
        ({"SECRET_KEY": "short"}, "50 random characters"),
        ({"SECRET_KEY": "a" * 80}, "50 random characters"),
        ({"SECRET_KEY": "django-insecure-" + PRODUCTION["SECRET_KEY"]}, "make one of your own"),
        ({"FIELD_KEYS": []}, "FIELD_KEYS is not set"),
        ({"FIELD_KEYS": [PRODUCTION["FIELD_KEYS"], "no-key"]}, "no Fernet key"),
        ({"CONSOLE_HOSTS": []}, "CONSOLE_HOSTS is not set"),
        ({"CONSOLE_HOSTS": ["console.localhost"]}, "CONSOLE_HOSTS is not set"),
        ({"CONSOLE_HOSTS": ["*"]}, "no host name"),
        ({"CONSOLE_HOSTS": ["https://console.example.com"]}, "no host name"),
        ({"CONSOLE_HOSTS": ["console.localhost", "console.example.com"], "DEMO": True}, "set DEMO=false"),
    ],
)
def test_what_is_unsafe_is_refused_with_what_to_do(changed: dict[str, Any], said: str) -> None:
    assert not list(refusals(SAFE))
    assert said in "\n".join(refusals({**SAFE, **changed}))


def test_a_trial_on_this_machine_may_have_all_of_it() -> None:
    trial = {
        "CONSOLE_HOSTS": ["console.localhost"],
        "SECURE_COOKIES": False,
        "BRAND_URL": "http://{host}:8000",
    }
    knobs = dict.fromkeys(
        ("DEBUG", "DEMO", "ALLOW_TEST_DOMAINS", "ALLOW_PRIVATE_TARGETS", "DNS_ALLOW_PRIVATE"), True
    )
    assert not list(refusals({**SAFE, **trial, **knobs, "DNS_AUTHORITATIVE_PORT": 5353}))


def test_all_reasons_are_told_at_once() -> None:
    ended = manage("check", DEBUG="true", SECURE_COOKIES="false", SECRET_KEY="short")
    assert ended.returncode == 1
    assert len(re.findall(r"^- ", ended.stderr, re.MULTILINE)) == 3


def test_a_file_that_is_not_there_is_named() -> None:
    assert (
        "SECRET_KEY_FILE: /no/such/file can't be read"
        in manage("check", SECRET_KEY_FILE="/no/such/file").stderr
    )


def test_a_secret_may_be_a_file(tmp_path: Path) -> None:
    for name in ("SECRET_KEY", "FIELD_KEYS"):
        (tmp_path / name).write_text(PRODUCTION[name] + "\n")
    files = {f"{name}_FILE": str(tmp_path / name) for name in ("SECRET_KEY", "FIELD_KEYS")}
    code = "from django.conf import settings; print([settings.SECRET_KEY, settings.FIELD_KEYS])"
    ended = manage("shell", "--no-imports", "-c", code, **files, SECRET_KEY="", FIELD_KEYS="")
    assert ended.stdout.strip() == str([PRODUCTION["SECRET_KEY"], [PRODUCTION["FIELD_KEYS"]]])


@pytest.mark.django_db
def test_an_account_at_a_simulator_is_refused_in_public(settings: Settings) -> None:
    a_brand(base_url="http://127.0.0.1:9/api/v0.1")
    call_command("check", "--database", "default")
    settings.IS_PUBLIC = True
    with pytest.raises(SystemCheckError, match="in the clear"):
        call_command("check", "--database", "default")


def test_the_example_names_every_variable_that_the_settings_read() -> None:
    read = set(re.findall(r'\benv\.\w+\(\s*"([A-Z_]+)"', (ROOT / "portal" / "settings.py").read_text()))
    written = set(re.findall(r"^(?:# )?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    of_gunicorn = set(re.findall(r'os\.environ\.get\("([A-Z_]+)"', (ROOT / "gunicorn.conf.py").read_text()))
    elsewhere = (of_gunicorn - read) | {"POSTGRES_PASSWORD"}
    assert read - {"STATICFILES_STORAGE"} == written - elsewhere
