package recipes

import (
	"maps"
	"net"
	"slices"
	"strconv"
	"strings"
)

// kafka is Apache Kafka without KRaft.
var kafka = system{
	name: "Apache Kafka",
	isRoot: func(names []string) bool {
		return has(names, "brokers") && hasAny(names, "controller_epoch", "isr_change_notification", "latest_producer_id_block", "log_dir_event_notification")
	},
	rules: []rule{
		{"", "kafka.root", nil},
		{"brokers", "kafka.brokers", nil},
		{"brokers/ids", "kafka.ids", nil},
		{"brokers/ids/*", "kafka.broker", tellBroker},
		{"brokers/seqid", "kafka.seqid", nil},
		{"brokers/topics", "kafka.topics", nil},
		{"brokers/topics/*", "kafka.topic", tellTopic},
		{"brokers/topics/*/partitions", "kafka.partitions", nil},
		{"brokers/topics/*/partitions/*", "kafka.partition", tellPartition},
		{"brokers/topics/*/partitions/*/state", "kafka.state", tellPartitionState},
		{"controller", "kafka.controller", tellController},
		{"controller_epoch", "kafka.epoch", tellNumber},
		{"cluster", "kafka.cluster", nil},
		{"cluster/id", "kafka.cluster_id", nil},
		{"feature", "kafka.feature", nil},
		{"latest_producer_id_block", "kafka.producer_ids", tellKafkaBroker},
		{"migration", "kafka.migration", nil},
		{"isr_change_notification", "kafka.isr_changes", nil},
		{"isr_change_notification/*", "kafka.isr_change", tellKafkaPartitions},
		{"log_dir_event_notification", "kafka.log_dirs", nil},
		{"log_dir_event_notification/*", "kafka.log_dir", tellKafkaBroker},
		{"admin", "kafka.admin", nil},
		{"admin/delete_topics", "kafka.delete_topics", nil},
		{"admin/delete_topics/*", "kafka.delete_topic", tellConfigured(RelTopic, "brokers", "topics")},
		{"admin/reassign_partitions", "kafka.reassign", tellKafkaPartitions},
		{"admin/preferred_replica_election", "kafka.preferred", tellKafkaPartitions},
		{"config", "kafka.config", nil},
		{"config/topics", "kafka.config_topics", nil},
		{"config/topics/*", "kafka.config_topic", tellConfigured(RelTopic, "brokers", "topics")},
		{"config/brokers", "kafka.config_brokers", nil},
		{"config/brokers/*", "kafka.config_broker", tellConfigured(RelBroker, "brokers", "ids")},
		{"config/clients", "kafka.config_clients", nil},
		{"config/clients/*", "kafka.config_client", tellName},
		{"config/users", "kafka.config_users", nil},
		{"config/users/*", "kafka.config_user", tellName},
		{"config/users/*/clients", "kafka.config_clients", nil},
		{"config/users/*/clients/*", "kafka.config_client", tellName},
		{"config/ips", "kafka.config_ips", nil},
		{"config/ips/*", "kafka.config_ip", tellName},
		{"config/changes", "kafka.config_changes", nil},
		{"config/changes/*", "kafka.config_change", tellConfigChange},
		{"consumers", "kafka.consumers", nil},
		{"consumers/*", "kafka.consumer_group", nil},
		{"consumers/*/ids", "kafka.consumer_ids", nil},
		{"consumers/*/ids/*", "kafka.consumer_id", tellOldConsumer},
		{"consumers/*/owners", "kafka.consumer_owners", nil},
		{"consumers/*/owners/*", "kafka.consumer_owned", tellOldTopic},
		{"consumers/*/owners/*/*", "kafka.consumer_owner", tellOldOwner},
		{"consumers/*/offsets", "kafka.consumer_offsets", nil},
		{"consumers/*/offsets/*", "kafka.consumer_read", tellOldTopic},
		{"consumers/*/offsets/*/*", "kafka.consumer_offset", tellOldOffset},
		{"kafka-acl", "kafka.acl", nil},
		{"kafka-acl/*", "kafka.acl_type", tellKafkaACL},
		{"kafka-acl/*/*", "kafka.acl_of", tellKafkaACL},
		{"kafka-acl-extended/*", "kafka.acl_extended", nil},
		{"kafka-acl-extended/*/*", "kafka.acl_type", tellKafkaACL},
		{"kafka-acl-extended/*/*/*", "kafka.acl_of", tellKafkaACL},
		{"kafka-acl-extended", "kafka.acl_extended", nil},
		{"kafka-acl-changes", "kafka.acl_changes", nil},
		{"kafka-acl-changes/*", "kafka.acl_change", nil},
		{"kafka-acl-extended-changes", "kafka.acl_changes", nil},
		{"kafka-acl-extended-changes/*", "kafka.acl_change", nil},
		{"delegation_token", "kafka.tokens", nil},
		{"delegation_token/tokens", "kafka.tokens", nil},
		{"delegation_token/tokens/*", "kafka.token", nil},
		{"delegation_token/token_changes", "kafka.token_changes", nil},
		{"delegation_token/token_changes/*", "kafka.token_change", nil},
	},
}

