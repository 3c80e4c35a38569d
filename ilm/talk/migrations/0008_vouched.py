from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('talk', '0007_indexing'),
    ]

    operations = [
        migrations.AddField(
            model_name='conversation',
            name='vouched',
            field=models.BinaryField(default=b''),
        ),
    ]
