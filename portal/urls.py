"""A brand's site. The console has URLs of its own."""

from django.urls import include, path

urlpatterns = [
    path("", include("portal.pages.account.urls")),
    path("", include("portal.pages.brand.urls")),
    path("", include("portal.pages.delivery.urls")),
    path("", include("portal.pages.domains.urls")),
]

handler400 = "portal.errors.bad_request"
handler403 = "portal.errors.forbidden"
handler404 = "portal.errors.not_found"
handler500 = "portal.errors.server_error"
