from django.db import migrations, models
from django.db.models.functions import Now

# What the rows of before tell: who let a partner's member in, when a link was given, who has left.
_BEFORE = """
update parties_member m set invited_by_org = i.org_id, invited_by = i.invited_by
  from parties_invitation i
 where i.to_org = m.org_id and i.face = m.face
   and i.accepted_at between m.joined_at - interval '1 second' and m.joined_at;
update parties_member set left_at = clock_timestamp() where not is_active;
update parties_invitation set invited_at = expires_at - interval '7 days';
"""


class Migration(migrations.Migration):

    dependencies = [
        ('parties', '0002_invitations_to_partners'),
    ]

    operations = [
        migrations.AddField(
            model_name='member',
            name='invited_by_org',
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name='member',
            name='invited_by',
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name='member',
            name='left_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='invitation',
            name='invited_at',
            field=models.DateTimeField(db_default=Now()),
        ),
        migrations.RunSQL(_BEFORE, migrations.RunSQL.noop),
        migrations.RemoveConstraint(
            model_name='member',
            name='member_once',
        ),
        migrations.AddConstraint(
            model_name='member',
            constraint=models.UniqueConstraint(
                fields=('user_id', 'org_id', 'face', 'invited_by_org'),
                name='member_once',
                nulls_distinct=False,
            ),
        ),
    ]
