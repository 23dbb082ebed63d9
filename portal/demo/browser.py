"""A browser without a screen: follows redirects, keeps cookies, fills in the forms that the pages have."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from functools import partial
from html.parser import HTMLParser

import httpx


def _name_host(host: str, request: httpx.Request) -> None:
    """RFC 6066 section 3: the name in the handshake, which is otherwise that of the address."""
    request.extensions = {**request.extensions, "sni_hostname": host}


@dataclass(slots=True)
class Form:
    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)


class _Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.states: dict[str, str] = {}
        self.purposes: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get").lower()))
        elif tag == "input" and self.forms and given.get("name") and given.get("type") != "submit":
            self._field(given)
        if "data-use" in given:
            self.states[given["data-use"]] = given.get("data-state", "")
        if "data-purpose" in given:
            self.purposes.add(given["data-purpose"])

    def _field(self, given: dict[str, str]) -> None:
        if given.get("type") not in ("checkbox", "radio") or "checked" in given:
            self.forms[-1].fields.setdefault(given["name"], []).append(given.get("value", "on"))


class Browser:
    """One person's visit to one host; `host` is sent in the Host header, the connection goes to `base_url`.

    Over TLS the host is named there as well, and its certificate must be one that `trust` accepts.
    """

    def __init__(self, base_url: str, host: str | None = None, trust: ssl.SSLContext | bool = True) -> None:
        headers = {"host": host, "origin": f"{httpx.URL(base_url).scheme}://{host}"} if host else {}
        self._http = httpx.Client(
            base_url=base_url,
            headers=headers,
            timeout=30,
            follow_redirects=False,
            verify=trust,
            event_hooks={"request": [partial(_name_host, host)] if host else []},
        )
        self._html = ""
        self._path = "/"
        self._parsed = _Page("")

    def open(self, path: str) -> None:
        """Go to a page; raises httpx.HTTPStatusError for an error page."""
        self._show(self._http.get(path), path)

    def submit(self, action_part: str, **fields: str) -> None:
        """Send the form whose action holds `action_part` ("" for the one that goes to its own page), with fields changed."""
        posted = [each for each in self._parsed.forms if each.method == "post"]
        form = next(
            each for each in posted if (action_part in each.action if action_part else not each.action)
        )
        target = form.action or self._path
        self._show(
            self._http.post(target, data={**form.fields, **fields}, headers={"referer": self._path}), target
        )

    def states(self) -> dict[str, str]:
        """What the page says of each use: `data-use` and `data-state`."""
        return self._parsed.states

    def purposes(self) -> set[str]:
        """The purposes of the records on the page: `data-purpose`."""
        return self._parsed.purposes

    @property
    def path(self) -> str:
        return self._path

    def _show(self, response: httpx.Response, path: str) -> None:
        if response.is_redirect:
            self.open(httpx.URL(response.headers["location"]).raw_path.decode())
            return
        response.raise_for_status()
        self._html, self._path = response.text, path
        self._parsed = _Page(self._html)
