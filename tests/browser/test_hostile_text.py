"""Text that people type runs nowhere: whatever is answered where every column and every form holds it, in a browser.

The answers are the product's, with their headers; Chromium is handed them at the addresses where it would find them.
"""

from __future__ import annotations

import csv
import io
import json
import logging
import re
import sys
from collections.abc import Callable, Iterator
from email import message_from_bytes
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Dialog, Route

from portal.console.brand.forms import LookForm
from portal.letters import letter
from portal.look import look_of
from tenants.models import Brand, User
from tests.browser.conftest import launched_or_skipped
from tests.build import a_brand
from tests.portal.picture_corpus import polyglots
from tests.walls.poison import Answer, ask, poison, read, text
from tests.walls.routes import routes
from tests.walls.world import Actor, Target, _filled, addresses

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(1200)]

LEAST_PAGES, LEAST_PICTURES = 250, 10
MOST_SHOWN = 60
_MAILS = Path(settings.BASE_DIR) / "templates" / "email"
_ALWAYS = {
    "Content-Type",
    "MIME-Version",
    "Subject",
    "From",
    "To",
    "Reply-To",
    "Date",
    "Message-ID",
    "Auto-Submitted",
}
_LINK, _LINKS = "https://portal.example.com/", ("address", "url", "leave", "settings")
_MORE = {"List-Unsubscribe", "List-Unsubscribe-Post", "Content-Transfer-Encoding"}

_ALIVE = """() => [...document.querySelectorAll("*")].flatMap((one) => [...one.attributes]
  .filter(({name, value}) => name.startsWith("on") || name === "srcdoc"
    || (/^(href|src|action|formaction|data|xlink:href)$/.test(name) && /^\\s*javascript:/i.test(value))
    || (/^(x-|hx-|data-hx-|@|:)/.test(name) && /p0wn/.test(value) && !/^hx-(get|post|vals)$/.test(name)))
  .map(({name, value}) => `${one.tagName} ${name}=${value}`))"""
"""What a payload has become a part of, though it may be that the policy has kept it from running."""


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Target:
    """A brand and a customer with rows in every table, all of them poisoned; what is rung for is rolled back."""
    monkeypatch.setattr("cloudmailin.tasks._ring", lambda *_, **__: None)
    monkeypatch.setitem(
        sys.modules, "pygments", None
    )  # a dependency of pytest's, with which Unfold styles JSON
    target = _filled(a_brand())
    assert poison(target.tenant) >= 50
    return target


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """All that is logged, as it would be written."""
    (handler,) = (each for each in logging.getLogger().handlers if type(each) is logging.StreamHandler)
    written = io.StringIO()
    monkeypatch.setattr(handler, "stream", written)
    return written


def everything_answered(world: Target) -> Iterator[Answer]:
    """To the customer's owner, to staff who may do all, and to nobody in particular."""
    console = settings.CONSOLE_HOSTS[0]
    owner = User.objects.get(pk=world.ids["user"][0])  # type: ignore[misc]
    staff = User.objects.create_superuser("boss@example.com", None)
    host = world.tenant.brand.primary_host
    for person, where in ((owner, host), (staff, console), (None, host)):
        client = Client(headers={"host": where})
        if person:
            client.force_login(person)
        actor = Actor("somebody", where)
        for route in routes():
            if route.is_console is actor.is_at_the_console and "logout" not in route.form:
                for path in addresses(route, world, actor):
                    yield from ask(client, where, path)


def test_nothing_that_is_typed_runs_or_is_fetched_or_adds_a_line(world: Target, log: io.StringIO) -> None:
    answers = list(everything_answered(world))
    assert [each.asked for each in answers if each.status >= 500] == []
    assert [each.asked for each in answers if {"\r", "\n"} & set("".join(each.headers.values()))] == []
    assert _crooked_files(answers) == []
    assert _crooked_lines(log.getvalue()) == []
    letters = [*_mails_sent(), *_mails_of_every_kind(world.tenant.brand)]
    pages = [each for each in answers if each.is_page and each.is_poisoned]
    assert len(pages) >= LEAST_PAGES
    faults = _faults_in_a_browser([*pages, *letters], _beside(world))
    assert not faults, f"{len(faults)}:\n" + "\n".join(faults[:MOST_SHOWN])


def test_a_picture_that_is_something_else_too_is_shown_as_a_picture(world: Target) -> None:
    brand = world.tenant.brand
    staff, site = (
        Client(headers={"host": settings.CONSOLE_HOSTS[0]}),
        Client(headers={"host": brand.primary_host}),
    )
    staff.force_login(User.objects.create_superuser("boss@example.com", None))
    known = {name: value for name, value in LookForm(instance=a_brand()).initial.items() if value is not None}
    pages, pictures = [], {}
    for name, data in polyglots():
        typed = {**known, "new_logo": SimpleUploadedFile("logo.png", data, "text/html")}
        if staff.post(f"/brands/{brand.pk}/look/", typed).status_code == 302:
            brand.refresh_from_db()
            path = look_of(brand).logo
            shown = site.get(path)
            assert (shown.status_code, shown["Content-Type"]) == (200, "image/png"), name
            pictures[path] = (shown["Content-Type"], b"".join(shown))
            pages.append(read(site.get("/login/"), name, f"http://{brand.primary_host}/login/"))
    assert len(pages) >= LEAST_PICTURES
    assert _faults_in_a_browser(pages, _beside(world) | pictures) == []


