"""A signed-in person, and pages read as a parser sees them."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from tenants.models import Tenant, User
from tenants.roles import Role
from tests.build import PASSWORD, a_member, a_tenant


class Page(HTMLParser):
    """What tests ask of a page: its elements with their attributes, and its text outside `code`."""

    def __init__(self, html: bytes) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.prose = ""
        self._code = 0
        self.feed(html.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._code += tag == "code"

    def handle_endtag(self, tag: str) -> None:
        self._code -= tag == "code"
        if tag == "main":
            self._after_main = len(self.elements)

    def handle_data(self, data: str) -> None:
        if not self._code:
            self.prose += f" {data.strip()}"

    def by_id(self, id_: str) -> dict[str, str | None] | None:
        return next((attrs for _, attrs in self.elements if attrs.get("id") == id_), None)

    @property
    def tokens(self) -> list[str]:
        """Of the forms in the page's main part, against requests from elsewhere."""
        main = next(at for at, (tag, _) in enumerate(self.elements) if tag == "main")
        given = (
            attrs
            for _, attrs in self.elements[main : self._after_main]
            if attrs.get("name") == "csrfmiddlewaretoken"
        )
        return [attrs["value"] or "" for attrs in given]

    def having(self, attribute: str) -> list[str | None]:
        return [attrs[attribute] for _, attrs in self.elements if attribute in attrs]


@pytest.fixture(autouse=True)
def _nobody_to_ask(settings: Settings) -> None:
    """Without `witness` there is no DNS."""
    settings.DNS_RESOLVERS = ()


@pytest.fixture
def home(db: None) -> Tenant:
    return a_tenant()


@pytest.fixture
def sign_in(home: Tenant) -> Callable[[Role], Client]:
    """A browser of a new member of `home` with a role."""

    def signed_in(role: Role = Role.OWNER) -> Client:
        client = Client(headers={"host": home.brand.primary_host})
        assert client.login(username=a_member(home, role).email, password=PASSWORD)
        return client

    return signed_in


@pytest.fixture
def owner(sign_in: Callable[[Role], Client]) -> Client:
    return sign_in(Role.OWNER)


@pytest.fixture
def staff(db: None) -> Client:
    """A superuser's browser at the console."""
    client = Client(headers={"host": "console.localhost"})
    client.force_login(User.objects.create_superuser("staff@example.com", "a-long-password"))
    return client
