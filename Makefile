# One command runs what CI runs. `make` alone lists the targets.
CONFIGURATION ?= Release
export CONFIGURATION
export DOTNET_CLI_TELEMETRY_OPTOUT = 1
export DOTNET_NOLOGO = 1
# No build server outlives its build.
export MSBUILDDISABLENODEREUSE = 1
export DOTNET_CLI_USE_MSBUILD_SERVER = 0
# Packages' signatures are checked. Lists of revoked certificates are not fetched: where nothing but a package source is in reach, restore waits for each of them.
export NUGET_CERT_REVOCATION_MODE ?= offline

.DEFAULT_GOAL := help
# Compiled ahead of time, since the sandbox starts it again and again.
export SETTLEMENT_EXECUTABLE ?= $(CURDIR)/artifacts/settlement/settlement

# The API server that tests start for themselves: the embedded one.
export SETTLEMENT_APISERVER ?= $(CURDIR)/eng/apiserver.sh

.PHONY: help setup restore compile build publish format check test demo up clean

help: ## List the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | awk -F'\t' '{ printf "  make %-14s %s\n", $$1, $$2 }'

setup: ## Install what is missing: PostgreSQL, where that can be done without asking
	@eng/setup.sh

restore: ## Restore the packages
	@dotnet restore -nodeReuse:false -v quiet

compile: restore
	@eng/build.sh -p:RunAnalyzers=false

build: restore ## Build and analyse everything; warnings are errors
	@eng/build.sh

publish: compile ## Build the executable as it is shipped: compiled ahead of time, into artifacts/settlement/
	@dotnet publish src/Settlement.Operator --no-restore --configuration $(CONFIGURATION) --runtime linux-x64 --no-self-contained --output artifacts/settlement \
	  -p:RunAnalyzers=false -nodeReuse:false -p:UseSharedCompilation=false --nologo -v quiet

format: ## Format the code
	@dotnet format --no-restore

check: build ## Fail where the analysis or the format finds something
	@dotnet format whitespace --no-restore --verify-no-changes

test: setup publish ## Run all tests: real PostgreSQL, real kubectl, and Apache Kafka too where KAFKA_HOME gives one
	@eng/setup-tests.sh
	@eng/test.sh

demo: setup publish ## Settle two real trading days exactly once while the closer is killed
	@dotnet src/Settlement.Sandbox/bin/$(CONFIGURATION)/net10.0/settlement-sandbox.dll demo

up: setup publish ## Start the sandbox and stay until Ctrl-C
	@dotnet src/Settlement.Sandbox/bin/$(CONFIGURATION)/net10.0/settlement-sandbox.dll up $(ARGS)

clean: ## Remove what was built
	@rm -rf artifacts
	@find src tests -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} +
