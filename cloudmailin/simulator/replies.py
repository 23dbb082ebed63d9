"""The new words of a reply, without the mail that it quotes: CloudMailin's `reply_plain`.

Documented: everything above the marker line, lines quoted with `>` and the line that introduces them ("On …
wrote:") taken away, if the mail answers another one. How an answer is told is a choice: by the headers
In-Reply-To and References (RFC 5322 section 3.6.4).
"""

from __future__ import annotations

import re

MARKER = "### Reply Above This Line ###"
_INTRODUCTION = re.compile(r"\s*On\b.{1,300}\bwrote:\s*", re.IGNORECASE)


def is_reply(headers: frozenset[str]) -> bool:
    """Names of headers in lower case."""
    return bool(headers & {"in-reply-to", "references"})


def reply(plain: str) -> str:
    own = plain.partition(MARKER)[0].splitlines()
    kept = [line for line in own if not line.lstrip().startswith(">") and not _INTRODUCTION.fullmatch(line)]
    return "\n".join(kept).strip()
