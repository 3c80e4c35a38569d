"""What an account needs beside what the provider gave: words and addresses of our own."""

import secrets
from collections.abc import Mapping
from dataclasses import fields
from typing import Any, cast
from urllib.parse import quote

from ilm.channels.base import Door


def hook_of(door: Door, name: str, credentials: Mapping[str, str]) -> str:
    """The path that the provider is to ask for; it ends with our secret where it cannot sign."""
    secret = f"{quote(credentials['secret'], safe='')}/" if door.can.secret_in_path else ""
    return f"/hooks/{door.slug}/{name}/{secret}"


def completed(door: Door, name: str, given: Mapping[str, str], *, home: str) -> dict[str, str]:
    """With a secret of ours and the hook's address, where the channel wants them and none came."""
    found = dict(given)
    if door.can.secret_in_path and not found.get("secret"):
        found["secret"] = secrets.token_urlsafe(24)
    wanted = {each.name for each in fields(cast(Any, door))}
    if "hook_url" in wanted and not found.get("hook_url"):
        found["hook_url"] = home + hook_of(door, name, found)
    return found
