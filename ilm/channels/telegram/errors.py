"""What the Bot API's answers mean to us. Data only: first row that fits decides."""

from ilm.channels.errors import Broken, SendError, Stopped, Unreachable

MEANS: tuple[tuple[int, str, type[SendError]], ...] = (  # code, part of the description, meaning
    (403, "user is deactivated", Unreachable),
    (403, "can't initiate conversation", Unreachable),
    (403, "can't send messages to bots", Unreachable),
    (403, "", Stopped),  # "bot was blocked by the user"
    (400, "chat not found", Unreachable),
    (400, "user not found", Unreachable),
    (400, "peer_id_invalid", Unreachable),
    (400, "file is too big", Unreachable),
    (400, "wrong file_id", Unreachable),
    (400, "invalid file_id", Unreachable),
    (401, "", Broken),
    (404, "", Broken),  # no bot of this token
)
