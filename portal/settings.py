"""Settings, top to bottom: each environment variable once, with its type and default. See .env.example."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from tempfile import gettempdir

import django_stubs_ext
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from portal import errors_elsewhere, logs, safety
from portal.variables import Variables

BASE_DIR = Path(__file__).resolve().parent.parent

django_stubs_ext.monkeypatch()

env = Variables()
env.read_env(BASE_DIR / ".env")

# --- Safety -----------------------------------------------------------------------------------------------------------

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
FIELD_KEYS = env.list("FIELD_KEYS", default=[])

# The Host header is checked against the brands' host names by the first middleware, which knows them.
ALLOWED_HOSTS = ["*"]
CONSOLE_HOSTS = env.list("CONSOLE_HOSTS", default=["console.localhost"])
IS_PUBLIC = safety.is_public(CONSOLE_HOSTS)
# Machines ask here, never people: readiness, metrics, and whether a host name may have a certificate. Not to be published.
INTERNAL_PORT = env.int("INTERNAL_PORT", default=0)

SECURE_COOKIES = env.bool("SECURE_COOKIES", default=not DEBUG)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
SESSION_COOKIE_NAME = "__Host-session" if SECURE_COOKIES else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE_COOKIES else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "portal.errors.csrf_failure"
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
# So many proxies of one's own stand in front, and only what they add to X-Forwarded-For is believed.
PROXY_HOPS = env.int("PROXY_HOPS", default=1) if BEHIND_PROXY else 0
SECURE_SSL_REDIRECT = SECURE_COOKIES
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_COOKIES else 0
# A brand's host name is the reseller's: what else there is below it, and in browsers' lists, is theirs to promise.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
X_FRAME_OPTIONS = "DENY"
# Addresses with a secret in them, of links for others, are told to no other site.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# What the pages use, passkeys and the clipboard, stays as it is: for themselves alone.
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: []
    for feature in (
        "accelerometer",
        "autoplay",
        "camera",
        "display-capture",
        "encrypted-media",
        "fullscreen",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "manifest-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# --- What it is made of -----------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "portal",
    "cloudmailin",
    "tenants",
    "unfold.apps.BasicAppConfig",
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "csp",
]

MIDDLEWARE = [
    "portal.request_id.request_origin",
    "portal.middleware.brandless",
    "portal.observing.observe",
    "django.middleware.security.SecurityMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.headers.kept_private",
    "portal.middleware.brand_of_host",
    "portal.locality.localized",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.accounts.sessions.of_this_brand",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "portal.viewing.wall.in_their_place",
    "portal.accounts.sessions.of_who_belongs",
    "portal.locality.in_their_language",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.viewing.wall.only_looking",
    "portal.middleware.tenant_scope",
    "allauth.account.middleware.AccountMiddleware",
    "portal.without_redis.refused_for_a_while",
]

ROOT_URLCONF = "portal.urls"
CONSOLE_URLCONF = "portal.console.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.navigation.navigation",
                "portal.appearance.appearance",
                "portal.look.look",
                "portal.unread.unread",
                "portal.announcing.announcements",
            ],
        },
    },
]

# --- PostgreSQL: the truth --------------------------------------------------------------------------------------------

DATABASES = {"default": env.db("DATABASE_URL")}
DATABASES["default"]["CONN_MAX_AGE"] = 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# A network that swallows packets is noticed within seconds, or a worker's thread would hang for hours (libpq 34.1.2).
DATABASES["default"].setdefault("OPTIONS", {}).update(
    connect_timeout=5, keepalives_idle=10, keepalives_interval=5, keepalives_count=3, tcp_user_timeout=15_000
)
# A process that is frozen in the middle of a transaction loses its locks before any lease of the queue runs out (30 s);
# whoever waits for a lock gives up sooner than a browser does. PgBouncer takes no such options: set both on the role.
# Nothing else needs a session of its own: no prepared statement, no cursor beyond a transaction, no lock of a session.
PGBOUNCER = env.bool("PGBOUNCER", default=False)
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = PGBOUNCER
if not PGBOUNCER:
    DATABASES["default"]["OPTIONS"]["options"] = (
        "-c idle_in_transaction_session_timeout=20s -c lock_timeout=10s"
    )

# --- Redis and Celery: the bell ---------------------------------------------------------------------------------------

REDIS_URL = env.str("REDIS_URL")
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A message says "look", and never what to do: each may be lost, come twice, late or out of order. So none is worth
# keeping (all expire), none is acknowledged late, and Redis's own delivering again, which is known to repeat tasks that
# run for longer than its time-out (celery issue 5935), is left nothing but messages that a killed worker had fetched.
CELERY_TASK_ACKS_LATE = False
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 60,
    # Several portals may share one Redis.
    "global_keyprefix": env.str("REDIS_PREFIX", default="portal:"),
    # A request that rings the bell must not wait for a Redis that is gone.
    "socket_connect_timeout": 2,
    "socket_timeout": 5,
    "max_retries": 0,
    # A connection that died without a word is found out by asking, and by the kernel.
    "health_check_interval": 10,
    "socket_keepalive": True,
}
# A worker waits for Redis for ever; its lookout works meanwhile (cloudmailin/lookout.py).
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# Redis answers and no task comes for so long: the worker ends, for its supervisor to start it anew. Workers that
# consume no more after a lost connection are an old acquaintance (celery issues 8030, 8091, 10205).
WORKER_DEAF_SECONDS = env.int("WORKER_DEAF_SECONDS", default=120)
# Nobody asks a task what came of it, or a worker how it is: PostgreSQL knows both. Less to go wrong, less in Redis.
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
# A thread keeps its connection from task to task, for CONN_MAX_AGE and while it is in order (portal/celery.py); Celery
# would make a new one for each.
CELERY_DB_REUSE_MAX = 1_000_000
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
# The work is waiting for answers, so threads do; and a worker that is killed leaves no orphans behind. Threads know no
# time limits of Celery's: every wait has one of its own (the client's 20 s, the resolver's, PostgreSQL's above).
CELERY_WORKER_POOL = "threads"
CELERY_WORKER_CONCURRENCY = env.int("WORKER_THREADS", default=8)
# A message fetched ahead waits for one worker while another is idle.
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# What beat did last, for its own use; it may be lost.
CELERY_BEAT_SCHEDULE_FILENAME = env.str("BEAT_FILE", default=f"{gettempdir()}/portal-beat")
DELIVERY_LOG_BEAT = timedelta(minutes=10)
CELERY_BEAT_SCHEDULE = {
    # A sweep that nobody took in time is dropped: the next one sees the same rows.
    "serve what waits": {
        "task": "cloudmailin.tasks.sweep",
        "schedule": timedelta(seconds=1),
        "options": {"expires": 5},
    },
    "check what is due": {
        "task": "cloudmailin.tasks.check",
        "schedule": timedelta(seconds=1),
        "options": {"expires": 5},
    },
    "add what lists ask for": {
        "task": "cloudmailin.tasks.add_lists",
        "schedule": timedelta(seconds=15),
        "options": {"expires": 10},
    },
    "tend the claims": {
        "task": "cloudmailin.tasks.tend_claims",
        "schedule": timedelta(minutes=10),
        "options": {"expires": 300},
    },
    "look for the proof of brands' host names": {
        "task": "cloudmailin.tasks.prove_hosts",
        "schedule": timedelta(minutes=2),
        "options": {"expires": 60},
    },
    "delete what was asked for": {
        "task": "cloudmailin.tasks.end_due_tenants",
        "schedule": timedelta(minutes=10),
        "options": {"expires": 300},
    },
    "forget people and addresses": {
        "task": "portal.tasks.forget",
        "schedule": timedelta(minutes=10),
        "options": {"expires": 300},
    },
    "send what people are to be told": {
        "task": "portal.tasks.send_notices",
        "schedule": timedelta(seconds=10),
        "options": {"expires": 30},
    },
    "read what came in": {
        "task": "cloudmailin.tasks.read_delivery_logs",
        "schedule": DELIVERY_LOG_BEAT,
        "options": {"expires": 300},
    },
    "forget old mail": {
        "task": "cloudmailin.tasks.forget_old_mail",
        "schedule": timedelta(hours=1),
        "options": {"expires": 600},
    },
    "begin to reconcile": {
        "task": "cloudmailin.tasks.reconcile",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 30},
    },
}

# From one round of reconciliation of an account to the next; its calls are spread over about half of it.
RECONCILE_EVERY = timedelta(hours=env.float("RECONCILE_HOURS", default=24))

# What became of incoming mail is read when somebody looks, and of each customer so often when nobody does.
DELIVERY_LOG_EVERY = timedelta(hours=env.float("DELIVERY_LOG_HOURS", default=12))
# So long it is kept, and so are test messages.
DELIVERY_LOG_DAYS = env.int("DELIVERY_LOG_DAYS", default=30)

# --- Redis again: what is remembered for minutes --------------------------------------------------------------------

# How often somebody tried to sign in, and codes that were used. Whoever loses it begins to count anew; while it does not
# answer nobody signs in (portal/without_redis.py).
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"],
        "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 5},
    }
}

# --- People -----------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "tenants.User"
# So long the deletion of a customer, and of a person's account, can be undone.
TENANT_GRACE = timedelta(days=env.int("TENANT_GRACE_DAYS", default=30))
ACCOUNT_GRACE = timedelta(days=env.int("ACCOUNT_GRACE_DAYS", default=7))
# So long the audit keeps the addresses that people's browsers had; the database forgets none before thirty days.
AUDIT_ADDRESSES = timedelta(days=max(30, env.int("AUDIT_ADDRESS_DAYS", default=90)))
AUTHENTICATION_BACKENDS = ["portal.accounts.backend.OfThisBrand"]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 3600

# django-allauth. People come by invitation, or by a sign-up of our own where a brand opens it; each has one address,
# verified before there is an account (portal/accounts/addresses.py), so the library signs up nobody itself.
ACCOUNT_ADAPTER = "portal.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 900
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "portal.accounts.tokens.OfThisBrand"  # noqa: S105
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
# By the client's address and, where it says so, by the account.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "20/m/ip,5/300s/key",
    "request_login_code": "20/m/ip,3/m/key",
    "reset_password": "20/m/ip,3/m/key",
    "signup": "20/m/ip,3/m/key",
}
ACCOUNT_FORMS = {
    "login": "portal.accounts.forms.SignIn",
    "request_login_code": "portal.accounts.forms.RequestCode",
    "confirm_login_code": "portal.accounts.forms.ConfirmCode",
    "reset_password": "portal.accounts.forms.RequestReset",
    "user_token": "portal.accounts.forms.ResetToken",
    "reset_password_from_key": "portal.accounts.forms.NewPassword",
    "change_password": "portal.accounts.forms.ChangePassword",
    "set_password": "portal.accounts.forms.SetPassword",
    "add_email": "portal.accounts.forms.ChangeAddress",
    "confirm_email_verification_code": "portal.accounts.forms.ConfirmAddress",
    "reauthenticate": "portal.accounts.forms.Confirm",
}
MFA_ADAPTER = "portal.accounts.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
# A code fits half a minute before and after its own (RFC 6238 section 5.2): clocks differ, and people type.
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "portal.accounts.forms.SecondStep",
    "reauthenticate": "portal.accounts.forms.ConfirmSecondStep",
    "activate_totp": "portal.accounts.forms.ActivateApp",
    "add_webauthn": "portal.accounts.forms.AddPasskey",
    "edit_webauthn": "portal.accounts.forms.RenamePasskey",
}
# Staff sign in with a second step, and set one up at their first sign-in. Off for trials on one's own machine alone.
STAFF_MFA = env.bool("STAFF_MFA", default=True)

# --- DNS --------------------------------------------------------------------------------------------------------------


def _host_and_port(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":") if text.count(":") == 1 else (text, "", "53")
    return host, int(port)


DNS_RESOLVERS = tuple(
    _host_and_port(each) for each in env.list("DNS_RESOLVERS", default=["1.1.1.1:53", "8.8.8.8:53"])
)
DNS_AUTHORITATIVE_PORT = env.int("DNS_AUTHORITATIVE_PORT", default=53)
DNS_ALLOW_PRIVATE = env.bool("DNS_ALLOW_PRIVATE", default=False)
ALLOW_TEST_DOMAINS = env.bool("ALLOW_TEST_DOMAINS", default=False)

# --- Inbound mail -----------------------------------------------------------------------------------------------------

# Targets at private addresses or over plain http: for development, where the receiving application is on this machine.
ALLOW_PRIVATE_TARGETS = env.bool("ALLOW_PRIVATE_TARGETS", default=False)

# --- The portal's own mail -------------------------------------------------------------------------------------------

# Shown on the console where no server is given; docs/own-mail.md sends it through CloudMailin.
globals().update(env.email_url_config(env.str("EMAIL_URL", default="") or "consolemail://"))
EMAIL_TIMEOUT = 10
# What links in mails begin with; {host} is the brand's own.
BRAND_URL = env.str("BRAND_URL", default="https://{host}")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="portal@localhost")

# --- The demo ---------------------------------------------------------------------------------------------------------

# Lets the simulator's DNS host ask which records the portal wants published, and shows the components' page.
DEMO = env.bool("DEMO", default=False)

# --- Files, language, time, logs --------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=BASE_DIR / "var" / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
# Logos, drawn anew by the portal. Served by its own views, on the brand's hosts only, so there is no MEDIA_URL.
MEDIA_ROOT = env.path("MEDIA_ROOT", default=BASE_DIR / "var" / "media")
# In an S3-compatible bucket instead, where several machines serve; it need not be readable by anybody else.
S3_BUCKET = env.str("S3_BUCKET", default="")
_IN_S3 = {
    "BACKEND": "storages.backends.s3.S3Storage",
    "OPTIONS": {
        "bucket_name": S3_BUCKET,
        "endpoint_url": env.str("S3_ENDPOINT_URL", default="") or None,
        "region_name": env.str("S3_REGION", default="") or None,
        "access_key": env.str("S3_ACCESS_KEY", default="") or None,
        "secret_key": env.str("S3_SECRET_KEY", default="") or None,
        "default_acl": None,
    },
}
STORAGES = {
    "default": _IN_S3 if S3_BUCKET else {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": env.str(
            "STATICFILES_STORAGE", default="whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
LANGUAGE_CODE = "en"
# Those that a brand and a person can choose, each in its own words; the console speaks English.
LANGUAGES = [
    ("en", "English"),
    ("en-gb", "English (United Kingdom)"),
    ("de", "Deutsch"),
    ("es", "Español"),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "portal.formats"
TIME_ZONE = "UTC"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LOGGING = logs.config(env.str("LOG_LEVEL", default="INFO"), as_lines=DEBUG)

# Errors to Sentry, where it is wanted: without bodies, cookies, addresses and values of variables.
if sentry_dsn := env.str("SENTRY_DSN", default=""):
    errors_elsewhere.send_to(sentry_dsn)

# --- Refused ----------------------------------------------------------------------------------------------------------

if reasons := list(safety.refusals(globals())):
    raise ImproperlyConfigured("Not started:\n" + "\n".join(f"- {reason}" for reason in reasons))
