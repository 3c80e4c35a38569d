"""Publishes and finds the rights guides."""

import json
from pathlib import Path

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.community.models import Guide
from ilm.kit.errors import Refused

FIRST = Path(__file__).with_name("guides.json")
ENGLISH = "en"


def publish(
    slug: str,
    *,
    language: str,
    question: str,
    answer: str,
    by: Actor,
    country: str = "",
    is_reviewed: bool = False,
) -> Guide:
    """The guide as every worker reads it from now on, in `language` (a code as in settings).

    `country` (ISO 3166 alpha-2) bounds it to workers there. Takes the place of an earlier text of
    the same slug, language and country. Refused without a question or an answer.
    """
    by.must(Permission.PUBLICATION_SIGN)
    if not question.strip() or not answer.strip():
        raise Refused("Write both a question and an answer.")
    guide, _ = Guide.objects.update_or_create(
        slug=slug,
        language=language,
        country=country,
        defaults={"question": question, "answer": answer, "is_reviewed": is_reviewed},
    )
    return guide


def published(language: str, *, country: str = "") -> list[Guide]:
    """Every guide once, in the order of the file, then by slug: her language before English."""
    rows = Guide.objects.filter(language__in={language, ENGLISH}, country__in={country, ""})
    best: dict[str, Guide] = {}
    for row in sorted(rows, key=lambda g: (g.language == language, g.country == country)):
        best[row.slug] = row
    order = {slug: number for number, slug in enumerate(_first())}
    return sorted(best.values(), key=lambda g: (order.get(g.slug, len(order)), g.slug))


def load_guides(by: Actor) -> int:
    """Publish the first guides in all their languages; how many texts. Twice is as once."""
    texts = [
        (slug, language, text) for slug, said in _first().items() for language, text in said.items()
    ]
    for slug, language, (question, answer) in texts:
        publish(
            slug,
            language=language,
            question=question,
            answer=answer,
            is_reviewed=language == ENGLISH,
            by=by,
        )
    return len(texts)


def _first() -> dict[str, dict[str, list[str]]]:
    """Slug → language → question and answer."""
    found: dict[str, dict[str, list[str]]] = json.loads(FIRST.read_text(encoding="utf-8"))
    return found
