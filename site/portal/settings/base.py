"""Settings that hold everywhere. What differs from place to place comes from the environment (12-factor)."""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from portal.critical import critical_style_hash
from portal.sockets import socket_source

BASE_DIR = Path(__file__).resolve().parents[3]
env = environ.Env()

# Where everything the running site writes is kept.
VAR_DIR = Path(env("PORTAL_VAR", default=str(BASE_DIR / "var")))

DEBUG = False
DEMONSTRATION = env.bool("DEMONSTRATION", default=False)
SECRET_KEY = env("SECRET_KEY", default="")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
BASE_URL = env("BASE_URL", default="http://127.0.0.1:8000")
WAGTAILADMIN_BASE_URL = BASE_URL
SECRETARIAT_EMAIL = env("SECRETARIAT_EMAIL", default="secretariat@chm.example")

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
ASGI_APPLICATION = "portal.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "directory.User"

INSTALLED_APPS = [
    "portal",
    "cms",
    "api",
    "following",
    "experts.consulting",
    "experts.shortlists",
    "experts.finding",
    "experts.imports",
    "experts.printed",
    "experts.assignments",
    "experts.mentoring",
    "experts.balance",
    "experts",
    "forums.receiving",
    "forums.mailing",
    "forums.polls",
    "forums.consultations",
    "forums.archives",
    "forums.finding",
    "forums.conduct",
    "forums.joining",
    "forums.meetings",
    "forums.live",
    "forums.sessions",
    "forums.translating",
    "forums",
    "search",
    "directory.imports",
    "directory",
    "directory.upkeep",
    "directory.enrolment",
    "directory.editions",
    "directory.partnerships",
    "directory.designating",
    "directory.duplicates",
    "moderation",
    "notifications",
    "audit",
    "prose",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.typed_table_block",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.embeds",
    "wagtail.sites",
    "cms.apps.UsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "rules",
    "csp",
    "channels",
    "haystack",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "portal.compression.BrotliForVisitors",
    "csp.middleware.CSPMiddleware",
    "portal.safeguards.SafeguardsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "portal.accounts.session_limits.SessionLimitsMiddleware",
    "portal.accounts.second_factor.SecondFactorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "directory.duplicates.middleware.FormerAddressMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "site" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "portal.context.demonstration",
            ],
        },
    }
]

FORM_RENDERER = "portal.rendering.FormRenderer"
CSRF_FAILURE_VIEW = "portal.errors.csrf_failure"

# --- Data -----------------------------------------------------------------------------------------------

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'portal.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

REDIS_URL = env("REDIS_URL", default="")
if REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# The port at which pages open their sockets, where no proxy gives /live/ of the site's own address to
# `serve_sockets`; and the origins of pages that may open them.
SOCKETS_PORT = env.int("SOCKETS_PORT", default=0)
SOCKET_ORIGINS = env.list("SOCKET_ORIGINS", default=[BASE_URL])

# A queue for each socket is what makes Channels slow: lines of open pages go through a hub of our own.
CHANNEL_LAYERS: dict = {}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- Search ---------------------------------------------------------------------------------------------

SEARCH_ENGINE = env("SEARCH_ENGINE", default="whoosh")
HAYSTACK_CONNECTIONS = {
    "default": {
        "whoosh": {"ENGINE": "search.backends.whoosh.WhooshEngine", "PATH": str(VAR_DIR / "search")},
        "postgresql": {"ENGINE": "search.backends.postgresql.PostgresEngine"},
    }[SEARCH_ENGINE]
}
HAYSTACK_SIGNAL_PROCESSOR = "search.processing.ChangeProcessor"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

# --- Languages ------------------------------------------------------------------------------------------

USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [
    ("en", "English"),
    ("ar", "العربية"),
    ("es", "Español"),
    ("fr", "Français"),
    ("ru", "Русский"),
    ("zh-hans", "简体中文"),
]
FORMAT_MODULE_PATH = ["portal.formats"]
WAGTAIL_I18N_ENABLED = True
LOCALE_PATHS = [BASE_DIR / "site" / "locale"]

