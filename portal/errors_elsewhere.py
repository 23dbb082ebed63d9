"""Sentry: which errors happen, without what people typed and without secrets."""

from __future__ import annotations

from typing import Any

import sentry_sdk

from portal.logs import hidden

_REQUEST_FACTS = frozenset({"method"})


def send_to(dsn: str) -> None:
    """Without the SDK's own habits of collecting: bodies, cookies, addresses, variables, the values in queries."""
    sentry_sdk.init(
        dsn,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        before_send=_bare,
    )


def _bare(event: Any, _: Any) -> Any:
    """Of a request only its method; the route is the transaction's name. All text goes by the logs' own filter."""
    asked = event.get("request", {})
    event["request"] = {name: asked[name] for name in _REQUEST_FACTS & asked.keys()}
    event.pop("user", None)
    event.pop("server_name", None)
    return {name: hidden(value) for name, value in event.items()}
