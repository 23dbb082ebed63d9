"""One request as somebody would send it, and what is wrong with the answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlencode

from django.core.handlers.base import BaseHandler
from django.db import transaction
from django.http import HttpResponseBase, StreamingHttpResponse
from django.test import RequestFactory
from django.urls import set_urlconf

from tests.walls.routes import Route
from tests.walls.touched import Watch
from tests.walls.world import NOBODYS, Actor, Target, World

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_SAFE = {"GET", "HEAD", "OPTIONS"}
_REFUSED = {400, 403, 404, 405, 410, 421}
_NAMES_NO_ROW = {*NOBODYS, "uidb36"}
"""A link to set a password anew is answered in the same words whoever is named in it: by a page, without success."""

_ENTRANCES = {
    "/login/",
    "/admin/login/",
    "/profile/confirm/",
    "/profile/confirm/code/",
    "/profile/second-step/",
}
_NOT_THERE = {"/admin/"}
"""Where Django's console leads whoever asks for a row that they can't see."""

FORM, _JSON = "application/x-www-form-urlencoded", "application/json"


@dataclass(frozen=True, slots=True)
class Asked:
    route: Route
    actor: Actor
    target: Target
    method: str
    path: str
    kind: str
    is_htmx: bool
    words: str | None = None
    """The query or the form, where the route wants others than `Target.in_forms`."""

    def __str__(self) -> str:
        htmx = ", htmx" if self.is_htmx else ""
        asked = self.path if self.words is None else f"{self.path} with “{self.words}”"
        return f"{self.actor.name}: {self.method} {asked} ({self.route.rule.name}, {self.kind}{htmx})"


def ways(method: str) -> list[tuple[str, bool]]:
    """Where the ids stand besides the path, and whether htmx asks: it sends forms."""
    return {
        "GET": [("query", False), ("query", True)],
        "POST": [(FORM, False), (FORM, True), (_JSON, False)],
        "PUT": [(FORM, False)],
        "PATCH": [(_JSON, False)],
    }.get(method, [("query", False)])


@cache
def _handler() -> BaseHandler:
    handler = BaseHandler()
    handler.load_middleware()
    return handler


def send(asked: Asked) -> HttpResponseBase:
    """Without the wall against forged requests: it would hide what stands behind it."""
    given = asked.target.in_forms
    words = urlencode(given) if asked.words is None else asked.words
    query = f"?{words}" if asked.kind == "query" else ""
    body = {"query": "", FORM: words, _JSON: json.dumps(given)}[asked.kind]
    headers = {"host": asked.actor.host} | ({"HX-Request": "true"} if asked.is_htmx else {})
    content_type = FORM if asked.kind == "query" else asked.kind
    request = RequestFactory().generic(asked.method, asked.path + query, body, content_type, headers=headers)
    request.COOKIES.update(asked.actor.cookies)
    request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
    try:
        return _handler().get_response(request)
    finally:
        set_urlconf(None)


def faults(asked: Asked, world: World, watch: Watch) -> Iterator[str]:
    """What this request should not have got, or done. Nothing of it is kept."""
    with transaction.atomic():
        watch.take()
        answer = send(asked)
        body = _everything(answer)
        touched = watch.take()
        transaction.set_rollback(True)
    if answer.status_code >= 500:
        yield f"answers {answer.status_code}"
    if _had_success(asked, answer):
        yield f"succeeds with {answer.status_code} {answer.headers.get('Location', '')}"
    is_shut_out = asked.actor.is_refused(asked.route.rule)
    only_looks = asked.actor.is_viewing and asked.method not in _SAFE and asked.route.name != "viewing_stop"
    may_change = not is_shut_out and not only_looks
    own = [tenant.pk for tenant in asked.actor.of] if may_change else []
    for target in world.targets.values():
        if target.canary.encode() in body and target.canary != "own":
            yield f"shows {target.canary}"
        changed = [one for one in touched if one.whose == "tenant" and one.key == target.tenant.pk]
        if changed and target.tenant.pk not in own:
            yield f"changes {changed}"
    people = {target.ids["user"][0] for target in world.targets.values()}
    brands = {target.tenant.brand_id for target in world.targets.values()}
    for one in touched:
        if (one.whose == "user" and one.key in people) or (one.whose == "brand" and one.key in brands):
            yield f"changes {one}"


def _had_success(asked: Asked, answer: HttpResponseBase) -> bool:
    """Where the rule refuses, or the path names a row of somebody else's, there is nothing but refusals."""
    names_row = bool(set(asked.route.parameters) - _NAMES_NO_ROW)
    names_foreign = names_row and asked.target.tenant not in asked.actor.of
    is_open = asked.route.rule.name == "public"
    if is_open or not (names_foreign or asked.actor.is_refused(asked.route.rule)):
        return False
    if asked.method == "OPTIONS" and not getattr(answer, "content", b""):
        return False  # says which methods there are, and nothing of a row
    return not (answer.status_code in _REFUSED or _leads_nowhere(asked, answer))


def _leads_nowhere(asked: Asked, answer: HttpResponseBase) -> bool:
    there = answer.headers.get("Location") or answer.headers.get("HX-Redirect") or ""
    path = there.partition("?")[0]
    return path in _ENTRANCES | _NOT_THERE or path == f"{asked.path}change/"


def _everything(answer: HttpResponseBase) -> bytes:
    streamed = isinstance(answer, StreamingHttpResponse)
    body = b"".join(answer) if streamed else getattr(answer, "content", b"")
    return b"\n".join([body, str(answer.headers).encode(), str(answer.cookies).encode()])
