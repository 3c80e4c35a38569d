"""Does Telegram know this bot? Asked once, when an account is opened."""

from ilm.channels.base import Http
from ilm.channels.telegram.adapter import Telegram


def trouble(account: Telegram, *, http: Http) -> str:
    """What is wrong with the token, in words for whoever typed it; empty if nothing is.

    Raises Retry where Telegram cannot be reached.
    """
    answer = http.get(f"{account.api_url}/bot{account.token}/getMe")
    if answer.status in (401, 404):
        return "Telegram does not know this token. Copy it again from @BotFather."
    told = answer.json()
    if answer.status != 200 or told.get("ok") is not True:
        return f"Telegram answered with status {answer.status}. Try again later."
    bot = told.get("result")
    if isinstance(bot, dict) and bot.get("can_join_groups"):
        return "This bot may be added to groups. Tell @BotFather /setjoingroups, Disable."
    return ""
