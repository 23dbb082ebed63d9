from django.urls import path

from portal.pages.personal import views

urlpatterns = [
    path("account/data/", views.show, name="personal"),
    path("account/data/export/", views.export, name="personal_export"),
    path("account/data/delete/", views.delete, name="personal_delete"),
    path("account/data/keep/", views.keep, name="personal_keep"),
]
