"""A dropped column's bytes stay in the file until the table is written anew."""

from django.db import migrations


class Migration(migrations.Migration):
    atomic = False  # a table is not written anew inside a transaction
    dependencies = [("cases", "0004_sealed_remarks")]

    operations = [
        migrations.RunSQL(f"vacuum full {table}", migrations.RunSQL.noop)
        for table in ("cases_issue", "cases_case")
    ]
