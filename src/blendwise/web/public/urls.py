"""The addresses that are open to everybody."""

from django.urls import path

from blendwise.web.public.views import verdict
from blendwise.web.public.views.answer import answer
from blendwise.web.public.views.check import check
from blendwise.web.public.views.check_table import check_table
from blendwise.web.public.views.explore import explore
from blendwise.web.public.views.figures import figures, figures_file
from blendwise.web.public.views.front import front
from blendwise.web.public.views.glossary import glossary
from blendwise.web.public.views.health import alive, ready
from blendwise.web.public.views.methods import methods
from blendwise.web.public.views.poster import poster
from blendwise.web.public.views.statements import accessibility, privacy, source

app_name = "public"
urlpatterns = [
    path("", front, name="front"),
    path("answer/<str:token>", answer, name="answer"),
    path("check", check, name="check"),
    path("check/keep", verdict.keep, name="keep-verdict"),
    path("verdict/<str:code>", verdict.verdict, name="verdict"),
    path("poster", poster, name="poster"),
    path("rulings", verdict.rulings, name="rulings"),
    path("check-table", check_table, name="check-table"),
    path("figures", figures, name="figures"),
    path("figures/<str:division>/<str:calls>.<str:form>", figures_file, name="figures-file"),
    path("figures/explore", explore, name="explore"),
    path("methods", methods, name="methods"),
    path("glossary", glossary, name="glossary"),
    path("accessibility", accessibility, name="accessibility"),
    path("privacy", privacy, name="privacy"),
    path("source", source, name="source"),
    path("health/alive", alive, name="alive"),
    path("health/ready", ready, name="ready"),
]
