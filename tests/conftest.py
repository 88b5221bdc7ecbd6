"""Profiles for Hypothesis, and a data folder of its own for each test session."""

import os
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings

os.environ.setdefault("BIHUAN_HOME", tempfile.mkdtemp(prefix="bihuan-test-"))
os.environ.setdefault("BIHUAN_LOG_KEY_FILE", str(Path(os.environ["BIHUAN_HOME"]) / "log.key"))

settings.register_profile("dev", max_examples=25, deadline=None)
settings.register_profile(
    "ci",
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("long", max_examples=2000, deadline=None)
settings.load_profile(os.environ.get("BIHUAN_HYPOTHESIS", "ci" if os.environ.get("CI") else "dev"))
