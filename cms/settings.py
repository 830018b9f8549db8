"""Django's settings: one file for both modes, which runs with nothing set."""

import sys
import zoneinfo
from typing import Any

import dj_database_url

from cms import env, logs

try:
    ENVIRONMENT = env.load()
except env.EnvironmentUnusable as reason:
    sys.exit(f"warta: {reason}")

# --- where and how this server runs ---------------------------------------------------------------

BASE_DIR = env.PROJECT_ROOT
WARTA_MODE = ENVIRONMENT.mode
WARTA_VAR = ENVIRONMENT.var
PUBLIC_URL = ENVIRONMENT.public_url
FRONTEND_URL = ENVIRONMENT.frontend_url
CREATIVE_ORIGIN = ENVIRONMENT.creative_origin
CORS_ORIGINS = ENVIRONMENT.cors_origins
GEOIP_PATH = ENVIRONMENT.geoip_path
DATACENTRES_PATH = ENVIRONMENT.datacentres_path
TRUSTED_PROXIES = ENVIRONMENT.trusted_proxies
WEBHOOK_HOSTS = ENVIRONMENT.webhook_hosts
PURGE = ENVIRONMENT.purge
IS_PRODUCTION = ENVIRONMENT.is_production

DEBUG = False
SECRET_KEY = ENVIRONMENT.secret_key
SECRET_KEY_FALLBACKS = list(ENVIRONMENT.secret_key_fallbacks)
ALLOWED_HOSTS = list(ENVIRONMENT.allowed_hosts)

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"
APPEND_SLASH = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "runtime",
    "articles",
    "ads",
    "ads.counting",
    "api",
    "cms",
    "wagtail.contrib.forms",
    "wagtail.contrib.settings",
    "wagtail.contrib.redirects",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.locales",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "rest_framework",
    "drf_spectacular",
    "django_filters",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "cms.middleware.trusted_proxies.trusted_proxies",
    "cms.middleware.request_id.request_id",
    "cms.middleware.creative_host.creative_host",
    "cms.health.answer_probes",
    "django.middleware.security.SecurityMiddleware",
    "api.http.gate.public_gate",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cms.middleware.content_policy.content_policy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- engines ---------------------------------------------------------------------------------------

# An embedded writer waits its turn instead of failing: with Django's defaults half of the concurrent
# writes answer "database is locked".
SQLITE_OPTIONS = {"timeout": 20, "transaction_mode": "IMMEDIATE"}


def _database(url: str, *, name: str, synchronous: str) -> dict[str, Any]:
    database: dict[str, Any] = {**dj_database_url.parse(url, conn_max_age=600)}
    if database["ENGINE"] == "django.db.backends.sqlite3":
        pragmas = f"PRAGMA journal_mode=WAL; PRAGMA synchronous={synchronous};"
        database["OPTIONS"] = {**database.get("OPTIONS", {}), **SQLITE_OPTIONS, "init_command": pragmas}
        # In memory, threads of a test would meet "table is locked" at once.
        database["TEST"] = {"NAME": str(WARTA_VAR / f"test-{name}.sqlite3")}
    else:
        database["ENGINE"] = "runtime.postgresql"
        database["CONN_HEALTH_CHECKS"] = True
        database["OPTIONS"] = {"connect_timeout": 5, **database.get("OPTIONS", {})}
    return database


def _place(database: dict[str, Any]) -> tuple[str, ...]:
    """Where a database is, however its address is written."""
    host = database["HOST"] or database.get("OPTIONS", {}).get("host") or "localhost"
    host = "localhost" if host in ("127.0.0.1", "::1") else host
    return (database["ENGINE"], host, str(database["PORT"] or 5432), str(database["NAME"]))


DATABASES = {"default": _database(ENVIRONMENT.database_url, name="warta", synchronous="NORMAL")}
LEDGER = _database(ENVIRONMENT.ledger_url, name="ledger", synchronous="FULL")

# Two aliases on one database would share `django_migrations`, and the ledger would get no tables.
LEDGER_ALIAS = "default" if _place(LEDGER) == _place(DATABASES["default"]) else "ledger"
if LEDGER_ALIAS == "ledger":
    DATABASES["ledger"] = LEDGER
DATABASE_ROUTERS = ["runtime.routers.LedgerRouter"]

if ENVIRONMENT.cache_url:
    CACHES: dict[str, dict[str, Any]] = {
        "default": {
            "BACKEND": "cms.cache.ForgivingRedisCache",
            "LOCATION": ENVIRONMENT.cache_url,
            "OPTIONS": {"socket_timeout": 0.05, "socket_connect_timeout": 0.05},
        }
    }
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "warta"}}

