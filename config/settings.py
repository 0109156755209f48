"""Settings of the portal: one file, driven by the environment (see the table in README.md).

`.env` beside `manage.py` is read when it exists; a variable of the process wins over it.
"""

from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config.proxies import proxies_of

BASE_DIR = Path(__file__).resolve().parent.parent
LOOPBACK = {"localhost", "127.0.0.1", "[::1]", "testserver"}

env = environ.Env()
env.read_env(env.str("ENV_FILE", default=str(BASE_DIR / ".env")), overwrite=False)

# Off everywhere, also in the demonstration: a page must look and fail in tests as it does in the city.
DEBUG = False
DEMO = env.bool("DEMO", default=False)

SECRET_KEY = env.str("SECRET_KEY", default="")
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured(
        "SECRET_KEY 환경 변수에 50자 이상의 무작위 값을 넣어 주세요. ‘make run’은 .env에 만들어 둡니다."
    )

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
if DEMO and not set(ALLOWED_HOSTS) <= LOOPBACK:
    raise ImproperlyConfigured(
        "DEMO=1은 이 컴퓨터 안에서만 씁니다. ALLOWED_HOSTS에는 localhost, 127.0.0.1, [::1]만 넣어 주세요."
    )
if any("*" in host for host in ALLOWED_HOSTS):
    raise ImproperlyConfigured("ALLOWED_HOSTS에 ‘*’를 쓸 수 없습니다. 누리집 주소를 하나씩 적어 주세요.")

# Wraps the secrets of the polls: the first wraps, all unwrap. Kept apart from the database and its copies.
VOTE_KEYS = env.list("VOTE_KEYS", default=[SECRET_KEY] if DEMO else [])
if not VOTE_KEYS or min(map(len, VOTE_KEYS)) < 32 or (not DEMO and SECRET_KEY in VOTE_KEYS):
    raise ImproperlyConfigured(
        "VOTE_KEYS 환경 변수에 32자 이상의 무작위 값을 넣어 주세요. SECRET_KEY와 다른 값이어야 하고, "
        "여러 개는 쉼표로 나눕니다. 첫째 값으로 새 투표의 비밀 키를 감쌉니다."
    )
# PostgreSQL: who serves pages and who counts, where the owner of the tables is somebody else (docs/deployment.md).
WEB_ROLE = env.str("WEB_ROLE", default="")
COUNT_ROLE = env.str("COUNT_ROLE", default="")

INSTALLED_APPS = [
    "csp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "auditlog",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    # Our own last: they replace what the others put into the admin by pages that show no secret.
    "awards",
    "voting",
    "cases",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.PolicyMiddleware",
    "config.middleware.StaffSessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "config.middleware.StaffAuthenticationMiddleware",
    "config.middleware.StaffOTPMiddleware",
    "cases.staff.middleware.StaffMiddleware",
    "config.middleware.StaffMessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

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
                "cases.context_processors.portal",
            ],
        },
    },
]

# Database: SQLite for the first minute, PostgreSQL for the city.
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'var' / 'portal.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        timeout=20,
        transaction_mode="IMMEDIATE",
        # FULL: a cast that was acknowledged survives a power cut. secure_delete: what the close takes out of the
        # live table does not stay in the file, in the order in which it was cast. recursive_triggers: a row that
        # INSERT OR REPLACE takes away meets the triggers that refuse a deletion, too.
        init_command="PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
        "PRAGMA secure_delete=ON; PRAGMA recursive_triggers=ON",
    )
else:
    DATABASES["default"].update(CONN_MAX_AGE=None, CONN_HEALTH_CHECKS=True)
    # What is sent with its values apart, which is the cast alone, is planned once a connection.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("prepare_threshold", 5)
