from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('talk', '0014_alarm'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(
                condition=models.Q(('alarm__gt', 0)),
                fields=['org_id', '-last_at', '-id'],
                name='alarmed',
            ),
        ),
    ]
