"""`python -m assignwatch`."""

import sys

from assignwatch.cli import main

if __name__ == "__main__":
    sys.exit(main())
