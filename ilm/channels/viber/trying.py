"""Does Viber know this bot? Asked once, when an account is opened."""

from ilm.channels.base import Http
from ilm.channels.viber.adapter import SENDER_MAX, Viber
from ilm.channels.viber.errors import OK

TOKEN_IS_BAD = 2
STOPPED = (7, 8, 9, 15)


def trouble(account: Viber, *, http: Http) -> str:
    """What is wrong with the token or the name, in words for whoever typed them; empty if nothing.

    Raises Retry where Viber cannot be reached, Unknown where it does not answer.
    """
    if len(account.sender) > SENDER_MAX:
        return f"The sender's name may be {SENDER_MAX} letters long. Take one that betrays nobody."
    answer = http.post_json(
        f"{account.api_url}/pa/get_account_info", {}, headers={"X-Viber-Auth-Token": account.token}
    )
    status = answer.json().get("status")
    if status == TOKEN_IS_BAD:
        return "Viber does not know this token. Copy it again from the bot's page."
    if status in STOPPED:
        return "Viber has stopped this bot, or its contract is missing. Write to Viber's support."
    if answer.status != 200 or status != OK:
        return f"Viber answered with status {answer.status}. Try again later."
    return ""