# --- Files ----------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "site" / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# --- Mail -----------------------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="POPs Network <network@chm.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
_mail = env.email_url("EMAIL_URL", default="filemail:///")
vars().update(_mail)
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
if EMAIL_BACKEND.endswith("filebased.EmailBackend"):
    EMAIL_FILE_PATH = str(VAR_DIR / "mail")
EMAIL_TIMEOUT = 20
# Where mail that cannot be delivered comes back to: bounces@chm.example, as bounces+<token>@chm.example.
MAIL_BOUNCE_ADDRESS = env("MAIL_BOUNCE_ADDRESS", default="")

# Where replies to questions come in: question@chm.example, as question+<token>@chm.example. Without one, letters
# about questions are answered by their links.
MAIL_QUESTION_ADDRESS = env("MAIL_QUESTION_ADDRESS", default="")

# Where mail to the forums comes in: a domain of their own (forums.chm.example, each group at <its slug>@), or one
# mailbox (forums@chm.example, each group at forums+<its slug>@). Without one, their letters are answered on the site.
MAIL_FORUMS_ADDRESS = env("MAIL_FORUMS_ADDRESS", default="")

# Where `receive_mail --smtp` listens, and the mailbox of `receive_mail --imap`: imaps://user:password@host/INBOX.
MAIL_LISTENS_AT = env("MAIL_LISTENS_AT", default="127.0.0.1:2525")
MAIL_IMAP_URL = env("MAIL_IMAP_URL", default="")

# The name under which the own mail server writes what it found out about a sender (Authentication-Results; it must
# take away such headers of others). Whom it vouches for need not confirm a mail to the forums.
MAIL_TRUSTED_SERVER = env("MAIL_TRUSTED_SERVER", default="")

# People save what they change several times: letters “at once” to followers wait so many minutes.
FOLLOWING_PAUSE_MINUTES = env.int("FOLLOWING_PAUSE_MINUTES", default=5)

# --- Upkeep of the directory ----------------------------------------------------------------------------

# Each record is asked about after so many days, on one day of the week (0 is Monday, in UTC), and reminded once.
UPKEEP_ASK_AFTER_DAYS = env.int("UPKEEP_ASK_AFTER_DAYS", default=180)
UPKEEP_WEEKDAY = env.int("UPKEEP_WEEKDAY", default=0)
UPKEEP_REMIND_AFTER_DAYS = env.int("UPKEEP_REMIND_AFTER_DAYS", default=30)

# --- Questions to experts -------------------------------------------------------------------------------

# An expert who was asked is reminded after so many days, and one who accepted so many days before the answer is due;
# a question nobody reacts to is put before the Secretariat after so many; one opened to fields is told to so many.
CONSULTING_REMIND_AFTER_DAYS = env.int("CONSULTING_REMIND_AFTER_DAYS", default=3)
CONSULTING_REMIND_BEFORE_DUE_DAYS = env.int("CONSULTING_REMIND_BEFORE_DUE_DAYS", default=2)
CONSULTING_HAND_OVER_AFTER_DAYS = env.int("CONSULTING_HAND_OVER_AFTER_DAYS", default=5)
CONSULTING_TOLD_AT_MOST = env.int("CONSULTING_TOLD_AT_MOST", default=200)

# --- Order in the forums --------------------------------------------------------------------------------

# How many posts one member may write (0: as many as they like). Whoever has fewer posts published than
# FORUM_NEWCOMER_POSTS may set so many links in one.
FORUM_POSTS_AN_HOUR = env.int("FORUM_POSTS_AN_HOUR", default=60)
FORUM_POSTS_A_DAY = env.int("FORUM_POSTS_A_DAY", default=300)
FORUM_NEWCOMER_POSTS = env.int("FORUM_NEWCOMER_POSTS", default=3)
FORUM_LINKS_OF_NEWCOMERS = env.int("FORUM_LINKS_OF_NEWCOMERS", default=2)

# A service that translates as LibreTranslate does (https://…/translate); empty: no machine translates here. Only
# posts of groups for which the Secretariat allows it are sent, when a member asks.
MACHINE_TRANSLATION_URL = env("MACHINE_TRANSLATION_URL", default="")
MACHINE_TRANSLATION_KEY = env("MACHINE_TRANSLATION_KEY", default="")
MACHINE_TRANSLATION_SECONDS = env.int("MACHINE_TRANSLATION_SECONDS", default=20)
MACHINE_TRANSLATION_MOST_CHARACTERS = env.int("MACHINE_TRANSLATION_MOST_CHARACTERS", default=10_000)

