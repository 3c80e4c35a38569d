from ilm.talk.models.arriving import ChannelAccount, Delivery
from ilm.talk.models.conversing import Attachment, Contact, Conversation, Message
from ilm.talk.models.leaving import CheckIn, Part, SafePlan

__all__ = [
    "Attachment",
    "ChannelAccount",
    "CheckIn",
    "Contact",
    "Conversation",
    "Delivery",
    "Message",
    "Part",
    "SafePlan",
]
