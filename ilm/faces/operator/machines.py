"""`ilm machine`: an operator's written word that a machine may be asked, and its end."""

from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ilm.faces.operator.grammar import Act, verb
from ilm.kit.errors import Refused


def verbs(above: Any, kept: Callable[[str], Act]) -> None:
    """`allow` and `end`, below `machine`."""
    below = above.add_parser("machine", help="machines that translate or write down speech")
    below = below.add_subparsers(required=True, metavar="VERB")
    allow = verb(below, "allow", kept("allow"), "let the desk ask the machine of the environment")
    allow.add_argument("--statement", type=Path, required=True, metavar="FILE",
                       help="who allows it, what leaves, to whom; members read it")  # fmt: skip
    allow.add_argument("--signed-by", required=True, help="who answers for it")
    end = verb(below, "end", kept("end_machine"), "the machine is asked no more")
    for each in (allow, end):
        each.add_argument("--organisation", required=True)
        each.add_argument("--kind", required=True, help="translate or write_down")


def allow(asked: Namespace) -> str:
    from ilm.access.actor import operator
    from ilm.faces.operator.setting_up import named
    from ilm.talk import machines
    from ilm.wall.entering import entering

    try:
        statement = asked.statement.read_text()
    except (OSError, UnicodeDecodeError):
        raise Refused(f"{asked.statement} cannot be read.") from None
    with entering("owner"):
        by = operator(named(asked.organisation).pk)
        row = machines.allow(asked.kind, statement=statement, signed_by=asked.signed_by, by=by)
    return f"{row} may be asked by the desk of {asked.organisation}, message by message."


def end(asked: Namespace) -> str:
    from ilm.access.actor import operator
    from ilm.faces.operator.setting_up import named
    from ilm.talk import machines
    from ilm.wall.entering import entering

    with entering("owner"):
        count = machines.end(asked.kind, by=operator(named(asked.organisation).pk))
    return "It is asked no more." if count else "No such machine was allowed."
