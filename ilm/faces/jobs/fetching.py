"""x"""


def fetch_wanted(http: object) -> int:
    return 0
