"""Django's settings: everything that a site decides comes from `configuration.py`."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from blendwise.language import LANGUAGES as _LANGUAGES
from blendwise.web.configuration import read_configuration

CONFIGURATION = read_configuration()
_HERE = Path(__file__).parent
_LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]

SECRET_KEY = CONFIGURATION.secret
DEBUG = False
ALLOWED_HOSTS = [CONFIGURATION.host] if CONFIGURATION.secure else [CONFIGURATION.host, *_LOOPBACK]
CSRF_TRUSTED_ORIGINS = [CONFIGURATION.address]
ROOT_URLCONF = "blendwise.web.urls"
WSGI_APPLICATION = "blendwise.web.wsgi.application"

INSTALLED_APPS = [
    "blendwise.web.site.Site",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_tasks",
    "django_tasks_db",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "blendwise.web.compression.Compressed",
    "blendwise.web.middleware.content_policy",
    "blendwise.web.middleware.one_look",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "blendwise.web.middleware.readers_way",
    "django.middleware.http.ConditionalGetMiddleware",
    "blendwise.web.middleware.kept_by_nobody",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "blendwise.web.signing_in_first.SigningInFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "blendwise.web.middleware.understandable",
    "blendwise.web.middleware.second_factor",
    "blendwise.web.middleware.readable_errors",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_HERE / "templates", *sorted(_HERE.glob("*/templates"))],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "blendwise.web.responses.surroundings",
            ],
            "builtins": ["blendwise.web.templatetags.words"],
        },
    }
]
DATABASES = {"default": CONFIGURATION.database}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "web_cache",  # failed log-ins count for all processes together
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
IMPORT_LEASE = timedelta(seconds=30)
"""So long after its last sign of life a worker is taken for dead, and its import is taken up by another."""

AUTH_USER_MODEL = "web.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "blendwise.web.signing_in.ByInvitation"
SOCIALACCOUNT_ADAPTER = "blendwise.web.signing_in.ByInvitationElsewhere"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation already proved the address
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key,20/5m/ip"}
ACCOUNT_EMAIL_NOTIFICATIONS = True  # who changes a password or second factor is told so
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if CONFIGURATION.secure else 0  # one in front, that keeps the line private
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if CONFIGURATION.secure else "http"
MFA_ADAPTER = "blendwise.web.signing_in.SealedSecondFactor"
MFA_FORMS = {
    "activate_totp": "blendwise.web.account.second_factor_forms.AppForm",
    "add_webauthn": "blendwise.web.account.second_factor_forms.AddKeyForm",
    "edit_webauthn": "blendwise.web.account.second_factor_forms.RenameKeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Blendwise"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not CONFIGURATION.secure
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {"provider_id": p["id"], "name": p["name"], "client_id": p["client_id"], "secret": p["client_secret"],
             "settings": {"server_url": p["address"]}}
            for p in CONFIGURATION.sign_on
        ],
    }
}  # fmt: skip

SESSION_COOKIE_AGE = int(timedelta(hours=10).total_seconds())
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = CONFIGURATION.secure
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CONFIGURATION.secure else None
SECURE_REDIRECT_EXEMPT = [r"^health/"]  # asked on this computer, without the server in front
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if CONFIGURATION.secure else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = CONFIGURATION.secure
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "blendwise.web.middleware.stale_form"
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS: list[str] = []

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 10**6
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
DATA_UPLOAD_MAX_NUMBER_FILES = 2000  # a sector's exports at once
FILE_UPLOAD_MAX_MEMORY_SIZE = 10**6  # larger uploads go to disk while they arrive
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    "blendwise.web.uploads.Limited",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

LANGUAGE_CODE = "nl"
LANGUAGES = [(code, code) for code in _LANGUAGES]
USE_I18N = USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"

STATIC_URL = "static/"
STATIC_ROOT = CONFIGURATION.site / "static"
STATICFILES_DIRS = [("blendwise", _HERE / "static" / "blendwise")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = CONFIGURATION.site / "uploads"  # never under an address of its own
MEDIA_ROOT.mkdir(parents=True, exist_ok=True, mode=0o700)
FILE_UPLOAD_TEMP_DIR = str(MEDIA_ROOT)  # so that an upload need not be copied, and is nowhere else

if CONFIGURATION.mail:
    EMAIL_HOST, EMAIL_PORT = CONFIGURATION.mail.host, CONFIGURATION.mail.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = CONFIGURATION.mail.user, CONFIGURATION.mail.password
    EMAIL_USE_TLS, EMAIL_USE_SSL = CONFIGURATION.mail.tls, CONFIGURATION.mail.ssl
    EMAIL_TIMEOUT = 20
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(CONFIGURATION.site / "mail")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = CONFIGURATION.sender

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "blendwise.web.logs.Line"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["out"], "level": "INFO"},
    "loggers": {"django.server": {"level": "WARNING"}},
}
