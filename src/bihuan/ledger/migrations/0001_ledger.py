from django.db import migrations, models



class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='BulkRow',
            fields=[
                ('pk', models.CompositePrimaryKey('fact', 'row', blank=True, editable=False, primary_key=True, serialize=False)),
                ('fact', models.CharField(max_length=36)),
                ('row', models.BigIntegerField()),
                ('body', models.BinaryField()),
            ],
            options={
                'db_table': 'ledger_row',
            },
        ),
        migrations.CreateModel(
            name='Checkpoint',
            fields=[
                ('pk', models.CompositePrimaryKey('origin', 'size', blank=True, editable=False, primary_key=True, serialize=False)),
                ('origin', models.CharField(max_length=63)),
                ('size', models.BigIntegerField()),
                ('signed', models.CharField(max_length=27)),
                ('label', models.CharField(max_length=64)),
                ('note', models.TextField()),
            ],
            options={
                'db_table': 'ledger_checkpoint',
            },
        ),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('digest', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=300)),
                ('type', models.CharField(max_length=100)),
                ('label', models.CharField(max_length=64)),
                ('content', models.BinaryField()),
            ],
            options={
                'db_table': 'ledger_document',
            },
        ),
        migrations.CreateModel(
            name='PrivateValue',
            fields=[
                ('pk', models.CompositePrimaryKey('fact', 'field', blank=True, editable=False, primary_key=True, serialize=False)),
                ('fact', models.CharField(max_length=36)),
                ('field', models.CharField(max_length=120)),
                ('salt', models.BinaryField()),
                ('value', models.TextField()),
            ],
            options={
                'db_table': 'ledger_private',
            },
        ),
        migrations.CreateModel(
            name='Sealed',
            fields=[
                ('pk', models.CompositePrimaryKey('origin', 'index', blank=True, editable=False, primary_key=True, serialize=False)),
                ('origin', models.CharField(max_length=63)),
                ('index', models.BigIntegerField()),
                ('fact', models.CharField(max_length=36, unique=True)),
            ],
            options={
                'db_table': 'ledger_sealed',
            },
        ),
        migrations.CreateModel(
            name='Tile',
            fields=[
                ('pk', models.CompositePrimaryKey('origin', 'level', 'index', blank=True, editable=False, primary_key=True, serialize=False)),
                ('origin', models.CharField(max_length=63)),
                ('level', models.SmallIntegerField()),
                ('index', models.BigIntegerField()),
                ('hashes', models.BinaryField()),
            ],
            options={
                'db_table': 'ledger_tile',
            },
        ),
        migrations.CreateModel(
            name='FactRow',
            fields=[
                ('id', models.CharField(max_length=36, primary_key=True, serialize=False)),
                ('origin', models.CharField(max_length=63)),
                ('kind', models.CharField(max_length=100)),
                ('stream', models.CharField(max_length=300)),
                ('n', models.BigIntegerField()),
                ('subject', models.CharField(max_length=300)),
                ('actor', models.CharField(max_length=100)),
                ('person', models.CharField(max_length=100)),
                ('recorded', models.CharField(max_length=27)),
                ('supersedes', models.CharField(max_length=36)),
                ('supersedes_row', models.BigIntegerField(null=True)),
                ('request', models.CharField(max_length=200)),
                ('body', models.BinaryField()),
            ],
            options={
                'db_table': 'ledger_fact',
                'indexes': [models.Index(models.F('origin'), models.F('subject'), name='ledger_fact_by_subject'), models.Index(models.F('origin'), models.F('kind'), name='ledger_fact_by_kind')],
                'constraints': [models.UniqueConstraint(fields=('origin', 'stream', 'n'), name='ledger_stream_never_forks'), models.UniqueConstraint(condition=models.Q(('request', ''), _negated=True), fields=('origin', 'request'), name='ledger_request_acts_once'), models.UniqueConstraint(condition=models.Q(('supersedes_row__isnull', True), models.Q(('supersedes', ''), _negated=True)), fields=('supersedes',), name='ledger_fact_superseded_once'), models.UniqueConstraint(condition=models.Q(('supersedes_row__isnull', False)), fields=('supersedes', 'supersedes_row'), name='ledger_row_superseded_once'), models.CheckConstraint(condition=models.Q(('n__gte', 1)), name='ledger_streams_count_from_one')],
            },
        ),
        migrations.CreateModel(
            name='Pending',
            fields=[
                ('seq', models.BigAutoField(primary_key=True, serialize=False)),
                ('origin', models.CharField(max_length=63)),
                ('fact', models.CharField(max_length=36, unique=True)),
                ('leaf', models.BinaryField()),
            ],
            options={
                'db_table': 'ledger_pending',
                'indexes': [models.Index(models.F('origin'), models.F('seq'), name='ledger_pending_in_order')],
            },
        ),
    ]
