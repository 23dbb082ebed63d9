"""The HTTP server put together: CloudMailin's API, the interface for tests, the DNS host's pages."""

from __future__ import annotations

import re

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ExceptionHandler

from . import (
    addresses,
    application,
    control,
    custom_domains,
    incoming_statuses,
    knobs_page,
    mail_in,
    mail_pages,
    messages,
    outbound_control,
    outbound_messages,
    pages,
    panel,
    sending_domains,
)
from .errors import ApiError, on_api_error, on_http_error
from .gate import Gate
from .protect import Protect
from .world import World

API_PATH = "/api/v0.1"
_JSON_ERRORS: dict[type[Exception], ExceptionHandler] = {ApiError: on_api_error, HTTPException: on_http_error}


def build(world: World) -> Starlette:
    api_routes: list[BaseRoute] = [*addresses.routes, *custom_domains.routes, *sending_domains.routes]
    api_routes += [*incoming_statuses.routes, *outbound_messages.routes]
    api = Starlette(
        routes=api_routes, middleware=[Middleware(Gate, world=world)], exception_handlers=dict(_JSON_ERRORS)
    )
    api.router.redirect_slashes = False
    test_routes: list[BaseRoute] = [*control.routes, *mail_in.test_routes, *outbound_control.routes]
    tests = Starlette(routes=test_routes, exception_handlers=dict(_JSON_ERRORS))
    whole = Starlette(
        routes=[
            Route(API_PATH + "/{account}/messages", messages.send, methods=["POST"]),
            _mounted(API_PATH + "/{account}", api),
            Mount("/_sim", tests),
            *pages.routes,
            *panel.routes,
            *mail_in.routes,
            *mail_pages.routes,
            *application.routes,
            *knobs_page.routes,
        ],
        middleware=[Middleware(Protect)],
        exception_handlers={404: pages.not_found},
    )
    for app in (api, tests, whole):
        app.state.world = world
    return whole


def _mounted(path: str, app: Starlette) -> Mount:
    """Starlette's own mounts do not know a path with a line break in it, which an id may bring."""
    mount = Mount(path, app)
    mount.path_regex = re.compile(mount.path_regex.pattern, re.DOTALL)
    return mount
