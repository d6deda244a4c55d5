"""`python -m console`: the same as `doxwacht`, where the command is not on the path."""

from console.cli import main

main()
