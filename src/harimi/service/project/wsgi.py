"""What the HTTP server calls."""

from django.core.wsgi import get_wsgi_application

from harimi.service.project.children import die_with_parent

die_with_parent()
application = get_wsgi_application()
