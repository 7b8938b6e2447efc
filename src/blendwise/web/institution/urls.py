"""The addresses of the institution desk."""

from django.urls import path

from blendwise.web.institution.views import activities, evidence, links
from blendwise.web.institution.views.figures import figures

app_name = "institution"
urlpatterns = [
    path("activities", activities.activities, name="activities"),
    path("activities/new", activities.new_activity, name="new-activity"),
    path("activities/<uuid:activity>", activities.activity, name="activity"),
    path("activities/<uuid:activity>/change", activities.change, name="change-activity"),
    path("activities/<uuid:activity>/remove", activities.remove, name="remove-activity"),
    path("activities/<uuid:activity>/evidence", evidence.add, name="add-evidence"),
    path("evidence/<uuid:evidence>", evidence.evidence, name="evidence"),
    path("evidence/<uuid:evidence>/remove", evidence.remove, name="remove-evidence"),
    path("links", links.links, name="links"),
    path("links/new", links.new_link, name="new-link"),
    path("links/<uuid:link>/<str:deed>", links.deal_with_link, name="deal-with-link"),
    path("", figures, name="figures"),
]
