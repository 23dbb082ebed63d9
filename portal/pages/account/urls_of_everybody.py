"""Pages of one's own account: on brands' hosts and at the console."""

from django.urls import path

from portal.pages.account import profile

urlpatterns = [
    path("profile/", profile.profile, name="profile"),
    path("profile/second-step/", profile.second_step, name="mfa_index"),
    path("profile/sessions/", profile.sessions, name="usersessions_list"),
    path("profile/sessions/others/end/", profile.end_others, name="end_other_sessions"),
    path("profile/sessions/<int:pk>/end/", profile.end_session, name="end_session"),
]
