from django.urls import path

from portal.pages.team import inviting, joining, views

urlpatterns = [
    path("team/", views.team, name="team"),
    path("team/invite/", inviting.invite, name="team_invite"),
    path("team/invitations/<uuid:public_id>/resend/", inviting.resend, name="invitation_resend"),
    path("team/invitations/<uuid:public_id>/revoke/", inviting.revoke, name="invitation_revoke"),
    path("team/leave/", views.leave, name="team_leave"),
    path("team/<int:pk>/", views.change, name="team_member"),
    path("team/<int:pk>/remove/", views.remove, name="team_remove"),
    path("team/<int:pk>/hand-over/", views.hand_over, name="team_hand_over"),
    path("invitations/<str:secret>/", joining.join, name="invitation"),
]
