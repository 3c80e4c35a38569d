"""Pages alone, for a WSGI server; hooks and live events have their own process then."""

import os

from django.core.wsgi import get_wsgi_application

from ilm.kit import memory

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ilm.settings")
application = get_wsgi_application()
memory.settle()
