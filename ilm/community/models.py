"""What workers can read before they report: rights in plain words, and where help is."""

from django.db import models

from ilm.wall.rows import Row


class Guide(Row):
    """One question with its answer, in one language. Reviewed by a speaker, or marked as not."""

    slug = models.SlugField(max_length=40)
    language = models.CharField(max_length=8)
    country = models.CharField(max_length=2, default="", blank=True)
    question = models.CharField(max_length=160)
    answer = models.TextField()
    is_reviewed = models.BooleanField(default=False)

    class Meta:
        ordering = ("slug",)
        constraints = [
            models.UniqueConstraint(
                fields=["slug", "language", "country"], name="one_guide_per_language"
            )
        ]

    def __str__(self) -> str:
        return self.question
