"""Does Meta know this page and this token? Asked once, when an account is opened."""

from ilm.channels.base import Http
from ilm.channels.messenger.adapter import Messenger
from ilm.channels.meta import codes

NO_RIGHT = (10, *range(200, 300))
TOKEN_IS_BAD = 190


def trouble(account: Messenger, *, http: Http) -> str:
    """What is wrong with page or token, in words for whoever typed them; empty if nothing is.

    The app secret and the verify token show only with the first notice. Raises Retry where Meta
    cannot be reached.
    """
    answer = http.get(
        f"{account.graph_url}/me?fields=id",
        headers={"Authorization": f"Bearer {account.access_token}"},
    )
    code, _ = codes(answer)
    if code == TOKEN_IS_BAD or answer.status == 401:
        return "Meta does not take this access_token: it is wrong or has ended. Make a new one."
    if code in NO_RIGHT or answer.status == 403:
        return "This access_token may not speak for the page: give it pages_messaging."
    if answer.status != 200:
        return f"Meta answered with status {answer.status}. Try again later."
    if str(answer.json().get("id", "")) != account.page_id:
        return "This access_token is not the page's. Make a token of the page, not of a person."
    return ""
