"""Record sets to export: those of a domain, and arbitrary ones."""

from __future__ import annotations

from hypothesis import strategies as st

from cloudmailin.dns.answers import RecordType
from cloudmailin.dns.records import Purpose, Record, RecordSet
from tenants.names import DomainName
from tests.cloudmailin.dns.looks import record_sets

ZONE = "shop.test"
APEX = DomainName(ZONE)
SETS = tuple(record_sets().values())
LONG = "v=DKIM1; p=" + "A" * 392
NASTY = (
    "",
    '"',
    "\\",
    '\\"',
    "${x}",
    "$${x}",
    "$$${x}",
    "%{ if x }",
    "%%{x",
    "$",
    "%",
    "$\\{",
    "a;b",
    "`${x}`",
    "'",
    "\n\r\t",
    "\x00\x07\x7f",
    "</script>",
    "\u2028\u2029\ufeff",
    "käse \U0001f9c0",
    "*/ //",
    "\\u0041",
    '"a" "b"',
    "@",
    LONG,
)
"""Values on which escaping has failed somewhere."""

TEXT = st.one_of(
    st.sampled_from(NASTY),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=300),
    st.text('"\\$%{}; \n', max_size=20),
)
LABEL = st.from_regex(r"[a-z0-9_]([a-z0-9_-]{0,8}[a-z0-9])?", fullmatch=True)
NAME = st.lists(LABEL, min_size=1, max_size=3).map(".".join)


def text(value: str, name: str = f"key._domainkey.{ZONE}") -> RecordSet:
    return RecordSet(Purpose.DKIM, APEX, (Record(Purpose.DKIM, RecordType.TXT, name, value),))


def exchanges(*values: str, name: str = ZONE) -> RecordSet:
    return RecordSet(
        Purpose.MX, APEX, tuple(Record(Purpose.MX, RecordType.MX, name, value) for value in values)
    )


def alias(target: str, name: str = f"mta.{ZONE}") -> RecordSet:
    return RecordSet(
        Purpose.RETURN_PATH, APEX, (Record(Purpose.RETURN_PATH, RecordType.CNAME, name, target),)
    )


_BELOW = st.one_of(st.just(ZONE), NAME.map(lambda name: f"{name}.{ZONE}"))
ARBITRARY = st.lists(
    st.one_of(
        st.builds(text, TEXT, _BELOW),
        st.builds(alias, NAME, _BELOW),
        st.builds(
            lambda priority, host, name: exchanges(f"{priority} {host}", name=name),
            st.integers(0, 65535),
            NAME,
            _BELOW,
        ),
    ),
    max_size=5,
)


def wanted(sets: object) -> list[tuple[str, str, str]]:
    """What a reader of an export must find: (name, type, value), each once, sorted."""
    assert isinstance(sets, list | tuple)
    return sorted({(one.name, one.type.value, one.value) for each in sets for one in each.records})
