"""What every row carries. Keys are random and made here, so an insert-only login can write them."""

from uuid import uuid4

from django.db import models


class Row(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)

    class Meta:
        abstract = True


class OwnedRow(Row):
    """A row of one organisation. Row-level security reads `org_id`, queries name it as well."""

    org_id = models.UUIDField(db_index=True)

    class Meta:
        abstract = True


class AddressedRow(OwnedRow):
    """A row that `org_id` released or owes to `to_org`; a partner reads it by `to_org`."""

    to_org = models.UUIDField(db_index=True)

    class Meta:
        abstract = True
