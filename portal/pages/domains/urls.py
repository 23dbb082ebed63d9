from django.urls import path

from portal.pages.domains import bulk, reception, sharing, views

urlpatterns = [
    path("", views.overview, name="domains"),
    path("domains/add/", views.add, name="domain_add"),
    path("help/records/", views.records_explained, name="records_explained"),
    path("domains/add-many/", bulk.add_many, name="domains_add_many"),
    path("domains/lists/<uuid:public_id>/", bulk.show_list, name="domains_list"),
    path("domains/lists/<uuid:public_id>/live/", bulk.list_live, name="domains_list_live"),
    path("domains/lists/<uuid:public_id>/add/", bulk.confirm_list, name="domains_list_confirm"),
    path("domains/lists/<uuid:public_id>/result.csv", bulk.list_result, name="domains_list_result"),
    path("domains/<uuid:public_id>/", views.show, name="domain"),
    path("domains/<uuid:public_id>/live/", views.live, name="domain_live"),
    path("domains/<uuid:public_id>/check/", views.check, name="domain_check"),
    path("domains/<uuid:public_id>/records/<str:format>/", views.download, name="domain_records"),
    path("domains/<uuid:public_id>/retry/", views.retry, name="domain_retry"),
    path("domains/<uuid:public_id>/mail/", reception.reception, name="domain_reception"),
    path("domains/<uuid:public_id>/links/", sharing.links, name="domain_links"),
    path("domains/<uuid:public_id>/links/<int:link>/revoke/", sharing.revoke, name="domain_link_revoke"),
    path("shared/<str:secret>/", sharing.shared, name="shared"),
    path("shared/<str:secret>/live/", sharing.shared_live, name="shared_live"),
    path("shared/<str:secret>/added/", sharing.added, name="shared_added"),
    path("shared/<str:secret>/records/<str:format>/", sharing.shared_file, name="shared_file"),
    path("domains/<uuid:public_id>/remove/", views.remove, name="domain_remove"),
]
