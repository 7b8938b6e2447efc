"""The addresses that are open to everybody."""

from django.urls import path

from blendwise.web.public.views.check import check
from blendwise.web.public.views.check_table import check_table
from blendwise.web.public.views.front import front
from blendwise.web.public.views.health import alive, ready

app_name = "public"
urlpatterns = [
    path("", front, name="front"),
    path("check", check, name="check"),
    path("check-table", check_table, name="check-table"),
    path("health/alive", alive, name="alive"),
    path("health/ready", ready, name="ready"),
]
