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
    ]
