from ilm.talk.models.arriving import ChannelAccount, Delivery, Mailbox, Template
from ilm.talk.models.calling import Call, CallBack, Prompt, Taking
from ilm.talk.models.conversing import Attachment, Contact, Conversation, Message
from ilm.talk.models.desking import Draft, KeptView, Mention, Note, ReadyReply
from ilm.talk.models.leaving import CheckIn, EarlyReceipt, Part, SafePlan
from ilm.talk.models.linking import How, Link
from ilm.talk.models.machines import AllowedMachine
from ilm.talk.models.vocabulary import Indexing, Vocabulary

__all__ = [
    "AllowedMachine",
    "Attachment",
    "Call",
    "CallBack",
    "ChannelAccount",
    "CheckIn",
    "Contact",
    "Conversation",
    "Delivery",
    "Draft",
    "EarlyReceipt",
    "How",
    "Indexing",
    "KeptView",
    "Link",
    "Mailbox",
    "Mention",
    "Message",
    "Note",
    "Part",
    "Prompt",
    "ReadyReply",
    "SafePlan",
    "Taking",
    "Template",
    "Vocabulary",
]
