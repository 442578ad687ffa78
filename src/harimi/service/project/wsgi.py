"""What the HTTP server calls."""

from django.core.wsgi import get_wsgi_application

from harimi.service.project.children import die_with_parent
from harimi.service.project.setup import set_up

die_with_parent()
set_up()
application = get_wsgi_application()
