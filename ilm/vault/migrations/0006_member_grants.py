import uuid

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('vault', '0005_locks_and_recovery'),
    ]

    operations = [
        migrations.CreateModel(
            name='MemberGrant',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('org_id', models.UUIDField(db_index=True)),
                ('key_id', models.UUIDField()),
                ('generation', models.PositiveIntegerField()),
                ('holder', models.UUIDField(db_index=True)),
                ('sealed', models.BinaryField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('key_id', 'generation', 'holder'), name='one_grant_per_member')],
            },
        ),
    ]
