"""Terraform's language, as much of it as records need: blocks, attributes, strings, numbers, lists and objects.

https://developer.hashicorp.com/terraform/language/expressions/strings
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

_NAMED = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


@dataclass(frozen=True, slots=True)
class Expression:
    """Written as it stands, such as a reference to a variable."""

    text: str


Value = str | int | bool | Expression | Sequence["Value"] | Mapping[str, "Value"]


@dataclass(frozen=True, slots=True)
class Block:
    """`head` is its type and labels, as they are written before the brace."""

    head: str
    attributes: Mapping[str, Value]
    blocks: Sequence[Block] = ()


def block(one: Block, indent: str = "") -> str:
    """As `terraform fmt` would leave it, with no newline at its end."""
    inner = f"{indent}  "
    lines = [f"{inner}{line}" for line in _attributes(one.attributes)]
    nested = ["\n" + block(each, inner) for each in one.blocks]
    return "\n".join([f"{indent}{one.head} {{", *lines, *nested, f"{indent}}}"])


def _attributes(attributes: Mapping[str, Value]) -> Iterator[str]:
    width = max((len(name) for name in attributes), default=0)
    for name, value in attributes.items():
        yield f"{name:{width}} = {literal(value)}"


def literal(value: Value) -> str:
    match value:
        case Expression():
            return value.text
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case str():
            return _string(value)
        case Mapping():
            return "{ " + ", ".join(f"{key} = {literal(each)}" for key, each in value.items()) + " }"
    return "[" + ", ".join(literal(each) for each in value) + "]"


def _string(text: str) -> str:
    """What begins a template is made plain: its first character is doubled."""
    escaped = "".join(_character(each) for each in text)
    return '"' + escaped.replace("${", "$${").replace("%{", "%%{") + '"'


def _character(char: str) -> str:
    if named := _NAMED.get(char):
        return named
    if char.isprintable():
        return char
    return f"\\u{ord(char):04x}" if ord(char) <= 0xFFFF else f"\\U{ord(char):08x}"
