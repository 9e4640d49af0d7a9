"""Fail when a built wheel lacks what its package reads at run time: templates, static files, migrations, catalogs.

python checks/check_wheels.py FOLDER_OF_WHEELS
"""

import sys
from pathlib import Path
from zipfile import ZipFile

from list_files import files_of, packages

# Written by hand and read at run time; what an interpreter or an editor leaves behind is neither.
CARRIED = {".py", ".html", ".css", ".js", ".svg", ".sql", ".po", ".typed", ".webp", ".png", ".txt", ".json"}


def main() -> int:
    wheels = sorted(Path(sys.argv[1]).glob("*.whl"))
    carried = {name for wheel in wheels for name in ZipFile(wheel).namelist()}
    missing = [
        name
        for package in packages()
        for suffix in sorted(CARRIED)
        for file in files_of(package, suffix)
        if (name := file.relative_to(package.parent).as_posix()) not in carried
    ]
    for name in missing:
        print(f"{name} is in no wheel.")
    print(f"{len(wheels)} wheels carry {len(carried)} files.")
    return 1 if missing or not wheels else 0


if __name__ == "__main__":
    sys.exit(main())
