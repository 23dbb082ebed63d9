from django.urls import path, re_path

from portal.pages.brand import views

urlpatterns = [
    path("brand.css", views.stylesheet, name="brand_css"),
    re_path(r"^brand/(?P<digest>[\w-]{1,100})\.png$", views.picture, name="brand_picture"),
    re_path(r"^brand/(?P<version>[0-9a-f]{16})/(?P<kind>[0-9a-z]{2,4})\.png$", views.icon, name="brand_icon"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("site.webmanifest", views.manifest, name="brand_manifest"),
]
