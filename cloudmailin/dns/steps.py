"""One record, as steps for somebody who has never heard of DNS: what to do, and beside it what to copy.

The sentences are patterns, so that whoever shows them can say them in another language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cloudmailin.dns.answers import RecordType
from cloudmailin.dns.entry import Entry, Field, entry
from cloudmailin.dns.host_facts import Quotes
from cloudmailin.dns.hosts import DnsHost
from cloudmailin.dns.records import Purpose, Record

_MANY = 255
"""Characters from which on a value is so long that its end gets lost when it is copied by hand."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """`pattern` with {fields} in it, and what fills them: plain text, or a part of a sentence."""

    pattern: str
    values: tuple[tuple[str, str | Sentence], ...] = ()

    def said(self, translated: Callable[[str], str] = str) -> str:
        """`translated` gives a pattern in another language."""
        filled = {name: v if isinstance(v, str) else v.said(translated) for name, v in self.values}
        return translated(self.pattern).format(**filled)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. `copy` is to be shown apart from the text, so that no quotation mark of ours is copied too."""

    sentences: tuple[Sentence, ...]
    copy: str | None = None

    @property
    def text(self) -> str:
        """In English."""
        return self.said()

    def said(self, translated: Callable[[str], str] = str) -> str:
        return " ".join(sentence.said(translated) for sentence in self.sentences)


def gettext_noop(pattern: str, **values: str | Sentence) -> Sentence:
    """A sentence, under the name by which those are found that collect the texts to translate."""
    return Sentence(pattern, tuple(values.items()))


def steps(host: DnsHost, zone: str, record: Record) -> tuple[Step, ...]:
    """In the order in which they are done, from signing in to saving; numbered by whoever shows them."""
    typed = entry(host, zone, record)
    return tuple(_steps(host, zone, record, typed))


def _steps(host: DnsHost, zone: str, record: Record, typed: Entry) -> Iterator[Step]:
    yield Step((_arrival(host, zone, record.type),))
    if host.note:
        yield Step((Sentence("{note}", (("note", host.note),)),))
    yield Step(tuple(_new(host, record)))
    yield Step(tuple(_name(host, zone, record, typed)), typed.name.value or None)
    yield Step(tuple(_value(host, zone, typed)), typed.value.value)
    if typed.priority:
        yield Step(tuple(_about_priority(typed.priority)), typed.priority.value)
    if host.proxies and record.type is RecordType.CNAME:
        yield Step(
            (gettext_noop("Switch the proxy off: “Proxy status” must say “DNS only”, with a grey cloud."),)
        )
    if host.flattens and record.type is RecordType.CNAME:
        yield Step((gettext_noop("If there is a switch to flatten the record, leave it off."),))
    yield Step((gettext_noop("Leave every other field, such as TTL, as it is, and save."),))


def _arrival(host: DnsHost, zone: str, type: RecordType) -> Sentence:
    if not host.is_known:
        return gettext_noop(
            "Sign in where the DNS of {zone} is managed, often the company where you bought the domain, and open the page called “DNS”, “DNS records” or “DNS zone”.",
            zone=zone,
        )
    if menu := (host.mail_menu if type is RecordType.MX else "") or host.menu:
        return gettext_noop(
            "Sign in to {host} and go to {menu}.", host=host.name, menu=menu.replace("{zone}", zone)
        )
    return gettext_noop("Sign in to {host} and open the DNS records of {zone}.", host=host.name, zone=zone)


def _new(host: DnsHost, record: Record) -> Iterator[Sentence]:
    """A policy that is there already stays as it is: two of them count as none (RFC 7489 section 6.6.3)."""
    type = record.type.value
    if record.purpose is Purpose.DMARC:
        yield gettext_noop(
            "If there is already a record named {name}, keep it and stop here. Otherwise, add a new record and choose the type {type}.",
            name=record.name,
            type=type,
        )
        return
    yield gettext_noop("Add a new record and choose the type {type}.", type=type)
    if host.together and record.type is not RecordType.CNAME:
        yield gettext_noop(
            "If there is already one of this type with the name below, open that one instead, keep what is in it, and add the value on a line of its own."
        )


def _name(host: DnsHost, zone: str, record: Record, typed: Entry) -> Iterator[Sentence]:
    name, where = typed.name.value, _where(typed.name, gettext_noop("“Host” or “Hostname”"))
    known = host.appends_zone is not None
    if not name:
        yield gettext_noop(
            "Leave the field “{label}” empty: empty stands for {zone} itself.",
            label=_label(typed.name),
            zone=zone,
        )
    elif name == record.name:
        yield gettext_noop("{where}, enter the whole name.", where=where)
    elif record.name == zone:
        yield gettext_noop("{where}, enter this sign. It stands for {zone} itself.", where=where, zone=zone)
        if not known:
            yield gettext_noop("If it is refused, leave the field empty.")
    elif known:
        yield gettext_noop(
            "{where}, enter only this. {host} adds “.{zone}” by itself.",
            where=where,
            host=host.name,
            zone=zone,
        )
    else:
        yield gettext_noop(
            "{where}, enter only this: most hosts add “.{zone}” by themselves. If yours asks for whole names, enter {name} instead.",
            where=where,
            zone=zone,
            name=record.name,
        )


def _where(field: Field, others: Sentence) -> Sentence:
    if field.is_sure:
        return gettext_noop("In the field “{label}”", label=_label(field))
    return gettext_noop(
        "In the field “{label}”, which may also be called {others}", label=_label(field), others=others
    )


def _label(field: Field) -> str | Sentence:
    """The panel's own word stays as it is."""
    return field.label if field.is_sure else Sentence(field.label)


def _about_priority(field: Field) -> Iterator[Sentence]:
    yield gettext_noop("In the field “{label}”, enter this number.", label=_label(field))
    if not field.is_sure:
        yield gettext_noop(
            "If there is no such field, put the number before the value, with a space between."
        )


def _value(host: DnsHost, zone: str, typed: Entry) -> Iterator[Sentence]:
    others = gettext_noop("“Content”, “Data”, “Target” or “Points to”")
    where = _where(typed.value, others)
    yield gettext_noop("{where}, paste this.", where=where)
    if typed.type is RecordType.TXT:
        yield from _about_text(host, typed.value.value)
    elif host.final_dot:
        yield gettext_noop(
            "Keep the dot at its end: without it, {host} would add “.{zone}”.", host=host.name, zone=zone
        )
    if typed.type is RecordType.MX and not typed.priority:
        yield gettext_noop("The number before the name is the priority; this panel takes both in one field.")


def _about_text(host: DnsHost, value: str) -> Iterator[Sentence]:
    if value.startswith('"'):
        yield gettext_noop("The quotation marks belong to it.")
    elif host.quotes is Quotes.NONE:
        yield gettext_noop("Put no quotation marks around it.")
    if len(value) > _MANY:
        yield gettext_noop("It is long: copy it to its very end, as one line.")
