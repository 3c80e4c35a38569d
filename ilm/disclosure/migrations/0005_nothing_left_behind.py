"""A dropped column's bytes stay in the file until the table is written anew."""

from django.db import migrations


class Migration(migrations.Migration):
    atomic = False  # a table is not written anew inside a transaction
    dependencies = [("disclosure", "0004_sealed_words")]

    operations = [
        migrations.RunSQL(f"vacuum full {table}", migrations.RunSQL.noop)
        for table in ("disclosure_disclosure", "disclosure_consent")
    ]
