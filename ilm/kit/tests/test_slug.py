from dataclasses import dataclass

import pytest

from ilm.kit.slug import Slug, by_slug


@dataclass(frozen=True)
class Thing:
    slug: Slug


def test_everything_stands_under_its_name() -> None:
    assert by_slug(Thing(Slug("a")), Thing(Slug("b"))).keys() == {"a", "b"}


def test_two_things_of_one_name_do_not_start() -> None:
    with pytest.raises(ValueError, match="share a slug"):
        by_slug(Thing(Slug("a")), Thing(Slug("a")))
