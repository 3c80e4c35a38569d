"""The exact words in her language, by somebody who answers for them: never a machine's alone."""

from collections.abc import Iterable

from ilm.access.actor import Actor
from ilm.access.permissions import Permission
from ilm.cases.changing import person
from ilm.cases.wording import must_name_nobody
from ilm.catalog.consent import TO_NAME
from ilm.disclosure.asking import her_language, spoken, stop_asking
from ilm.disclosure.consenting import live_grants
from ilm.disclosure.keeping import keep, must_be_open, open_grants, open_words
from ilm.disclosure.lifecycle import TRANSLATE
from ilm.disclosure.models import Disclosure
from ilm.disclosure.stating import still_stated, withheld_in
from ilm.kit.errors import Refused
from ilm.kit.slug import Slug
from ilm.language import LANGUAGES, read
from ilm.language.identify import scripts
from ilm.ledger.moves import moving
from ilm.vault.storing import sealer_for
from ilm.vault.unlocking import Unlocked


def translate(
    disclosure: Disclosure, *, text: str, is_checked: bool, unlocked: Unlocked | None, by: Actor
) -> Disclosure:
    """Keep the exact words in her language. `by` reads both, and wrote or checked them.

    Until they are signed; what she was shown or agreed to before then no longer counts. Refused
    where the words are hers to read already, or where these say what may not be said.
    """
    by.must(Permission.DISCLOSURE_DRAFT)
    must_be_open(unlocked, "Unlock the vault first: nobody can translate what they cannot read.")
    into = her_language(disclosure.alias_id)
    text = as_written(text, into)
    with moving(disclosure, TRANSLATE, by=by, into=Slug(into)) as row:
        open_words(row, unlocked)
        must_be_a_translation(text, of=row.text, language=row.language, into=into)
        must_be_answered_for(is_checked=is_checked)
        _must_say_no_more(row, text, into, unlocked)
        row.translated_into, row.translated_by = into, person(by)
        keep(row, row.wording._replace(translation=text), sealer_for(row.key_id))
        row.approved_at, row.approved_how, row.shown_words = None, "", ""
        stop_asking(row)
    return row


def as_written(text: str, into: str) -> str:
    """The text clean and in Unicode, whatever keyboard it was typed on."""
    return read(text, hint=into).display.strip()


def must_be_answered_for(*, is_checked: bool) -> None:
    """Refused unless a person who reads both says so."""
    if not is_checked:
        raise Refused(
            "Say that you read both languages and wrote or checked this yourself. What a machine "
            "wrote and nobody checked does not count."
        )


def must_be_a_translation(text: str, *, of: str, language: str, into: str) -> None:
    """Refused for what cannot be `of` in the language `into`: empty, the same, another script."""
    if not text:
        raise Refused(f"Write the words in {spoken(into)}.")
    if language == into:
        raise Refused("These words are in her language already: they need no translation.")
    known = LANGUAGES.get(into)
    if text == of or (known and not scripts(text)[known.script]):
        raise Refused(f"This is not written in {spoken(into)}, which is what she reads.")


def take_out(words: Iterable[str], because: str) -> Refused:
    """One sentence for words that may not stand in a text."""
    named = ", ".join(f"“{word}”" for word in words)
    return Refused(f"Take {named} out of the text: {because}")


def _must_say_no_more(row: Disclosure, text: str, into: str, unlocked: Unlocked | None) -> None:
    if row.consent is None or row.consent.level != TO_NAME:
        must_name_nobody(text, country=row.issue.site.country)
    grants = open_grants(live_grants(row.alias_id), unlocked) if row.alias_id else ()
    kept_back = [item for grant in grants for item in grant.withheld]
    if found := withheld_in(text, {}, withheld=dict.fromkeys(kept_back)):
        raise take_out(found, "she wants that kept back.")
    if found := still_stated(text, dropped=row.dropped, languages=(into,)):
        raise take_out(found, "the words that are sent do not say it.")
