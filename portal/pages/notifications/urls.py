from django.urls import path

from portal.pages.notifications import views

urlpatterns = [
    path("notifications/", views.notifications, name="notifications"),
    path("notifications/read/", views.read_all, name="notifications_read"),
    path("notifications/settings/", views.preferences, name="preferences"),
    path("notifications/<int:notice>/", views.follow, name="notification"),
    path("unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
