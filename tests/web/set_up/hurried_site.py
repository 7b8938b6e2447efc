"""The settings of a site of its own, in which a worker is taken for dead after two seconds."""

from datetime import timedelta

from blendwise.web.settings import *  # noqa: F403

IMPORT_LEASE = timedelta(seconds=2)
