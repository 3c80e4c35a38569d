import uuid

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('vault', '0006_member_grants'),
    ]

    operations = [
        migrations.CreateModel(
            name='ShareGiven',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('org_id', models.UUIDField(db_index=True)),
                ('set_id', models.UUIDField()),
                ('number', models.PositiveSmallIntegerField()),
                ('holder', models.UUIDField(null=True)),
                ('token_hash', models.BinaryField(null=True, unique=True)),
                ('sealed', models.BinaryField()),
                ('made_at', models.DateTimeField()),
                ('taken_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('org_id', 'set_id', 'number'), name='one_share_each'),
                    models.CheckConstraint(condition=models.Q(('holder', None), ('token_hash', None), _connector='XOR'), name='a_share_has_one_keeper'),
                ],
            },
        ),
    ]
