# demo · stop · test · lint · bench, each of which sets up what it needs
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo stop test lint format bench lock clean
demo: .venv/ready
	@$(BIN)/blendwise serve --demonstration demo-data --stop >/dev/null 2>&1 || true  # an earlier one, whose data go
	$(BIN)/blendwise demo
	$(BIN)/blendwise serve --demonstration demo-data --background

stop: .venv/ready
	$(BIN)/blendwise serve --demonstration demo-data --stop

# Everything on SQLite, then on PostgreSQL what writes (people, settings, imports, records) and the isolation walk.
ON_POSTGRESQL := $(addprefix tests/web/,administration people institution imports public/test_answer.py public/test_verdict.py test_isolation.py)
test: .venv/ready
	@tests/services/install
	$(BIN)/python -m pytest
	$(BIN)/python tests/services/postgresql.py $(BIN)/python -m pytest $(ON_POSTGRESQL)

lint: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/python tests/lint/bodies.py
	$(BIN)/python tests/lint/writes.py

format: .venv/ready
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/bench
	$(BIN)/python -m benchmarks

.venv/ready: requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Blendwise needs Python 3.11 or newer; set PYTHON to one, for example: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }
	@$(PYTHON) -m venv .venv || \
	  { echo "Python's venv module is missing; on Debian: apt-get install python3-venv"; exit 2; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# What measurements are held against, and tests do not need.
.venv/bench: .venv/ready requirements/bench.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
	@touch $@

# Needs uv; writes no host and no annotation into the files.
LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url
lock:
	$(LOCK) pyproject.toml --all-extras --group dev -o requirements/dev.txt
	$(LOCK) --group bench --constraints requirements/dev.txt -o requirements/bench.txt

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis
