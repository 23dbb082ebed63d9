"""One HTTP request to a customer's target, and what its answer means for the mail.

Documented: 2xx accepted; 4xx rejected for good, with the target's own words if they are text/plain; any other
answer, or none: the sender tries again later. CloudMailin's pages also speak of following redirects; here
none is followed and the sender tries again (a choice: a mail must not be led to where nobody meant it to go).
The User-Agent is a choice.
"""

from __future__ import annotations

from dataclasses import dataclass

from . import outgoing
from .incoming import Category, Word
from .outgoing import SECONDS, NotSent, OffMachine, TimedOut, post

_SAID_LETTERS = 300
_AGENT = "CloudMailin Server"


@dataclass(frozen=True, slots=True)
class Parcel:
    """A request that is ready to go. `authorization`: the whole value of that header."""

    url: str
    content_type: str
    content: bytes
    authorization: str | None = None

    def headers(self) -> dict[str, str]:
        secret = {"Authorization": self.authorization} if self.authorization else {}
        return {
            "User-Agent": _AGENT,
            "Content-Type": self.content_type,
            "Accept-Encoding": "identity",
            **secret,
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """`status`: the HTTP code or one of our words; `said`: a reason in the target's words."""

    status: str
    said: str = ""

    @property
    def category(self) -> Category:
        if self.status in (Word.REGEXP, Word.MAX_SIZE):
            return Category.MAX_SIZE if self.status == Word.MAX_SIZE else Category.REJECTED
        first = self.status[:1]
        return {"2": Category.SUCCESSFUL, "4": Category.REJECTED}.get(first, Category.DELAYED)


async def deliver(parcel: Parcel, *, anywhere: bool, seconds: float = SECONDS) -> Answer:
    """Never raises for what a target does. The time is for everything together."""
    try:
        answer = await post(parcel.url, parcel.content, parcel.headers(), anywhere=anywhere, seconds=seconds)
    except OffMachine:
        return Answer(Word.NOT_SENT)
    except TimedOut:
        return Answer(Word.CLIENT_TIMEOUT)
    except NotSent:
        return Answer(Word.UNREACHABLE)
    return Answer(str(answer.status), _said(answer))


def _said(answer: outgoing.Answer) -> str:
    """What a target gives as its reason, on one line: as much of the body as anybody reads."""
    if answer.is_success or not answer.content_type.startswith("text/plain"):
        return ""
    return " ".join(answer.body.decode(errors="replace").split())[:_SAID_LETTERS]
