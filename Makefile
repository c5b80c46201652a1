# One command runs what CI runs. `make` alone lists the targets.
CONFIGURATION ?= Release
export CONFIGURATION
export DOTNET_CLI_TELEMETRY_OPTOUT = 1
export DOTNET_NOLOGO = 1
# No build server outlives its build.
export MSBUILDDISABLENODEREUSE = 1
export DOTNET_CLI_USE_MSBUILD_SERVER = 0

.DEFAULT_GOAL := help
# Compiled ahead of time, since the sandbox starts it again and again.
export SETTLEMENT_EXECUTABLE ?= $(CURDIR)/artifacts/settlement/settlement

# The API server that tests start for themselves: the embedded one.
export SETTLEMENT_APISERVER ?= $(CURDIR)/eng/apiserver.sh

.PHONY: help setup restore build publish format check-format test demo up clean

help: ## List the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | awk -F'\t' '{ printf "  make %-14s %s\n", $$1, $$2 }'

setup: ## Install what is missing: PostgreSQL, where that can be done without asking
	@eng/setup.sh

restore: ## Restore the packages
	@dotnet restore -nodeReuse:false -v quiet

build: restore ## Build everything; warnings are errors
	@eng/build.sh

# What the build has analysed is not analysed again.
publish: build ## Build the executable as it is shipped: compiled ahead of time, into artifacts/settlement/
	@dotnet publish src/Settlement.Operator --no-restore --configuration $(CONFIGURATION) --runtime linux-x64 --no-self-contained --output artifacts/settlement \
	  -p:RunAnalyzers=false -nodeReuse:false -p:UseSharedCompilation=false --nologo -v quiet

format: ## Format the code
	@dotnet format --no-restore

check-format: restore ## Fail where the format differs; the build itself checks the style
	@dotnet format whitespace --no-restore --verify-no-changes

test: setup publish check-format ## Run all tests, as CI does: real PostgreSQL, real kubectl, and Apache Kafka too where KAFKA_HOME gives one
	@eng/setup-tests.sh
	@eng/test.sh

demo: setup publish ## Settle two real trading days exactly once while the closer is killed
	@dotnet src/Settlement.Sandbox/bin/$(CONFIGURATION)/net10.0/settlement-sandbox.dll demo

up: setup publish ## Start the sandbox and stay until Ctrl-C
	@dotnet src/Settlement.Sandbox/bin/$(CONFIGURATION)/net10.0/settlement-sandbox.dll up $(ARGS)

clean: ## Remove what was built
	@rm -rf artifacts
	@find src tests -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} +
