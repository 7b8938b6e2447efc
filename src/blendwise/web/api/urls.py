"""The API's addresses; its description is at `openapi.json`."""

from importlib.metadata import version

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern

from blendwise.web.api.keys import Session, Token
from blendwise.web.api.operations import figures, imports, institutions, snapshots, tables
from blendwise.web.api.problems import Described, answer_with_problems, refuse_methods

app_name = "api"
api = Described(
    title="Blendwise",
    version=version("blendwise"),
    description="Blended mobility in Erasmus+: what was registered, where it came from, and what stood out.",
    auth=[Token(), Session()],
    docs_url=None,
    urls_namespace="api",
)
answer_with_problems(api)
for _group in (figures, imports, institutions, snapshots, tables):
    api.add_router("", _group.router)


urlpatterns = [pattern for pattern in api.urls[0] if isinstance(pattern, URLPattern)]
for (
    _pattern
) in urlpatterns:  # the API itself asks who calls: a program gets a problem, not a page to sign in on
    _pattern.callback = login_not_required(refuse_methods(_pattern.callback))
