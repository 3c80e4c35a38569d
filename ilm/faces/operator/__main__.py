"""`python -m ilm.faces.operator`: the command `ilm` where it is not installed."""

from ilm.faces.operator.command import main

main()
