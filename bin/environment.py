"""The checkout's own environment in `.venv/`. Needs nothing but the standard library."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
VAR = ROOT / "var"
RUN = ("requirements.txt",)
DEVELOP = ("requirements.txt", "requirements-dev.txt")
UV = "uv==0.13.9"


def run_command(command: list[str]) -> None:
    subprocess.run(command, check=True)


def ensure_environment(requirement_files: tuple[str, ...], run=run_command) -> None:
    """Create `.venv/` when it is missing or broken, and install when the pinned versions changed.

    `run` runs one command to its end and raises CalledProcessError when it fails.
    """
    wanted = {name: fingerprint(name) for name in requirement_files}
    if PYTHON.exists() and all(installed(name) == mark for name, mark in wanted.items()):
        return
    VAR.mkdir(exist_ok=True)
    if not python_works():
        print("Creating .venv …", flush=True)
        # An environment being created must not be the one we run from.
        maker = os.path.realpath(sys.executable)
        run([maker, "-m", "venv", "--clear", str(VENV)])
    print(f"Installing {' and '.join(wanted)} …", flush=True)
    install(requirement_files, run)
    for name, mark in wanted.items():
        stamp(name).write_text(mark)


def enter_environment() -> None:
    """Make sure that what developing needs is installed, and go on inside the environment."""
    ensure_environment(DEVELOP)
    if Path(sys.prefix).resolve() != VENV.resolve():
        os.execv(PYTHON, [str(PYTHON), *sys.argv])


def fingerprint(requirement_file: str) -> str:
    # Scripts in an environment hold its address, so a moved checkout installs afresh.
    content = (ROOT / requirement_file).read_bytes() + str(VENV).encode()
    return hashlib.sha256(content).hexdigest()


def stamp(requirement_file: str) -> Path:
    return VENV / f".installed-{requirement_file}"


def installed(requirement_file: str) -> str:
    mark = stamp(requirement_file)
    return mark.read_text() if mark.exists() else ""


def python_works() -> bool:
    if not PYTHON.exists():
        return False
    version_check = "import sys; sys.exit(sys.version_info < (3, 12))"
    return subprocess.run([PYTHON, "-c", version_check], capture_output=True).returncode == 0


def install(requirement_files: tuple[str, ...], run) -> None:
    listed = [part for name in requirement_files for part in ("-r", str(ROOT / name))]
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "-qq"]
    uv = VENV / "bin" / "uv"
    try:
        if not uv.exists():
            run([*pip, "install", UV])
        run(
            [
                str(uv),
                "pip",
                "install",
                "-q",
                "--system-certs",
                "--compile-bytecode",
                "--python",
                str(PYTHON),
                *listed,
            ]
        )
    except subprocess.CalledProcessError:
        print("uv could not install; trying pip …", flush=True)
        run([*pip, "install", *listed])
