from django.urls import include, path
from django.views.generic import RedirectView

from portal.access import ruled, staff
from portal.console.announcements import preview
from portal.console.importing import import_tenants
from portal.console.site import console
from portal.console.transcript import transcript
from portal.console.viewing import view_as

urlpatterns = [
    path("", include("portal.accounts.urls")),
    path("", include("portal.pages.account.urls_of_everybody")),
    path("", staff(RedirectView.as_view(pattern_name="admin:index"))),
    path("brands/", include("portal.console.brand.urls")),
    path("announcements/<int:pk>/preview/", preview, name="announcement_preview"),
    path("domains/<int:pk>/dns/", transcript, name="transcript"),
    path("import/tenants/", import_tenants, name="import_tenants"),
    path("tenants/<int:tenant>/view/", view_as, name="view_as"),
    path("admin/", ruled(console.urls, staff)),
]
