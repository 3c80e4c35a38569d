"""Is it from whom it says? Only our own server's word counts (RFC 8601), and only DMARC's."""

import re
from email.message import EmailMessage

NAME = "authentication-results"
COMMENT = re.compile(r"\([^()]*\)")
PASSED = re.compile(r"\bdmarc\s*=\s*pass\b", re.IGNORECASE)
OTHERWISE = re.compile(r"\bdmarc\s*=\s*(?!pass\b)[a-z]", re.IGNORECASE)
FOR = re.compile(r"\bheader\.from\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE)


def is_proven(letter: EmailMessage, sender: str, trusts: str) -> bool:
    """Whether `trusts`, our own server, says that this sender's domain stands for the letter.

    Our server writes on top: what stands below a line of somebody else's is not believed.
    """
    if not trusts:
        return False
    told = []
    for name, value in letter.raw_items():
        if name.lower() != NAME:
            continue
        line = COMMENT.sub(" ", str(value))
        if line.partition(";")[0].split()[:1] != [trusts]:
            break
        told += line.split(";")[1:]
    dmarc = [one for one in told if PASSED.search(one) or OTHERWISE.search(one)]
    domain = sender.rpartition("@")[2]
    return bool(dmarc) and all(
        PASSED.search(one) and FOR.search(one) and FOR.findall(one)[0].lower() == domain
        for one in dmarc
    )
