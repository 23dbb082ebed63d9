"""Where a request comes from, and by which id it is found again."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from portal.client_address import client_address

PROXY = "10.0.0.1"


@pytest.mark.parametrize(
    ("hops", "forwarded", "found"),
    [
        (0, "192.0.2.1", PROXY),
        (1, None, PROXY),
        (1, "192.0.2.1", "192.0.2.1"),
        (1, "198.51.100.9, 192.0.2.1", "192.0.2.1"),
        (2, "198.51.100.9, 192.0.2.1, 10.0.0.2", "192.0.2.1"),
        (2, "192.0.2.1", "192.0.2.1"),
        (1, "192.0.2.1:4711", "192.0.2.1"),
        (1, "[2001:DB8::1]:4711", "2001:db8::1"),
        (1, "::ffff:192.0.2.1", "192.0.2.1"),
        (1, "fe80::1%eth0", "fe80::1"),
        (1, "192.0.2.1\r\nSet-Cookie: a=b", PROXY),
        (1, "unknown", PROXY),
        (1, ", ,", PROXY),
    ],
)
def test_no_more_hops_are_believed_than_there_are_proxies(
    hops: int, forwarded: str | None, found: str, settings: Settings
) -> None:
    settings.PROXY_HOPS = hops
    headers = {} if forwarded is None else {"x-forwarded-for": forwarded}
    assert client_address(RequestFactory().get("/", headers=headers, REMOTE_ADDR=PROXY)) == found


def test_a_local_socket_has_no_address(settings: Settings) -> None:
    settings.PROXY_HOPS = 1
    assert client_address(RequestFactory().get("/", REMOTE_ADDR="")) == ""


def test_every_answer_has_an_id_of_its_own() -> None:
    ids = {Client().get("/healthz")["X-Request-ID"] for _ in range(3)}
    assert len(ids) == 3


@pytest.mark.parametrize(
    ("hops", "given", "is_kept"),
    [(1, "0123-abcd.EF", True), (0, "0123-abcd.EF", False), (1, "short", False), (1, "a b;c=d\tefgh", False)],
)
def test_an_id_is_taken_from_a_proxy_alone_and_only_if_well_formed(
    hops: int, given: str, is_kept: bool, settings: Settings
) -> None:
    settings.PROXY_HOPS = hops
    answer = Client().get("/healthz", headers={"x-request-id": given})
    assert (answer["X-Request-ID"] == given) == is_kept
