"""Sending a message: the one call with credentials of its own, those of an outbound account (SMTP)."""

from __future__ import annotations

import math
from base64 import b64encode
from typing import Annotated, Any, Literal
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, SecretStr

from cloudmailin.client import reading
from cloudmailin.client.resources import Resource
from cloudmailin.client.transport import Request, exchange

Content = Annotated[bytes, PlainSerializer(lambda content: b64encode(content).decode(), return_type=str)]


class Attachment(BaseModel):
    """`content_id` marks it as inline, for `<img src="cid:…">` in the HTML part."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file_name: str
    content: Content
    content_type: str
    content_id: str | None = None


class Message(BaseModel):
    """One of `plain`, `html`, `markdown` or `raw` (RFC 5322) is needed; at most 20 recipients and 10 MB."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    sender: str = Field(serialization_alias="from")
    to: str | list[str]
    cc: str | list[str] | None = None
    subject: str | None = None
    plain: str | None = None
    html: str | None = None
    markdown: str | None = None
    raw: str | None = None
    headers: dict[str, str] | None = None
    tags: list[str] | None = None
    priority: Literal["standard", "priority", "digest"] | None = None
    test_mode: bool | None = None
    attachments: list[Attachment] | None = None

    def as_json(self) -> dict[str, Any]:
        return self.model_dump(by_alias=True, exclude_none=True)


class Accepted(Resource):
    """CloudMailin will send it; its fate comes as events."""


class Outbox:
    """An outbound account: its SMTP user name and token, not the management key."""

    def __init__(
        self, base_url: str, username: str, token: str | SecretStr, *, send_before: float = math.inf
    ) -> None:
        """`send_before`: Unavailable is raised for what is not sent when `uptime()` passes it."""
        self._send_before = send_before
        self._url = f"{base_url.rstrip('/')}/{quote(username, safe='')}"
        self._token = token if isinstance(token, SecretStr) else SecretStr(token)

    def __repr__(self) -> str:
        return f"Outbox({self._url!r})"

    def send(self, message: Message) -> Accepted:
        """Raises an ApiError; after one that `may_have_happened`, sending again may deliver it twice."""
        request = Request(
            "POST", self._url, "messages", self._token, {}, message.as_json(), self._send_before
        )
        accepted: Accepted = reading.read(request, exchange(request), Accepted)
        return accepted
