"""What Meta answers when it does not take a message."""

ERRORS = {  # fault -> status, code, words
    "429": (429, 130429, "(#130429) Rate limit hit"),
    "500": (500, 131000, "(#131000) Something went wrong"),
    "window": (400, 131047, "(#131047) Re-engagement message"),
    "blocked": (400, 131026, "(#131026) Message undeliverable"),
    "untranslated": (404, 132001, "(#132001) Template name does not exist in the translation"),
    "parameters": (400, 132000, "(#132000) Number of parameters does not match"),
    "unauthorised": (401, 190, "Error validating access token: Session has expired"),
}
