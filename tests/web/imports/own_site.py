"""What a test asks of a site of its own, in a process of its own: a command a line, an answer a line."""

import json
import os
import sys
import time
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import django

sys.path.insert(0, str(Path(__file__).parents[1] / "set_up"))
os.environ["DJANGO_SETTINGS_MODULE"] = "hurried_site"
django.setup()

from django.conf import settings  # noqa: E402
from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from blendwise.web.access import Role  # noqa: E402
from blendwise.web.actions.imports import accept, bring_in  # noqa: E402
from blendwise.web.actions.people import accept_invitation, invite  # noqa: E402
from blendwise.web.actions.recording import SITE, unbroken  # noqa: E402
from blendwise.web.models import Account, Import  # noqa: E402


def make():
    call_command("migrate", verbosity=0)
    _, token = invite(by=SITE, email="omar@example.org", role=Role.OFFICER)
    accept_invitation(token=token, name="Omar", password=None)


def bring(*files):
    for file in map(Path, files):
        upload = SimpleUploadedFile(file.name, file.read_bytes())
        bring_in(by=Account.objects.get(), uploads=[upload])


def look():
    """Open the page of the only import as its officer, without a second factor; tell how that went."""
    settings.CONFIGURATION = replace(settings.CONFIGURATION, demonstration=True)
    client = Client(
        headers={"accept-language": "en", "host": urlsplit(settings.CONFIGURATION.address).netloc}
    )
    client.force_login(Account.objects.get(), backend="allauth.account.auth_backends.AuthenticationBackend")
    begun = time.monotonic()
    answer = client.get(f"/imports/{Import.objects.get().pk}?format=json")
    return {
        "status": answer.status_code,
        "state": answer.json()["state"],
        "seconds": time.monotonic() - begun,
    }


def decide():
    for one in Import.objects.filter(state="to-decide"):
        accept(by=Account.objects.get(), of=one)


def tell():
    columns = ("id", "state", "attempt", "books", "snapshots", "problem")
    return {"imports": list(Import.objects.order_by("made").values(*columns)), "broken": unbroken()}


if __name__ == "__main__":
    known = {"make": make, "bring": bring, "decide": decide, "look": look, "tell": tell}
    for line in sys.stdin:
        command, *arguments = json.loads(line)
        sys.stdout.write(json.dumps(known[command](*arguments), default=str) + "\n")
        sys.stdout.flush()
