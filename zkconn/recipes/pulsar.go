package recipes

import (
	"net/url"
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
		{"managed-ledgers/*/*", "pulsar.of_namespace", tellOfNamespace},
		{"managed-ledgers/*/*/persistent", "pulsar.of_namespace", tellOfNamespace},
		{"managed-ledgers/*/*/persistent/*", "pulsar.topic", tellPulsarTopic},
		{"managed-ledgers/*/*/persistent/*/*", "pulsar.subscription", tellPulsarSubscription},
		{"ledgers", "pulsar.ledgers", nil},
		{"loadbalance", "pulsar.loadbalance", nil},
		{"loadbalance/brokers", "pulsar.brokers", nil},
		{"loadbalance/brokers/*", "pulsar.broker", tellPulsarBroker},
		{"loadbalance/leader", "pulsar.leader", tellPulsarLeader},
		{"loadbalance/bundle-data", "pulsar.bundles", nil},
		{"loadbalance/broker-time-average", "pulsar.averages", nil},
		{"loadbalance/broker-time-average/*", "pulsar.average", tellPulsarAverage},
		{"namespace", "pulsar.namespaces", nil},
		{"namespace/*", "pulsar.of_tenant", tellOfTenant},
		{"namespace/*/*", "pulsar.of_namespace", tellOfNamespace},
		{"namespace/*/*/*", "pulsar.ownership", tellPulsarOwner},
		{"namespace/*/*/*", "pulsar.of_namespace", tellOfNamespace}, // of a namespace of old: TENANT/CLUSTER/NAMESPACE
		{"namespace/*/*/*/*", "pulsar.ownership", tellPulsarOwner},
		{"admin", "pulsar.admin", nil},
		{"admin/configuration", "pulsar.configuration", nil},
		{"admin/clusters", "pulsar.clusters", nil},
		{"admin/clusters/*", "pulsar.cluster", tellPulsarName},
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

// ofPulsar returns the names of a place from the tenant on.
func ofPulsar(p *place) []string {
	if p.on[0] == "admin" {
		return p.on[2:]
	}
	return p.on[1:]
}

func tellOfTenant(p *place) proof {
	p.say("name", ofPulsar(p)[0])
	return open
}

func tellOfNamespace(p *place) proof {
	of := ofPulsar(p)
	p.say("namespace", of[0]+"/"+of[1])
	p.to(RelConfig, "admin", "policies", of[0], of[1])
	return open
}

func tellPartitionedTopic(p *place) proof {
	tellOfNamespace(p)
	of := ofPulsar(p)
	topic, err := url.PathUnescape(of[3])
	if err != nil {
		topic = of[3]
	}
	p.say("topic", of[2]+"://"+of[0]+"/"+of[1]+"/"+topic)
	return open
}

func tellPulsarTopic(p *place) proof {
	topic, err := url.PathUnescape(p.on[4])
	if err != nil {
		topic = p.on[4]
	}
	p.say("topic", "persistent://"+p.on[1]+"/"+p.on[2]+"/"+topic)
	p.to(RelConfig, "admin", "policies", p.on[1], p.on[2])
	return open
}

func tellPulsarSubscription(p *place) proof {
	tellPulsarTopic(p)
	subscription, err := url.PathUnescape(p.on[5])
	if err != nil {
		subscription = p.on[5]
	}
	p.say("subscription", subscription)
	p.to(RelTopic, p.on[:5]...)
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

// tellPulsarLeader: the leader is a broker, by its URL.
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

// tellPulsarOwner: the broker that serves a bundle of a namespace.
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
