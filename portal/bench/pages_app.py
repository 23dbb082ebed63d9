"""The product as gunicorn serves it, with the bare view beside it."""

from django.urls import path

from portal.wsgi import application

__all__ = ["application"]


def _with_bare_view() -> None:
    from portal import urls
    from portal.bench.bare import BARE, bare

    urls.urlpatterns += [path(BARE.removeprefix("/"), bare)]  # type: ignore[list-item]


_with_bare_view()
