"""What is said to customers about mail itself: outcomes of what came in, test messages and what became of them."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from cloudmailin.delivery_log.outcomes import Outcome
from cloudmailin.models import TrialMessage
from portal.words import Text, Words

OUTCOMES: Mapping[str, Text] = {
    Outcome.ACCEPTED: _("Accepted"),
    Outcome.DELAYED: _("Delayed"),
    Outcome.REJECTED: _("Rejected"),
}

TONES: Mapping[str, str] = {Outcome.ACCEPTED: "good", Outcome.DELAYED: "busy", Outcome.REJECTED: "bad"}

STATUSES: Mapping[str, Text] = {
    "client_timeout": _("Your server did not answer in time"),
    "unreachable": _("Your server could not be reached"),
    "not_sent": _("Your server could not be reached"),
    "regexp": _("The recipient is not one that you accept"),
    "max_size": _("The mail is too large"),
}
"""A status where your server gave none."""


def status(code: str) -> str:
    """What the customer's server answered, in words."""
    if code.isascii() and code.isdigit():
        return str(_("Your server answered {code}")).format(code=code)
    return str(STATUSES.get(code, _("Your server gave no usable answer")))


_Status = TrialMessage.Status

TRIALS: Mapping[tuple[str, str], Words] = {
    (_Status.WAITING, ""): Words(_("On its way"), _("Your test message is being sent.")),
    (_Status.SENT, ""): Words(_("Sent"), _("It was handed over to the mail system.")),
    (_Status.UNKNOWN, ""): Words(
        _("Perhaps sent"),
        _("The connection broke off while it was being sent."),
        _("Look into the mailbox. If nothing is there in a few minutes, send another one."),
    ),
    (_Status.FAILED, "not_ready"): Words(
        _("Not sent"),
        _("The domain has stopped working while the message waited."),
        _("Look at the domain's page first."),
    ),
    (_Status.FAILED, "denied"): Words(
        _("Not sent"),
        _("Our mail service did not accept it. That is our fault, not yours."),
        _("Please write to us; we are glad to look into it."),
    ),
    (_Status.FAILED, "refused"): Words(
        _("Not sent"),
        _("Our mail service did not accept the message."),
        _("Send another one. If that fails too, write to us."),
    ),
}
"""By status and reason."""

ON_ITS_WAY_IN = Words(
    _("On its way to your server"),
    _("We show what your server answers as soon as we know, within a minute or two."),
)

EVENTS: Mapping[str, tuple[Text, str]] = {
    "registration": (_("Taken in by our mail servers"), "quiet"),
    "dispatch": (_("On its way to the recipient's server"), "quiet"),
    "rate_limit": (_("Held back for a moment"), "busy"),
    "delivery": (_("The recipient's server has accepted it"), "good"),
    "bounce": (_("The recipient's server has refused it"), "bad"),
    "soft_bounce": (_("The recipient's server asks us to try again later"), "busy"),
    "dispatch_soft_bounce": (_("The recipient's server asks us to try again later"), "busy"),
    "error": (_("Something went wrong on the way"), "bad"),
    "retries_exhausted": (_("Given up after several attempts"), "bad"),
    "suppressed": (_("Not sent, as earlier mail to this address came back"), "bad"),
    "open": (_("Opened"), "quiet"),
    "read": (_("Read"), "quiet"),
    "click": (_("A link was followed"), "quiet"),
    "auto_reply": (_("An automatic answer came back"), "quiet"),
    "bounce_reply": (_("A bounce came back"), "bad"),
}
"""What happened to a message, and its tone. A kind that is not here is not shown."""

SUBJECT = _("Test message {code}")
BODY = _(
    "This is a test message from {brand}.\n\n"
    "It was asked for on the page of {name}, to see that mail works. There is nothing you need to do."
)
