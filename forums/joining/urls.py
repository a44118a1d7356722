"""Addresses of joining and of what groups say of themselves, under ``forums/``."""

from django.urls import path

from .views import desk, from_letter, group, members

app_name = "joining"
urlpatterns = [
    path("groups/<slug:slug>/about/", group.About.as_view(), name="about"),
    path("groups/<slug:slug>/members/", members.Members.as_view(), name="members"),
    path("groups/<slug:slug>/documents/", group.Documents.as_view(), name="documents"),
    path("documents/<int:pk>/", group.document, name="document"),
    path("groups/<slug:slug>/join/", group.Join.as_view(), name="join"),
    path("groups/<slug:slug>/join/back/", group.take_back, name="take_back"),
    path("groups/<slug:slug>/leave/", group.Leave.as_view(), name="leave"),
    path("groups/<slug:slug>/desk/", desk.Desk.as_view(), name="desk"),
    path("groups/<slug:slug>/desk/requests/<int:pk>/", desk.DecideRequest.as_view(), name="decide"),
    path("groups/<slug:slug>/desk/invite/", desk.Invite.as_view(), name="invite"),
    path("groups/<slug:slug>/desk/link/", desk.MakeLink.as_view(), name="make_link"),
    path("groups/<slug:slug>/desk/invitations/<int:pk>/end/", desk.EndInvitation.as_view(), name="end_invitation"),
    path("groups/<slug:slug>/desk/members/<int:pk>/remove/", desk.RemoveMember.as_view(), name="remove_member"),
    path("groups/<slug:slug>/desk/settings/", desk.Settings.as_view(), name="settings"),
    path("groups/<slug:slug>/desk/questions/", desk.Questions.as_view(), name="questions"),
    path("groups/<slug:slug>/desk/documents/add/", desk.AddDocument.as_view(), name="add_document"),
    path("groups/<slug:slug>/desk/documents/<int:pk>/remove/", desk.RemoveDocument.as_view(), name="remove_document"),
    path("groups/<slug:slug>/desk/facilitators/", desk.NameFacilitator.as_view(), name="name_facilitator"),
    path("groups/<slug:slug>/desk/facilitators/<int:pk>/end/", desk.TakeOffice.as_view(), name="take_office"),
    path("joining/requests/<str:token>/<slug:verb>/", from_letter.Decide.as_view(), name="from_letter"),
    path("joining/invitations/<str:token>/", from_letter.Invited.as_view(), name="invited"),
    path("joining/leave/<str:token>/", from_letter.LeaveFromLetter.as_view(), name="leave_from_letter"),
]
