from django.urls import path

from portal.pages.closing import views

urlpatterns = [
    path("closing/", views.close, name="closing"),
    path("closing/undo/", views.undo, name="closing_undo"),
]
