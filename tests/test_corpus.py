"""What the fuzzer kept, fed again: every parser of outside input says yes or a no of its own."""

import pytest

from bench.fuzz import CORPUS, kept
from bench.parsers import parsers

PARSERS = parsers()


@pytest.mark.parametrize("name", PARSERS)
def test_nothing_that_was_found_breaks_a_parser(name: str) -> None:
    parser = PARSERS[name]
    for one in (*parser.seeds, *kept(name)):
        try:
            parser.feed(one)
        except parser.may_raise:
            continue


def test_the_corpus_is_of_parsers_that_exist_and_small() -> None:
    folders = [folder for folder in CORPUS.iterdir() if folder.is_dir()]
    assert {folder.name for folder in folders} <= set(PARSERS)
    assert sum(file.stat().st_size for folder in folders for file in folder.iterdir()) < 2_000_000
