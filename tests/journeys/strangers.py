"""People who have no business with a case, and the addresses that they try."""

import secrets

from tests.journeys.casework import Desk
from tests.journeys.house import House
from tests.journeys.person import Person


def wrong_partners(house: House, somebody) -> list[Person]:
    """Another supplier and another buyer, each in by an invitation's link."""
    found = []
    for slug, face, role in (
        ("demo-supplier-02", "respondent", "supplier"),
        ("demo-bluewave", "buyer", "buyer"),
    ):
        them = somebody(called=f"wrong {role}")
        them.go(house.invitation(slug, face=face, role=role))
        them.join(f"{secrets.token_hex(3)}@{slug}.example")
        found.append(them)
    return found


def nobody_else_gets_in(desk: Desk, others: list[Person], notice: str) -> None:
    """Every address of the walk, for everybody who has no business there."""
    answers = {
        (them.called, path): them.status(path)
        for them in others
        for path in (*desk.addresses(), notice)
        if (them.called, path) != ("supplier", notice)
    }
    assert set(answers.values()) <= {302, 404}, answers
    signed_in = {a: s for a, s in answers.items() if a[0] not in ("worker", "nobody")}
    assert set(signed_in.values()) == {404}, signed_in
