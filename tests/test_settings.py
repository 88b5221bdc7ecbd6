"""What the environment says, read in a process of its own."""

import os
import subprocess
import sys

import pytest

TOLD = "from bihuan import settings as s; print(s.HOME, s.LOG_KEY_FILE, s.DATABASES['default'])"


def told(folder, **said):
    kept = {k: v for k, v in os.environ.items() if not k.startswith("BIHUAN_")}
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", TOLD], cwd=folder, env={**kept, **said},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout


@pytest.mark.parametrize("name", ["BIHUAN_HOME", "BIHUAN_LOG_KEY_FILE", "BIHUAN_DATABASE_URL"])
def test_a_variable_set_to_nothing_says_nothing(tmp_path, name):
    assert told(tmp_path, **{name: ""}) == told(tmp_path)
    assert (tmp_path / "bihuan-data" / "secret.key").exists()


def test_a_data_folder_that_is_none_stops_the_start_with_a_sentence(tmp_path):
    kept = {k: v for k, v in os.environ.items() if not k.startswith("BIHUAN_")}
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", TOLD], cwd=tmp_path, env={**kept, "BIHUAN_HOME": os.devnull},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "BIHUAN_HOME" in done.stderr
    assert "Traceback" not in done.stderr
