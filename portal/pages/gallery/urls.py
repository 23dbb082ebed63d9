from django.urls import path

from portal.pages.gallery import views

urlpatterns = [path("components/", views.components, name="components")]
