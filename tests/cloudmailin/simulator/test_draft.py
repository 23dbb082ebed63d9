from __future__ import annotations

import email
import email.policy
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from cloudmailin.simulator import draft
from cloudmailin.simulator.composing import compose
from cloudmailin.simulator.errors import Invalid
from cloudmailin.simulator.reading import read_mail

_FIELDS = [
    "from",
    "to",
    "cc",
    "bcc",
    "subject",
    "plain",
    "html",
    "markdown",
    "raw",
    "headers",
    "tags",
    "priority",
    "test_mode",
    "attachments",
]
_ADDRESSES = st.sampled_from(
    ["Ann <ann@example.net>", "bob@example.net", '"Doe, J" <j@example.org>', "x", "<"]
)
_TEXTS = st.text(max_size=40) | st.text("ab \r\n\t:;,<>@=?\"'(){}\\.é😃\x00", max_size=40)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _TEXTS | _ADDRESSES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXTS, inner, max_size=3),
    max_leaves=6,
)
_ATTACHMENT = st.fixed_dictionaries(
    {
        "file_name": _TEXTS,
        "content": st.sampled_from(["aGFsbG8=", "%"]),
        "content_type": st.sampled_from(["text/plain", "image/png; name=x", "text/html; charset=x"]) | _TEXTS,
        "content_id": st.none() | _TEXTS,
    }
)
_GOOD: dict[str, Any] = {"from": "post@harbor.test", "to": "ann@example.net", "plain": "Text"}


def _composed(content: dict[str, Any]) -> bytes | None:
    try:
        return compose(draft.read(content), "id", 0.0)
    except Invalid:
        return None


@given(st.dictionaries(st.sampled_from(_FIELDS), _JSON | _ATTACHMENT, max_size=5))
@settings(max_examples=400)
def test_it_makes_a_message_or_a_reason_of_any_json(fields: dict[str, Any]) -> None:
    if content := _composed({**_GOOD, **fields}):
        read_mail(content)


@given(_TEXTS, _TEXTS, _TEXTS, _ATTACHMENT)
@example("", "a@", "", {"file_name": "a.txt", "content": "SGVsbG8=", "content_type": "text/plain"})
@settings(max_examples=400)
def test_it_never_writes_a_header_that_was_not_asked_for(
    subject: str, name: str, value: str, attachment: dict[str, Any]
) -> None:
    asked = {"subject": subject, "headers": {"X-Order": value, "Reply-To": name}, "attachments": [attachment]}
    content = _composed({**_GOOD, **asked})
    if content is None:
        return
    message = email.message_from_bytes(content, policy=email.policy.default)
    own = {"from", "to", "date", "message-id", "mime-version", "content-type", "content-transfer-encoding"}
    assert set(map(str.lower, message.keys())) <= own | {"subject", "x-order", "reply-to"}
    if subject:
        assert message["Subject"].split() == subject.split()


@given(st.binary(max_size=400))
def test_it_reads_back_whatever_went_over_the_wire(content: bytes) -> None:
    found = read_mail(b"From: a@example.net\r\n" + content)
    for name, value in found.headers:
        f"{name}{value}".encode()
