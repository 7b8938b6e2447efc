"""The agency's logo."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from blendwise.web.access import public
from blendwise.web.models import Agency


@public
def logo(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view takes its request
    """Give the picture, as a picture and nothing else."""
    picture = Agency.current().logo
    if picture is None:
        raise Http404
    return HttpResponse(bytes(picture), content_type="image/png", headers={"Cache-Control": "no-cache"})