// tellBroker describes a broker and the address where it listens, in any version of the format.
func tellBroker(p *place) proof {
	var broker struct {
		Host      string
		Port      int
		Endpoints []string
		JMXPort   *int `json:"jmx_port"`
	}
	p.say("broker", p.on[2])
	if !p.json(&broker) || broker.JMXPort == nil {
		return open
	}
	switch {
	case len(broker.Endpoints) > 0:
		p.say("address", broker.Endpoints[0])
	case broker.Host != "":
		p.say("address", net.JoinHostPort(broker.Host, strconv.Itoa(broker.Port)))
	}
	return proven
}

// tellTopic describes a topic. The data lists the brokers of each of its partitions.
func tellTopic(p *place) proof {
	var topic struct {
		Partitions map[string][]int
		Version    *int
	}
	p.say("topic", p.on[2])
	p.to(RelConfig, "config", "topics", p.on[2])
	if !p.json(&topic) || topic.Partitions == nil {
		return open
	}
	p.say("partitions", strconv.Itoa(len(topic.Partitions)))
	var brokers []int
	for _, replicas := range topic.Partitions {
		brokers = append(brokers, replicas...)
	}
	p.toBrokers(RelBroker, brokers...)
	return open
}

func tellPartition(p *place) proof {
	p.say("topic", p.on[2])
	p.say("partition", p.on[4])
	p.to(RelState, "brokers", "topics", p.on[2], "partitions", p.on[4], "state")
	return open
}

// tellPartitionState describes the state of a partition. A leader of -1 means none.
func tellPartitionState(p *place) proof {
	var state struct {
		Leader *int
		ISR    []int
		Epoch  *int `json:"leader_epoch"`
	}
	p.say("topic", p.on[2])
	p.say("partition", p.on[4])
	if !p.json(&state) || state.Leader == nil || state.Epoch == nil {
		return open
	}
	if *state.Leader >= 0 {
		p.say("leader", strconv.Itoa(*state.Leader))
	}
	p.say("isr", joinNumbers(state.ISR))
	p.toBrokers(RelLeader, *state.Leader)
	p.toBrokers(RelBroker, slices.DeleteFunc(slices.Clone(state.ISR), func(id int) bool { return id == *state.Leader })...)
	return proven
}

func tellController(p *place) proof {
	var controller struct {
		BrokerID  *int
		Timestamp string
	}
	if !p.json(&controller) || controller.BrokerID == nil {
		return open
	}
	p.say("broker", strconv.Itoa(*controller.BrokerID))
	p.toBrokers(RelBroker, *controller.BrokerID)
	if p.ephemeral() && controller.Timestamp != "" {
		return proven
	}
	return open
}

