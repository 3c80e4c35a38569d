"""Sessions as Django keeps them, read by one plain statement: every page of every desk asks."""

from typing import Any

from django.contrib.sessions.backends import db

from ilm.wall import doors


class SessionStore(db.SessionStore):
    def load(self) -> dict[str, Any]:
        """What the session holds; nothing, and a key of its own, where it is gone or over."""
        if (kept := doors.session(str(self.session_key))) is None:
            self._session_key = None
            return {}
        return dict(self.decode(kept))
