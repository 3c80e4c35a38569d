"""Before a caller is put through: whoever is rung hears a document of her own, and takes the call.

A voice mail that picks up presses no key. Until somebody does, the caller hears that it rings.
"""

from typing import Any

from ilm.faces.voice.documents import Unreadable, Verb
from ilm.faces.voice.walking import Next, Walk

SPEAKS = frozenset({"Play", "Say", "Pause", "Gather", "Redirect", "Hangup"})


class Screen(Walk):
    """The document of whoever was rung for the call `parent`: its end puts the two together, a
    `Hangup` does not. An application that is away puts nobody together."""

    def __init__(self, *given: Any, parent: str, **named: Any) -> None:
        super().__init__(*given, is_ours=True, **named)
        self._parent, self._is_refused, self._is_through = parent, False, False

    async def passes(self, url: str) -> bool:
        """Whether she takes the call. Raises Gone where she hangs up."""
        self.stands = "in-progress"
        await self.go(url)
        self.leg.drop_keys()
        return self._is_through

    def form(self, **more: object) -> dict[str, str]:
        told = {"Direction": "outbound-dial", "ParentCallSid": self._parent}
        return super().form(**more) | told

    async def take_a_message(self) -> None:
        """Nobody is there who could leave one."""
        self._is_refused = True

    async def _document(self, to: Next, verbs: list[Verb] | None) -> Next | None:
        found = await super()._document(to, verbs)
        self._is_through = found is None and not self._is_refused
        return found

    async def _do(self, verb: Verb, base: str) -> Next | None:
        if verb.name not in SPEAKS:
            raise Unreadable("holds a verb that nobody who is rung may hear")
        self._is_refused |= verb.name == "Hangup"
        return await super()._do(verb, base)
