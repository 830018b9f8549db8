#!/usr/bin/env python
"""Runs Warta's management commands."""

import os
import sys

PATIENCE_SECONDS = 30.0


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    from django.conf import settings
    from django.core.management import execute_from_command_line
    from django.db import DatabaseError, InterfaceError

    # No reader waits for a command, and a database that is busy with it is not a silent one.
    settings.DATABASE_SILENT_AFTER_SECONDS = PATIENCE_SECONDS
    try:
        execute_from_command_line(sys.argv)
    except (DatabaseError, InterfaceError) as error:
        if "--traceback" in sys.argv:
            raise
        sys.exit(f"The database refused: {str(error).splitlines()[0]}")


if __name__ == "__main__":
    main()
