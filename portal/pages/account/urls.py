"""Pages that brands' hosts have and the console has not."""

from django.urls import include, path

from portal.pages.account import sign_up, views

urlpatterns = [
    path("", include("portal.pages.account.urls_of_everybody")),
    path("switch/", views.switch, name="switch"),
    path("waiting/", sign_up.waiting, name="waiting"),
    path("sign-up/", sign_up.ask, name="sign_up"),
    path("sign-up/sent/", sign_up.sent, name="sign_up_sent"),
    path("sign-up/<str:token>/", sign_up.finish, name="sign_up_finish"),
]
