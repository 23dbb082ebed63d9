"""What is said to customers: states, findings, reasons and events as titles, sentences and what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cloudmailin.dns.records import Purpose
from cloudmailin.ownership.rules import Claim
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
    (Use.RECEIVING, State.RELEASING): Words(_("Until your MX records are gone")),
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

SAID: Mapping[str, Text] = {
    "records": _("An empty record"),
    "nxdomain": _("No such name"),
    "nodata": _("No such record at this name"),
    "timeout": _("No answer"),
    "servfail": _("An error on its side"),
    "refused": _("Refused to answer"),
    "other_rcode": _("Did not understand the question"),
    "lame": _("Does not hold this zone"),
    "truncated": _("Half of an answer"),
    "malformed": _("Something unreadable"),
    "unreachable": _("Can't be reached"),
    "too_much": _("Too many records"),
}
"""What one name server said, where there is no value to show."""

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
    "own_name_unready": Words(
        _("Your record is right"),
        _("It leads to {name}, a name of ours that is not in order at the moment."),
        _("There is nothing to do for you. We go on by ourselves as soon as it is."),
    ),
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
        _("Keep one: change it to the value shown, which has the reports of both, and delete the other."),
    ),
    "dmarc_invalid": Words(
        _("Receivers can't read it"),
        _("There is a TXT record at {name}, but it is not a DMARC policy."),
        _(
            "A policy begins with v=DMARC1 and then has p=none, p=quarantine or p=reject. Change it to the value shown."
        ),
    ),
    "zone_fails": Words(
        _("Your domain can't be looked up"),
        _(
            "The public DNS reports an error for this domain. Most often that means that its name servers do not answer."
        ),
        _("Ask your DNS host to check the name servers of the domain."),
    ),
    "dnssec_bogus": Words(
        _("The world refuses your domain's DNS"),
        _(
            "Its DNSSEC signatures are wrong or have expired, so that most of the Internet treats every record of the domain as forged. Mail and web are affected, not only the records shown here."
        ),
        _(
            "If you moved to another DNS host, remove the old DS record (the DNSSEC entry) where the domain is registered, or replace it by your new DNS host's. Otherwise ask your DNS host to sign the zone anew."
        ),
    ),
    "servers_disagree": Words(
        _("Your name servers give different answers"),
        _(
            "One of them still has the old records. This is usual for a while after a change, and changes nothing; we keep asking."
        ),
        _("If it lasts for more than a day, ask your DNS host why {servers} differ."),
    ),
    "servers_lame": Words(
        _("Your name servers do not know the domain"),
        _("{servers} are named for {zone}, but answer as if it were not theirs."),
        _(
            "Check at your DNS host that {zone} is set up there, and where it is registered that these are the right name servers."
        ),
    ),
    "servers_refuse": Words(
        _("Your name servers refuse to answer"),
        _("{servers} are named for {zone}, but refuse every question about it."),
        _("Check at your DNS host that {zone} is set up there and active."),
    ),
    "servers_fail": Words(
        _("Your name servers report an error"),
        _("{servers} could not answer. That changes nothing; we keep asking."),
        _("If it lasts for more than an hour, tell your DNS host."),
    ),
    "servers_private": Words(
        _("Your name servers can't be reached from outside"),
        _(
            "They have addresses that only work inside a private network, so the world can't see your records."
        ),
        _("Publish the records in the public zone of the domain, not in the internal one."),
    ),
    "not_registered": Words(
        _("The domain does not exist"),
        _("{name} is not registered, or not any more: nobody knows it at {zone}."),
        _("Check the spelling. If it is yours, renew it where you registered it. Records come after that."),
    ),
    "on_hold": Words(
        _("The domain is on hold"),
        _("Its name servers are {servers}: the registrar (where you registered it) has switched {name} off."),
        _(
            "Look for an e-mail of the registrar: renew the domain, or confirm your e-mail address. Records work again after that."
        ),
    ),
    "in_sub_zone": Words(
        _("Not there yet"),
        _(
            "{zone} has a list of records of its own, on {servers}. What you add for {parent} has no effect here."
        ),
        _("Add the record in the list of {zone}."),
    ),
    "dkim_delegated": Words(
        _("Another service keeps these records"),
        _(
            "Names that end in {zone} are kept at {servers}. What you add at your DNS host has no effect there."
        ),
        _(
            "Add the record at that service. Or delete the NS record at {zone}, if you do not use the service any more."
        ),
    ),
    "wildcard_answers": Words(
        _("A wildcard record answers in its place"),
        _("There is no record of its own at {name}. A record for * (any name) answers with {found}."),
        _(
            "Add the record shown with its exact name. You can keep the wildcard: the exact record goes first."
        ),
    ),
    "name_doubled": Words(
        _("Your DNS host added the domain to the name"),
        _("The record stands at {found}, because {zone} was added to the full name."),
        _("Edit the record. As its name enter only {host}"),
    ),
    "name_doubled_in_sub_zone": Words(
        _("A part of the name is there twice"),
        _(
            "The record stands at {found}. Your list of records is for {zone}, so that is added to every name."
        ),
        _("Edit the record. As its name enter only {host}"),
    ),
    "name_lacks_underscore": Words(
        _("The underscore is missing in the name"),
        _("The record stands at {found}, without the character _ in front of a part of its name."),
        _(
            "Edit the record. As its name enter {host} with every underscore. If your DNS host refuses it, ask them: it is allowed."
        ),
    ),
    "name_lacks_domainkey": Words(
        _("A part of the name is missing"),
        _("The record stands at {found}, without _domainkey in its name."),
        _("Edit the record. As its name enter {host}"),
    ),
    "name_lacks_subdomain": Words(
        _("A part of the name is missing"),
        _("The record stands at {found}, but it belongs at {name}."),
        _("Edit the record. As its name enter {host}"),
    ),
    "name_at_the_top": Words(
        _("It stands at the domain itself"),
        _("The value is right, but it stands at {found} and not at {name}."),
        _("Edit the record. As its name enter {host}"),
    ),
    "name_and_value_swapped": Words(
        _("Name and value are exchanged"),
        _("There is a record named {found} that leads to you, instead of the other way round."),
        _("Delete it. Add a CNAME record with {host} as its name and {target} as its value."),
    ),
    "token_as_alias": Words(
        _("The record has the wrong type"),
        _("The value is published as a CNAME record."),
        _("Delete the CNAME record and add a TXT record with the same name and value."),
    ),
    "token_in_the_name": Words(
        _("A part of the value is in the name"),
        _("There is a TXT record named {found}. The value, or half of it, was typed as the name."),
        _("Delete that record. Add a TXT record with the name shown and the whole value: {target}"),
    ),
    "token_bare": Words(
        _("The beginning of the value is missing"),
        _("Only what comes after the equals sign is published."),
        _("Replace the value by the whole of it: {target}"),
    ),
    "token_cut": Words(
        _("The value was cut off"),
        _("Only the beginning of your value is published."),
        _("Replace it by the whole value: {target}"),
    ),
    "token_old": Words(
        _("An older value is published"),
        _("The TXT record at {name} has the value of an earlier time, or of another account."),
        _("Replace it by the value shown, or add the value shown as one more TXT record."),
    ),
    "text_escaped": Words(
        _("Backslashes were stored"),
        _("The value is right, but it is published with backslashes in it."),
        _("Edit the record, delete the value and paste it without any \\ character."),
    ),
    "text_spaced": Words(
        _("Spaces were stored"),
        _("The value is right but for spaces, line breaks or invisible characters in it."),
        _("Edit the record, delete the value and paste it again with the copy button."),
    ),
    "text_not_ascii": Words(
        _("Some characters were exchanged"),
        _(
            "A word processor or mail program has put look-alikes in place of hyphens, quotation marks or letters."
        ),
        _("Edit the record, delete the value and paste it again with the copy button."),
    ),
    "text_lacks_semicolon": Words(
        _("A semicolon is missing"),
        _("The parts of the policy are not separated by semicolons (;)."),
        _("Edit the record: v=DMARC1; comes first, with its semicolon, then the other parts."),
    ),
    "text_has_more": Words(
        _("There is too much in the value"),
        _("The value is right, but something else was pasted with it, such as the record's name or type."),
        _("Edit the record and leave only the value shown."),
    ),
    "text_in_other_case": Words(
        _("Capital and small letters were changed"),
        _("The value is right but for capital and small letters, which matter here."),
        _(
            "Edit the record and paste the value again with the copy button. If your DNS host changes it again, tell them."
        ),
    ),
    "target_in_quotes": Words(
        _("Quotation marks were stored"),
        _("The record leads to {found}: the quotation marks are part of it."),
        _("Edit the record and enter {target} without quotation marks."),
    ),
    "target_is_url": Words(
        _("A web address was entered"),
        _("The record leads to {found}. A host name has no http:// in front and nothing behind."),
        _("Edit the record and enter only {target}"),
    ),
    "target_has_priority": Words(
        _("The priority is in the wrong field"),
        _("The record leads to {found}: the number belongs in a field of its own."),
        _("Edit the record: enter the number as the priority, and {target} as the server."),
    ),
    "target_spaced": Words(
        _("A space was stored"),
        _(
            "The record leads to {found}: there is a space or an invisible character in it (\\ and three digits)."
        ),
        _("Edit the record, delete the value and enter {target}"),
    ),
    "target_dot_stored": Words(
        _("A dot was stored as a part of the name"),
        _("The record leads to {found}, with a dot at its end that your DNS host took for a letter."),
        _("Edit the record and enter {target} without a dot at the end."),
    ),
    "target_misspelt": Words(
        _("There is a typing mistake in the value"),
        _("The record leads to {found}."),
        _("Edit the record and change that to {target}"),
    ),
    "target_cut": Words(
        _("The value was cut off"),
        _("The record leads to {found}, which is only the beginning."),
        _("Edit the record and enter the whole value: {target}"),
    ),
    "target_is_own_domain": Words(
        _("It leads back to your own domain"),
        _("The record leads to {found}, as if its value had been left empty."),
        _("Edit the record and enter {target} as its value."),
    ),
    "target_is_address": Words(
        _("A CNAME record needs a host name"),
        _("The record leads to {found}, which is an IP address."),
        _("Edit the record and enter {target} as its value."),
    ),
    "target_of_other_selector": Words(
        _("The value is of another domain or of an earlier time"),
        _("The record leads to {found}, which holds the key of another setup."),
        _("Edit the record and change its value to {target}"),
    ),
    "target_of_other_record": Words(
        _("The value belongs to another record"),
        _("The record leads to {found}, which is for another purpose."),
        _("Edit the record and change its value to {target}"),
    ),
    "proxied": Words(
        _("Your DNS host puts its proxy in between"),
        _(
            "At {name} there are addresses of Cloudflare's proxy ({found}) in place of the CNAME. A proxy is for websites, not for mail."
        ),
        _("Edit the record at Cloudflare and set Proxy status to DNS only (a grey cloud)."),
    ),
    "redirected": Words(
        _("A web redirect is in the way"),
        _("{name} has the address of a redirect for websites ({found})."),
        _("Delete the redirect (also called forwarding) of this name, then add the CNAME record shown."),
    ),
    "flattened": Words(
        _("Your DNS host replaces the CNAME by its target"),
        _(
            "At {name} there is what stands behind {target}, but no CNAME. That breaks whenever the target changes."
        ),
        _(
            "Turn off CNAME flattening for this record. If its type is ALIAS or ANAME, delete it and add a CNAME record."
        ),
    ),
    "address_there": Words(
        _("An address is in the way"),
        _("{name} has an address ({found}). A CNAME can't stand beside it."),
        _("Delete the A and AAAA records of this name, then add the CNAME record shown."),
    ),
    "mail_server_there": Words(
        _("MX records are in the way"),
        _(
            "{name} has MX records ({found}), as other mail services ask for. A CNAME can't stand beside them."
        ),
        _("Delete all records of this name, then add the CNAME record shown."),
    ),
    "spf_there": Words(
        _("A text is in the way"),
        _(
            "{name} has a TXT record with mail permissions (SPF). The CNAME brings its own, and can't stand beside it."
        ),
        _("Delete all records of this name, then add the CNAME record shown."),
    ),
    "text_there": Words(
        _("A text is in the way"),
        _("{name} has a TXT record. A CNAME can't stand beside it."),
        _("Delete the TXT record, then add the CNAME record shown."),
    ),
    "text_instead_of_mx": Words(
        _("The record has the wrong type"),
        _("Our mail servers are published in a TXT record ({found}), which nobody reads for mail."),
        _("Delete the TXT record and add the MX records shown."),
    ),
    "mx_wildcard_hidden": Words(
        _("A wildcard does not reach this name"),
        _(
            "There are MX records for * (any name) in {zone}. But {name} has other records, and then the wildcard does not count for it."
        ),
        _("Add the MX records shown at {name} itself."),
    ),
    "mx_above": Words(
        _("Not there yet"),
        _("{found} receives mail here, but each domain needs MX records of its own."),
        _(
            "Add the records shown with {host} as their name. Leave those of {found} in place if it is to receive mail too."
        ),
    ),
    "mx_cloudflare_routing": Words(
        _("Cloudflare Email Routing has your mail"),
        _("Your MX records are those of Cloudflare Email Routing. While it is on, they can't be changed."),
        _(
            "At Cloudflare go to Email Routing, disable it and let it delete its records. Then add the records shown."
        ),
    ),
    "mx_forwarding": Words(
        _("A forwarding service has your mail"),
        _("Your MX records belong to {provider} ({target}), which forwards mail to other addresses."),
        _(
            "If you no longer need it, switch it off where it was set up, then add the records shown. Otherwise add a subdomain such as in.{name} here."
        ),
    ),
    "mx_foreign_first": Words(
        _("Mail goes elsewhere first"),
        _(
            "Beside the right records there is one of {provider} ({target}) with a lower number. The lowest number is tried first, so your mail goes there."
        ),
        _("Delete that MX record, so that only the records shown are left."),
    ),
    "mx_foreign_equal": Words(
        _("Half of the mail goes elsewhere"),
        _(
            "Beside the right records there is one of {provider} ({target}) with the same number, so senders choose by chance."
        ),
        _("Delete that MX record, so that only the records shown are left."),
    ),
    "dkim_two_keys": Words(
        _("Several keys where one is needed"),
        _("There is more than one key at {name}, so receivers can't tell which one holds."),
        _("Delete all TXT records of this name, then add the CNAME record shown."),
    ),
    "dkim_key_bare": Words(
        _("The beginning of the value is missing"),
        _("Only the key itself is published, without v=DKIM1 and p= in front."),
        _("Delete the TXT record and add the CNAME record shown."),
    ),
    "dkim_spf_there": Words(
        _("A text of another kind is in the way"),
        _("The TXT record at {name} has mail permissions (SPF), which belong at another name, and no key."),
        _("Delete it here and add the CNAME record shown."),
    ),
    "dkim_no_key": Words(
        _("There is no key in the text"),
        _("The TXT record at {name} has no p= with a key in it."),
        _("Delete it and add the CNAME record shown."),
    ),
    "dkim_revoked": Words(
        _("The key is empty"),
        _("The TXT record at {name} has p= with nothing behind it: receivers take the key for withdrawn."),
        _("Delete it and add the CNAME record shown."),
    ),
    "dkim_key_damaged": Words(
        _("The key is damaged"),
        _("The key at {name} can't be read: some of its characters were lost or added."),
        _("Delete the TXT record and add the CNAME record shown: it is short and can't be cut."),
    ),
    "dmarc_reports_lost": Words(
        _("Found, but reports get lost"),
        _(
            "Your policy is fine. An address for reports (rua or ruf) in it does not begin with mailto:, so no reports come."
        ),
        _("Write mailto: in front of the address in the record at {name}."),
    ),
    "dmarc_strict": Words(
        _("Found: you have a strict policy"),
        _(
            "Your policy has aspf=s, with which the return path of our mail does not count. Your mail then rests on its signature (DKIM) alone."
        ),
        _(
            "Keep the DKIM record in place. If you do not need aspf=s, remove that part from the record at {name}."
        ),
    ),
    "dmarc_inherited": Words(
        _("Found: covered by a policy above"),
        _("The policy at {found} holds for {name} too: {policy}."),
        _(
            "There is nothing you need to do. Add the record shown only if this domain is to have a policy of its own."
        ),
    ),
    "dmarc_at_domain": Words(
        _("The policy stands at the wrong name"),
        _("There is a DMARC policy at {found}, where receivers do not look for it."),
        _("Move it: edit the record and change its name so that it stands at {name}"),
    ),
    "dmarc_alias_empty": Words(
        _("Not there yet"),
        _("{name} is a CNAME to {alias}, and there is no policy."),
        _(
            "Set a policy up at the service that this CNAME leads to. Or delete the CNAME and add the TXT record shown."
        ),
    ),
    "dmarc_spf_there": Words(
        _("A text of another kind is there"),
        _("The TXT record at {name} has mail permissions (SPF), which belong at another name."),
        _("Change it to the value shown."),
    ),
    "dmarc_version_wrong": Words(
        _("Receivers can't read it"),
        _("The policy at {name} does not begin with v=DMARC1 in these very letters."),
        _("Edit the record, so that v=DMARC1; comes first."),
    ),
    "dmarc_policy_left_out": Words(
        _("The policy itself is missing"),
        _("The record at {name} has no p=, so receivers ignore it."),
        _("Add p=none; right behind v=DMARC1; in the record."),
    ),
    "dmarc_policy_unknown": Words(
        _("There is no such policy"),
        _("The record at {name} says p={found}. Only none, quarantine and reject exist."),
        _("Change that part to p=none, p=quarantine or p=reject."),
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
    "own_target": Words(
        _("This domain can't have a target of its own"),
        _("The mail service does not allow it here. Your records are not the cause."),
        _("Remove the target under “Which mail it takes”, then try again. Questions? {support}"),
    ),
    "stopped": Words(
        _("Our team has stopped setting this up"),
        _("Your records are not the cause."),
        _("Try again, or ask {support} what it is about."),
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
    (Claim.PROVEN, ""): _("Ownership proven"),
    ("proven_below", ""): _("A name below this one was shown to be somebody else's"),
    (Claim.WEAKENED, ""): _("The ownership record has been missing for days"),
    (Claim.CONTESTED, ""): _("Whose domain it is has to be cleared up"),
    (Claim.PENDING, ""): _("Ownership has to be proven again"),
    (Claim.RELEASED, ""): _("Domain given up"),
    (Claim.QUARANTINED, ""): _("The name rests for a week"),
    (Claim.EXPIRED, ""): _("Ended, as the ownership record was not published in time"),
    ("reminded", ""): _("We have reminded you of the DNS records"),
    ("kept", ""): _("Our team has decided that the domain stays yours"),
    ("challenged", ""): _("Somebody else shows that the domain is theirs"),
    ("name_servers_changed", ""): _("The DNS has moved to other name servers"),
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
    (State.RELEASING, Use.RECEIVING): _("Receiving ends once your MX records are gone"),
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

VERDICTS: Mapping[str, tuple[str, Text]] = {
    "new": ("busy", _("Will be added")),
    "more": ("busy", _("You have it already: this use will be added")),
    "there": ("quiet", _("You have added it already")),
    "twice": ("quiet", _("Stands further up in the list already")),
    "leaving": ("bad", _("Is just being removed. Add it again after that.")),
    "invalid": ("bad", _("Can't be added.")),
    "star": ("bad", _("Names with a star are for receiving only.")),
    "reserved": ("bad", _("Belongs to the mail service itself.")),
    "too_many": ("bad", _("Too many of your domains wait for their DNS records. Publish those first.")),
    "full": ("bad", _("You have as many domains as were agreed. Remove some, or ask support for more.")),
    "added": ("good", _("Added")),
    "failed": ("bad", _("Something went wrong on our side. Add this one by itself.")),
}
"""Of a line in a list of domains: tone and sentence."""
