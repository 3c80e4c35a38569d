from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('vault', '0007_shares_given'),
    ]

    operations = [
        migrations.AddField(
            model_name='datakey',
            name='vouched',
            field=models.BinaryField(default=b''),
        ),
        migrations.AddField(
            model_name='receipt',
            name='vouched',
            field=models.BinaryField(default=b''),
        ),
    ]
