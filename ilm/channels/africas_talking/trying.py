"""Does Africa's Talking know this user? Asked once, when an account is opened. Nothing is sent."""

from urllib.parse import quote

from ilm.channels.africas_talking.adapter import AfricasTalking
from ilm.channels.base import Http

USUAL_URL = "https://api.africastalking.com"


def trouble(account: AfricasTalking, *, http: Http) -> str:
    """What is wrong with user name or key, in words for whoever typed them; empty if nothing is.

    Whether the sender is ours shows with the first text. Raises Retry where it cannot be reached.
    """
    where = f"{account.api_url}/version1/user?username={quote(account.username, safe='')}"
    answer = http.get(where, headers=account.keyed)
    if answer.status in (401, 403):
        return (
            "Africa's Talking does not take this api_key for this username. A key is new after"
            " three minutes; the sandbox has its own, with username sandbox."
        )
    if answer.status != 200 or "UserData" not in answer.json():
        return f"Africa's Talking answered with status {answer.status}. Is api_url right?"
    return ""
