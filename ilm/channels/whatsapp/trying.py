"""Does Meta know this number and this token? Asked once, when an account is opened."""

from ilm.channels.base import Http
from ilm.channels.whatsapp.adapter import WhatsApp

USUAL_URL = "https://graph.facebook.com/v24.0"
TOKEN_IS_BAD, NO_RIGHT, NO_OBJECT = 190, (10, 200), 100  # codes of Meta's errors


def trouble(account: WhatsApp, *, http: Http) -> str:
    """What is wrong with number or token, in words for whoever typed them; empty if nothing is.

    The app secret and the verify token show only with the first notice. Raises Retry where Meta
    cannot be reached.
    """
    answer = http.get(
        f"{account.graph_url}/{account.phone_number_id}",
        headers={"Authorization": f"Bearer {account.access_token}"},
    )
    if answer.status == 200:
        return ""
    error = answer.json().get("error")
    code = error.get("code") if isinstance(error, dict) else None
    if code == TOKEN_IS_BAD or answer.status == 401:
        return "Meta does not take this access_token: it is wrong or has ended. Make a new one."
    if code in NO_RIGHT or answer.status == 403:
        return "This access_token may not use the number: give it whatsapp_business_messaging."
    if code == NO_OBJECT or answer.status == 404:
        return "Meta knows no such phone_number_id. It is the number's id, not the number itself."
    return f"Meta answered with status {answer.status}. Try again later."