# Pages may be so old: what hardly changes is read from the database at most once in this time by a process.
REMEMBER_SECONDS = env.float("REMEMBER_SECONDS", default=1.0)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Korean is the language of the source; English is the only catalogue.
LANGUAGE_CODE = "ko"
LANGUAGES = [("ko", "한국어"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Seoul"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=BASE_DIR / "var" / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
# Files of the office, such as scans: no address leads here, views hand them out to those who may see them.
MEDIA_ROOT = env.path("MEDIA_ROOT", default=BASE_DIR / "var" / "media")
MEDIA_URL = "no-address/"
# One page holds a whole set of sheets: 300 cases × 10 criteria and some more.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.storage.StaticStorage"},
}
WHITENOISE_MAX_AGE = 3600

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "admin:login"

# The staff's second factor: off in the demonstration, which speaks plain http on loopback.
SECOND_FACTOR = not DEMO
OTP_TOTP_ISSUER = env.str("PORTAL_NAME", default="") or "민원서비스 우수사례"
# Waits after wrong codes are our own: theirs double without end.
OTP_TOTP_THROTTLE_FACTOR = OTP_STATIC_THROTTLE_FACTOR = 0

# Sessions of the staff end after a while without a page opened, and in any case after half a day.
SESSION_IDLE = timedelta(minutes=env.int("SESSION_IDLE_MINUTES", default=30))
SESSION_LONGEST = timedelta(hours=12)
SESSION_COOKIE_AGE = int(SESSION_LONGEST.total_seconds())

# What the history watches. `left_out` is never written, of `masked` only that it changed; `many` are lists.
AUDITLOG_LOGENTRY_MODEL = "cases.HistoryEntry"
AUDITLOG_STORE_JSON_CHANGES = True
AUDITLOG_USE_FK_STRING_REPRESENTATION = True
HISTORY = {
    "cases.Edition": {},
    "cases.Organisation": {},
    "cases.Case": {"left_out": ("number_key",), "masked": ("contact_name", "contact_phone")},
    "cases.Membership": {},
    "voting.Poll": {"left_out": ("wrapped_secret",)},
    "voting.PollAct": {},
    "voting.ProviderCount": {},
    "voting.VoterList": {},
    "awards.Rule": {},
    "awards.Round": {},
    "awards.Criterion": {},
    "awards.AwardTier": {},
    "awards.Judge": {"many": ("rounds",)},
    "awards.Recusal": {},
    "awards.Sheet": {},
    "awards.Score": {},
    "awards.CaseRecusal": {},
    "awards.SheetSet": {},
    "awards.Scan": {},
    "awards.SecondScore": {},
    "awards.Settlement": {},
    "awards.Reopening": {},
    "awards.LateCorrection": {},
    "awards.CommitteeChoice": {},
    "awards.Result": {"left_out": ("summary",)},
    "awards.Review": {},
    "awards.Revocation": {},
    "awards.Recovery": {},
    # What is blanked once its time is over may stand nowhere else.
    "awards.Objection": {"left_out": ("text", "code_sha256")},
    "awards.ObjectionAct": {"left_out": ("note", "answer")},
    "auth.User": {
        "left_out": ("last_login",),
        "masked": ("password",),
        "many": ("groups", "user_permissions"),
    },
    "auth.Group": {"many": ("permissions",)},
}

# Everything from this host, nothing inline; the admin lives under the same policy.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# The demonstration speaks plain http on loopback; everywhere else only https.
HTTPS = not DEMO
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz/$"]
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
# Who may say where a request came from: networks, or "unix" for a socket without an address.
TRUSTED_PROXIES = proxies_of(env.list("TRUSTED_PROXIES", default=[]))
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        # Every request to a provider would be a line; at DEBUG these write what proves a voter: headers, tokens.
        **{name: {"level": "WARNING"} for name in ("authlib", "httpcore", "httpx")},
    },
}

