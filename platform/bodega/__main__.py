"""`python -m bodega` is the command line, for children that must run with this very interpreter."""

from bodega.cli import main

if __name__ == "__main__":
    main()
