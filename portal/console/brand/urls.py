from django.urls import path

from portal.console.brand import hosts, look, preview

urlpatterns = [
    path("contrast/", look.contrast, name="brand_contrast"),
    path("draft.css", preview.stylesheet, name="brand_draft_css"),
    path("<int:pk>/look/", look.look, name="brand_look"),
    path("<int:pk>/preview/", preview.preview, name="brand_preview"),
    path("<int:pk>/hosts/", hosts.hosts, name="brand_hosts"),
    path("<int:pk>/hosts/<int:host>/check/", hosts.check, name="brand_host_check"),
    path("<int:pk>/hosts/<int:host>/primary/", hosts.make_primary, name="brand_host_primary"),
    path("<int:pk>/hosts/<int:host>/remove/", hosts.remove, name="brand_host_remove"),
]
