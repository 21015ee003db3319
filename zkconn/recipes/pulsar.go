package recipes

import (
	"net/url"
	"slices"
	"strings"
)

// pulsar is Apache Pulsar.
var pulsar = system{
	name: "Apache Pulsar",
	isRoot: func(names []string) bool {
		return has(names, "managed-ledgers") && hasAny(names, "loadbalance", "ledgers", "namespace", "schemas")
	},
	rules: []rule{
		{"", "pulsar.root", nil},
		{"managed-ledgers", "pulsar.managed_ledgers", nil},
		{"managed-ledgers/*", "pulsar.of_tenant", tellOfTenant},
		{"managed-ledgers/*/*", "pulsar.of_cluster", tellOfCluster},
		{"managed-ledgers/*/*", "pulsar.of_namespace", tellOfNamespace},
		{"managed-ledgers/*/*/persistent", "pulsar.of_namespace", tellOfNamespace},
		{"managed-ledgers/*/*/persistent/*", "pulsar.topic", tellPulsarTopic},
		{"managed-ledgers/*/*/persistent/*/*", "pulsar.subscription", tellPulsarSubscription},
		{"managed-ledgers/*/*/*", "pulsar.of_namespace", tellOfNamespace}, // the old form TENANT/CLUSTER/NAMESPACE
		{"managed-ledgers/*/*/*/persistent", "pulsar.of_namespace", tellOfNamespace},
		{"managed-ledgers/*/*/*/persistent/*", "pulsar.topic", tellPulsarTopic},
		{"managed-ledgers/*/*/*/persistent/*/*", "pulsar.subscription", tellPulsarSubscription},
		{"ledgers", "pulsar.ledgers", nil},
		{"loadbalance", "pulsar.loadbalance", nil},
		{"loadbalance/brokers", "pulsar.brokers", nil},
		{"loadbalance/brokers/*", "pulsar.broker", tellPulsarBroker},
		{"loadbalance/leader", "pulsar.leader", tellPulsarLeader},
		{"loadbalance/bundle-data", "pulsar.bundles", nil},
		{"loadbalance/bundle-data/*", "pulsar.of_tenant", tellOfTenant},
		{"loadbalance/bundle-data/*/*", "pulsar.of_namespace", tellOfNamespace},
		{"loadbalance/bundle-data/*/*/*", "pulsar.bundle", tellPulsarBundle},
		{"loadbalance/bundle-data/*/*/*", "pulsar.of_namespace", tellOfNamespace},
		{"loadbalance/bundle-data/*/*/*/*", "pulsar.bundle", tellPulsarBundle},
		{"loadbalance/resource-quota", "pulsar.quotas", nil},
		{"loadbalance/resource-quota/default", "pulsar.default_quota", nil},
		{"loadbalance/resource-quota/*", "pulsar.of_tenant", tellOfTenant},
		{"loadbalance/resource-quota/*/*", "pulsar.of_namespace", tellOfNamespace},
		{"loadbalance/resource-quota/*/*/*", "pulsar.quota", tellPulsarBundle},
		{"loadbalance/broker-time-average", "pulsar.averages", nil},
		{"loadbalance/broker-time-average/*", "pulsar.average", tellPulsarAverage},
		{"namespace", "pulsar.namespaces", nil},
		{"namespace/*", "pulsar.of_tenant", tellOfTenant},
		{"namespace/*/*", "pulsar.of_cluster", tellOfCluster},
		{"namespace/*/*", "pulsar.of_namespace", tellOfNamespace},
		{"namespace/*/*/*", "pulsar.ownership", tellPulsarOwner},
		{"namespace/*/*/*", "pulsar.of_namespace", tellOfNamespace},
		{"namespace/*/*/*/*", "pulsar.ownership", tellPulsarOwner},
		{"admin", "pulsar.admin", nil},
		{"admin/configuration", "pulsar.configuration", nil},
		{"admin/clusters", "pulsar.clusters", nil},
		{"admin/clusters/*", "pulsar.cluster", tellPulsarName},
		{"admin/clusters/*/failureDomain", "pulsar.failure_domains", tellPulsarName},
		{"admin/clusters/*/failureDomain/*", "pulsar.failure_domain", tellPulsarDomain},
		{"admin/clusters/*/namespaceIsolationPolicies", "pulsar.isolation", tellPulsarName},
		{"admin/policies", "pulsar.tenants", nil},
		{"admin/policies/*", "pulsar.tenant", tellPulsarName},
		{"admin/policies/*/*", "pulsar.policies", tellPulsarPolicies},
		{"admin/local-policies", "pulsar.local_policies", nil},
		{"admin/local-policies/*", "pulsar.of_tenant", tellOfTenant},
		{"admin/local-policies/*/*", "pulsar.split", tellOfNamespace},
		{"admin/partitioned-topics", "pulsar.partitioned", nil},
		{"admin/partitioned-topics/*", "pulsar.of_tenant", tellOfTenant},
		{"admin/partitioned-topics/*/*", "pulsar.of_namespace", tellOfNamespace},
		{"admin/partitioned-topics/*/*/*", "pulsar.of_namespace", tellOfNamespace},
		{"admin/partitioned-topics/*/*/*/*", "pulsar.partitioned_topic", tellPartitionedTopic},
		{"schemas", "pulsar.schemas", nil},
		{"schemas/*", "pulsar.of_tenant", tellOfTenant},
		{"schemas/*/*", "pulsar.of_namespace", tellOfNamespace},
		{"schemas/*/*/*", "pulsar.schema", tellPulsarSchema},
		{"counters", "pulsar.counters", nil},
		{"counters/producer-name", "pulsar.producer_names", nil},
		{"counters/producer-name/*", "pulsar.producer_name", nil},
		{"bookies", "pulsar.bookies", nil},
	},
}

