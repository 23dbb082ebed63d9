from django.urls import path

from portal.pages.appearance import views

urlpatterns = [path("appearance/", views.choose, name="appearance")]
