from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('talk', '0008_vouched'),
    ]

    operations = [
        migrations.AddField(
            model_name='conversation',
            name='snoozed_until',
            field=models.DateTimeField(null=True),
        ),
    ]
