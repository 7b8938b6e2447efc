"""Where a server finds the site."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blendwise.web.settings")
application = get_wsgi_application()