def _crooked_files(answers: list[Answer]) -> list[str]:
    """Tables with a formula, or with a row that is not as long as its head."""
    found, seen = [], 0
    for answer in answers:
        if answer.headers.get("Content-Type", "").startswith("text/csv") and answer.status == 200:
            head, *rows = csv.reader(io.StringIO(answer.body.decode("utf-8-sig")))
            seen += answer.is_poisoned
            found += [
                f"{answer.asked}: {row}" for row in rows if len(row) != len(head) or any(map(_reckons, row))
            ]
    assert seen >= 1
    return found


def _reckons(cell: str) -> bool:
    return cell[:1] in set("=+-@\t\r") and not re.fullmatch(r"-?\d+", cell)


def _crooked_lines(written: str) -> list[str]:
    """Lines of the log that are no object, or steer a terminal."""
    lines = written.split("\n")[:-1]
    assert len(lines) > LEAST_PAGES
    return [
        line for line in lines if not line.startswith("{") or not json.loads(line) or _CONTROLS & set(line)
    ]


_CONTROLS = {"\r", "\x1b", "\x07", "\x0b", "\x85", "\u2028", "\u2029"}


def _mails_sent() -> list[Answer]:
    assert len(mail.outbox) >= 3
    return [_read(each, f"mail {each.subject}") for each in mail.outbox]


class Hostile(str):
    """A payload of which every attribute and every item is one; only addresses are the portal's own."""

    __slots__ = ()

    def __getattr__(self, name: str) -> str:
        if name.startswith("_"):
            raise AttributeError(name)
        return _LINK if name in _LINKS else self

    def __iter__(self) -> Iterator[Hostile]:
        return iter([self])


def _mails_of_every_kind(brand: Brand) -> list[Answer]:
    brand.refresh_from_db()
    found = []
    for number, file in enumerate(sorted(_MAILS.glob("[a-z]*.txt"))):
        if file.stem != "base":
            source = file.read_text() + file.with_suffix(".html").read_text()
            given: dict[str, object] = dict.fromkeys(re.findall(r"[a-z_]+", source), Hostile(text(number)))
            given |= dict.fromkeys(re.findall(r"([a-z_]+)\|(?:date|time)", source), timezone.now())
            given |= dict.fromkeys(_LINKS, _LINK)
            message = letter(brand, "ada@example.com", file.stem, given)
            found.append(_read(message, f"mail {file.stem}"))
    return found


def _read(message: Any, asked: str) -> Answer:
    """The HTML of a mail as it would be sent; its headers are those that every mail has."""
    assert isinstance(message, EmailMultiAlternatives)
    sent = message_from_bytes(message.message().as_bytes())
    assert set(sent.keys()) <= _ALWAYS | _MORE, asked
    assert {"Subject", "From", "To"} <= set(sent.keys()), asked
    assert len(sent.keys()) == len(set(sent.keys())), asked
    assert len(message.recipients()) == 1, asked
    html = str(message.alternatives[0][0]).encode()
    return Answer(asked, "http://mail.localhost/", 200, {"Content-Type": "text/html; charset=utf-8"}, html)


def _beside(world: Target) -> dict[str, tuple[str, bytes]]:
    """What pages load of the portal's own that is no static file, by its path."""
    brand, look = world.tenant.brand, look_of(world.tenant.brand)
    site, console = (
        Client(headers={"host": host}) for host in (brand.primary_host, settings.CONSOLE_HOSTS[0])
    )
    console.force_login(User.objects.get(email="boss@example.com"))
    given = {path: site.get(path) for path in (look.css, look.icon, look.touch_icon, look.manifest)}
    given["/admin/jsi18n/"] = console.get("/admin/jsi18n/")
    return {urlsplit(path).path: (answer["Content-Type"], answer.content) for path, answer in given.items()}


def _faults_in_a_browser(answers: list[Answer], beside: dict[str, tuple[str, bytes]]) -> list[str]:
    faults: list[str] = []
    with launched_or_skipped() as chromium:
        context = chromium.new_context()
        now: dict[str, Any] = {"asked": "", "document": None}

        def note(what: str) -> None:
            faults.append(f"{now['asked']}: {what[:300]}")

        context.route("**/*", lambda route: _hand_out(route, now, beside, note))
        page = context.new_page()
        page.on("dialog", partial(_refuse, note=note))
        page.on("pageerror", lambda error: note(f"error {error}"))
        page.on(
            "console",
            lambda line: note(f"console {line.text}") if line.type in {"error", "warning"} else None,
        )
        page.on("popup", lambda popup: note(f"popup {popup.url}"))
        for number, answer in enumerate(answers):
            now |= {"asked": answer.asked, "document": answer}
            page.goto(f"{answer.url}{'&' if '?' in answer.url else '?'}answer={number}", wait_until="load")
            faults += [f"{answer.asked}: {each}" for each in page.evaluate(_ALIVE)]
        context.close()
    return faults


def _refuse(dialog: Dialog, note: Callable[[str], None]) -> None:
    note(f"dialog {dialog.message}")
    dialog.dismiss()


def _hand_out(
    route: Route, now: dict[str, Any], beside: dict[str, tuple[str, bytes]], note: Callable[[str], None]
) -> None:
    asked = urlsplit(route.request.url)
    document: Answer | None = now["document"]
    if not (asked.hostname or "").endswith("localhost"):
        note(f"asks {route.request.url}")
        route.abort()
    elif document and route.request.is_navigation_request():
        now["document"] = None
        route.fulfill(status=200, headers=dict(document.headers), body=document.body)
    elif asked.path in beside:
        kind, body = beside[asked.path]
        route.fulfill(status=200, content_type=kind, body=body)
    elif asked.path.startswith("/static/") and (found := finders.find(asked.path.removeprefix("/static/"))):
        route.fulfill(path=found)
    else:
        route.fulfill(status=204)
