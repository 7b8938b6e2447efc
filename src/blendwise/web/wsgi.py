"""Where a server finds the site."""

import os
from importlib import import_module
from threading import Thread

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blendwise.web.settings")
application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018 - all pages are loaded here, so that no reader waits for it
for name in ("ibis.backends.duckdb", "sklearn.linear_model"):  # the first reader would wait a second for each
    Thread(target=import_module, args=(name,), name=f"load {name}", daemon=True).start()
