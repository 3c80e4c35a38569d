"""Does this smsbox know this user? Asked once, when an account is opened. Nothing is sent."""

from ilm.channels.base import Http
from ilm.channels.kannel.adapter import Kannel

USUAL_URL = "http://127.0.0.1:13013/cgi-bin/sendsms"


def trouble(account: Kannel, *, http: Http) -> str:
    """What is wrong with address, user or password, in words for whoever typed them; empty if
    nothing is.

    A call without a receiver: Kannel looks at the password first, then says what is missing.
    Raises Retry where it cannot be reached.
    """
    asked = {"username": account.username, "password": account.password, "text": "x"}
    answer = http.send_form(account.send_url, asked, by="GET")
    said = answer.body.decode(errors="replace").lower()
    if answer.status in (401, 403):
        return (
            "Kannel does not take this username and password, or not from this machine: compare"
            " them, and user-allow-ip, with the group sendsms-user of its configuration."
        )
    if answer.status == 404:
        return "Kannel has nothing at this send_url. It usually ends with /cgi-bin/sendsms."
    if answer.status >= 500:
        return f"Kannel answered with status {answer.status}: is bearerbox running? Try again."
    if answer.status == 400 or "receiver" in said:
        return ""
    return "Something answers at this send_url, but it is not the smsbox of a Kannel."
