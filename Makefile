# Forwards to ./dev. Further arguments: make test ARGS="tests/courses -x"

ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help run test lint bench doctor system browser translations lock vendor

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-14s%s\n", $$1, $$2 }' Makefile

run: ## set up, fill and serve the demonstration
	@./dev run $(ARGS)

test: ## run all tests, browser included
	@./dev test $(ARGS)

lint: ## check format, rules, types, security and spelling
	@./dev lint $(ARGS)

bench: ## measure
	@./dev bench $(ARGS)

doctor: ## say what this machine has and lacks
	@./dev doctor $(ARGS)

system: ## install system packages (root)
	@./dev system $(ARGS)

browser: ## unpack a Chromium into .cache without root
	@./dev browser $(ARGS)

translations: ## compile the message catalogues
	@./dev translations $(ARGS)

lock: ## make tools/requirements.lock from setup.cfg
	@./dev lock $(ARGS)

vendor: ## restore the files taken from npm packages
	@./dev vendor $(ARGS)
