"""An application to receive mail with, for whoever has none at hand: /app/NAME takes every mail.

With `?answer=503` it answers with that status instead, so that every outcome can be seen.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

_ANSWERS = range(200, 600)


async def receive(request: Request) -> Response:
    async for _part in request.stream():
        pass
    asked = request.query_params.get("answer", "200")
    status = int(asked) if asked.isascii() and asked.isdigit() and int(asked) in _ANSWERS else 200
    return PlainTextResponse("Received.\n" if status < 300 else "Answered as asked.\n", status)


routes: list[BaseRoute] = [Route("/app/{name:path}", receive, methods=["POST"])]
