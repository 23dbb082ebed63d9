"""What the simulator's pages have in common: the templates, and their style sheet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

_HERE = Path(__file__).parent
_templates = Environment(
    loader=FileSystemLoader(_HERE / "templates"),
    autoescape=select_autoescape(default=True),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(template: str, status: int = 200, **values: Any) -> Response:
    return HTMLResponse(_templates.get_template(template).render(**values), status)


async def home(_request: Request) -> Response:
    return RedirectResponse("/dns/", 303)


async def not_found(_request: Request, _error: Exception) -> Response:
    return page("notfound.html", 404)


routes: list[BaseRoute] = [Route("/", home), Mount("/static", StaticFiles(directory=_HERE / "static"))]
