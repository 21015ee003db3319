# As go test's -fuzztime takes it. A time, such as 10s, may end a fuzz test with
# "context deadline exceeded", which is Go's fault; a number of runs does not.
FUZZTIME ?= 50000x

# "make test RACE=1" searches for data races too, as CI does: half as long again.
# SQLite's own package, which is C made into Go, is not searched: that takes half
# the time of what tests the history. Its callers are searched, and so are packages
# with generic code: the linker takes one copy of it for everybody.
ifdef RACE
RACEFLAGS = -race -gcflags='modernc.org/sqlite/lib=-race=false'
endif

# Most tests wait for a server to die or to come back, not for a processor. What
# "go test" vets is vetted by lint. The two packages that take longest come first.
# Sixty programs are linked, without what only a debugger reads.
TESTFLAGS = $(RACEFLAGS) -ldflags=-w -vet=off -p 2 -parallel 4 -timeout 15m

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: ## install a JRE and ZooKeeper if missing; run the console on sample data
	@.ci/install run
	@$(MAKE) --no-print-directory build
	@bin/zkweb demo

.PHONY: build
build: ## build bin/zkweb
	@go build -o bin/zkweb ./cmd/zkweb

.PHONY: generate
generate: ## write the Go files of the templ files
	@go tool templ generate -log-level error -path web/views

.PHONY: test
# The race detector makes each program wait a second before it ends.
test: export GORACE = atexit_sleep_ms=0
test: ## install what is missing and run every test; RACE=1 searches for data races
	@.ci/install test
	@.ci/zookeepers
	go test $(TESTFLAGS) ./web/e2e ./web/handlers ./...

.PHONY: screenshot
screenshot: ## take the pictures of the demo in README, one a language
	go test ./web/e2e -count 1 -run '^TestScreenshot$$' -screenshots "$(CURDIR)/docs"

.PHONY: fuzz
fuzz: ## run each fuzz test FUZZTIME (50000x)
	@.ci/fuzz $(FUZZTIME)

.PHONY: bench
bench: ## measure speed and memory against the bare library and kazoo
	@.ci/install test
	@go run ./zkconn/zkbench

.PHONY: lint
# As the image is built: so CI compiles for both at once, and for .ci/fuzz.
lint: export CGO_ENABLED = 0
lint: export GOFLAGS = -trimpath
lint: ## vet, staticcheck, gofmt, generated files and go.mod
	go vet ./...
	go tool staticcheck ./...
	@unformatted="$$(gofmt -l $$(find . -name '*.go'))"; \
		test -z "$$unformatted" || { echo "gofmt would change: $$unformatted" >&2; exit 1; }
	@fresh="$$(mktemp -d)"; trap 'rm -rf "$$fresh"' EXIT; \
		cp -r web/views/. "$$fresh"; go tool templ generate -log-level error -path "$$fresh"; \
		diff -rq web/views "$$fresh" >&2 || { echo "generated files are not current: make generate" >&2; exit 1; }
	go mod tidy -diff
