import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("vault", "0009_vouched_aliases")]

    operations = [
        migrations.CreateModel(
            name="Passed",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("org_id", models.UUIDField(db_index=True)),
                ("key_id", models.UUIDField(db_index=True)),
                ("to_org", models.UUIDField()),
                ("ground", models.UUIDField(db_index=True)),
                ("passed_on", models.DateField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("is_renewed", models.BooleanField(default=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("ground", "key_id"), name="passed_once_for_a_reason"
                    )
                ],
            },
        ),
    ]
