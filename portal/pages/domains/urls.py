from django.urls import path

from portal.pages.domains import sharing, views

urlpatterns = [
    path("", views.overview, name="domains"),
    path("domains/add/", views.add, name="domain_add"),
    path("domains/<uuid:public_id>/", views.show, name="domain"),
    path("domains/<uuid:public_id>/live/", views.live, name="domain_live"),
    path("domains/<uuid:public_id>/check/", views.check, name="domain_check"),
    path("domains/<uuid:public_id>/records/<str:format>/", views.download, name="domain_records"),
    path("domains/<uuid:public_id>/retry/", views.retry, name="domain_retry"),
    path("domains/<uuid:public_id>/links/", sharing.links, name="domain_links"),
    path("domains/<uuid:public_id>/links/<int:link>/revoke/", sharing.revoke, name="domain_link_revoke"),
    path("shared/<str:secret>/", sharing.shared, name="shared"),
    path("shared/<str:secret>/live/", sharing.shared_live, name="shared_live"),
    path("shared/<str:secret>/added/", sharing.added, name="shared_added"),
    path("shared/<str:secret>/records/<str:format>/", sharing.shared_file, name="shared_file"),
    path("domains/<uuid:public_id>/remove/", views.remove, name="domain_remove"),
]
