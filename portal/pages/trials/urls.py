from django.urls import path

from portal.pages.trials import views

urlpatterns = [
    path("domains/<uuid:domain>/test/<str:way>/", views.send, name="trial_send"),
    path("tests/<uuid:trial>/", views.show, name="trial"),
    path("tests/<uuid:trial>/live/", views.live, name="trial_live"),
]
