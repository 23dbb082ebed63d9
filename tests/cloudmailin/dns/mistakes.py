"""The mistakes that customers make, as they stand in their zones, with the code that each must get.

In every text {Z} is the zone, {D} the domain mail.{Z}, {R} the record's name, {T} its value, {K} the DKIM key,
{S} the selector.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cloudmailin.dns.records import MX_HOSTS, Purpose, RecordSet
from tenants.names import DomainName
from tests.cloudmailin.dns.looks import KEY, NAMES, SELECTOR, TOKEN, record_sets

OWN, MX, BACK, DKIM, POLICY = Purpose.OWNERSHIP, Purpose.MX, Purpose.RETURN_PATH, Purpose.DKIM, Purpose.DMARC
MX1, MX2, MX3 = MX_HOSTS


@dataclass(frozen=True, slots=True)
class Mistake:
    """`records` are "name TYPE value"; `says` are pieces that title, sentence or advice must contain.

    `sub_zone` puts the domain into a zone of its own, `registered` says whether the zone exists at all.
    """

    what: str
    purpose: Purpose
    code: str
    records: Sequence[str] = ()
    says: Sequence[str] = ()
    sub_zone: bool = False
    registered: bool = True
    domain: str = "mail.{Z}"


def sets_of(domain: str) -> dict[Purpose, RecordSet]:
    names = replace(
        NAMES,
        domain=DomainName(domain),
        mta_domain=f"mta.{domain}",
        dkim_domain=f"{SELECTOR}._domainkey.{domain}",
    )
    return record_sets(names)


def fields(zone: str, record_set: RecordSet) -> dict[str, str]:
    first = record_set.records[0]
    return {
        "Z": zone,
        "D": record_set.domain,
        "R": first.name,
        "T": first.value,
        "K": KEY,
        "S": SELECTOR,
        "TOKEN": TOKEN,
        "V": record_set.alternative.value if record_set.alternative else first.value,
    }


_MX_RIGHT = tuple(f"{{D}} MX 10 {host}." for host in MX_HOSTS)

MISTAKES = (
    # right, absent
    Mistake("token", OWN, "token_right", ["{R} TXT {T}"]),
    Mistake("all MX", MX, "mx_right", _MX_RIGHT),
    Mistake("one MX", MX, "mx_partial", _MX_RIGHT[:1], [MX2, MX3]),
    Mistake("MX by CNAME", MX, "mx_through_alias", ["{D} CNAME clients.cloudmailin.net"]),
    Mistake("return path", BACK, "return_path_right", ["{R} CNAME {T}"]),
    Mistake("DKIM by CNAME", DKIM, "dkim_right", ["{R} CNAME {T}"]),
    Mistake("DKIM by TXT", DKIM, "dkim_right", ["{R} TXT {V}"]),
    Mistake("policy", POLICY, "dmarc_right", ["{R} TXT v=DMARC1; p=reject"]),
    *(Mistake("nothing", each, "missing", [], ["Add it"]) for each in Purpose),
    # the name
    Mistake("zone twice", OWN, "name_doubled", ["{R}.{Z} TXT {T}"], ["{Z} was added", "only northwind.mail"]),
    Mistake("zone twice", MX, "name_doubled", [f"{{D}}.{{Z}} MX 10 {MX1}."], ["enter only mail"]),
    Mistake("zone twice", BACK, "name_doubled", ["{R}.{Z} CNAME {T}"], ["{R}.{Z}", "only mta.mail"]),
    Mistake("zone twice", DKIM, "name_doubled", ["{R}.{Z} CNAME {T}"], ["only {S}._domainkey.mail"]),
    Mistake("zone twice, TXT", DKIM, "name_doubled", ["{R}.{Z} TXT {V}"]),
    Mistake("zone twice", POLICY, "name_doubled", ["{R}.{Z} TXT {T}"], ["only _dmarc.mail"]),
    Mistake(
        "sub-zone's label twice",
        BACK,
        "name_doubled_in_sub_zone",
        ["mta.mail.{D} CNAME {T}"],
        ["mta.mail.{D}", "enter only mta"],
        sub_zone=True,
    ),
    Mistake("no underscore", POLICY, "name_lacks_underscore", ["dmarc.{D} TXT {T}"], ["_dmarc.mail"]),
    Mistake(
        "no underscore", DKIM, "name_lacks_underscore", ["{S}.domainkey.{D} CNAME {T}"], ["{S}._domainkey"]
    ),
    Mistake("no _domainkey", DKIM, "name_lacks_domainkey", ["{S}.{D} CNAME {T}"], ["{S}._domainkey.mail"]),
    Mistake("no subdomain", OWN, "name_lacks_subdomain", ["northwind.{Z} TXT {T}"], ["northwind.mail"]),
    Mistake("no subdomain", BACK, "name_lacks_subdomain", ["mta.{Z} CNAME {T}"], ["mta.mail"]),
    Mistake("at the top", OWN, "name_at_the_top", ["{Z} TXT {T}"], ["stands at {Z}", "northwind.mail"]),
    Mistake(
        "swapped", BACK, "name_and_value_swapped", ["{T}.{Z} CNAME {R}"], ["mta.mail as its name", "{T}"]
    ),
    Mistake("swapped", DKIM, "name_and_value_swapped", ["{T}.{Z} CNAME {R}"], ["{S}._domainkey.mail"]),
    Mistake("value as name", OWN, "token_in_the_name", ["domain-verification.{D} TXT {TOKEN}"], ["{T}"]),
    Mistake("pair as name", OWN, "token_in_the_name", ["{T}.{Z} TXT x"], ["{T}"]),
    Mistake("MX of the domain above", MX, "mx_above", [f"{{Z}} MX 10 {MX1}."], ["{Z} receives", "mail as"]),
    Mistake("policy at the domain", POLICY, "dmarc_at_domain", ["{D} TXT {T}"], ["{R}"]),
    # the ownership text
    Mistake("quotes", OWN, "text_in_quotes", [r'{R} TXT "\"{T}\""'], ["quotation marks"]),
    Mistake("curly quotes", OWN, "text_in_quotes", ["{R} TXT “{T}”"]),
    Mistake("space inside", OWN, "text_spaced", ["{R} TXT domain-verification= {TOKEN}"], ["paste it again"]),
    Mistake("zero-width space", OWN, "text_spaced", ["{R} TXT domain-\u200bverification={TOKEN}"]),
    Mistake(
        "wrong hyphen", OWN, "text_not_ascii", ["{R} TXT domain\u2011verification={TOKEN}"], ["look-alikes"]
    ),
    Mistake("backslash", OWN, "text_escaped", [r'{R} TXT "domain-verification\\={TOKEN}"'], ["backslashes"]),
    Mistake("line of a zone file", OWN, "text_has_more", ["{R} TXT {R} IN TXT {T}"], ["only the value"]),
    Mistake(
        "capital letters", OWN, "text_in_other_case", ["{R} TXT DOMAIN-VERIFICATION={TOKEN}"], ["Capital"]
    ),
    Mistake("bare token", OWN, "token_bare", ["{R} TXT {TOKEN}"], ["{T}"]),
    Mistake("cut", OWN, "token_cut", ["{R} TXT domain-verification=abcdef"], ["{T}"]),
    Mistake("copied from a short display", OWN, "token_cut", ["{R} TXT domain-verification=abcdef…"]),
    Mistake("old token", OWN, "token_old", ["{R} TXT domain-verification=zzz234"], ["earlier"]),
    Mistake("other text", OWN, "token_other", ["{R} TXT hello"], ["Replace its value"]),
    Mistake("CNAME for TXT", OWN, "token_as_alias", ["{R} CNAME {T}.{Z}"], ["add a TXT record"]),
    Mistake("CNAME in the way", OWN, "token_behind_alias", ["{R} CNAME shops.{Z}"], ["shops.{Z}"]),
    # targets
    Mistake("zone appended", BACK, "zone_appended", ["{R} CNAME {T}.{Z}"], ["end the value with a dot"]),
    Mistake("zone appended", DKIM, "zone_appended", ["{R} CNAME {T}.{Z}"], ["{T}"]),
    Mistake("zone appended", MX, "zone_appended", [f"{{D}} MX 10 {MX1}.{{Z}}"], [MX1]),
    Mistake("web address", BACK, "target_is_url", ["{R} CNAME https://{T}/"], ["enter only {T}"]),
    Mistake("web address", MX, "target_is_url", [f"{{D}} MX 10 http://{MX1}"], [f"enter only {MX1}"]),
    Mistake("quotes", BACK, "target_in_quotes", [r"{R} CNAME \"{T}\""], ["without quotation marks"]),
    Mistake(
        "priority in the host", MX, "target_has_priority", [rf"{{D}} MX 10 10\032{MX1}"], [MX1, "priority"]
    ),
    Mistake("space", BACK, "target_spaced", [r"{R} CNAME {T}\032"], ["{T}", "space"]),
    Mistake("dot stored", BACK, "target_dot_stored", [r"{R} CNAME {T}\."], ["without a dot"]),
    Mistake("dot stored, zone behind", DKIM, "target_dot_stored", [r"{R} CNAME {T}\..{Z}"]),
    Mistake(
        "typo", BACK, "target_misspelt", ["{R} CNAME feedback-stmp.cloudmta.net"], ["feedback-stmp", "{T}"]
    ),
    Mistake("typo", MX, "target_misspelt", ["{D} MX 10 client1.cloudmailim.net"], [MX1]),
    Mistake("cut", BACK, "target_cut", ["{R} CNAME feedback-smtp.{Z}"], ["only the beginning", "{T}"]),
    Mistake("own domain", BACK, "target_is_own_domain", ["{R} CNAME {Z}"], ["own domain", "{T}"]),
    Mistake("address", BACK, "target_is_address", ["{R} CNAME 192.0.2.7"], ["IP address", "{T}"]),
    Mistake("address, zone behind", BACK, "target_is_address", ["{R} CNAME 192.0.2.7.{Z}"]),
    Mistake(
        "old selector", DKIM, "target_of_other_selector", ["{R} CNAME old.dkim.clients.cloudmta.net"], ["{T}"]
    ),
    Mistake(
        "DKIM's target", BACK, "target_of_other_record", ["{R} CNAME {S}.dkim.clients.cloudmta.net"], ["{T}"]
    ),
    Mistake("return path's target", DKIM, "target_of_other_record", ["{R} CNAME feedback-smtp.cloudmta.net"]),
    Mistake(
        "elsewhere", BACK, "wrong_target", ["{R} CNAME bounces.vendor.test"], ["bounces.vendor.test", "{T}"]
    ),
    # something else at the name
    Mistake("TXT for CNAME", BACK, "text_instead_of_alias", ["{R} TXT {T}"], ["add a CNAME"]),
    Mistake("TXT for CNAME", DKIM, "text_instead_of_alias", ["{R} TXT {T}"]),
    Mistake("proxy", BACK, "proxied", ["{R} A 104.21.3.4", "{R} A 172.67.1.2"], ["DNS only", "Cloudflare"]),
    Mistake("proxy", DKIM, "proxied", ["{R} AAAA 2606:4700:3030::1"], ["DNS only"]),
    Mistake("redirect", BACK, "redirected", ["{R} A 162.255.119.8"], ["Delete the redirect"]),
    Mistake("address", BACK, "address_there", ["{R} A 192.0.2.9"], ["192.0.2.9", "Delete the A"]),
    Mistake(
        "flattened",
        BACK,
        "flattened",
        ["{R} A 127.0.0.21", "{R} TXT v=spf1 ip4:127.0.0.21 -all"],
        ["flattening"],
    ),
    Mistake(
        "MX of another service", BACK, "mail_server_there", ["{R} MX 10 mx.vendor.test"], ["mx.vendor.test"]
    ),
    Mistake("SPF", BACK, "spf_there", ["{R} TXT v=spf1 include:vendor.test -all"], ["SPF"]),
    Mistake("text", BACK, "text_there", ["{R} TXT hello"], ["Delete the TXT"]),
    Mistake(
        "wildcard",
        BACK,
        "wildcard_answers",
        ["*.{Z} CNAME shops.vendor.example"],
        ["exact", "shops.vendor.example"],
    ),
    Mistake("wildcard", OWN, "wildcard_answers", ["*.{Z} TXT hello"], ["exact"]),
    Mistake("wildcard", MX, "wildcard_answers", ["*.{Z} MX 10 mx.vendor.test"], ["exact"]),
    Mistake("wildcard", DKIM, "wildcard_answers", ["*.{Z} TXT v=spf1 -all"], ["exact"]),
    Mistake("wildcard", POLICY, "wildcard_answers", ["*.{Z} TXT v=spf1 -all"], ["exact"]),
    # MX
    Mistake(
        "CNAME", MX, "mx_behind_alias", ["{D} CNAME shops.vendor.example"], ["shops.vendor.example", "in.{D}"]
    ),
    Mistake("null MX", MX, "mx_null", ["{D} MX 0 ."], ["no mail"]),
    Mistake("address", MX, "mx_is_address", ["{D} MX 10 192.0.2.25"], ["192.0.2.25"]),
    Mistake("Google", MX, "mx_foreign", ["{D} MX 1 aspmx.l.google.com"], ["Google Workspace", "in.{D}"]),
    Mistake(
        "Cloudflare", MX, "mx_cloudflare_routing", ["{D} MX 5 route1.mx.cloudflare.net"], ["Email Routing"]
    ),
    Mistake("forwarding", MX, "mx_forwarding", ["{D} MX 10 eforward1.registrar-servers.com"], ["Namecheap"]),
    Mistake("first", MX, "mx_foreign_first", [*_MX_RIGHT, "{D} MX 5 mx.vendor.test"], ["lower number"]),
    Mistake("equal", MX, "mx_foreign_equal", [*_MX_RIGHT, "{D} MX 10 mx.vendor.test"], ["by chance"]),
    Mistake("beside", MX, "mx_foreign_beside", [*_MX_RIGHT, "{D} MX 50 mx.vendor.test"], ["mx.vendor.test"]),
    Mistake("TXT for MX", MX, "text_instead_of_mx", [f"{{D}} TXT 10 {MX1}"], ["add the MX"]),
    Mistake(
        "hidden wildcard",
        MX,
        "mx_wildcard_hidden",
        [f"*.{{Z}} MX 10 {MX1}.", "{D} TXT hello"],
        ["wildcard does not count", "{D} itself"],
    ),
    # DKIM as a text
    Mistake(
        "two halves",
        DKIM,
        "dkim_split_in_two",
        ["{R} TXT v=DKIM1; p=MIIBIjANBgkq", "{R} TXT hkiG9w0BAQEFAAOCAQ8A"],
    ),
    Mistake("cut", DKIM, "dkim_key_cut", ["{R} TXT v=DKIM1; p=MIIBIjANBgkqhkiG9w0B"], ["20 of 384"]),
    Mistake(
        "two keys", DKIM, "dkim_two_keys", ["{R} TXT v=DKIM1; p=AAAA", "{R} TXT v=DKIM1; p=BBBB"], ["{R}"]
    ),
    Mistake("bare key", DKIM, "dkim_key_bare", ["{R} TXT {K}"], ["without v=DKIM1"]),
    Mistake("SPF", DKIM, "dkim_spf_there", ["{R} TXT v=spf1 -all"], ["SPF"]),
    Mistake("no key", DKIM, "dkim_no_key", ["{R} TXT hello"], ["no p="]),
    Mistake("revoked", DKIM, "dkim_revoked", ["{R} TXT v=DKIM1; p="], ["withdrawn"]),
    Mistake("damaged", DKIM, "dkim_key_damaged", ["{R} TXT v=DKIM1; p=AAA*AA"], ["can't be read"]),
    Mistake("other key", DKIM, "dkim_wrong_key", ["{R} TXT v=DKIM1; p=AAAA"], ["another key"]),
    Mistake(
        "delegated", DKIM, "dkim_delegated", ["zone _domainkey.{D}"], ["_domainkey.{D}", "ns1.dns-host.test"]
    ),
    # policies
    Mistake(
        "two", POLICY, "dmarc_twice", ["{R} TXT v=DMARC1; p=none", "{R} TXT v=DMARC1; p=reject"], ["Keep"]
    ),
    Mistake("quotes", POLICY, "text_in_quotes", [r'{R} TXT "\"{T}\""']),
    Mistake("backslashes", POLICY, "text_escaped", [r'{R} TXT "v=DMARC1\\; p=none"'], ["backslashes"]),
    Mistake("no semicolon", POLICY, "text_lacks_semicolon", ["{R} TXT v=DMARC1 p=none"], ["semicolon"]),
    Mistake("name pasted too", POLICY, "text_has_more", ["{R} TXT _dmarc TXT {T}"], ["only the value"]),
    Mistake("reports", POLICY, "dmarc_reports_lost", ["{R} TXT v=DMARC1; p=none; rua=me@{Z}"], ["mailto:"]),
    Mistake("strict", POLICY, "dmarc_strict", ["{R} TXT v=DMARC1; p=reject; aspf=s"], ["aspf=s"]),
    Mistake(
        "inherited",
        POLICY,
        "dmarc_inherited",
        ["_dmarc.{Z} TXT v=DMARC1; p=reject; sp=none"],
        ["_dmarc.{Z}", "none"],
    ),
    Mistake(
        "vendor without",
        POLICY,
        "dmarc_alias_empty",
        ["{R} CNAME none.dns-host.test"],
        ["none.dns-host.test"],
    ),
    Mistake("SPF", POLICY, "dmarc_spf_there", ["{R} TXT v=spf1 -all"], ["SPF"]),
    Mistake("version", POLICY, "dmarc_version_wrong", ["{R} TXT v=DMARC; p=none"], ["v=DMARC1;"]),
    Mistake("no p", POLICY, "dmarc_policy_left_out", ["{R} TXT v=DMARC1; rua=mailto:a@{Z}"], ["p=none;"]),
    Mistake("no such policy", POLICY, "dmarc_policy_unknown", ["{R} TXT v=DMARC1; p=block"], ["p=block"]),
    Mistake("other text", POLICY, "dmarc_invalid", ["{R} TXT hello"], ["not a DMARC policy"]),
    # the zone
    Mistake("sub-zone", BACK, "in_sub_zone", [], ["{D}", "ns1.dns-host.test"], sub_zone=True),
    Mistake("unregistered", MX, "not_registered", [], ["{Z} is not registered"], registered=False),
)
