"""Sets Tutti up on a machine that has nothing but Python 3.11 or newer.

Gets uv (from the machine, or its wheel through pip, or through the standard library alone), installs the locked
packages into .venv, and fetches the pinned data files. Run again, it only does what is missing.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import ssl
import subprocess
import sys
import sysconfig
import urllib.request
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".setup"
UV_VERSION = "0.13.9"
DEFAULT_INDEX = "https://pypi.org/simple"


def main() -> None:
    """Set everything up."""
    if sys.version_info < (3, 11):  # whoever runs this may have an older one
        sys.exit(f"Tutti needs Python 3.11 or newer; this is {sys.version.split()[0]}")
    uv = find_uv()
    groups = [f"--group={name}" for name in sys.argv[1:]]
    trust_own_certificates()
    run([uv, "sync", "--frozen", "--quiet", "--python", python(), *groups])
    run([venv_python(), str(ROOT / "scripts" / "fetch_data.py"), uv])


def trust_own_certificates() -> None:
    """Let uv trust what the machine trusts, where the machine has certificates (a proxy may have its own)."""
    paths = ssl.get_default_verify_paths()
    if paths.cafile or (paths.capath and any(Path(paths.capath).iterdir())):
        os.environ.setdefault("UV_SYSTEM_CERTS", "1")


def find_uv() -> str:
    """The uv command: the machine's own, or one unpacked into .setup."""
    own = shutil.which("uv")
    if own:
        return own
    unpacked = TOOLS / "bin" / "uv"
    if not unpacked.exists():
        TOOLS.mkdir(exist_ok=True)
        unpack_uv(wheel_through_pip() or wheel_through_index(), unpacked)
    return str(unpacked)


def wheel_through_pip() -> Path | None:
    """The wheel of uv as pip gets it, with all that pip is configured for; None where there is no pip."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
    done = subprocess.run([*command, "--dest", str(TOOLS), f"uv=={UV_VERSION}"], check=False, capture_output=True)
    wheels = sorted(TOOLS.glob(f"uv-{UV_VERSION}-*.whl"))
    return wheels[0] if done.returncode == 0 and wheels else None


def wheel_through_index() -> Path:
    """The wheel of uv, fetched from the package index with the standard library."""
    index = os.environ.get("UV_DEFAULT_INDEX") or os.environ.get("PIP_INDEX_URL") or DEFAULT_INDEX
    accept = {"Accept": "application/vnd.pypi.simple.v1+json"}
    request = urllib.request.Request(f"{index.rstrip('/')}/uv/", headers=accept)
    with urllib.request.urlopen(request, timeout=60) as answer:
        files = json.load(answer)["files"]
    machine = sysconfig.get_platform().rpartition("-")[2]
    system = "macosx" if sys.platform == "darwin" else "manylinux"
    for file in files:
        name = file["filename"]
        if name.startswith(f"uv-{UV_VERSION}-") and name.endswith(f"{machine}.whl") and system in name:
            with urllib.request.urlopen(file["url"], timeout=600) as answer:
                content = answer.read()
            if hashlib.sha256(content).hexdigest() != file["hashes"]["sha256"]:
                sys.exit(f"{name} does not have the hash the index names; try again")
            path = TOOLS / name
            path.write_bytes(content)
            return path
    sys.exit(f"no wheel of uv {UV_VERSION} for {system} {machine}; install uv by hand and run this again")


def unpack_uv(wheel: Path, target: Path) -> None:
    """Take the command out of the wheel."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(wheel) as archive:
        target.write_bytes(archive.read(f"uv-{UV_VERSION}.data/scripts/uv"))
    target.chmod(0o755)


def python() -> str:
    """The interpreter the environment is built on: this one."""
    return sys.executable


def venv_python() -> str:
    """The interpreter of the environment."""
    return str(ROOT / ".venv" / "bin" / "python")


def run(command: list[str]) -> None:
    """Run a command in the project's folder; stop with its status where it fails."""
    done = subprocess.run(command, cwd=ROOT, check=False)
    if done.returncode != 0:
        sys.exit(done.returncode)


if __name__ == "__main__":
    main()
