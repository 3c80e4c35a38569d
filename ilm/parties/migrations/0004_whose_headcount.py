from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('parties', '0003_who_let_a_member_in'),
    ]

    operations = [
        migrations.AddField(
            model_name='headcount',
            name='org_id',
            field=models.UUIDField(null=True),
        ),
    ]