func tellPulsarName(p *place) proof {
	p.say("name", p.on[2])
	return open
}

func tellPulsarPolicies(p *place) proof {
	p.say("namespace", p.on[2]+"/"+p.on[3])
	return open
}

func tellPulsarDomain(p *place) proof {
	p.say("name", p.on[4])
	return open
}

// ofPulsar returns the names of a place from the tenant on.
func ofPulsar(p *place) []string {
	if p.on[0] == "admin" || p.on[0] == "loadbalance" {
		return p.on[2:]
	}
	return p.on[1:]
}

// namespaceOf returns the names of the namespace among names that begin with the tenant:
// TENANT/NAMESPACE, or the old form TENANT/CLUSTER/NAMESPACE.
func namespaceOf(of []string) []string {
	end := slices.IndexFunc(of, func(name string) bool {
		return name == "persistent" || name == "non-persistent" || isBundle(name)
	})
	if end < 0 {
		end = len(of)
	}
	return of[:end]
}

// isBundle reports whether name is that of a bundle of topics: a range of their hashes.
func isBundle(name string) bool { return strings.HasPrefix(name, "0x") }

func tellOfTenant(p *place) proof {
	p.say("name", ofPulsar(p)[0])
	return open
}

// tellOfCluster describes a cluster. Clusters are the children of a tenant where namespaces have
// the old form.
func tellOfCluster(p *place) proof {
	names, _ := p.names(p.Path)
	if len(names) == 0 || slices.ContainsFunc(names, func(name string) bool { return len(namespaceOf([]string{name})) == 0 }) {
		return not
	}
	of := ofPulsar(p)
	p.say("name", of[0])
	p.say("cluster", of[1])
	return open
}

func tellOfNamespace(p *place) proof {
	namespace := namespaceOf(ofPulsar(p))
	p.say("namespace", strings.Join(namespace, "/"))
	p.to(RelConfig, append([]string{"admin", "policies"}, namespace...)...)
	return open
}

func tellPulsarBundle(p *place) proof {
	if !isBundle(p.on[len(p.on)-1]) {
		return not
	}
	return tellOfNamespace(p)
}

