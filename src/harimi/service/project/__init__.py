"""Settings, URLs, WSGI and the embedded supervisor."""
