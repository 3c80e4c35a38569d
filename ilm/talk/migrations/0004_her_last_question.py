from django.db import migrations, models

TOPICS = ["reporting", "validating", "approving", "leaving"]


class Migration(migrations.Migration):

    dependencies = [("talk", "0003_windows")]

    operations = [
        migrations.RemoveConstraint(model_name="conversation", name="topic_is_known"),
        migrations.AddField(
            model_name="conversation",
            name="asked_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="conversation",
            name="topic",
            field=models.CharField(
                choices=[(topic, topic.capitalize()) for topic in TOPICS],
                default="reporting",
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="conversation",
            constraint=models.CheckConstraint(
                condition=models.Q(("topic__in", TOPICS)), name="topic_is_known"
            ),
        ),
    ]
