"""What staff read of an exchange: who asked for what, and no secret, however it is nested."""

from __future__ import annotations

import json

import pytest

from cloudmailin.client.exchanges import LONGEST, answered, asked

SECRET = "Bearer kJ8-of-the-target"


@pytest.mark.parametrize(
    "content",
    [
        {"auth_header": SECRET},
        {"address": {"Auth_Header": SECRET}},
        [{"id": "1", "attachments": {"store": "s3", "key": SECRET}}],
        {"error": {"token": SECRET, "deep": [{"password": SECRET}]}},
    ],
    ids=["flat", "in another", "in a list", "deep"],
)
def test_no_secret_is_told(content: object) -> None:
    for said in (answered(422, content), asked("POST", "addresses", {}, {"sent": content})):
        assert SECRET not in said
        assert "•••" in said


def test_what_is_told_is_what_was_said() -> None:
    body = {"domain": "example.com", "auth_regex": "^support$"}
    assert asked("POST", "sending_domains", {"page": "2"}, body).splitlines() == [
        "POST /sending_domains?page=2",
        json.dumps(body),
    ]
    assert answered(201, {"id": "a1"}).splitlines() == ["201", '{"id": "a1"}']
    assert answered("CloudMailin's answer took too long.", None) == "CloudMailin's answer took too long."


def test_it_is_never_longer_than_it_may_be() -> None:
    assert len(answered(200, {"error": "x" * 5000})) == LONGEST
