"""A pooled line that knows, without asking the server, that nobody hung up."""

import select
from typing import Any

import psycopg


class Line(psycopg.Connection[Any]):
    """The pool asks each line it lends whether it is alive, by an empty statement: a round trip.

    A server that goes away closes the line, and closing makes an idle socket readable. So a silent
    socket needs no question; anything to read, and the question is put.
    """

    def execute(self, query: Any, *rest: Any, **more: Any) -> psycopg.Cursor[Any]:
        if query == "" and self.is_silent():
            return self.cursor()
        return super().execute(query, *rest, **more)

    def is_silent(self) -> bool:
        """Open, and nothing has come since the last answer: no notice, no farewell."""
        if self.closed:
            return False
        heard = select.poll()
        heard.register(self.fileno(), select.POLLIN)
        return not heard.poll(0)
