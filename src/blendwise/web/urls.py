"""Where everything is: one line per desk."""

from django.urls import include, path

from blendwise.web import middleware

urlpatterns = [
    path("", include("blendwise.web.public.urls")),
    path("agency/", include("blendwise.web.agency.urls")),
    path("institution/", include("blendwise.web.institution.urls")),
    path("people/", include("blendwise.web.people.urls")),
    path("administration/", include("blendwise.web.administration.urls")),
    path("imports/", include("blendwise.web.imports.urls")),
    path("account/", include("blendwise.web.account.urls")),
    path("account/", include("blendwise.web.account.signing_in_urls")),
    path("api/v1/", include("blendwise.web.api.urls")),
]
handler400, handler403 = middleware.bad_request, middleware.not_for_you
handler404, handler500 = middleware.not_found, middleware.our_fault
