"""A brand's site. The console has URLs of its own."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("", include("portal.accounts.urls")),
    path("", include("portal.pages.account.urls")),
    path("", include("portal.pages.announcements.urls")),
    path("", include("portal.pages.appearance.urls")),
    path("", include("portal.pages.audit.urls")),
    path("", include("portal.pages.brand.urls")),
    path("", include("portal.pages.closing.urls")),
    path("", include("portal.pages.activity.urls")),
    path("", include("portal.pages.delivery.urls")),
    path("", include("portal.pages.hooks.urls")),
    path("", include("portal.pages.notifications.urls")),
    path("", include("portal.pages.trials.urls")),
    path("", include("portal.pages.domains.urls")),
    path("", include("portal.pages.personal.urls")),
    path("", include("portal.pages.team.urls")),
    path("", include("portal.pages.viewing.urls")),
]
if settings.DEBUG or settings.DEMO:
    urlpatterns.append(path("", include("portal.pages.gallery.urls")))

handler400 = "portal.errors.bad_request"
handler403 = "portal.errors.forbidden"
handler404 = "portal.errors.not_found"
handler500 = "portal.errors.server_error"
