"""Does LINE know this account? Asked once, when an account is opened."""

from ilm.channels.base import Http
from ilm.channels.line.adapter import Line


def trouble(account: Line, *, http: Http) -> str:
    """What is wrong with the token or the account, in words for whoever typed it; empty if nothing.

    The channel secret shows only with the first notice. Raises Retry where LINE cannot be reached.
    """
    answer = http.get(
        f"{account.api_url}/v2/bot/info",
        headers={"Authorization": f"Bearer {account.access_token}"},
    )
    if answer.status in (401, 403):
        return "LINE does not take this access_token. Issue a long-lived one in the console."
    if answer.status != 200:
        return f"LINE answered with status {answer.status}. Try again later."
    if answer.json().get("chatMode") == "chat":
        return (
            "Everybody who manages this account at LINE can read its chats. Turn Chat off in LINE"
            " Official Account Manager, Response settings."
        )
    return ""
