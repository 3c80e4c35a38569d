"""Real gateways on loopback for tests: Kannel with an SMPP operator behind it."""

from tests.gateways.kannel import KannelGateway
from tests.gateways.operator import MobileOperator

__all__ = ["KannelGateway", "MobileOperator"]
