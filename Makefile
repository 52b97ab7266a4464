# Every target has one line of help behind its name: `make help` prints them.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

# Only as said to make: shells use a variable of that name for something else. What runs here is `local` when nothing is said,
# what goes to a cluster is `minikube`.
ifeq ($(origin ENV),command line)
CHOSEN := $(ENV)
STACK := $(ENV)
else
CHOSEN :=
ENV := local
STACK := minikube
endif
DOCKER ?= docker
IMAGEID ?= $(shell node -p 'require("./package.json").version')
# The tag that somebody asked for; none leaves it to the environment.
GIVEN_TAG = $(if $(filter file,$(origin IMAGEID)),,$(IMAGEID))
# With ENV the names that the environment asks for, which needs npm packages; without it what needs nothing but docker.
IMAGES = $(if $(CHOSEN),$(DEPLOY) images $(GIVEN_TAG),printf 'millrace/%s:$(IMAGEID)\n' $(SERVICES))
SERVICES := $(patsubst services/%/main.ts,%,$(wildcard services/*/main.ts))
# As it was typed: make would take a $$ in it for a variable.
ifdef EVENT
override EVENT := $(value EVENT)
export EVENT
endif

LOCAL = node_modules/.bin/tsx local/main.ts --env $(ENV) $(if $(PORT_OFFSET),--port-offset $(PORT_OFFSET))
# One process: `tsx` as a command kills what is slow to answer Ctrl-C, before it has removed what it made.
DEPLOY = node --import tsx local/deploy/main.ts --env '$(STACK)'
REVIEW = node_modules/.bin/tsx local/review/main.ts
LOCAL_PORT = $(if $(findstring command line,$(origin PORT)),--port $(PORT))
# CI: no spinner where nobody watches.
CDKTF = [ -t 1 ] || export CI=1; CHECKPOINT_DISABLE=1 DISABLE_VERSION_CHECK=1 node_modules/.bin/cdktf
# Schemas of the providers, where they are at hand.
VALIDATOR := ../shared/terraform/validate.mjs
NPM := npm --no-audit --no-fund --loglevel=error

.PHONY: help
help: ## This list
	@name=; plain=; [ ! -t 1 ] || { name='\033[36m'; plain='\033[0m'; }; \
	  awk -v name="$$name" -v plain="$$plain" 'BEGIN { FS = ":.*## " } /^##@ / { print "\n" substr($$0, 5) } \
	  /^[a-z][a-z0-9-]*:.*## / { printf "  %s%-19s%s %s\n", name, $$1, plain, $$2 }' $(MAKEFILE_LIST)

# What runs here needs a tenth of what checks and deploys it: `make up` installs only that.
.PHONY: node runtime full
node:
	@command -v node >/dev/null && command -v npm >/dev/null || { echo "Node.js and npm are not installed; 20.19 or later is needed (README, Prerequisites)" >&2; exit 1; }
	@node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 && a < 23 || (a === 20 && b >= 19) ? 0 : 1)' || \
	  { echo "Node.js is $$(node --version); 20.19 to 22 is needed (README, Prerequisites)" >&2; exit 1; }
	@[ ! -L node_modules ] || { echo "node_modules is a link: npm would empty the folder behind it. Remove the link." >&2; exit 1; }
runtime: node
	@[ node_modules/.package-lock.json -nt package-lock.json ] || \
	  { echo "  · npm packages ..."; if [ -d node_modules/typescript ]; then $(NPM) ci; else $(NPM) ci --omit=dev; fi; }
full: node
	@{ [ -d node_modules/typescript ] && [ node_modules/.package-lock.json -nt package-lock.json ]; } || \
	  { echo "  · npm packages ..."; $(NPM) ci; }

##@ The local platform
.PHONY: up down reset status logs send smoke topics
up: runtime ## Start brokers, topics and services here, and send a first message (PORT_OFFSET=100 moves the ports, PROMETHEUS=1 adds Prometheus)
	@$(LOCAL) up $(if $(PRUNE),--prune) $(if $(PROMETHEUS),--prometheus)
down: runtime ## Stop all of it, keep the data
	@$(LOCAL) down
reset: runtime ## Stop all of it and remove its data
	@$(LOCAL) reset
status: runtime ## What runs, where, and where its log is
	@$(LOCAL) status
logs: runtime ## The end of the logs: PART=producer or broker-1, FOLLOW=1
	@$(LOCAL) logs $(PART) $(if $(FOLLOW),--follow)
send: runtime ## Send an event by hand: EVENT='{"source":"me","data":{"greeting":"hello"}}'
	@$(LOCAL) send
smoke: runtime ## Ask every part of the running platform whether it works (ENV=compose for containers)
	@$(LOCAL) smoke
topics: runtime ## Bring the running brokers' topics to the model (PRUNE=1 deletes those it does not name)
	@$(LOCAL) topics $(if $(PRUNE),--prune)

##@ Checks
.PHONY: test lint format typecheck test-unit test-integration bench bench-synth e2e validate policy-scan plan-capacity dashboard-pictures
test: full ## All tests: types, lint, unit, real brokers, image, synth
	@.ci/test
lint: full ## Linter, formatter, import directions
	@npm run --silent lint
format: full ## Mend what the linter and the formatter can
	@npm run --silent format
typecheck: full ## Types only
	@npm run --silent typecheck
test-unit: full ## Unit tests only: seconds
	@npm run --silent test:unit
test-integration: full ## Tests on real brokers only: minutes
	@npm run --silent test:integration
bench: full ## Clients and services against Kafka's own tools and others: SUITE=singles (batches, http, ...), ROUNDS=3, QUICK=1
	@node --import tsx proof/bench/main.ts $(or $(SUITE),all) $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(RECORDS),--records $(RECORDS)) \
	  $(if $(QUICK),--quick) $(if $(JSON),--json $(JSON))
bench-synth: full ## Time and memory of a synth, against a CDKTF app with one resource (ROUNDS=3)
	@node_modules/.bin/tsx local/bench/synth.ts $(if $(ROUNDS),--rounds $(ROUNDS))
e2e: full ## Tests on the cluster that kubectl's current context names
	@node_modules/.bin/jest --selectProjects e2e --runInBand
validate: synth ## Check the synthesized stacks against the providers' schemas
	@if [ -f $(VALIDATOR) ]; then node $(VALIDATOR) cdktf.out/stacks/*/cdk.tf.json; else echo "$(VALIDATOR) is not here: terraform validate, after terraform init, says the same"; fi

policy-scan: full ## Look through the stacks and every rendered object with checkov: zero failures, each exception with its reason
	@node_modules/.bin/tsx local/scan/main.ts
plan-capacity: full ## What limits each broker, what a lost zone leaves, what it costs a month (ENV=eks-prod TIMES=10: ten times the load)
	@node_modules/.bin/tsx local/capacity/main.ts --env '$(if $(CHOSEN),$(STACK),eks-prod)' $(if $(TIMES),--times $(TIMES))
# One process, as with `deploy`: Ctrl-C removes what it made.
dashboard-pictures: full ## Pictures of the dashboards with live data, docs/dashboards.md (PROMETHEUS_URL=http://...: of one that runs)
	@node --import tsx local/observability/pictures/main.ts $(if $(PROMETHEUS_URL),--prometheus '$(PROMETHEUS_URL)')

##@ The proof: brokers are broken under load, and what was acknowledged is counted
.PHONY: prove teeth soak engine-librdkafka
# One process: `tsx` as a command kills what is slow to answer Ctrl-C, before it has stopped what it started.
PROOF = node --import tsx proof/main.ts
prove: full ## Faults by seed: SEED=1 SCHEDULES=4 FAULTS=2 SETTING=no-loss ONLY=kill-leader,cut-off (ENV=minikube: on a cluster)
	@$(PROOF) run $(if $(SEED),--seed $(SEED)) $(if $(SCHEDULES),--schedules $(SCHEDULES)) $(if $(FAULTS),--faults $(FAULTS)) \
	  $(if $(SETTING),--setting $(SETTING)) $(if $(ONLY),--only $(ONLY)) $(if $(CHOSEN),--env $(CHOSEN)) $(PROVE_FLAGS)
teeth: full ## The proof against settings that are known to lose: it must find each
	@$(PROOF) teeth $(if $(SEED),--seed $(SEED)) $(if $(SCHEDULES),--schedules $(SCHEDULES))
soak: full ## Load and faults at random for MINUTES=30, memory and file handles of the services watched
	@$(PROOF) soak $(if $(MINUTES),--minutes $(MINUTES)) $(if $(SHARE),--share $(SHARE)) $(if $(SEED),--seed $(SEED))
engine-librdkafka: full ## Build the second Kafka client, for KAFKA_ENGINE=librdkafka and the benchmark (minutes, once)
	@node_modules/.bin/tsx local/engines/main.ts install

##@ Containers
.PHONY: build images compose compose-up compose-down
build: $(if $(CHOSEN),full) ## Build the services' images: IMAGEID=1.2.3 (BASE_IMAGE, BUILD_IMAGE), or ENV=minikube: as it asks for them, and into it
	@$(IMAGES) | while read -r image; do \
	  name=$${image##*/}; \
	  DOCKER_BUILDKIT=1 $(DOCKER) build --build-arg SERVICE=$${name%:*} --build-arg VERSION=$${name##*:} \
	    $(if $(BASE_IMAGE),--build-arg BASE_IMAGE=$(BASE_IMAGE)) $(if $(BUILD_IMAGE),--build-arg BUILD_IMAGE=$(BUILD_IMAGE)) \
	    --build-arg REVISION=$$(git rev-parse HEAD) $(DOCKER_BUILD_FLAGS) -t $$image . </dev/null || exit 1; done
	@$(if $(CHOSEN),$(DEPLOY) load)
images: full ## Build the services' images, push them to the account's registry, write their digests: ENV=eks-prod
	@$(DEPLOY) push-images -- $(if $(BASE_IMAGE),--build-arg BASE_IMAGE=$(BASE_IMAGE)) $(if $(BUILD_IMAGE),--build-arg BUILD_IMAGE=$(BUILD_IMAGE)) $(DOCKER_BUILD_FLAGS)
compose: full ## Write docker-compose.yml from the model
	@node_modules/.bin/tsx local/compose/render.ts
compose-up: ## The platform in containers, with Kafka UI, REST access, Prometheus and Grafana
	$(DOCKER) compose up --build --wait
compose-down: ## Stop the containers, keep their volumes
	$(DOCKER) compose --profile '*' down

##@ Clusters (ENV=minikube when nothing is said)
.PHONY: prepare minikube minikube-start minikube-stop minikube-delete minikube-dashboard
prepare: full ## What a deploy needs: is it here, and how to get it (INSTALL=1 puts kubectl and minikube into ~/.local/bin)
	@$(DEPLOY) prepare $(if $(INSTALL),--install)
minikube: full ## From nothing to the platform on minikube: start it, build the images, deploy
	@$(DEPLOY) check minikube
	@$(DEPLOY) images $(GIVEN_TAG) >/dev/null
	@$(MAKE) --no-print-directory minikube-start ENV=$(STACK)
	@$(MAKE) --no-print-directory build ENV=$(STACK)
	@$(MAKE) --no-print-directory deploy ENV=$(STACK) AUTO_APPROVE=1
minikube-start: full ## Start minikube: one node for each zone, as large as the model says, with Calico
	@$(DEPLOY) minikube-start
minikube-stop: full ## Stop it, keep what is on it
	@$(DEPLOY) minikube-stop
minikube-delete: full ## Delete it, with all data on it, and Terraform's state of it
	@$(DEPLOY) minikube-delete
minikube-dashboard: full ## Kubernetes' dashboard, in the browser
	@$(DEPLOY) minikube-dashboard

.PHONY: synth render schemas diff diff-stacks diff-comment images-role deploy destroy crds
synth: full ## Synthesize every stack: clusters and accounts
	@$(CDKTF) synth
render: full ## Every object the stack would create, as YAML in .millrace/render (CHARTS=1: the charts' too, with helm)
	@$(DEPLOY) render $(if $(CHARTS),--charts)
schemas: $(if $(FILES),full,render) ## Check every rendered object against the schemas of Kubernetes and the CRDs (FILES=folder checks another)
	@node_modules/.bin/tsx local/schemas/main.ts $(or $(FILES),.millrace/render/$(STACK))
diff: full ## What a deploy would change (CDKTF_FLAGS=--skip-provider-lock where there is no registry)
	@$(DEPLOY) check diff
	@$(if $(KEEP),mkdir -p .millrace/diff;) $(CDKTF) diff $(STACK) $(CDKTF_FLAGS)$(if $(KEEP), --no-color 2>&1 | tee .millrace/diff/$(STACK).txt)
diff-stacks: full ## Which stacks CI plans, and why not the others
	@$(REVIEW) stacks
diff-comment: full ## Say what the kept diffs would change: on the pull request, in a job of GitHub Actions
	@$(REVIEW) comment
images-role: full ## The role by which CI pushes an environment's images: ENV=eks-prod
	@$(REVIEW) images-role '$(STACK)'
deploy: full ## Bring the cluster to the model; asks first (AUTO_APPROVE=1 does not)
	@$(DEPLOY) check deploy
	@$(CDKTF) deploy $(STACK) $(if $(AUTO_APPROVE),--auto-approve) $(CDKTF_FLAGS)
destroy: full ## Remove all of it but data and CRDs (docs/destroy.md); asks first (AUTO_APPROVE=1 does not)
	@$(DEPLOY) check destroy
	@$(CDKTF) destroy $(STACK) $(if $(AUTO_APPROVE),--auto-approve) $(CDKTF_FLAGS)
crds: full ## Write the CRDs' charts and types from the pinned versions' sources
	@node_modules/.bin/tsx local/crds/main.ts

.PHONY: kafka-ui grafana-ui prometheus-ui alertmanager-ui
kafka-ui: full ## Web page of Kafka on minikube, on http://localhost:8080, read-only, until Ctrl-C (PORT=8180 for another port)
	@$(DEPLOY) kafka-ui $(LOCAL_PORT)
grafana-ui: full ## Grafana of the cluster on http://localhost:3000, and how to log in (PORT=3100 for another port)
	@$(DEPLOY) forward grafana $(LOCAL_PORT)
prometheus-ui: full ## Prometheus of the cluster on http://localhost:9090
	@$(DEPLOY) forward prometheus $(LOCAL_PORT)
alertmanager-ui: full ## Alertmanager of the cluster on http://localhost:9093
	@$(DEPLOY) forward alertmanager $(LOCAL_PORT)
