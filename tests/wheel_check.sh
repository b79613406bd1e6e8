#!/bin/sh
# The published package is whole: sdist -> wheel -> fresh environment -> import every module that the tree has.
# usage: wheel_check.sh PYTHON, an interpreter whose environment has the locked packages
set -eu
python=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$python" -m build --no-isolation --sdist --outdir "$work" . >"$work/build.log" 2>&1 || { tail -n 20 "$work/build.log"; exit 1; }
mkdir "$work/sdist"
tar -xzf "$work"/keepmum-*.tar.gz -C "$work/sdist" --strip-components 1
"$python" -m build --no-isolation --wheel --outdir "$work" "$work/sdist" >"$work/build.log" 2>&1 || { tail -n 20 "$work/build.log"; exit 1; }
"$python" -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-index --no-deps "$work"/keepmum-*.whl
# The dependencies come from the locked environment; keepmum itself can come only from the wheel.
"$python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))' >"$("$work/venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/locked.pth"
find memory policy sync app -name '*.py' | sed -e 's,/__init__\.py$,,' -e 's,\.py$,,' -e 's,/,.,g' | sort >"$work/modules"
find memory policy sync app -type f -not -path '*/__pycache__/*' | sed 's,^,keepmum/,' | sort >"$work/files"
missing=$("$python" - "$work" "$work"/keepmum-*.whl <<'PY'
import sys, zipfile
wanted = set(open(sys.argv[1] + "/files").read().splitlines())
print("\n".join(sorted(wanted - set(zipfile.ZipFile(sys.argv[2]).namelist()))), end="")
PY
)
[ -z "$missing" ] || { echo "not in the wheel: $missing" >&2; exit 1; }
cd "$work"
"$work/venv/bin/python" - "$work/modules" "$work/venv" <<'PY'
import importlib, sys
names = open(sys.argv[1]).read().split()
for name in names:
    importlib.import_module("keepmum." + name)
import keepmum
assert keepmum.__file__.startswith(sys.argv[2]), keepmum.__file__
print(f"wheel: {len(names)} modules of the tree are in it and import")
PY
