from django.urls import include, path
from django.views.generic import RedirectView

from portal.access import ruled, staff
from portal.console.site import console

urlpatterns = [
    path("", include("portal.accounts.urls")),
    path("", include("portal.pages.account.urls_of_everybody")),
    path("", staff(RedirectView.as_view(pattern_name="admin:index"))),
    path("brands/", include("portal.console.brand.urls")),
    path("admin/", ruled(console.urls, staff)),
]
