"""The API does what its description says: schemathesis sends whatever the description allows, and what it does not."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode

from blendwise.web.actions.api_tokens import make_token
from blendwise.web.models import TokenScope
from blendwise.web.wsgi import application

OPERATIONS = [
    "GET /figures", "GET /institutions", "GET /snapshots", "GET /snapshots/{identifier}/findings", "POST /check-table",
    "GET /imports", "POST /imports", "GET /imports/{identifier}", "POST /imports/{identifier}/decision", "GET /imports/{identifier}/findings", "GET /open-figures",
]  # fmt: skip


@pytest.fixture
def one_connection():
    """Let a request end without closing the connection that the test's transaction is on, as Django's client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def api(cast, demonstration, one_connection):
    def of(who):
        _, text = make_token(by=getattr(cast, who), name="schemathesis", scope=TokenScope.WRITE)
        schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
        schema.config.update(headers={"Authorization": f"Bearer {text}", "Accept-Encoding": "identity"})
        schema.config.generation.update(
            allow_x00=False
        )  # refused for the whole site, before it comes to the API
        return schema

    return of


@pytest.mark.parametrize(("operation", "mode", "who", "most"), [
    *((operation, GenerationMode.POSITIVE, "omar", 30) for operation in OPERATIONS),
    *((operation, GenerationMode.NEGATIVE, "omar", 30) for operation in OPERATIONS),
    *((operation, GenerationMode.POSITIVE, "carla", 10) for operation in OPERATIONS),
])  # fmt: skip
def test_an_operation_keeps_to_its_description(api, operation, mode, who, most):
    method, path = operation.split()

    @given(case=api(who)[f"/api/v1{path}"][method].as_strategy(generation_mode=mode))
    @settings(max_examples=most, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    def keeps(case):
        case.call_and_validate()

    keeps()


def test_the_description_is_open_and_names_every_operation(client, db):
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    found = {
        f"{method.upper()} {path.removeprefix('/api/v1')}"
        for path, methods in paths.items()
        for method in methods
    }
    assert found == set(OPERATIONS)