# Words that belong to the operator, never to the code.
PORTAL = {
    "name": env.str("PORTAL_NAME", default=""),
    "office": env.str("PORTAL_OFFICE", default=""),
    "phone": env.str("PORTAL_PHONE", default="00-0000-0000"),
    "hours": env.str("PORTAL_HOURS", default=""),
    "audit_phone": env.str("PORTAL_AUDIT_PHONE", default="00-0000-0000"),
    "privacy_officer": env.str("PORTAL_PRIVACY_OFFICER", default=""),
    # "이 누리집은 대한민국 공식 전자정부 누리집입니다." only for a real government operator.
    "is_government": env.bool("PORTAL_IS_GOVERNMENT", default=False),
}

# Mail goes to 감사 and the office, and codes to the voters of a list. Without EMAIL_URL nothing can be sent, except
# that the demonstration prints it.
EMAIL_URL = env.str("EMAIL_URL", default="consolemail://" if DEMO else "")
EMAIL_TIMEOUT = 30
if EMAIL_URL:
    vars().update(env.email_url_config(EMAIL_URL))
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default="portal@localhost")
AUDIT_EMAIL = env.str("AUDIT_EMAIL", default="")
# Who acts when the budget of messages runs out.
OFFICE_EMAIL = env.str("OFFICE_EMAIL", default="") or AUDIT_EMAIL

# How a code reaches a citizen's phone. The demonstration shows it on the page and is refused outside DEMO.
CODE_GATEWAY = env.str(
    "CODE_GATEWAY",
    default=f"voting.identity.gateways.{'DemonstrationGateway' if DEMO else 'UnavailableGateway'}",
)

# Text messages by SOLAPI, where CODE_GATEWAY names it. The address is another one in tests alone.
SOLAPI_API_KEY = env.str("SOLAPI_API_KEY", default="")
SOLAPI_API_SECRET = env.str("SOLAPI_API_SECRET", default="")
SOLAPI_SENDER = env.str("SOLAPI_SENDER", default="")
SOLAPI_URL = env.str("SOLAPI_URL", default="https://api.solapi.com").rstrip("/")

# What slows down whoever asks for codes without end, or guesses them (docs/threat-model.md).
CODES_PER_NUMBER_A_DAY = max(1, env.int("CODES_PER_NUMBER_A_DAY", default=5))
# Wrong tries on one code: from one network, and from all together.
TRIES_A_CODE = max(1, env.int("TRIES_A_CODE", default=5))
TRIES_A_CODE_IN_ALL = max(TRIES_A_CODE, env.int("TRIES_A_CODE_IN_ALL", default=30))
# Codes that go to one network at once, and again each minute; what waits beyond them, at most so many seconds.
NETWORK_FREE_CODES = env.int("NETWORK_FREE_CODES", default=30)
NETWORK_LONGEST_WAIT = env.int("NETWORK_LONGEST_WAIT", default=40)
# Messages of the whole portal a day; 0: no end.
MESSAGES_A_DAY = env.int("MESSAGES_A_DAY", default=50_000)
# How long the keyed hash of a network is kept.
ADDRESS_DAYS = env.int("ADDRESS_DAYS", default=7)
# Objections to a result that one network files within an hour; whoever comes beyond them waits for the next.
OBJECTIONS_PER_NETWORK_AN_HOUR = max(1, env.int("OBJECTIONS_PER_NETWORK_AN_HOUR", default=10))

# Single sign-on for voters, by OpenID Connect; without an issuer no poll can offer it. The claim is what tells one
# voter from another: phone_number and email are the same as a code sent there proves, any other is the provider's own.
OIDC_ISSUER = env.str("OIDC_ISSUER", default="").rstrip("/")
OIDC_NAME = env.str("OIDC_NAME", default="")
OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", default="")
OIDC_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", default="")
OIDC_CLAIM = env.str("OIDC_CLAIM", default="phone_number")
OIDC_SCOPE = env.str("OIDC_SCOPE", default="openid phone")
# Further origins to which the provider leads on; Chromium asks that the page with the button allows them.
OIDC_ORIGINS = env.list("OIDC_ORIGINS", default=[])
