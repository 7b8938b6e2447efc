"""The addresses of the administrator's desk."""

from django.urls import path

from blendwise.web.administration.views.audit_log import audit_log
from blendwise.web.administration.views.logo import logo
from blendwise.web.administration.views.message import message
from blendwise.web.administration.views.settings import settings

app_name = "administration"
urlpatterns = [
    path("settings", settings, name="settings"),
    path("settings/messages/<str:language>/<str:message>", message, name="message"),
    path("log", audit_log, name="audit-log"),
    path("logo.png", logo, name="logo"),
]
