from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('talk', '0013_joined'),
    ]

    operations = [
        migrations.AddField(
            model_name='conversation',
            name='alarm',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(
                condition=models.Q(('alarm__gt', 0)),
                fields=['org_id', '-last_at', '-id'],
                name='alarmed',
            ),
        ),
    ]
