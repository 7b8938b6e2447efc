"""The site's own settings, with every folder in a temporary place, made before anything reads them."""

import os
import tempfile

# A browser that Playwright drives keeps an event loop in the thread in which the tests of the site go on after it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
_place = tempfile.mkdtemp(prefix="blendwise-tests-")
os.environ["BLENDWISE_SITE"] = _place
os.environ["BLENDWISE_DATA"] = f"{_place}/data"
os.environ["BLENDWISE_SECRET"] = "only-for-tests-" + "x" * 50
os.environ["BLENDWISE_ADDRESS"] = "http://testserver"
for _name in ("BLENDWISE_SMTP", "BLENDWISE_SIGN_ON", "BLENDWISE_DEMONSTRATION", "BLENDWISE_UPLOAD_LIMIT"):
    os.environ.pop(_name, None)
os.environ["BLENDWISE_DATABASE"] = os.environ.get("BLENDWISE_TEST_DATABASE", "")

os.mkdir(f"{_place}/static")  # noqa: PTH102 - where the server looks for collected files

from blendwise.web.settings import *  # noqa: E402, F403

for _name in ("BLENDWISE_SITE", "BLENDWISE_DATA", "BLENDWISE_DATABASE"):
    os.environ.pop(_name)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PASSWORD_HASHERS = ["quick_hasher.QuickHasher"]
