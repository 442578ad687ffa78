"""Django's settings. Everything an operator can change comes from `config`."""

from harimi.service.project.config import config, database

DATABASES = {"default": database(config())}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = ["django.contrib.contenttypes"]
LANGUAGES = [("ja", "日本語"), ("en", "English")]
LANGUAGE_CODE = "ja"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True
