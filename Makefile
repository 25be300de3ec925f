# teamwright. `make` alone lists what there is.

GO   ?= go
TEST ?= $(GO) test
DEMO := bin/demo

.PHONY: help demo build test race lint bench shots clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-6s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: build ## the main job on the rehearsal cloud; everything it makes goes into bin/demo
	@rm -rf $(DEMO) && mkdir -p $(DEMO)
	@cp cmd/teamwright/testdata/demo/whole.yaml $(DEMO)/teamwright.yaml && cp cmd/teamwright/testdata/demo/logo.png $(DEMO)
	@bin/teamwright setup --sandbox --yes --accept-bot-terms --plain --profile $(DEMO)/teamwright.yaml \
	    --out $(DEMO)/org.example.learn.teams-1.0.0-rehearsal.zip --state-dir $(DEMO)/state; \
	code=$$?; if [ $$code -ne 0 ] && [ $$code -ne 5 ]; then exit $$code; fi
	@echo; echo "Everything the demo made is in $(DEMO): the answers, the package, and in state the journal,"; \
	echo "the cloud, and the Totara site with the secrets that were handed to it."; ls -A $(DEMO) $(DEMO)/state

build: ## bin/teamwright
	@echo "Building. The first time Microsoft's Graph SDK takes some minutes and about 6 GB of memory; afterwards seconds." >&2
	@$(GO) build -ldflags '-s -w' -o bin/teamwright ./cmd/teamwright

test: ## all tests
	@echo "Testing. The first time Microsoft's Graph SDK has to be built: some minutes." >&2
	@$(TEST) -timeout 30m ./...

race: ## all tests with the race detector
	@$(GO) test -race ./...

lint: bin/staticcheck ## gofmt, vet, staticcheck, tidy
	@test -z "$$(gofmt -l cmd tui steps manifest | tee /dev/stderr)"
	@$(GO) vet ./...
	@bin/staticcheck ./...
	@$(GO) mod tidy -diff

bin/staticcheck: .tools/go.mod .tools/go.sum
	@cd .tools && $(GO) build -o ../bin/staticcheck honnef.co/go/tools/cmd/staticcheck

bin/gotestsum: .tools/go.mod .tools/go.sum
	@cd .tools && $(GO) build -o ../bin/gotestsum gotest.tools/gotestsum

bench: build ## figures: chain of requests, writes, times, start, memory
	@TEAMWRIGHT_BENCH=$(CURDIR)/bin/teamwright $(GO) test -run '^$$' -bench . -benchtime 1x ./...

shots: ## the golden screens anew, as text and as pictures, in tui/screen/testdata
	@$(GO) test ./tui/screen -run Golden -update

clean: ## what was built
	@rm -rf bin
