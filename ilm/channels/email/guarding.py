"""TLS to the mailbox and to the way out: asked for always, but on this machine itself."""

import ipaddress
import ssl


def is_this_machine(host: str) -> bool:
    """Whether the words would never leave this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def checked() -> ssl.SSLContext:
    """Certificates are checked, name included."""
    return ssl.create_default_context()
