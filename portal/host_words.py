"""What to add to the advice on a mistake where the customer's DNS host is known: its own fields, switches and pages.

The words depend on facts of the data file (`hosts.toml`), never on a host's name, so a host that is added there
gets them by itself. A host that nobody knows gets none: the advice in `words` holds everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto

from django.utils.translation import gettext_lazy as _

from portal.words import Text


@dataclass(frozen=True, slots=True)
class Told:
    """`instead`: the general advice would be wrong at such a host, so this one takes its place."""

    text: Text
    instead: bool = False


class Fact(Enum):
    """In the order in which they are tried."""

    TOP_IS_EMPTY = auto()
    ADDS_ZONE_TO_NAMES = auto()
    ADDS_ZONE_TO_TARGETS = auto()
    STANDS_AT_THE_TOP = auto()
    PROXIES = auto()
    FLATTENS = auto()
    WANTS_QUOTES = auto()
    PRIORITY_IN_VALUE = auto()
    PRIORITY_HAS_A_FIELD = auto()
    FORWARDS_THIS_MAIL = auto()
    HAS_A_MAIL_PAGE = auto()
    ONE_ENTRY = auto()
    CUTS_LONG_TEXTS = auto()
    VALUE_HAS_A_LABEL = auto()


def _at(
    fact: Fact, codes: Iterable[str], text: Text, *, instead: bool = False
) -> dict[tuple[str, Fact], Told]:
    return dict.fromkeys(((code, fact) for code in codes), Told(text, instead=instead))


_DOUBLED = ("name_doubled", "name_doubled_in_sub_zone")
_MISNAMED = (
    *("name_lacks_underscore", "name_lacks_domainkey", "name_lacks_subdomain", "name_at_the_top", "mx_above"),
    *(
        "name_and_value_swapped",
        "token_in_the_name",
        "dmarc_at_domain",
        "wildcard_answers",
        "mx_wildcard_hidden",
    ),
)
_IN_THE_WAY = (
    *("address_there", "mail_server_there", "spf_there", "text_there", "redirected", "text_instead_of_mx"),
    *("token_behind_alias", "dmarc_alias_empty"),
)
_TARGETS = (
    *(
        "target_in_quotes",
        "target_is_url",
        "target_has_priority",
        "target_spaced",
        "target_misspelt",
        "target_cut",
    ),
    *("target_is_own_domain", "target_is_address", "target_of_other_selector", "target_of_other_record"),
    "wrong_target",
)
_OTHER_SERVERS = (
    *("mx_foreign", "mx_foreign_beside", "mx_foreign_first", "mx_foreign_equal", "mx_null", "mx_is_address"),
    "mx_forwarding",
)
_KEYS = ("dkim_key_cut", "dkim_split_in_two", "dkim_key_damaged", "dkim_two_keys")

HOST_WORDS: Mapping[tuple[str, Fact], Told] = {
    **_at(
        Fact.TOP_IS_EMPTY,
        _DOUBLED,
        _("At {dns_host} leave {name_field} empty: empty stands for {zone} itself."),
        instead=True,
    ),
    **_at(
        Fact.ADDS_ZONE_TO_NAMES,
        _DOUBLED,
        _(
            "{dns_host} adds .{zone} to whatever is in {name_field}, so {typed_name} is all that belongs there."
        ),
    ),
    **_at(
        Fact.ADDS_ZONE_TO_NAMES,
        _MISNAMED,
        _(
            "At {dns_host} there must be exactly {typed_name} in {name_field}; .{zone} is added to it for you."
        ),
    ),
    **_at(
        Fact.TOP_IS_EMPTY,
        ("text_instead_of_mx",),
        _("At {dns_host} look for entries of which {name_field} is empty."),
    ),
    **_at(
        Fact.ADDS_ZONE_TO_NAMES,
        _IN_THE_WAY,
        _("At {dns_host} look for entries with {typed_name} in {name_field}."),
    ),
    **_at(
        Fact.ADDS_ZONE_TO_TARGETS,
        ("zone_appended",),
        _(
            "{dns_host} adds .{zone} to every value that does not end with a dot: {value_field} must have {typed_value} with the dot."
        ),
        instead=True,
    ),
    **_at(
        Fact.ADDS_ZONE_TO_TARGETS,
        _TARGETS,
        _(
            "At {dns_host} there must be {typed_value} in {value_field}, with the dot at its end: without it, .{zone} would be added."
        ),
    ),
    **_at(
        Fact.STANDS_AT_THE_TOP,
        ("mx_behind_alias",),
        _(
            "If the CNAME leads to your website, ask {dns_host} how else {zone} can lead there: with an A record, or with ALIAS or ANAME where there is one."
        ),
    ),
    **_at(
        Fact.PROXIES,
        ("proxied",),
        _(
            "The record is in {menu}: click Edit beside {typed_name} and then the orange cloud, so that it turns grey."
        ),
    ),
    **_at(
        Fact.FLATTENS,
        ("flattened",),
        _(
            "The record is in {menu}: click Edit beside {typed_name} and switch proxy and flattening off there. The settings of the zone may have one more switch, for all CNAME records."
        ),
    ),
    **_at(
        Fact.WANTS_QUOTES,
        ("text_in_quotes",),
        _(
            "{dns_host} wants one pair of quotation marks around the value and stores any more. Edit the record, empty {value_field}, and paste the value as it is shown here."
        ),
        instead=True,
    ),
    **_at(
        Fact.PRIORITY_IN_VALUE,
        ("target_has_priority",),
        _("At {dns_host} both go into {value_field}, with one space between: {typed_value}"),
        instead=True,
    ),
    **_at(
        Fact.PRIORITY_HAS_A_FIELD,
        ("target_has_priority",),
        _("At {dns_host} the number goes into {priority_field}, and {value_field} has the server alone."),
    ),
    **_at(
        Fact.FORWARDS_THIS_MAIL,
        ("mx_cloudflare_routing", "mx_forwarding"),
        _("At {dns_host} this is switched off in {forwarding_menu}."),
    ),
    **_at(
        Fact.HAS_A_MAIL_PAGE,
        (*_OTHER_SERVERS, "mx_partial"),
        _("At {dns_host} MX records have a place of their own: {mail_menu}."),
    ),
    **_at(
        Fact.ONE_ENTRY,
        ("mx_foreign_beside", "mx_foreign_first", "mx_foreign_equal", "dmarc_twice", "mx_null"),
        _(
            "At {dns_host} all {type} records of a name are one entry with a value a line: open it and delete that line only."
        ),
    ),
    **_at(
        Fact.CUTS_LONG_TEXTS,
        _KEYS,
        _(
            "Should it have to be a TXT record, {dns_host} takes a long one as several texts in quotation marks, all on one line of {value_field}. The TXT form here is cut in that way."
        ),
    ),
    **_at(
        Fact.VALUE_HAS_A_LABEL,
        ("text_instead_of_alias", "token_as_alias"),
        _("At {dns_host} the value of a {type} record goes into {value_field}."),
    ),
}
