"""Light or dark: as chosen, from the first byte of the page on."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.portal.conftest import Page


def test_a_choice_is_remembered_and_leads_back(owner: Client) -> None:
    answer = owner.post("/appearance/", {"scheme": "dark", "next": "/domains/add/"})
    assert answer["location"] == "/domains/add/"
    html = dict(Page(owner.get("/").content).elements)["html"]
    assert html["data-scheme"] == "dark"


def test_the_devices_own_is_a_choice_too(owner: Client) -> None:
    owner.post("/appearance/", {"scheme": "dark"})
    owner.post("/appearance/", {"scheme": ""})
    assert "data-scheme" not in dict(Page(owner.get("/").content).elements)["html"]


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_it_leads_nowhere_else(owner: Client, wanted: str) -> None:
    assert owner.post("/appearance/", {"scheme": "dark", "next": wanted})["location"] == "/"


def test_there_is_no_other_scheme(owner: Client) -> None:
    owner.post("/appearance/", {"scheme": '"><script>'})
    owner.cookies["scheme"] = "purple"
    assert "data-scheme" not in dict(Page(owner.get("/").content).elements)["html"]
