"""Every check and test, in the order in which they fail fastest; `make test` runs this.

The suite runs twice: on SQLite, and on a scratch PostgreSQL where its binaries exist. What needs a
Spark cluster comes last, in one process: its few programs want both cores, and ask no database.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = tempfile.TemporaryDirectory(prefix="bihuan-docs-")
# The plain theme: what is said is checked, and furo takes six times as long over it.
DOCS = ["-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html", "-D", "html_theme=basic"]
SPARK = "tests/schemes/test_on_spark.py"

CHECKS = [
    ("format", ["ruff", "format", "--check", "src", "tests"]),
    ("lint", ["ruff", "check", "src", "tests"]),
    ("types", ["mypy"]),
    ("imports", ["lint-imports", "--no-cache"]),
    ("migrations", [sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run"]),
    ("docs", [sys.executable, *DOCS, "docs", PAGES.name]),
]


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def step(name: str, command: list[str], **more: str) -> bool:
    began = time.monotonic()
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "bihuan.settings", **more}
    done = subprocess.run(command, cwd=ROOT, env=env, check=False).returncode == 0  # noqa: S603
    say(f"{'ok    ' if done else 'FAILED'} {name} ({time.monotonic() - began:.0f} s)")
    return done


def postgres_binaries() -> Path | None:
    """Return the folder of the newest PostgreSQL server on this machine, if there is one."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[4]))
    if found:
        return found[-1].parent
    initdb = shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else None


@contextmanager
def scratch_postgres(binaries: Path):
    """Start a PostgreSQL in a temporary folder, on a socket only; yields its URL."""
    folder = Path(tempfile.mkdtemp(prefix="bihuan-pg-"))
    # A server refuses to run as root: hand the folder to the user that Debian's package makes.
    user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if user:
        shutil.chown(folder, "postgres", "postgres")
        folder.chmod(0o755)

    def run(*command: str) -> None:
        subprocess.run([*user, *command], check=True, stdout=subprocess.DEVNULL)  # noqa: S603

    run(
        str(binaries / "initdb"),
        "-D",
        f"{folder}/data",
        "-U",
        "bihuan",
        "--auth=trust",
        "-E",
        "UTF8",
    )
    control = str(binaries / "pg_ctl")
    options = f"-k {folder} -c listen_addresses='127.0.0.1' -p 54329 -c max_connections=50"
    run(control, "-D", f"{folder}/data", "-o", options, "-l", f"{folder}/log", "-w", "start")
    try:
        yield "postgresql://bihuan@127.0.0.1:54329/postgres"
    finally:
        run(control, "-D", f"{folder}/data", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    good = True
    for name, command in CHECKS:
        good &= step(name, command)
    suite = [sys.executable, "-m", "pytest", "-n", "2", "--ignore", SPARK, *sys.argv[1:]]
    good &= step("tests on SQLite", suite)
    binaries = postgres_binaries()
    if binaries is None:
        say("PostgreSQL: no server binaries on this machine, so its run is left out (CI has them)")
    else:
        with scratch_postgres(binaries) as url:
            good &= step("tests on PostgreSQL", suite, BIHUAN_DATABASE_URL=url)
    if shutil.which("java") is None:
        say("Spark: no Java on this machine, so its run is left out (CI has it)")
    else:
        good &= step("tests on Spark", [sys.executable, "-m", "pytest", SPARK, *sys.argv[1:]])
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
