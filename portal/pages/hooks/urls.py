from django.urls import path

from portal.pages.hooks import views

urlpatterns = [path("hooks/<str:secret>", views.events, name="hook")]
