"""Reads back what the Terraform export writes; strict, and apart from the code under test."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_TOKEN = re.compile(r'\s*("(?:[^"\\\n]|\\.)*"|[A-Za-z_][\w.-]*|\d+|[{}\[\]=,])')
_ESCAPE = re.compile(r'\\u([0-9a-f]{4})|\\U([0-9a-f]{8})|\\([nrt"\\])|\$\$\{|%%\{|(\$\{|%\{|\\)')
_NAMED = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}


@dataclass
class Block:
    head: tuple[str, ...]
    attributes: dict[str, object] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)


@dataclass(frozen=True)
class Word:
    """What is not quoted: a keyword, a reference."""

    text: str


def unquoted(token: str) -> str:
    """A quoted string's value. Raises ValueError for a template or an unknown escape."""
    return _ESCAPE.sub(_one, token[1:-1])


def _one(match: re.Match[str]) -> str:
    short, long, named, wrong = match.groups()
    if wrong:
        raise ValueError(f"{wrong} is not plain text")
    if short or long:
        return chr(int(short or long, 16))
    return _NAMED[named] if named else match[0][1:]


def read(text: str) -> list[Block]:
    text = re.sub(r"(?m)^#.*$", "", text)
    tokens, at = [], 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        assert match, text[at : at + 40]
        tokens.append(match[1])
        at = match.end()
    blocks = []
    while tokens:
        blocks.append(_block(tokens))
    return blocks


def _block(tokens: list[str]) -> Block:
    head = []
    while (token := tokens.pop(0)) != "{":
        head.append(unquoted(token) if token.startswith('"') else token)
    block = Block(tuple(head))
    while tokens[0] != "}":
        if tokens[1] == "=":
            name = tokens.pop(0)
            tokens.pop(0)
            assert name not in block.attributes
            block.attributes[name] = _value(tokens)
        else:
            block.blocks.append(_block(tokens))
    tokens.pop(0)
    return block


def _value(tokens: list[str]) -> object:
    token = tokens.pop(0)
    if token.startswith('"'):
        return unquoted(token)
    if token == "[":
        return list(_items(tokens, "]"))
    if token == "{":
        return dict(_pairs(tokens))
    return int(token) if token.isdigit() else Word(token)


def _items(tokens: list[str], end: str) -> list[object]:
    items = []
    while tokens[0] != end:
        items.append(_value(tokens))
        if tokens[0] == ",":
            tokens.pop(0)
    tokens.pop(0)
    return items


def _pairs(tokens: list[str]) -> list[tuple[str, object]]:
    pairs = []
    while tokens[0] != "}":
        name = tokens.pop(0)
        assert tokens.pop(0) == "="
        pairs.append((name, _value(tokens)))
        if tokens[0] == ",":
            tokens.pop(0)
    tokens.pop(0)
    return pairs
