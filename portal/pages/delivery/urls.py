from django.urls import path

from portal.pages.delivery import views

urlpatterns = [
    path("delivery/", views.edit, name="delivery"),
    path("delivery/live/", views.live, name="delivery_live"),
]
