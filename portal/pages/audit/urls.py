from django.urls import path

from portal.pages.audit import views

urlpatterns = [
    path("audit/", views.entries, name="audit"),
    path("audit/export/", views.export, name="audit_export"),
]
