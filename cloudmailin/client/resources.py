"""CloudMailin's objects as typed values: unknown fields are ignored, ids are opaque strings.

Types are strict: a flag is a boolean or null and nothing that looks like one, since a wrong guess would turn a
domain green. Texts are bounded and free of control characters, so that they can be stored and shown.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from unicodedata import category

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool, StringConstraints


def _storable(text: str) -> str:
    """PostgreSQL stores no NUL, and a log or a page should see no other control character."""
    if any(category(each) == "Cc" and each not in "\t\r\n" for each in text):
        raise ValueError("control characters")
    return text


Text = Annotated[str, StringConstraints(strict=True, max_length=4000), AfterValidator(_storable)]
Name = Annotated[str, StringConstraints(strict=True, pattern=r"\A[!-~]{1,253}\z")]
Id = Annotated[str, StringConstraints(pattern=r"\A[A-Za-z0-9_-]{1,64}\z"), Field(coerce_numbers_to_str=True)]
"""Documented as hexadecimal digits of 16 or 20 places "whose format may change"; safe in a path in any case."""


class Resource(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    id: Id


class Address(Resource):
    target: Text
    target_format: Text | None = None
    nickname: Text | None = None
    address: Name | None = None

    @property
    def email(self) -> str:
        """The address that mail is sent to; newer answers carry it, older ones only the id it is made of."""
        return self.address or f"{self.id}@cloudmailin.net"


class CustomDomain(Resource):
    domain: Name
    auth_regex: Text | None = None
    domain_target: Text | None = None


class SendingDomain(Resource):
    domain: Name
    mta_domain: Name
    required_cname: Name
    dkim_selector: Annotated[Name, StringConstraints(max_length=63)]
    dkim_domain: Name
    dkim_public_record: Text
    dkim_verified: StrictBool | None = None
    return_path_verified: StrictBool | None = None
    spf_verified: StrictBool | None = None

    @property
    def is_verified(self) -> bool:
        """Return path and DKIM are what sending needs; SPF comes with the return path's CNAME."""
        return self.dkim_verified is True and self.return_path_verified is True


class IncomingStatus(BaseModel):
    """What became of one mail that came in. `status`: the target's HTTP status, or a word like client_timeout."""

    model_config = ConfigDict(extra="ignore", frozen=True, coerce_numbers_to_str=True)

    message_id: str | None = None
    to: str | None = None
    sender: str | None = Field(None, alias="from")
    status: str | None = None
    subject: str | None = None
    tls: str | None = None
    created_at: datetime | None = None


class OutboundMessage(Resource):
    """A message that was sent. Only seen in other clients, not documented: nothing but the id is relied upon."""

    sender: str | None = Field(None, alias="from")
    to: str | list[str] | None = None
    subject: str | None = None
    status: str | None = None
    created_at: datetime | None = None
