"""`manage.py` that takes no busy database for a silent one."""

from __future__ import annotations

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")

if __name__ == "__main__":
    from django.conf import settings
    from django.core.management import execute_from_command_line

    settings.DATABASE_SILENT_AFTER_SECONDS = 30
    execute_from_command_line(["manage.py", *sys.argv[1:]])
