from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('vault', '0008_vouched'),
    ]

    operations = [
        migrations.AddField(
            model_name='alias',
            name='vouched',
            field=models.BinaryField(default=b''),
        ),
    ]
