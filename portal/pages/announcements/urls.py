from django.urls import path

from portal.pages.announcements import views

urlpatterns = [
    path("announcements/<int:announcement>/put-away/", views.put_away, name="announcement_put_away")
]
