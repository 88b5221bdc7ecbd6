.PHONY: install demo test bench query

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes

install: $(VENV)/installed

demo: install
	@$(BIN)/bihuan demo

test: $(VENV)/installed-dev
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python tests/run.py

bench: install
	@$(BIN)/bihuan bench score
	@$(BIN)/bihuan bench ledger

# The query in the words of PostgreSQL and of Spark, after a change of query.sql.
query: $(VENV)/installed-dev
	@$(BIN)/python -m tests.schemes.transpiling

# The runtime exactly as locked; the project itself is read from src, so there is nothing to build.
$(VENV)/installed: requirements.lock Makefile
	@echo "Installing what requirements.lock names into $(VENV) (about a minute) ..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed; set PYTHON=python3.11")'
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) --requirement requirements.lock
	@$(BIN)/python -c 'import pathlib, sysconfig; pathlib.Path(sysconfig.get_path("purelib"), "bihuan.pth").write_text("$(CURDIR)/src\n")'
	@printf '#!%s\nfrom bihuan.launch import main\nmain()\n' "$(CURDIR)/$(BIN)/python" > $(BIN)/bihuan
	@chmod +x $(BIN)/bihuan
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed requirements-dev.lock
	@echo "Installing what requirements-dev.lock names for the checks ..."
	@$(PIP) --requirement requirements-dev.lock
	@touch $@
