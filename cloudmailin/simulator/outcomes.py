"""What became of a mail, in words: for the sender's side an SMTP code, for people a sentence.

The codes are RFC 5321's (section 4.2.3); which of them CloudMailin's servers use is a choice.
"""

from __future__ import annotations

from .incoming import Category, IncomingStatus, Word

NOBODY = 550
_CODES = {Category.SUCCESSFUL: 250, Category.DELAYED: 451, Category.REJECTED: 550, Category.MAX_SIZE: 552}
_LABELS = {
    Category.SUCCESSFUL: "Accepted",
    Category.DELAYED: "Try again later",
    Category.REJECTED: "Rejected",
    Category.MAX_SIZE: "Too large",
}
_REASONS = {
    Word.CLIENT_TIMEOUT: "the target did not answer in time",
    Word.UNREACHABLE: "the target can't be reached",
    Word.NOT_SENT: "the target is on another machine, and the simulator sends to this one only. "
    "Change the target, or start the simulator with --deliver-anywhere",
    Word.REGEXP: "the recipient does not fit the domain's auth_regex",
    Word.MAX_SIZE: "the mail is larger than is taken in",
}


def smtp_code(row: IncomingStatus) -> int:
    return _CODES[Category(row.status_category)]


def label(row: IncomingStatus) -> str:
    return _LABELS[Category(row.status_category)]


def sentence(row: IncomingStatus) -> str:
    """For example "Rejected, HTTP 404: the sender gets a bounce." """
    between = ", " if row.status.isdigit() else ": "
    return label(row) + between + _detail(row)


def detail(row: IncomingStatus) -> str:
    """The sentence without its first words, to stand beside the label."""
    text = _detail(row)
    return text[:1].upper() + text[1:]


def _detail(row: IncomingStatus) -> str:
    category = Category(row.status_category)
    if not row.status.isdigit():
        bounce = "" if category is Category.DELAYED else " The sender gets a bounce."
        return f"{_REASONS[Word(row.status)]}.{bounce}"
    if category is Category.SUCCESSFUL:
        return f"HTTP {row.status}."
    if category is Category.REJECTED:
        return f"HTTP {row.status}: the sender gets a bounce."
    trouble = "redirects are not followed" if row.status[0] == "3" else "the target has trouble"
    return f"HTTP {row.status}: {trouble}."


def nobody(recipient: str) -> str:
    return f"Nobody receives mail for {recipient} (550). Attach its domain to an address first."
