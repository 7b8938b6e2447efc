"""The site's own hash of passwords at the least cost, since the tests open thousands of accounts."""

from django.contrib.auth.hashers import ScryptPasswordHasher


class QuickHasher(ScryptPasswordHasher):
    work_factor = 2
