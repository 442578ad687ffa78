"""Django's settings. Everything an operator can change comes from `config`."""

from operator import attrgetter

from csp.constants import NONE, SELF

from harimi.service.project.config import config, database, mail, standing_still

HARIMI = config()

SECRET_KEY = HARIMI.signing_key
ALLOWED_HOSTS = HARIMI.host_names
DATABASES = {"default": database(HARIMI)}
DATABASES["snapshot"] = standing_still(DATABASES["default"])
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "harimi.service.project.urls"
WSGI_APPLICATION = "harimi.service.project.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "csp",
    "harimi.service.platform",
    "harimi.service.privacy",
    "harimi.service.third_parties",
    "harimi.service.accounts",
    "harimi.service.notices",
    "harimi.service.contracts",
    "harimi.service.meters",
    "harimi.service.devices",
    "harimi.service.logistics",
    "harimi.service.captures",
    "harimi.service.readings",
    "harimi.service.alerts",
    "harimi.service.outlets",
    "harimi.service.billing",
    "harimi.service.payments",
    "harimi.service.letting",
    "harimi.service.marketing",
    "harimi.service.statistics",
    "harimi.service.support",
    "harimi.service.incidents",
    "harimi.service.rights",
    "harimi.service.requests",
    "harimi.service.backups",
    "harimi.service.pages",
    "harimi.service.office",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "harimi.service.project.headers.PermissionsMiddleware",
    "harimi.service.privacy.middleware.PurposeMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "harimi.service.accounts.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "harimi.service.accounts.sessions.SignedInMiddleware",
    "harimi.service.accounts.leaving.LeavingMiddleware",
    "harimi.service.privacy.middleware.CollectingMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "harimi.service.pages.suspended.SuspendedMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["django.templatetags.tz"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "harimi.service.pages.context.frame",
            ],
        },
    }
]

LANGUAGES = [("ja", "日本語"), ("en", "English")]
LANGUAGE_CODE = "ja"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "harimi.service.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_USER_DISPLAY = attrgetter("email")
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
MFA_ADAPTER = "harimi.service.accounts.two_step.TwoStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Harimi"
MFA_TOTP_TOLERANCE = 1
"""A telephone's clock may be half a minute off."""
MFA_ALLOW_UNVERIFIED_EMAIL = True
"""Nobody signs up by themselves: an account is made by whoever runs the service, or by the link in a mail."""
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HARIMI.url.startswith("https://")
"""Without TLS browsers offer passkeys on the machine itself alone."""

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "KEY_FUNCTION": "harimi.service.platform.cache_keys.keyed",
    }
}

STATIC_URL = "/static/"
SESSION_COOKIE_NAME = "harimi_session"
CSRF_COOKIE_NAME = "harimi_csrf"
LANGUAGE_COOKIE_NAME = "harimi_language"
SECURE = HARIMI.url.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
ALLAUTH_TRUSTED_PROXY_COUNT = int(HARIMI.trusted_proxy)
"""Its limits count by the same address as ours."""
CSRF_TRUSTED_ORIGINS = [HARIMI.url]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "blob:"],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 45_000_000
"""Above the photographs' own limit, which answers with a reason; what is larger is refused by its length before it is read."""
FILE_UPLOAD_MAX_MEMORY_SIZE = 45_000_000
UPLOADS = HARIMI.data_dir / "uploads"
FILE_UPLOAD_TEMP_DIR = str(UPLOADS) if UPLOADS.is_dir() else None

MAIL_CARRIER, MAIL_KEEPER = "django.core.mail.backends.smtp.EmailBackend", "harimi.service.notices.kept.KeptMail"
for _name, _value in mail(HARIMI).items():
    globals()[_name] = _value

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "harimi.service.privacy.logs.formatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django.server": {"handlers": [], "propagate": False},
        "httpx": {"level": "WARNING"},
        "stripe": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
    },
}
