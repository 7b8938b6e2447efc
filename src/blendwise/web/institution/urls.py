"""The addresses of the institution desk."""

from django.urls import path

from blendwise.web.institution.views import activities, evidence, evidence_file, flipped, links
from blendwise.web.institution.views.agency_view import agency_view
from blendwise.web.institution.views.agency_view import change as change_sharing
from blendwise.web.institution.views.decisions import decide, decide_one
from blendwise.web.institution.views.figures import figures
from blendwise.web.institution.views.mobilities import (
    chosen,
    mobilities,
    mobility,
    tell,
    tell_many,
    write_remark,
)
from blendwise.web.institution.views.work_list import work_list
from blendwise.web.institution.views.write_back import set_end, write_back

app_name = "institution"
urlpatterns = [
    path("activities", activities.activities, name="activities"),
    path("activities/new", activities.new_activity, name="new-activity"),
    path("activities/attach", activities.attach, name="attach-activity"),
    path("activities/<uuid:activity>/detach", activities.detach, name="detach-activity"),
    path("activities/<uuid:activity>", activities.activity, name="activity"),
    path("activities/<uuid:activity>/change", activities.change, name="change-activity"),
    path("activities/<uuid:activity>/remove", activities.remove, name="remove-activity"),
    path("activities/<uuid:activity>/evidence", evidence.add, name="add-evidence"),
    path("evidence/<uuid:evidence>", evidence.evidence, name="evidence"),
    path("evidence/keep", evidence.keep_project, name="keep-project-evidence"),
    path("evidence/<uuid:evidence>/keep", evidence.keep, name="keep-evidence"),
    path("evidence/<uuid:evidence>/remove", evidence.remove, name="remove-evidence"),
    path("activities/<uuid:activity>/file", evidence_file.of_activity, name="activity-file"),
    path("projects/<str:project>/file", evidence_file.of_project, name="project-file"),
    path("changed-verdicts", flipped.flipped, name="flipped"),
    path("work-list", work_list, name="work-list"),
    path("work-list/decide", decide, {"back": "work-list"}, name="decide"),
    path("write-back", write_back, name="write-back"),
    path("projects/<str:project>/end", set_end, name="project-end"),
    path("links", links.links, name="links"),
    path("links/new", links.new_link, name="new-link"),
    path("links/<uuid:link>/<str:deed>", links.deal_with_link, name="deal-with-link"),
    path("", figures, name="figures"),
    path("mobilities", mobilities, name="mobilities"),
    path("mobilities/chosen", chosen, name="chosen-mobilities"),
    path("mobilities/stay", tell_many, name="tell-stays"),
    path("mobilities/decide", decide, {"back": "mobilities"}, name="decide-mobilities"),
    path("mobilities/<str:project>/<path:of>/file", evidence_file.of_mobility, name="mobility-file"),
    path("mobilities/<str:project>/<path:of>/decide", decide_one, name="decide-mobility"),
    path("mobilities/<str:project>/<path:of>/remark", write_remark, name="remark"),
    path("mobilities/<str:project>/<path:of>/stay", tell, name="tell-stay"),
    path("mobilities/<str:project>/<path:of>", mobility, name="mobility"),
    path("agency-view", agency_view, name="agency-view"),
    path("agency-view/change", change_sharing, name="change-sharing"),
]
