"""CloudMailin's objects as typed values: unknown fields are ignored, ids are opaque strings."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Resource(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str


class Address(Resource):
    target: str
    nickname: str | None = None
    address: str | None = None

    @property
    def email(self) -> str:
        """The address that mail is sent to; newer answers carry it, older ones only the id it is made of."""
        return self.address or f"{self.id}@cloudmailin.net"


class CustomDomain(Resource):
    domain: str


class SendingDomain(Resource):
    domain: str
    mta_domain: str
    required_cname: str
    dkim_selector: str
    dkim_domain: str
    dkim_public_record: str
    dkim_verified: bool | None = None
    return_path_verified: bool | None = None
    spf_verified: bool | None = None

    @property
    def is_verified(self) -> bool:
        """Return path and DKIM are what sending needs; SPF comes with the return path's CNAME."""
        return self.dkim_verified is True and self.return_path_verified is True
