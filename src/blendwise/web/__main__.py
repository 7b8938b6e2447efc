"""`python -m blendwise.web COMMAND`: Django's own commands, with this site's settings."""

import os
import sys

from blendwise.errors import UserError


def main() -> None:
    """Run a command of Django; a wrong setting ends in its sentence, not in a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blendwise.web.settings")
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except UserError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)


if __name__ == "__main__":
    main()
