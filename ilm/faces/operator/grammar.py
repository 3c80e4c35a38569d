"""The words of the command: a verb by itself, or below its noun."""

import argparse
from collections.abc import Callable
from typing import Any

Asked = argparse.Namespace
Act = Callable[[Asked], int | None]


def under(verbs: Any, noun: str, name: str, act: Act, about: str) -> argparse.ArgumentParser:
    """A noun with one verb below it."""
    below = verbs.add_parser(noun, help=about).add_subparsers(required=True, metavar="VERB")
    return verb(below, name, act, about)


def verb(verbs: Any, name: str, act: Act, about: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(name, help=about, description=about)
    parser.set_defaults(act=act)
    return parser
