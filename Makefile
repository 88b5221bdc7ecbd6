.PHONY: install demo test check bench

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# The runtime, exactly as locked, into a virtual environment; the project itself editable.
$(VENV)/installed: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	printf '%s\n' "$(CURDIR)/src" > $$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/bihuan.pth
	printf '#!%s\nfrom bihuan.launch import main\nmain()\n' "$(CURDIR)/$(BIN)/python" > $(BIN)/bihuan
	chmod +x $(BIN)/bihuan
	touch $@

$(VENV)/installed-dev: $(VENV)/installed requirements-dev.lock
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements-dev.lock
	touch $@

install: $(VENV)/installed

demo: install
	$(BIN)/bihuan demo

test: $(VENV)/installed-dev
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python tests/run.py

bench: install
	$(BIN)/bihuan bench score
	$(BIN)/bihuan bench ledger
