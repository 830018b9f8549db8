"""The WSGI application that granian and runserver serve."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")

application = get_wsgi_application()

from cms import startup  # noqa: E402 - models can only be imported once Django is set up

startup.refuse_if_unsafe()
