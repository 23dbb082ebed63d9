from django.urls import path

from portal.pages.brand import views

urlpatterns = [path("brand.css", views.stylesheet, name="brand_css")]
