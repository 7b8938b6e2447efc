"""The addresses for whoever manages people: of the whole site, or of their own institution."""

from django.urls import path

from blendwise.web.people.views.invitations import renew, withdraw
from blendwise.web.people.views.people import change_role_of, close, people, reopen

app_name = "people"
urlpatterns = [
    path("", people, name="people"),
    path("<uuid:person>/role", change_role_of, name="role"),
    path("<uuid:person>/close", close, name="close"),
    path("<uuid:person>/reopen", reopen, name="reopen"),
    path("invitations/<uuid:invitation>/renew", renew, name="renew"),
    path("invitations/<uuid:invitation>/withdraw", withdraw, name="withdraw"),
]
