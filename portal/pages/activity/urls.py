from django.urls import path

from portal.pages.activity import views

urlpatterns = [
    path("activity/", views.log, name="activity"),
    path("activity/live/", views.live, name="activity_live"),
]
