import pytest

from ilm.channels.base import Answer
from ilm.channels.tests.made import Scripted
from ilm.channels.twilio.adapter import Twilio
from ilm.channels.twilio.trying import trouble

TOKEN = "twin-auth-token"
channel = Twilio(account_sid="AC0001", auth_token=TOKEN, api_url="https://api.test", sender="1800")


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (Answer(200, b'{"status": "active"}'), ""),
        (Answer(200, b'{"status": "suspended"}'), "not active"),
        (Answer(401, b""), "auth_token"),
        (Answer(404, b""), "api_url"),
        (Answer(500, b""), "status 500"),
    ],
)
def test_the_try_says_in_plain_words_what_is_wrong(answer: Answer, says: str) -> None:
    http = Scripted([answer])
    told = trouble(channel, http=http)
    assert says in told if says else told == ""
    assert TOKEN not in told
    assert http.asked[0][0] == "https://api.test/2010-04-01/Accounts/AC0001.json"
