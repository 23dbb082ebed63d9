"""The delivery statuses of an address: /incoming_statuses.

Choices, as only "a fixed number of rows" is documented: 25 rows a page, counted from 1, and a page that is
not a number is the first; a query that can't be read is a failed validation, 422.
"""

from __future__ import annotations

from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from .addresses import own_address
from .errors import Invalid
from .status_query import QueryProblem, matching
from .world import world

PAGE_ROWS = 25


async def index(request: Request) -> JSONResponse:
    asked = request.query_params
    address = own_address(request, asked.get("address_id"))
    here = world(request)
    rows = here.state.incoming.newest(address_id=address.id)
    try:
        found = matching(asked.get("query", ""), rows, datetime.fromtimestamp(here.now(), UTC))
    except QueryProblem as problem:
        raise Invalid([str(problem)]) from None
    start = (_page(asked.get("page", "")) - 1) * PAGE_ROWS
    return JSONResponse([row.shown() for row in found[start : start + PAGE_ROWS]])


def _page(asked: str) -> int:
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1
    return max(1, number)


routes = [Route("/incoming_statuses", index, methods=["GET"])]
