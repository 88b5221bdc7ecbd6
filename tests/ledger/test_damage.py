import json
import os
import subprocess
import sys
from pathlib import Path


def test_no_changed_bit_of_the_database_file_changes_content_unseen(tmp_path):
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "bihuan.settings",
        "BIHUAN_HOME": str(tmp_path),
        "BIHUAN_LOG_KEY_FILE": str(tmp_path / "log.key"),
        "BIHUAN_DATABASE_URL": f"sqlite:///{tmp_path}/ledger.sqlite3",
    }
    script = Path(__file__).with_name("damage.py")
    done = subprocess.run(  # noqa: S603  # our own script
        [sys.executable, script], env=env, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    outcome = json.loads(done.stdout)
    assert outcome["unseen"] == []
    assert outcome["seen"] > outcome["harmless"] / 4 > 0
