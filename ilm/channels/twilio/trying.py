"""Does the provider know this account? Asked once, when an account is opened. Nothing is sent."""

from ilm.channels.base import Http
from ilm.channels.twilio.adapter import Twilio

USUAL_URL = "https://api.twilio.com"


def trouble(account: Twilio, *, http: Http) -> str:
    """What is wrong with account or token, in words for whoever typed them; empty if nothing is.

    Whether the sender is theirs shows with the first text. Raises Retry where the provider cannot
    be reached.
    """
    answer = http.get(f"{account.home}.json", headers=account.basic)
    if answer.status in (401, 403):
        return "The provider does not take this account_sid with this auth_token. Copy both again."
    if answer.status == 404:
        return (
            "There is no such account at this api_url. Twilio's is https://api.twilio.com,"
            " Somleng's https://api.somleng.org, SignalWire's https://<space>.signalwire.com/api/laml."
        )
    if answer.status != 200:
        return f"The provider answered with status {answer.status}. Try again later."
    status = answer.json().get("status")
    if status not in (None, "active"):
        return f"The account is there, but it is not active: the provider says {str(status)[:20]}."
    return ""
