"""The WSGI application that granian and runserver serve."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")

django.setup(set_prefix=False)

# What imports models has to wait until Django is set up; a view that cannot be imported ends the start.
from api.http.charset import text_only  # noqa: E402
from api.http.door import hot_door  # noqa: E402
from cms import startup, urls  # noqa: E402, F401
from cms.handler import Handler  # noqa: E402

application = text_only(hot_door(Handler()))

startup.refuse_if_unsafe()
startup.know_the_slots()