// tellKafkaACL describes the type and the name of a resource.
func tellKafkaACL(p *place) proof {
	at := 1
	if p.on[0] == "kafka-acl-extended" {
		at = 2
	}
	p.say("type", strings.ToLower(p.on[at]))
	if len(p.on) > at+1 {
		p.say("name", p.on[at+1])
		if p.on[at] == "Topic" && at == 1 && p.on[at+1] != "*" {
			p.to(RelTopic, "brokers", "topics", p.on[at+1])
		}
	}
	return open
}

func tellConfigChange(p *place) proof {
	var change struct {
		Entity string `json:"entity_path"`
	}
	if p.json(&change) && change.Entity != "" {
		p.say("entity", change.Entity)
		p.to(RelConfig, append([]string{"config"}, strings.Split(change.Entity, "/")...)...)
	}
	return open
}

// tellKafkaBroker describes the broker that the data names.
func tellKafkaBroker(p *place) proof {
	var notice struct{ Broker *int }
	if p.json(&notice) && notice.Broker != nil {
		p.say("broker", strconv.Itoa(*notice.Broker))
		p.toBrokers(RelBroker, *notice.Broker)
	}
	return open
}

// tellKafkaPartitions links to the topics of the partitions that the data lists.
func tellKafkaPartitions(p *place) proof {
	var list struct{ Partitions []struct{ Topic string } }
	if p.json(&list) {
		for _, partition := range list.Partitions {
			if len(p.Links) < MaxLinks {
				p.to(RelTopic, "brokers", "topics", partition.Topic)
			}
		}
	}
	return open
}

// tellOldConsumer describes a member of a consumer group and the topics that it has subscribed to.
func tellOldConsumer(p *place) proof {
	var consumer struct{ Subscription map[string]int }
	p.say("member", p.on[3])
	if p.json(&consumer) {
		for _, topic := range slices.Sorted(maps.Keys(consumer.Subscription)) {
			if len(p.Links) < MaxLinks {
				p.to(RelTopic, "brokers", "topics", topic)
			}
		}
	}
	return open
}

func tellOldTopic(p *place) proof {
	p.say("topic", p.on[3])
	p.to(RelTopic, "brokers", "topics", p.on[3])
	return open
}

// tellOldOwner describes the owner of a partition. The data is a member and the number of its
// thread, joined by "-".
func tellOldOwner(p *place) proof {
	p.say("partition", p.on[4])
	if at := strings.LastIndexByte(p.text(), '-'); at > 0 {
		p.say("member", p.text()[:at])
		p.to(RelMember, "consumers", p.on[1], "ids", p.text()[:at])
	}
	return tellOldTopic(p)
}

func tellOldOffset(p *place) proof {
	p.say("partition", p.on[4])
	p.to(RelState, "brokers", "topics", p.on[3], "partitions", p.on[4], "state")
	tellNumber(p)
	return tellOldTopic(p)
}

// tellConfigured returns a func that describes a znode that has the name of another znode, below
// elsewhere.
func tellConfigured(rel Rel, elsewhere ...string) func(*place) proof {
	return func(p *place) proof {
		name := p.on[len(p.on)-1]
		p.say("name", name)
		if name != "<default>" {
			p.to(rel, append(slices.Clone(elsewhere), name)...)
		}
		return open
	}
}

// tellNumber says the number if the data is one.
func tellNumber(p *place) proof {
	if _, err := strconv.ParseInt(p.text(), 10, 64); err == nil {
		p.say("number", p.text())
	}
	return open
}

func (p *place) toBrokers(rel Rel, ids ...int) {
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		if id >= 0 && len(p.Links) < MaxLinks {
			p.to(rel, "brokers", "ids", strconv.Itoa(id))
		}
	}
}

func joinNumbers(numbers []int) string {
	texts := make([]string, min(len(numbers), MaxLinks))
	for i := range texts {
		texts[i] = strconv.Itoa(numbers[i])
	}
	return strings.Join(texts, ", ")
}