# --- Sign-in --------------------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "portal.accounts.backend.AccountBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "portal.accounts.validators.ContextWordsValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "my"
SECOND_FACTOR_REQUIRED = True

ACCOUNT_ADAPTER = "portal.accounts.adapter.AccountAdapter"
ACCOUNT_SIGNUP_FORM_CLASS = "portal.accounts.applying.Applicant"
ACCOUNT_FORMS = {
    "login": "portal.accounts.forms.Login",
    "signup": "portal.accounts.forms.SignUp",
    "request_login_code": "portal.accounts.forms.RequestLoginCode",
    "confirm_login_code": "portal.accounts.forms.ConfirmLoginCode",
    "confirm_email_verification_code": "portal.accounts.forms.ConfirmEmailCode",
    "reset_password": "portal.accounts.forms.ResetPassword",
    "confirm_password_reset_code": "portal.accounts.forms.ConfirmPasswordResetCode",
    "reset_password_from_key": "portal.accounts.forms.ResetPasswordKey",
    "reauthenticate": "portal.accounts.forms.Reauthenticate",
    "add_email": "portal.accounts.forms.ChangeEmail",
    "change_password": "portal.accounts.forms.ChangePassword",
    "set_password": "portal.accounts.forms.SetPassword",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
# Codes are sent by mail, work once, for ten minutes, and bear three wrong tries.
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 600
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_TIMEOUT = 900
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "signup": "20/m/ip",
    "request_login_code": "20/m/ip,3/m/key",
    "reset_password": "20/m/ip,5/m/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
}
# How many proxies of ours stand in front and add to X-Forwarded-For.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)

MFA_ADAPTER = "portal.accounts.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# A passkey counts as two factors, for the device asks for a PIN, a finger or a face.
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "portal.accounts.forms.Authenticate",
    "reauthenticate": "portal.accounts.forms.ReauthenticateByCode",
    "activate_totp": "portal.accounts.forms.ActivateTOTP",
    "add_webauthn": "portal.accounts.forms.AddPasskey",
    "edit_webauthn": "portal.accounts.forms.EditPasskey",
}

SESSION_COOKIE_AGE = 30 * 24 * 3600
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- What the browser may do ----------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF, critical_style_hash()],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        # Not every browser takes the sockets of the site for its own.
        "connect-src": [SELF, socket_source(BASE_URL, SOCKETS_PORT)],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True

# --- Reading by programs --------------------------------------------------------------------------------

# For each network address without a token, and for each token or signed-in reader.
API_REQUESTS_A_MINUTE = {
    "visitor": env.int("API_REQUESTS_VISITOR", default=120),
    "member": env.int("API_REQUESTS_MEMBER", default=600),
}

# --- Pages ----------------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = _("POPs Network")
WAGTAILADMIN_LOGIN_URL = "administration_sign_in"
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILDOCS_SERVE_METHOD = "serve_view"
# What the Secretariat may upload: images by content, never SVG; documents by extension, given out as attachments.
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 5 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odp", "ods", "odt", "pdf", "pptx", "txt", "xlsx", "zip"]
WAGTAILDOCS_INLINE_CONTENT_TYPES = []
WAGTAILEMBEDS_FINDERS = []
# Saving is something a person does: no record changes while somebody types.
WAGTAIL_AUTOSAVE_INTERVAL = 0
WAGTAIL_DATE_FORMAT = "%Y-%m-%d"
WAGTAIL_DATETIME_FORMAT = "%Y-%m-%d %H:%M"
WAGTAIL_TIME_FORMAT = "%H:%M"
TAGGIT_CASE_INSENSITIVE = True

# --- What is said to whoever runs the site --------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "one_line": {"()": "portal.logs.OneLine", "format": "{asctime} {levelname} {name}: {message}", "style": "{"}
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "one_line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "portal.security": {"level": env("SECURITY_LOG_LEVEL", default="INFO")},
    },
}
