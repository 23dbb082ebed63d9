"""What can go wrong with a call, named by what the caller should do.

ApiError
├── Denied               stop until somebody mends the credentials
│   ├── Unauthenticated  the key is wrong or revoked (401)
│   └── Forbidden        the key is right and does not allow this (403)
├── NotFound             the object is not there, or not in this account (404)
├── Rejected             CloudMailin said no, and why (422)
├── VerificationFailed   the 422 of `verify`: the domain with its flags
├── RateLimited          wait (429)
├── Unavailable          not reached, or an answer that can't be used (5xx, HTML, half a JSON): try later
└── UnknownOutcome       sent, and no answer came (time-out, reset)

`may_have_happened` is the other question, asked of each of them: whether the call may have had its effect all
the same. Then look before doing it again.
"""

from __future__ import annotations

from cloudmailin.client.resources import SendingDomain


class ApiError(Exception):
    """Any outcome of a call other than success.

    `sentence` can be shown to a person and holds nothing of the key; `status` is the HTTP status, where one came.
    """

    may_have_happened = False

    def __init__(self, sentence: str, status: int | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.status = status


class Denied(ApiError):
    pass


class Unauthenticated(Denied):
    pass


class Forbidden(Denied):
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
    def __init__(self, sentence: str, status: int | None = None, *, may_have_happened: bool = False) -> None:
        super().__init__(sentence, status)
        self.may_have_happened = may_have_happened


class UnknownOutcome(ApiError):
    may_have_happened = True
