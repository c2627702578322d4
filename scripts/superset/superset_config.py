# Superset configuration for a loopback-only acceptance target. Not for production.
import os

BASE = os.environ.get("SUPERSET_BASE", "target/superset/6.1.0")
SECRET_KEY = os.environ.get("SUPERSET_SECRET_KEY", "loopback-acceptance-target-not-a-real-secret-0123456789")
SQLALCHEMY_DATABASE_URI = f"sqlite:///{BASE}/home/superset.db?timeout=30"
DATA_DIR = f"{BASE}/home"

# loopback http, no TLS
TALISMAN_ENABLED = False
SESSION_COOKIE_SECURE = False
SESSION_COOKIE_SAMESITE = "Lax"
WTF_CSRF_ENABLED = os.environ.get("SUPERSET_CSRF", "1") == "1"
PREVENT_UNSAFE_DB_CONNECTIONS = False      # allow sqlite:// as an analytics database
RATELIMIT_ENABLED = os.environ.get("SUPERSET_RATELIMIT", "0") == "1"
AUTH_RATE_LIMITED = RATELIMIT_ENABLED

# short limits so that a timeout can be tested
SQLLAB_TIMEOUT = 10
SUPERSET_WEBSERVER_TIMEOUT = 60
JWT_ACCESS_TOKEN_EXPIRES = int(os.environ.get("SUPERSET_JWT_SECONDS", "900"))

# no cache: each data call runs its query (the default is also no data cache)
CACHE_CONFIG = {"CACHE_TYPE": "NullCache"}
if os.environ.get("SUPERSET_DATA_CACHE", "0") == "1":     # as most production sites have it
    DATA_CACHE_CONFIG = {"CACHE_TYPE": "FileSystemCache", "CACHE_DIR": f"{BASE}/home/data_cache",
                         "CACHE_DEFAULT_TIMEOUT": 3600, "CACHE_THRESHOLD": 500}
else:
    DATA_CACHE_CONFIG = {"CACHE_TYPE": "NullCache"}
FILTER_STATE_CACHE_CONFIG = {"CACHE_TYPE": "SupersetMetastoreCache", "CACHE_DEFAULT_TIMEOUT": 86400}
EXPLORE_FORM_DATA_CACHE_CONFIG = {"CACHE_TYPE": "SupersetMetastoreCache", "CACHE_DEFAULT_TIMEOUT": 86400}

FEATURE_FLAGS = {"ALERT_REPORTS": False, "THUMBNAILS": False}
FAB_API_SWAGGER_UI = True
FAB_ADD_SECURITY_API = True                # roles and users through REST (the default since 6.0)
ENABLE_PROXY_FIX = False
LOG_LEVEL = "INFO"