# Where PostgreSQL answers nobody for a tenth of a second it is asked; without an answer within this, all
# who wait for it go on without it.
DATABASE_SILENT_AFTER_SECONDS = 0.25

# Every process asks for the version numbers twice a second; an older answer is not trusted.
VERSIONS_POLLED = True
VERSIONS_STALE_AFTER_SECONDS = 2.0

# Every process that has line items with a cap looks at their counters each second and borrows ahead.
LEASES_POLLED = True
# One thread a process commits events, another waits for a ledger that is away: no request hangs in either.
LEDGER_THREADS = True
# Single events are kept this long after their day is closed; the hourly sums stay.
LEDGER_KEPT_DAYS = 400
# Requests of slots, page views and refused tokens are counted in the process and written this often.
STATISTICS_FLUSH_SECONDS = 5.0
# A new process begins at most so many picks into the rotation, so that processes do not all begin alike.
DECISION_WARM_PICKS = 400
# Decide and events, a second and address; generous, because a carrier puts thousands behind one address.
SLOT_CALLS_PER_SECOND = 500
SLOT_CALLS_BURST = 5_000
# Wrong passwords of locked pages, an address.
UNLOCK_TRIES_PER_MINUTE = 10
UNLOCK_TRIES_BURST = 10
# Forms that readers send, an address.
FORMS_PER_MINUTE = 10
FORMS_BURST = 20

# --- files -----------------------------------------------------------------------------------------

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
MEDIA_URL = ENVIRONMENT.media_url
MEDIA_ROOT = WARTA_VAR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

WAGTAILDOCS_SERVE_METHOD = "serve_view"

# --- language and time -----------------------------------------------------------------------------

USE_TZ = True
TIME_ZONE = ENVIRONMENT.time_zone
USE_I18N = True
LANGUAGE_CODE = ENVIRONMENT.language_code
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
# In which pages can be written; the one that needs no prefix in an address comes first.
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = sorted(LANGUAGES, key=lambda each: each[0] != LANGUAGE_CODE.split("-")[0])
# Wagtail's own catalogue is filed under id_ID, where Django does not look for "id".
LOCALE_PATHS = [BASE_DIR / "cms" / "wagtail_locale"]

# --- accounts --------------------------------------------------------------------------------------

LOGIN_URL = "wagtailadmin_login"
LOGIN_REDIRECT_URL = "wagtailadmin_home"
AUTHENTICATION_BACKENDS = ["cms.demo_password.DemoPasswordBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "cms.demo_password.NotTheDemoPassword"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# --- Wagtail ---------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Warta"
WAGTAILADMIN_BASE_URL = PUBLIC_URL
# Our own leaves them in the transaction of the move: api/published/forwarding.py.
WAGTAILREDIRECTS_AUTO_CREATE = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "articles.searching"}}
WAGTAILIMAGES_IMAGE_MODEL = "articles.Image"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILIMAGES_IMAGE_FORM_BASE = "articles.admin.images.ImageForm"
WAGTAILEMBEDS_FINDERS = [{"class": "articles.embeds.OEmbedFinder"}]
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
# Without the names that a browser does not know, as "localtime".
WAGTAIL_USER_TIME_ZONES = sorted(
    name for name in zoneinfo.available_timezones() if "/" in name or name == "UTC"
)
# None of these may make an editor's browser or this server call a foreign host.
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None

# --- the API ---------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "api.http.openapi.NamedSchema",
    "EXCEPTION_HANDLER": "api.http.errors.exception_handler",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Warta",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    # It would look at Wagtail's internal API; ours is validated by itself, in the tests.
    "ENABLE_DJANGO_DEPLOY_CHECK": False,
    # Without the hook that names enums: where a field has few words, they stand in its type.
    "POSTPROCESSING_HOOKS": ["api.http.openapi.complete"],
}

# --- security --------------------------------------------------------------------------------------

IS_HTTPS = PUBLIC_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = IS_HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_HTTPS else 0
# Without a proxy that we trust, a request that came by TLS looks like one that did not: then the
# proxy redirects, as the nginx example does.
SECURE_SSL_REDIRECT = IS_HTTPS and bool(TRUSTED_PROXIES)
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # HSTS for other hosts below ours is not ours to decide
    "security.W021",  # nor is a browser's preload list
]
if not SECURE_SSL_REDIRECT:
    SILENCED_SYSTEM_CHECKS.append("security.W008")

LOGGING = logs.configuration(level=ENVIRONMENT.log_level, as_json=IS_PRODUCTION)
