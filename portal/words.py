"""What is said to customers: states, findings, reasons and events as titles, sentences and what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cloudmailin.dns.records import Purpose
from cloudmailin.states import State, Use

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Words:
    """`sentence` and `advice` may hold {fields}, filled by `filled`."""

    title: Text
    sentence: Text = ""
    advice: Text = ""

    def filled(self, values: Mapping[str, Any]) -> Words:
        """With the customer's own values in place; a field without a value stays empty."""
        known = _Fields(values)
        return Words(self.title, str(self.sentence).format_map(known), str(self.advice).format_map(known))


class _Fields(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""


STATES: Mapping[tuple[Use, State], Words] = {
    (Use.RECEIVING, State.AWAITING_DNS): Words(_("Waiting for your DNS records")),
    (Use.RECEIVING, State.PROVISIONING): Words(_("Switching on")),
    (Use.RECEIVING, State.ACTIVE): Words(_("Working"), _("Mail to any address at {name} is received.")),
    (Use.RECEIVING, State.DEGRADED): Words(_("Needs attention")),
    (Use.RECEIVING, State.REJECTED): Words(_("Not possible")),
    (Use.RECEIVING, State.REMOVING): Words(_("Being removed")),
    (Use.RECEIVING, State.GONE): Words(_("Removed")),
    (Use.SENDING, State.REQUESTED): Words(_("Setting up")),
    (Use.SENDING, State.AWAITING_DNS): Words(_("Waiting for your DNS records")),
    (Use.SENDING, State.VERIFYING): Words(_("Final check")),
    (Use.SENDING, State.VERIFIED): Words(_("Working"), _("You can send from any address at {name}.")),
    (Use.SENDING, State.DEGRADED): Words(_("Needs attention")),
    (Use.SENDING, State.REJECTED): Words(_("Not possible")),
    (Use.SENDING, State.REMOVING): Words(_("Being removed")),
    (Use.SENDING, State.GONE): Words(_("Removed")),
}

USES: Mapping[Use, Text] = {Use.RECEIVING: _("Receiving mail"), Use.SENDING: _("Sending mail")}

PURPOSES: Mapping[Purpose, Words] = {
    Purpose.OWNERSHIP: Words(
        _("Prove that the domain is yours"),
        _("This record shows that you control the domain. It affects no mail. Leave it in place."),
    ),
    Purpose.MX: Words(
        _("Receive mail"),
        _(
            "These records tell the world where to deliver mail for your domain. All other MX records must go."
        ),
    ),
    Purpose.RETURN_PATH: Words(
        _("Send mail: return path"),
        _("Bounces come back through this name, and receivers see that you allow us to send."),
    ),
    Purpose.DKIM: Words(
        _("Send mail: signature"), _("Receivers use this record to check the signature (DKIM) on your mail.")
    ),
    Purpose.DMARC: Words(
        _("Recommended: policy"),
        _(
            "Tells receivers what to do with mail that only pretends to be yours (DMARC). Any policy of your own is fine."
        ),
    ),
}

STATUSES: Mapping[str, Text] = {
    "ok": _("Found"),
    "missing": _("Not found yet"),
    "wrong": _("Needs a change"),
    "conflicting": _("In conflict"),
    "unknown": _("Could not be checked"),
    "unseen": _("Not checked yet"),
}

FINDINGS: Mapping[str, Words] = {
    "missing": Words(_("Not there yet"), advice=_("Add it at your DNS host with the name and value shown.")),
    "unanswered": Words(
        _("Your DNS host did not answer"),
        _("We could not ask about this record just now. That changes nothing; we keep asking."),
    ),
    "token_right": Words(_("Found: the domain is yours")),
    "token_other": Words(
        _("Another value is published"),
        _("There is a TXT record at this name, but not with your value."),
        _("Replace its value by the one shown. Use the copy button, so that nothing gets lost."),
    ),
    "token_behind_alias": Words(
        _("A CNAME is in the way"),
        _("At this name there is a CNAME to {alias}, so no TXT record of yours can be there."),
        _("Delete the CNAME, then add the TXT record shown."),
    ),
    "text_in_quotes": Words(
        _("Quotation marks were stored"),
        _("The value is right, but it is published with quotation marks around it."),
        _("Edit the record and paste the value without quotation marks."),
    ),
    "mx_right": Words(_("All found")),
    "mx_partial": Words(
        _("Found, some are missing"),
        _("Mail is received. For more resilience add these too: {absent}."),
    ),
    "mx_through_alias": Words(
        _("Found through a CNAME"),
        _("This works, but some senders rewrite addresses because of it."),
        _("When you can, replace the CNAME by the MX records shown."),
    ),
    "mx_behind_alias": Words(
        _("A CNAME is in the way"),
        _("The name is a CNAME to {alias}. A name with a CNAME can't have MX records."),
        _("Delete the CNAME, or add a subdomain such as in.{name} here instead."),
    ),
    "mx_null": Words(
        _("The domain refuses all mail"),
        _("There is an MX record that says this domain takes no mail at all."),
        _("Delete that record, then add the records shown."),
    ),
    "mx_is_address": Words(
        _("An MX record needs a host name"),
        _("One of your MX records points to {target}, which is an IP address."),
        _("Replace it by the host names shown."),
    ),
    "mx_foreign": Words(
        _("Mail goes elsewhere"),
        _("Your MX records deliver mail to {provider}. Changing them takes mailboxes there out of service."),
        _(
            "If nobody reads mail there, replace them by the records shown. Otherwise add a subdomain such as in.{name} here."
        ),
    ),
    "mx_foreign_beside": Words(
        _("Mail would be split"),
        _("Beside the right records there is one of {provider} ({target}). Some mail would go there."),
        _("Delete that MX record, so that only the records shown are left."),
    ),
    "zone_appended": Words(
        _("Your DNS host added the domain to the value"),
        _("The record leads to {target}.{zone} where {target} is meant."),
        _("Edit the record and end the value with a dot: {target}."),
    ),
    "return_path_right": Words(_("Found")),
    "wrong_target": Words(
        _("It leads somewhere else"),
        _("The record at {name} leads to {found}."),
        _("Change its value to {target}. If your DNS host has a proxy switch for it, turn that off."),
    ),
    "text_instead_of_alias": Words(
        _("The record has the wrong type"),
        _("The value is published as a TXT record."),
        _("Delete the TXT record and add a CNAME record with the same name and value."),
    ),
    "dkim_right": Words(_("Found")),
    "dkim_split_in_two": Words(
        _("Several records where one is needed"),
        _("There is more than one TXT record at {name}, so receivers can't tell which one holds."),
        _("Delete them all and add the CNAME record shown: it is short and can't be cut."),
    ),
    "dkim_key_cut": Words(
        _("The value was cut off"),
        _("Only {length} of {whole} characters of the key are published."),
        _("Delete the TXT record and add the CNAME record shown: it is short and can't be cut."),
    ),
    "dkim_wrong_key": Words(
        _("Another key is published"),
        _("There is a TXT record at {name}, but with another key, or with none."),
        _("Delete it and add the CNAME record shown."),
    ),
    "dmarc_right": Words(_("Found: you have a policy")),
    "dmarc_twice": Words(
        _("Two policies"),
        _("There are two DMARC records at {name}, so receivers ignore both."),
        _("Keep the one you want and delete the other."),
    ),
    "dmarc_invalid": Words(
        _("Receivers can't read it"),
        _("There is a TXT record at {name}, but it is not a DMARC policy."),
        _(
            "A policy begins with v=DMARC1 and then has p=none, p=quarantine or p=reject. Change it to the value shown."
        ),
    ),
}

REASONS: Mapping[str, Words] = {
    "taken": Words(
        _("This domain is in use already"),
        _("It was set up before, outside this portal."),
        _("Please contact {support}, who can sort this out."),
    ),
    "contested": Words(
        _("Somebody else has shown that this domain is theirs"),
        _("Only one customer can use a domain at a time."),
        _("If it belongs to you, please contact {support}. We will look at both sides."),
    ),
    "refused": Words(
        _("The mail service did not accept this domain"),
        _("Your records are not the cause."),
        _("Try again. If it happens again, please contact {support}."),
    ),
}

EVENTS: Mapping[tuple[str, str], Text] = {
    ("added", ""): _("Domain added"),
    ("attached", Use.RECEIVING): _("Receiving mail was asked for"),
    ("attached", Use.SENDING): _("Sending mail was asked for"),
    ("proven", ""): _("Ownership proven"),
    ("renewed", Use.RECEIVING): _("Receiving: our team sets it up again"),
    ("renewed", Use.SENDING): _("Sending: our team sets it up again"),
    ("redirected", Use.RECEIVING): _("Mail is to be delivered elsewhere"),
    ("helped", ""): _("Somebody with your link says that the records are added"),
    ("removal_asked", ""): _("Removal was asked for"),
    ("removed", ""): _("Domain removed"),
    (State.REQUESTED, Use.SENDING): _("Sending: trying again"),
    (State.AWAITING_DNS, Use.RECEIVING): _("Receiving: waiting for DNS records"),
    (State.AWAITING_DNS, Use.SENDING): _("Sending: waiting for DNS records"),
    (State.PROVISIONING, Use.RECEIVING): _("Receiving: records are right, switching on"),
    (State.VERIFYING, Use.SENDING): _("Sending: records are right, final check"),
    (State.ACTIVE, Use.RECEIVING): _("Receiving works"),
    (State.VERIFIED, Use.SENDING): _("Sending works"),
    (State.DEGRADED, Use.RECEIVING): _("Receiving: a record has gone"),
    (State.DEGRADED, Use.SENDING): _("Sending: a record has gone"),
    (State.REJECTED, Use.RECEIVING): _("Receiving is not possible"),
    (State.REJECTED, Use.SENDING): _("Sending is not possible"),
    (State.REMOVING, Use.RECEIVING): _("Receiving is being removed"),
    (State.REMOVING, Use.SENDING): _("Sending is being removed"),
    (State.GONE, Use.RECEIVING): _("Receiving was removed"),
    (State.GONE, Use.SENDING): _("Sending was removed"),
}

OUTAGE = Words(
    _("We can't reach our mail service at the moment"),
    _("Our team has been told. There is nothing you need to do; we go on as soon as it is back."),
)

DELIVERY: Mapping[str, Words] = {
    "unset": Words(
        _("Say where your mail goes"),
        _(
            "Mail for your domains is delivered to a web address of yours. Until we know it, none is received."
        ),
    ),
    "refused": Words(
        _("This address was not accepted"),
        _("Our mail service refused it. Check the address below and save it again."),
    ),
    "ready": Words(_("All set"), _("It is used as soon as one of your domains is ready to receive mail.")),
    "pending": Words(
        _("Taking effect"), _("Until then mail goes on to where it went before. You can leave this page.")
    ),
    "applied": Words(_("In effect"), _("Mail for all your domains is delivered to this address.")),
}
