from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0002_append_only'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='factrow',
            index=models.Index('origin', 'recorded', name='ledger_fact_by_time'),
        ),
    ]
