"""What Meta's codes mean to us. Data only; read in their reference and in the vendors' SDKs."""

from collections.abc import Mapping

from ilm.channels.errors import Broken, SendError, Stopped, Unreachable, WindowClosed

RETRY_AFTER: Mapping[int, float] = {  # code -> seconds
    1: 30,  # unknown API error
    2: 30,  # service for a moment unavailable
    4: 60,  # too many calls by the app
    80007: 60,  # too many calls by the account
    130429: 5,  # throughput
    131000: 30,  # something went wrong
    131016: 30,  # overloaded
    131048: 3600,  # held back for quality
    131056: 6,  # too many to this person
    131057: 600,  # account in maintenance
    131064: 3600,  # limit of conversations
    133016: 3600,  # registered too often
}

MEANS: Mapping[int, type[SendError]] = {
    0: Broken,
    3: Broken,
    10: Broken,
    190: Broken,  # token expired
    **dict.fromkeys(range(200, 300), Broken),  # permission
    368: Broken,  # blocked for policy
    130472: Unreachable,  # held back in an experiment
    130497: Unreachable,  # country
    131005: Broken,
    131026: Unreachable,  # not on WhatsApp, or cannot receive
    131030: Unreachable,  # not on the list of a test number
    131031: Broken,  # account locked
    131037: Broken,  # display name not approved
    131042: Broken,  # payment
    131045: Broken,  # certificate
    131047: WindowClosed,
    131049: Unreachable,  # held back by Meta
    131050: Stopped,
    131062: Unreachable,  # a BSUID is not accepted for this
}
