from django.urls import path

from portal.pages.viewing import views

urlpatterns = [
    path("support/view/<str:secret>/", views.enter, name="viewing_enter"),
    path("support/stop/", views.leave, name="viewing_stop"),
]
