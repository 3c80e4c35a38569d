"""The faces of the house, the database login of each, and where its requests come in."""

from dataclasses import dataclass

from ilm.kit.slug import Slug, by_slug

DOOR = "default"  # third-party apps land here: it sees accounts and sessions, nothing else


@dataclass(frozen=True, kw_only=True)
class Face:
    """`login` is a database alias; `context` is the word signed into the database context."""

    slug: Slug
    login: str
    prefix: str | None = None
    is_signed_in: bool = False


FACES = by_slug(
    Face(slug=Slug("desk"), login="desk", prefix="/desk/", is_signed_in=True),
    Face(slug=Slug("respondent"), login="partner", prefix="/respond/", is_signed_in=True),
    Face(slug=Slug("buyer"), login="partner", prefix="/buy/", is_signed_in=True),
    Face(slug=Slug("authority"), login="partner", prefix="/authority/", is_signed_in=True),
    Face(slug=Slug("worker"), login="intake", prefix="/w/"),
    Face(slug=Slug("hooks"), login="intake", prefix="/hooks/"),
    Face(slug=Slug("public"), login="public", prefix="/"),
    Face(slug=Slug("parse"), login="parse"),
    Face(slug=Slug("jobs"), login="jobs"),
    Face(slug=Slug("sender"), login="sender"),
    Face(slug=Slug("owner"), login="owner"),
)

# "door" is not a face of ours: sign-in pages run on the alias `default` alone.
LOGINS = ("door", "desk", "partner", "public", "intake", "parse", "jobs", "sender")


def face_of(path: str) -> Face:
    """The face that answers this path; the longest prefix wins, the public face is the rest."""
    inside = [f for f in FACES.values() if f.prefix and path.startswith(f.prefix)]
    return max(inside, key=lambda f: len(f.prefix or ""))
