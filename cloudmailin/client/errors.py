"""What can go wrong with a call, named by what the caller should do.

ApiError
├── Denied               stop until somebody mends the credentials (401, 403)
├── NotFound             the object is not there, or not in this account (404)
├── Rejected             CloudMailin said no, and why (422)
├── VerificationFailed   the 422 of `verify`: the domain with its flags
├── RateLimited          wait (429)
├── Unavailable          nothing came of it; try later
└── UnknownOutcome       it may have happened: read before doing it again
"""

from __future__ import annotations

from cloudmailin.client.resources import SendingDomain


class ApiError(Exception):
    """Any outcome of a call other than success. `status` is the HTTP status, where one came."""

    def __init__(self, sentence: str, status: int | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.status = status


class Denied(ApiError):
    pass


class NotFound(ApiError):
    pass


class Rejected(ApiError):
    @property
    def already_taken(self) -> bool:
        """Whether the name exists at CloudMailin already (its sentence is all that tells)."""
        return "already been taken" in self.sentence.lower()


class VerificationFailed(ApiError):
    def __init__(self, domain: SendingDomain) -> None:
        super().__init__("The DNS records are not all visible to CloudMailin yet.", 422)
        self.domain = domain


class RateLimited(ApiError):
    """`retry_after` is in seconds, None when CloudMailin did not say."""

    def __init__(self, retry_after: float | None) -> None:
        super().__init__("CloudMailin asked us to slow down.", 429)
        self.retry_after = retry_after


class Unavailable(ApiError):
    pass


class UnknownOutcome(ApiError):
    pass