func tellPartitionedTopic(p *place) proof {
	tellOfNamespace(p)
	of := ofPulsar(p)
	p.say("topic", of[2]+"://"+of[0]+"/"+of[1]+"/"+unescaped(of[3]))
	return open
}

// unescaped returns a name that Pulsar has escaped for a path, in which a space is "+".
func unescaped(name string) string {
	if plain, err := url.QueryUnescape(name); err == nil {
		return plain
	}
	return name
}

// topicOf returns the topic at the names of its path, which are those of its namespace,
// "persistent" and its own, and returns the number of these names.
func topicOf(of []string) (topic string, names int) {
	namespace := namespaceOf(of)
	names = len(namespace) + 2
	if names > len(of) {
		return "", len(of)
	}
	return of[names-2] + "://" + strings.Join(namespace, "/") + "/" + unescaped(of[names-1]), names
}

// tellPulsarTopic describes a topic. Field 1 of ManagedLedgerInfo lists its ledgers, the latest
// last.
func tellPulsarTopic(p *place) proof {
	const latest = 5
	sayPulsarTopic(p)
	all := messages(p.Data, 1)
	for _, ledger := range slices.Backward(all[max(0, len(all)-latest):]) {
		p.toLedger(fields(ledger)[1].number)
	}
	return open
}

// sayPulsarTopic says the topic and links to its policies. It returns the names that lead to the
// topic.
func sayPulsarTopic(p *place) []string {
	topic, names := topicOf(p.on[1:])
	p.say("topic", topic)
	p.to(RelConfig, append([]string{"admin", "policies"}, namespaceOf(p.on[1:])...)...)
	return p.on[:1+names]
}

// tellPulsarSubscription describes a subscription. Field 1 of ManagedCursorInfo is the ledger with
// the position while the topic is open, and -1 otherwise.
func tellPulsarSubscription(p *place) proof {
	p.say("subscription", unescaped(p.on[len(p.on)-1]))
	p.to(RelTopic, sayPulsarTopic(p)...)
	if cursor, ok := fields(p.Data)[1]; ok {
		p.toLedger(cursor.number)
	}
	return open
}

// tellPulsarSchema describes a schema. Field 1 of SchemaLocator is the latest version with its
// ledger.
func tellPulsarSchema(p *place) proof {
	p.say("topic", p.on[1]+"/"+p.on[2]+"/"+unescaped(p.on[3]))
	if latest := fields(fields(p.Data).bytes(1)); len(latest) > 0 {
		p.say("version", latest.number(1))
		p.toLedger(fields(latest.bytes(2))[1].number)
	}
	return open
}

func tellPulsarAverage(p *place) proof {
	p.say("broker", p.on[2])
	p.to(RelBroker, "loadbalance", "brokers", p.on[2])
	return open
}

func tellPulsarBroker(p *place) proof {
	if !p.ephemeral() {
		return not
	}
	p.say("broker", p.on[2])
	return open
}

// tellPulsarLeader describes the broker that leads.
func tellPulsarLeader(p *place) proof {
	var leader struct{ ServiceURL, BrokerID string }
	if !p.json(&leader) {
		return open
	}
	name := leader.BrokerID
	if address, err := url.Parse(leader.ServiceURL); err == nil && name == "" {
		name = address.Host
	}
	if name != "" {
		p.say("broker", name)
		p.to(RelBroker, "loadbalance", "brokers", name)
	}
	return open
}

// tellPulsarOwner describes the broker that serves a bundle of a namespace.
func tellPulsarOwner(p *place) proof {
	var owner struct{ NativeURL, HTTPURL string }
	if !p.ephemeral() {
		return not
	}
	p.say("namespace", strings.Join(p.on[1:len(p.on)-1], "/"))
	if !p.json(&owner) {
		return open
	}
	p.say("broker", owner.NativeURL)
	if address, err := url.Parse(owner.HTTPURL); err == nil && address.Host != "" {
		p.to(RelBroker, "loadbalance", "brokers", address.Host)
	}
	return open
}
