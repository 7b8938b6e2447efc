"""What new rules turned over of all that was judged before."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from blendwise.web.access import Permission, permit, scope, someone
from blendwise.web.readings.verdicts import flipped_page
from blendwise.web.responses import show


@permit(Permission.SEE_OWN)
@require_safe
def flipped(request: HttpRequest) -> HttpResponse:
    """Run every stored verdict again, and list those that changed."""
    return show(request, "institution/flipped.html", flipped_page(scope(someone(request))))
