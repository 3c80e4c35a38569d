"""Providers that never leave this machine: every one over real HTTP on loopback.

Written from the providers' documents alone; shares no code with the adapters it is held against.
"""

from tests.twins.server import Twin

__all__ = ["Twin"]
