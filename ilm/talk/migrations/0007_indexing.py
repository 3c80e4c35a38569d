import uuid

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('talk', '0006_vocabulary'),
    ]

    operations = [
        migrations.CreateModel(
            name='Indexing',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('org_id', models.UUIDField(db_index=True)),
                ('started_by', models.UUIDField()),
                ('started_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('beat_at', models.DateTimeField()),
                ('total', models.PositiveIntegerField()),
                ('done', models.PositiveIntegerField(default=0)),
                ('left_behind', models.PositiveIntegerField(default=0)),
                ('finished_at', models.DateTimeField(null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
    ]
