"""Where a hotline may call. Toll fraud is the first attack on whatever dials: a caller who claims a
premium number and asks to be called back, a member who lets such a number ring."""

from collections.abc import Sequence

import phonenumbers
from phonenumbers import PhoneNumberType

from ilm.channels.voice.menu import SEAT

DEAR = frozenset({PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST})
# satellites, networks of no country, and what is billed for more than the call
NOWHERE = ("+870", "+878", "+881", "+882", "+883", "+979")


def may_call(address: str, allow: Sequence[str]) -> bool:
    """Whether an account with this list calls there. The list names how numbers begin (+66) and
    hosts of telephones (@phones.example); without one, everywhere but to what is dear by itself."""
    if address.endswith(SEAT):
        return True  # a browser at our own gateway
    if address.startswith(("sip:", "sips:")):
        host = address.rpartition("@")[2].partition(";")[0]
        return not allow or bool({f"@{host}", f"@{host.partition(':')[0]}"} & {*allow})
    if allow:
        return address.startswith(tuple(each for each in allow if not each.startswith("@")))
    return not (address.startswith(NOWHERE) or _is_dear(address))


def _is_dear(number: str) -> bool:
    try:
        return phonenumbers.number_type(phonenumbers.parse(number, None)) in DEAR
    except phonenumbers.NumberParseException:
        return False  # written as at home: nobody but its trunk knows which country's it is
