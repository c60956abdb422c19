"""Sets up and runs Sayso on a machine with nothing but Python 3.11 or newer.

    python3 tasks.py demo     set up, build a graph from the sample articles, answer a question
    python3 tasks.py test     set up, run all tests
    python3 tasks.py style    set up, check format, lint and strict types
    python3 tasks.py check    style, then test
    python3 tasks.py format   set up, put the code into its format
    python3 tasks.py lock     pin all dependencies anew (requirements/*.lock)
    python3 tasks.py clients  install the JavaScript clients that some tests ask the endpoint with, by npm

Everything goes into the folder .venv beside this file; what is installed is pinned and hash-checked. What
stands behind the task's name is passed on: `python3 tasks.py test -k store`.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
HOME = ROOT / ".venv"
BIN = HOME / ("Scripts" if os.name == "nt" else "bin")
CLIENTS = ROOT / "tests" / "api" / "clients"
LOCKS = {"run": ROOT / "requirements" / "run.lock", "dev": ROOT / "requirements" / "dev.lock"}


def run(*command: str | Path) -> None:
    """Run a command in the project's folder; end with its exit code if it fails."""
    done = subprocess.run([str(part) for part in command], cwd=ROOT)
    if done.returncode:
        sys.exit(done.returncode)


def set_up(kind: str) -> None:
    """Install the dependencies of `kind` ("run" or "dev") and the package itself, unless they are there."""
    wanted = hashlib.sha256(LOCKS[kind].read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    stamp = HOME / f"sayso-{kind}.stamp"
    if stamp.is_file() and stamp.read_text(encoding="ascii") == wanted:
        return
    print(f"Setting up {HOME.name} (once; a few minutes) …", file=sys.stderr, flush=True)
    python = BIN / "python"
    if not python.exists():
        venv.create(HOME, with_pip=True)
    pip = (python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
    run(*pip, "--require-hashes", "--requirement", LOCKS[kind])
    run(*pip, "--no-deps", "--no-build-isolation", "--editable", ROOT)
    stamp.write_text(wanted, encoding="ascii")


def demo(*arguments: str) -> None:
    set_up("run")
    run(BIN / "sayso", "demo", *arguments)


def test(*arguments: str) -> None:
    set_up("dev")
    run(BIN / "python", "-m", "pytest", *arguments)


def style() -> None:
    set_up("dev")
    run(BIN / "ruff", "format", "--check", ".")
    run(BIN / "ruff", "check", ".")
    run(BIN / "mypy")


def check() -> None:
    style()
    test()


def format() -> None:
    set_up("dev")
    run(BIN / "ruff", "format", ".")
    run(BIN / "ruff", "check", "--fix", ".")


def lock(*arguments: str) -> None:
    """Write both lock files with uv; the run one is held to the versions of the other."""
    set_up("dev")
    common = (
        BIN / "python",
        "-m",
        "uv",
        "pip",
        "compile",
        "pyproject.toml",
        "--universal",
        "--python-version",
    )
    common += ("3.11", "--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--no-header")
    common += ("--no-annotate", "--quiet", *arguments)
    run(*common, "--group", "dev", "--output-file", LOCKS["dev"])
    run(*common, "--group", "build", "--constraint", LOCKS["dev"], "--output-file", LOCKS["run"])


def clients() -> None:
    """Without them, their tests are skipped and say so."""
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("there is no npm on this machine: install Node.js 20 or newer")
    wanted = hashlib.sha256((CLIENTS / "package-lock.json").read_bytes()).hexdigest()
    stamp = CLIENTS / "node_modules" / "sayso.stamp"
    if stamp.is_file() and stamp.read_text(encoding="ascii") == wanted:
        return
    quiet = ("--no-audit", "--no-fund", "--loglevel=error")
    # no script of a package runs; what is installed is pinned and checked by its hash
    run(npm, "ci", "--prefix", CLIENTS, "--ignore-scripts", *quiet)
    stamp.write_text(wanted, encoding="ascii")


TASKS = {
    "demo": demo,
    "test": test,
    "style": style,
    "check": check,
    "format": format,
    "lock": lock,
    "clients": clients,
}


def main() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 - this file may be started by any Python
        sys.exit(f"Sayso needs Python 3.11 or newer; this is {sys.version.split()[0]} ({sys.executable})")
    if len(sys.argv) < 2 or sys.argv[1] not in TASKS:
        sys.exit(__doc__)
    TASKS[sys.argv[1]](*sys.argv[2:])


if __name__ == "__main__":
    main()
