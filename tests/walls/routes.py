"""All routes out of the URL configuration, and how to make an address of each: nobody lists them by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.urls import URLResolver, get_resolver
from django.urls.resolvers import RoutePattern
from django.utils.regex_helper import normalize

from portal.access import Rule, rule_of


@dataclass(frozen=True, slots=True)
class Route:
    """`form` is the path with a `%(name)s` for each of the parameters."""

    form: str
    parameters: tuple[str, ...]
    name: str
    rule: Rule
    is_console: bool

    def __str__(self) -> str:
        return f"{'console' if self.is_console else 'site'} {self.form}"


def routes() -> list[Route]:
    """Raises AssertionError for a view without an access rule."""
    site = _walk(get_resolver(settings.ROOT_URLCONF), "/", (), is_console=False)
    console = _walk(get_resolver(settings.CONSOLE_URLCONF), "/", (), is_console=True)
    return [*site, *console]


def _walk(resolver: URLResolver, above: str, known: tuple[str, ...], *, is_console: bool) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        own, parameters = _form(entry.pattern)
        form, names = above + own, (*known, *parameters)
        if isinstance(entry, URLResolver):
            yield from _walk(entry, form, names, is_console=is_console)
            continue
        rule = rule_of(entry.callback)
        assert rule is not None, f"{form} has no access rule"
        yield Route(form, names, entry.name or "", rule, is_console)


def _form(pattern: object) -> tuple[str, list[str]]:
    if isinstance(pattern, RoutePattern):
        form = str(pattern)
        for each, converter in pattern.converters.items():
            written = (f"<{kind}{each}>" for kind in ("", *(f"{k}:" for k in _kinds(converter))))
            for one in written:
                form = form.replace(one, f"%({each})s")
        return form, list(pattern.converters)
    form, names = normalize(pattern.regex.pattern)[0]  # type: ignore[attr-defined]
    return form, names


def _kinds(converter: object) -> list[str]:
    from django.urls.converters import get_converters

    return [name for name, known in get_converters().items() if known is converter]
