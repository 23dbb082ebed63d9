#!/usr/bin/env python3
"""Django's command line. The demo and the bench bring their own servers, so their environment is made before the settings load."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    if sys.argv[1:2] == ["demo"]:
        from portal.demo.prepare import prepare

        prepare(sys.argv[2:])
    if sys.argv[1:2] == ["bench"]:
        from portal.bench.database import prepare as prepare_bench

        prepare_bench()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
