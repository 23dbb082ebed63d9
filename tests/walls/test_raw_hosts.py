"""What no HTTP library would send, over a raw socket to gunicorn as production starts it: only known hosts answer."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connection

from portal.demo import services
from portal.embedded.ports import Ports
from portal.embedded.stack import Stack
from tenants.models import Brand
from tests.build import a_brand

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = ("/login/", "/password/", "/nothing-here/")
REFUSED = {400, 421, 505}


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """Of gunicorn on this test's database."""
    ports, db = Ports.free(), connection.settings_dict
    url = f"postgresql://{db['USER']}:{db['PASSWORD']}@{db['HOST']}:{db['PORT']}/{db['NAME']}"
    with Stack(tmp_path) as stack:
        web = services.web(ports)
        more = {"DATABASE_URL": url, "WEB_CONCURRENCY": "1", "BEHIND_PROXY": "true", "INTERNAL_PORT": "0"}
        stack.start(replace(web, env={**web.env, **more}))
        yield ports.web


@pytest.fixture
def brand(db: None) -> Brand:
    return a_brand()


def say(port: int, *lines: str | bytes) -> tuple[int, bytes]:
    """Status and everything of the answer to these lines; 400 where the connection is closed without a word."""
    written = b"\r\n".join(line if isinstance(line, bytes) else line.encode() for line in (*lines, "", ""))
    with socket.create_connection(("127.0.0.1", port), timeout=20) as to:
        to.sendall(written)
        answer = b"".join(iter(lambda: to.recv(65536), b""))
    status = re.match(rb"HTTP/1\.[01] (\d{3})", answer)
    return (int(status[1]) if status else 400), answer


def get(port: int, target: str, *headers: str | bytes, version: str = "1.1") -> tuple[int, bytes]:
    return say(port, f"GET {target} HTTP/{version}", *headers, "Connection: close")


def is_of(brand: Brand, answer: bytes) -> bool:
    return brand.name.encode() in answer or brand.primary_host.encode() in answer


def forms(host: str, other: str) -> dict[str, list[str | bytes]]:
    """Headers that name the host in ways in which servers and proxies have been led to disagree."""
    known = f"Host: {host}"
    return {
        "two hosts": [known, f"Host: {other}"],
        "two hosts, the other first": [f"Host: {other}", known],
        "the same host twice": [known, known],
        "two in one": [f"Host: {host}, {other}"],
        "folded": ["Host:", f" {host}"],
        "continued": [known, f" {other}"],
        "continued before": ["X-Any: thing", f" Host: {host}"],
        "space before the colon": [f"Host : {host}"],
        "tab before the colon": [f"Host\t: {host}"],
        "leading space": [f" Host: {host}"],
        "with a NUL": [b"Host: " + host.encode() + b"\0"],
        "with a NUL and more": [b"Host: " + host.encode() + b"\0." + other.encode()],
        "with a bell": [b"Host: " + host.encode() + b"\x07"],
        "with an escape": [b"Host: \x1b[2J" + host.encode()],
        "with a bare CR": [b"Host: " + host.encode() + b"\rX: " + other.encode()],
        "with a bare LF": [b"Host: " + other.encode() + b"\nHost: " + host.encode()],
        "with a vertical tab": [b"Host: " + host.encode() + b"\x0b" + other.encode()],
        "with Latin-1": [b"Host: " + host.encode() + b"\xff"],
        "with a path": [f"Host: {host}/{other}"],
        "with a user": [f"Host: {other}@{host}"],
        "empty": ["Host:"],
        "none": [],
        "an underscore for the hyphen": [f"HTTP_HOST: {host}"],
        "under another name": [f"Host: {other}", f"HTTP-HOST: {host}"],
        "forwarded": [f"Host: {other}", f"X-Forwarded-Host: {host}", f"Forwarded: host={host}"],
        "forwarded alone": [f"X-Forwarded-Host: {host}"],
        "server": [f"Host: {other}", f"X-Forwarded-Server: {host}", f"X-Host: {host}", f"X-Original-Host: {host}"],
    }  # fmt: skip


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_a_host_that_is_not_plainly_the_brands_is_refused(port: int, brand: Brand, version: str) -> None:
    said = forms(brand.primary_host, "evil.example")
    for what, headers in said.items():
        for page in PAGES:
            status, answer = get(port, page, *headers, version=version)
            assert status in REFUSED, (what, page, status, answer[:300])
            assert not is_of(brand, answer.partition(b"\r\n\r\n")[2]), (what, page)


def test_between_two_brands_none_is_shown_on_the_others_host(port: int, brand: Brand) -> None:
    """Where both names are known, an answer is that of the Host header alone, and its links are."""
    other = a_brand()
    for what, headers in forms(brand.primary_host, other.primary_host).items():
        status, answer = get(port, "/login/", *headers)
        assert status in {*REFUSED, 200}, (what, status)
        assert not (status == 200 and is_of(brand, answer)), what
        assert not (status != 200 and is_of(other, answer.partition(b"\r\n\r\n")[2])), what


def test_the_target_of_the_request_names_no_host(port: int, brand: Brand) -> None:
    """RFC 9112 section 3.2.2 has an absolute form win over the Host header; here nothing but the header counts."""
    host, other = brand.primary_host, a_brand()
    for target in (
        f"http://{other.primary_host}/login/",
        "https://evil.example:8443/login/",
    ):
        for header in (f"Host: {host}", "Host: evil.example"):
            status, answer = get(port, target, header)
            assert not is_of(other, answer.partition(b"\r\n\r\n")[2]), (target, header)
            assert b"evil.example" not in answer, (target, header)
            assert status in REFUSED if "evil" in header else status in {200, 302, 400, 404}, (target, status)
    assert get(port, f"//{other.primary_host}/login/", f"Host: {host}")[0] == 404
    assert get(port, f"{host}:443", f"Host: {host}")[0] in {400, 404}
    assert (
        say(port, f"CONNECT {other.primary_host}:443 HTTP/1.1", f"Host: {host}", "Connection: close")[0]
        >= 400
    )


def test_the_links_of_an_answer_are_the_brands_own(port: int, brand: Brand) -> None:
    host = brand.primary_host
    headers = ["X-Forwarded-Host: evil.example", "X-Forwarded-Proto: https", "Forwarded: host=evil.example"]
    for spelt in (host, host.upper(), f"{host}.", f"{host}:1", f"\t{host} "):
        for page in (*PAGES, "/", "/manifest.webmanifest"):
            status, answer = get(port, page, f"Host: {spelt}", *headers)
            assert status < 405, (spelt, page, status)
            assert b"evil.example" not in answer
            for link in re.findall(rb"https?://([^/\"'\s<>]+)", answer):
                assert link.decode().partition(":")[0] in {host, "www.w3.org"}, (spelt, page, link)
