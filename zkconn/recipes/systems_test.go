package recipes_test

import (
	"slices"
	"strings"
	"testing"

	"zkweb/zkconn/recipes"
	"zkweb/zkconn/znode"
)

// TestKafka checks what a broker of Kafka 3.7 wrote below a chroot.
func TestKafka(t *testing.T) {
	all := record(t, "kafka.jsonl")
	all.check(t, map[string]string{
		"/kafka-prod":                                          "Apache Kafka: kafka.root",
		"/kafka-prod/controller":                               "Apache Kafka: kafka.controller broker=1 broker→/kafka-prod/brokers/ids/1",
		"/kafka-prod/controller_epoch":                         "Apache Kafka: kafka.epoch number=2",
		"/kafka-prod/brokers/ids/1":                            "Apache Kafka: kafka.broker address=PLAINTEXT://127.0.0.1:23993 broker=1",
		"/kafka-prod/brokers/topics/orders":                    "Apache Kafka: kafka.topic partitions=2 topic=orders config→/kafka-prod/config/topics/orders broker→/kafka-prod/brokers/ids/1",
		"/kafka-prod/brokers/topics/orders/partitions/0":       "Apache Kafka: kafka.partition partition=0 topic=orders state→/kafka-prod/brokers/topics/orders/partitions/0/state",
		"/kafka-prod/brokers/topics/orders/partitions/0/state": "Apache Kafka: kafka.state isr=1 leader=1 partition=0 topic=orders leader→/kafka-prod/brokers/ids/1",
		"/kafka-prod/config/topics/orders":                     "Apache Kafka: kafka.config_topic name=orders topic→/kafka-prod/brokers/topics/orders",
		"/kafka-prod/config/changes/config_change_0000000001":  "Apache Kafka: kafka.config_change entity=topics/orders config→/kafka-prod/config/topics/orders",
		"/kafka-prod/kafka-acl-extended/prefixed/Topic":        "Apache Kafka: kafka.acl_type type=topic",
		"/kafka-prod/kafka-acl":                                "Apache Kafka: kafka.acl",
	})
	all.checkAll(t)
}

// TestOldKafka checks everything that Kafka 1.1.1 and its old consumer wrote. The brokers of one
// partition had died.
func TestOldKafka(t *testing.T) {
	all := record(t, "kafka-1.1.jsonl")
	const topic, member = "/kafka-old/brokers/topics/orders", "g1_vm-1795704655184-93b30864"
	all.check(t, map[string]string{
		topic:                                   "Apache Kafka: kafka.topic partitions=2 topic=orders config→/kafka-old/config/topics/orders broker→/kafka-old/brokers/ids/1 broker→/kafka-old/brokers/ids/2",
		topic + "/partitions/0/state":           "Apache Kafka: kafka.state isr=1 partition=0 topic=orders broker→/kafka-old/brokers/ids/1",
		topic + "/partitions/1/state":           "Apache Kafka: kafka.state isr=1, 2 leader=1 partition=1 topic=orders leader→/kafka-old/brokers/ids/1 broker→/kafka-old/brokers/ids/2",
		"/kafka-old/admin/delete_topics/orders": "Apache Kafka: kafka.delete_topic name=orders topic→" + topic,
		"/kafka-old/config/changes/config_change_0000000001": "Apache Kafka: kafka.config_change entity=users/alice/clients/app config→/kafka-old/config/users/alice/clients/app",
		"/kafka-old/config/users/alice/clients/app":          "Apache Kafka: kafka.config_client name=app",
		"/kafka-old/consumers/g1/ids/" + member:              "Apache Kafka: kafka.consumer_id member=" + member + " topic→" + topic,
		"/kafka-old/consumers/g1/owners/orders/0":            "Apache Kafka: kafka.consumer_owner member=" + member + " partition=0 topic=orders member→/kafka-old/consumers/g1/ids/" + member + " topic→" + topic,
		"/kafka-old/kafka-acl/Topic/orders":                  "Apache Kafka: kafka.acl_of name=orders type=topic topic→" + topic,
		"/kafka-old/latest_producer_id_block":                "Apache Kafka: kafka.producer_ids broker=2 broker→/kafka-old/brokers/ids/2",
	})
	all.checkAll(t)
}

// TestOthersBesideKafka checks that a znode with the name of one of Kafka's is not taken for it if
// nothing below it is Kafka's.
func TestOthersBesideKafka(t *testing.T) {
	write(`
		/controller_epoch = 1
		/brokers/topics/a
		/config/checkout = {}
		/admin/topics/x
		/consumers/g/notes
		/cluster
	`).check(t, map[string]string{
		"/brokers":     "Apache Kafka: kafka.brokers",
		"/cluster":     "Apache Kafka: kafka.cluster",
		"/config":      "",
		"/admin":       "",
		"/consumers":   "Apache Kafka: kafka.consumers",
		"/consumers/g": "",
	})
}

// TestKafkasNotices checks that notices link to their subjects, and so do the offsets of old
// consumers.
func TestKafkasNotices(t *testing.T) {
	write(`
		/controller_epoch = 1
		/brokers/topics/a
		/admin/reassign_partitions = {"version":1,"partitions":[{"topic":"a","partition":0,"replicas":[1,2]},{"topic":"a","partition":1,"replicas":[2]},{"topic":"b","partition":0,"replicas":[2]}]}
		/isr_change_notification/isr_change_0000000003 = {"version":1,"partitions":[{"topic":"a","partition":0}]}
		/log_dir_event_notification/log_dir_event_0000000000 = {"version":1,"broker":2,"event":1}
		/consumers/g/offsets/a/0 = 42
		/delegation_token/tokens/t1 = {}
	`).check(t, map[string]string{
		"/admin/reassign_partitions":                           "Apache Kafka: kafka.reassign topic→/brokers/topics/a topic→/brokers/topics/b",
		"/isr_change_notification/isr_change_0000000003":       "Apache Kafka: kafka.isr_change topic→/brokers/topics/a",
		"/log_dir_event_notification/log_dir_event_0000000000": "Apache Kafka: kafka.log_dir broker=2 broker→/brokers/ids/2",
		"/consumers/g/offsets/a/0":                             "Apache Kafka: kafka.consumer_offset number=42 partition=0 topic=a state→/brokers/topics/a/partitions/0/state topic→/brokers/topics/a",
		"/delegation_token/tokens/t1":                          "Apache Kafka: kafka.token",
	})
}

// TestABrokerProvesItself checks that a broker is recognised without the lists of its siblings.
func TestABrokerProvesItself(t *testing.T) {
	write(`
		/brokers/ids/7 ! {"endpoints":["SSL://kafka-7:9093"],"host":null,"jmx_port":-1,"port":-1,"version":5}
		/old/brokers/ids/7 ! {"host":"kafka-7","jmx_port":-1,"port":9092,"version":1}
	`).check(t, map[string]string{
		"/brokers/ids/7":     "Apache Kafka: kafka.broker address=SSL://kafka-7:9093 broker=7",
		"/old/brokers/ids/7": "Apache Kafka: kafka.broker address=kafka-7:9092 broker=7",
	})
}

// TestSolrsOwnTree checks everything that Solr 8.11 wrote below a chroot.
func TestSolrsOwnTree(t *testing.T) {
	all := record(t, "solr.jsonl")
	all.checkAll(t)
	const election = "/solr/collections/books/leader_elect/shard1/election"
	all.check(t, map[string]string{
		"/solr/collections/books/state.json":                 "Apache Solr: solr.state active=1 name=books replicas=1 shards=1 leader→/solr/live_nodes/127.0.0.1:23995_solr",
		"/solr/node_roles/data/on/127.0.0.1:23995_solr":      "Apache Solr: solr.node_role role=data node→/solr/live_nodes/127.0.0.1:23995_solr",
		"/solr/autoscaling":                                  "Apache Solr: solr.autoscaling_work",
		"/solr/autoscaling/triggerState/.auto_add_replicas":  "Apache Solr: solr.autoscaling_state name=.auto_add_replicas config→/solr/autoscaling.json",
		election + "/" + all.children(parse(t, election))[0]: ": election.contender holds=true place=1 total=1 line→" + election,
	})
}

// TestSolr checks several replicas and waiting tasks.
func TestSolr(t *testing.T) {
	all := write(`
		/solr/live_nodes/10.0.0.1:8983_solr ! 
		/solr/live_nodes/10.0.0.2:8983_solr ! 
		/solr/collections/books = {"configName":"_default"}
		/solr/collections/books/state.json = {"books":{"configName":"_default","replicationFactor":"2","shards":{"shard1":{"range":"80000000-7fffffff","state":"active","replicas":{"core_node3":{"core":"books_shard1_replica_n1","node_name":"10.0.0.1:8983_solr","state":"active","type":"NRT","leader":"true"},"core_node4":{"core":"books_shard1_replica_n2","node_name":"10.0.0.2:8983_solr","state":"down","type":"NRT"}}}}}}
		/solr/collections/books/leaders/shard1
		/solr/collections/books/leaders/shard1/leader ! {"core":"books_shard1_replica_n1","core_node_name":"core_node3","base_url":"http://10.0.0.1:8983/solr","node_name":"10.0.0.1:8983_solr"}
		/solr/collections/books/leader_elect/shard1/election/72057594037927936-core_node3-n_0000000000 ! 
		/solr/collections/books/leader_elect/shard1/election/72057594037927937-core_node4-n_0000000001 ! 
		/solr/collections/books/terms/shard1 = {"core_node3":1}
		/solr/configs/_default/managed-schema = <schema/>
		/solr/overseer/queue
		/solr/overseer_elect/leader ! {"id":"72057594037927936-10.0.0.1:8983_solr-n_0000000000"}
		/solr/overseer_elect/election/72057594037927936-10.0.0.1:8983_solr-n_0000000000 ! 
		/solr/security.json = {}
		/solr/aliases.json
		/solr/autoscaling.json = {}
	`)
	all.check(t, map[string]string{
		"/solr":                                 "Apache Solr: solr.root",
		"/solr/live_nodes/10.0.0.2:8983_solr":   "Apache Solr: solr.live_node node=10.0.0.2:8983_solr",
		"/solr/configs/_default/managed-schema": "Apache Solr: solr.configset_file name=_default",
		"/solr/collections/books":               "Apache Solr: solr.collection name=books state→/solr/collections/books/state.json config→/solr/configs/_default",
		"/solr/collections/books/state.json": "Apache Solr: solr.state active=1 name=books replicas=2 shards=1" +
			" leader→/solr/live_nodes/10.0.0.1:8983_solr node→/solr/live_nodes/10.0.0.2:8983_solr config→/solr/configs/_default",
		"/solr/collections/books/leaders/shard1/leader": "Apache Solr: solr.shard_leader core=books_shard1_replica_n1 name=books node=10.0.0.1:8983_solr shard=shard1" +
			" state→/solr/collections/books/state.json node→/solr/live_nodes/10.0.0.1:8983_solr",
		"/solr/collections/books/leader_elect/shard1/election": "Apache Solr: solr.shard_election name=books shard=shard1 state→/solr/collections/books/state.json",
		"/solr/overseer_elect/leader": "Apache Solr: solr.overseer_leader node=10.0.0.1:8983_solr node→/solr/live_nodes/10.0.0.1:8983_solr" +
			" member→/solr/overseer_elect/election/72057594037927936-10.0.0.1:8983_solr-n_0000000000",
	})
	line := all.recognise(t, "/solr/collections/books/leader_elect/shard1/election").Line
	if got := strings.Join(lineWords(line), ", "); got != "0000 holds, 0001 waits for 0000" {
		t.Errorf("the election's line is %q", got)
	}
}

// TestSolrsReplicaStates checks collections with a state for each replica, in the names of
// children. In such a collection state.json has no states or, as Solr 8.11 wrote it, old ones: both
// replicas are down.
func TestSolrsReplicaStates(t *testing.T) {
	all := record(t, "solr-states.jsonl")
	const real = "/solr/collections/books/state.json"
	all.check(t, map[string]string{
		real:                       "Apache Solr: solr.state active=2 name=books replicas=2 shards=2 leader→/solr/live_nodes/127.0.0.1:28983_solr",
		real + "/core_node2:2:A:L": "Apache Solr: solr.replica_state leader=core_node2 replica=core_node2 state=active state→" + real,
	})
	all.checkAll(t)
	unlisted := all.seen(t, parse(t, real))
	unlisted.Lists = slices.DeleteFunc(unlisted.Lists, func(list znode.List) bool { return list.Path == unlisted.Path })
	if found := recipes.Recognise(unlisted); found == nil || found.Args["active"] != "" {
		t.Errorf("without its children's names it is %s", describe(found))
	}
	const state = "/collections/books/state.json"
	write(`
		/live_nodes/10.0.0.1:8983_solr !
		/overseer/queue/qn-0000000007 = {"operation":"updateshardstate","collection":"books"}
		/overseer/collection-queue-work/qn-0000000008 = {"operation":"create","name":"books"}
		/overseer/async_ids/mn-id-7
		/overseer/collection-map-completed/mn-id-7
		/overseer/collection-map-completed/other
		/collections/books/leader_initiated_recovery/shard1/core_node4 = {"state":"down"}
		`+state+` = {"books":{"perReplicaState":"true","shards":{"shard1":{"replicas":{"core_node3":{"core":"books_shard1_replica_n1","node_name":"10.0.0.1:8983_solr"},"core_node4":{"node_name":"10.0.0.1:8983_solr"}}}}}}
		`+state+`/core_node3:12:A:L
		`+state+`/core_node4:3:F
		`+state+`/notes
	`).check(t, map[string]string{
		state:                         "Apache Solr: solr.state active=1 name=books replicas=2 shards=1 leader→/live_nodes/10.0.0.1:8983_solr",
		state + "/core_node3:12:A:L":  "Apache Solr: solr.replica_state leader=core_node3 replica=core_node3 state=active state→" + state,
		state + "/core_node4:3:F":     "Apache Solr: solr.replica_state replica=core_node4 state=recovery_failed state→" + state,
		state + "/notes":              "",
		"/overseer/async_ids/mn-id-7": "Apache Solr: solr.overseer_command id=id-7",
		"/overseer/collection-map-completed/mn-id-7":                     "Apache Solr: solr.overseer_command id=id-7",
		"/overseer/collection-map-completed/other":                       "",
		"/overseer/queue/qn-0000000007":                                  "Apache Solr: solr.overseer_task operation=updateshardstate collection→/collections/books",
		"/overseer/collection-queue-work/qn-0000000008":                  "Apache Solr: solr.overseer_task operation=create collection→/collections/books",
		"/collections/books/leader_initiated_recovery/shard1/core_node4": "Apache Solr: solr.recovery",
	})
}

// hbaseData returns data in HBase's form: a header with an ID, "PBUF", and a message.
func hbaseData(message string) string { return "\xff\x00\x00\x00\x05id-12PBUF" + message }

// serverName returns a message whose field 1 is HBase's ServerName of host.
func serverName(host string) string {
	name := "\x0a" + string(rune(len(host))) + host + "\x10\x80\x7d" + "\x18\x81\x01"
	return "\x0a" + string(rune(len(name))) + name + "\x10\x00"
}

// TestHBasesOwnTree checks everything that HBase 2.5.10 wrote when it started.
func TestHBasesOwnTree(t *testing.T) {
	all := record(t, "hbase.jsonl")
	all.check(t, map[string]string{
		"/hbase":        "Apache HBase: hbase.root",
		"/hbase/master": "Apache HBase: hbase.master server=localhost:44459",
		"/hbase/backup-masters/localhost,33113,1795705549177": "Apache HBase: hbase.backup server=localhost:33113",
		"/hbase/rs/localhost,34983,1795705550165":             "Apache HBase: hbase.server server=localhost:34983",
	})
	all.checkAll(t)
}

func TestHBase(t *testing.T) {
	all := write(`
		/hbase/rs/r1.example.com,16000,129 !
		/hbase/backup-masters/m2.example.com,16000,7 !
		/hbase/table/orders
		/hbase/replication/peers/1
		/hbase/replication/rs/r1.example.com,16000,129
	`)
	all.put("/hbase/hbaseid", hbaseData("\x0a\x01x"), 0)
	all.put("/hbase/master", hbaseData(serverName("m1.example.com")), 1)
	all.put("/hbase/meta-region-server", hbaseData(serverName("r1.example.com")), 0)
	all.check(t, map[string]string{
		"/hbase":                             "Apache HBase: hbase.root",
		"/hbase/master":                      "Apache HBase: hbase.master server=m1.example.com:16000",
		"/hbase/meta-region-server":          "Apache HBase: hbase.meta server=r1.example.com:16000 node→/hbase/rs/r1.example.com,16000,129",
		"/hbase/rs/r1.example.com,16000,129": "Apache HBase: hbase.server server=r1.example.com:16000",
		"/hbase/replication/rs/r1.example.com,16000,129": "Apache HBase: hbase.replication_queue server=r1.example.com:16000 node→/hbase/rs/r1.example.com,16000,129",
	})
	all.checkAll(t)
}

func TestHadoop(t *testing.T) {
	hdfs := "\x0a\x07cluster\x12\x03nn1\x1a\x0bnn1.example\x20\xd4\x3e\x28\xd3\x3e"
	yarn := "\x0a\x02yc\x12\x03rm2"
	all := tree{}
	all.put("/hadoop-ha/cluster/ActiveBreadCrumb", hdfs, 0)
	all.put("/hadoop-ha/cluster/ActiveStandbyElectorLock", hdfs, 1)
	all.put("/yarn-leader-election/yc/ActiveBreadCrumb", yarn, 0)
	all.put("/other/ActiveBreadCrumb", "text", 0)
	all.check(t, map[string]string{
		"/hadoop-ha/cluster":                          "Apache Hadoop: hadoop.root",
		"/hadoop-ha/cluster/ActiveStandbyElectorLock": "Apache Hadoop: hadoop.active address=nn1.example:8020 group=cluster node=nn1 record→/hadoop-ha/cluster/ActiveBreadCrumb",
		"/hadoop-ha/cluster/ActiveBreadCrumb":         "Apache Hadoop: hadoop.breadcrumb address=nn1.example:8020 group=cluster node=nn1 record→/hadoop-ha/cluster/ActiveStandbyElectorLock",
		"/yarn-leader-election/yc/ActiveBreadCrumb":   "Apache Hadoop: hadoop.breadcrumb group=yc node=rm2 record→/yarn-leader-election/yc/ActiveStandbyElectorLock",
		"/other/ActiveBreadCrumb":                     "",
	})
}

// TestHadoopsOwnTree checks everything that Hadoop 3.3.6 wrote: two name nodes with their failover
// controllers, and two resource managers. These got applications, and after a restart they split
// names. Of secrets the tree has only the names.
func TestHadoopsOwnTree(t *testing.T) {
	all := record(t, "hadoop.jsonl")
	const (
		state   = "/rmstore/ZKRMStateRoot"
		killed  = "/RMAppRoot/application_1795789119674_0002"
		split   = "/RMAppRoot/HIERARCHIES/2/application_1795789355430_00/02"
		attempt = "appattempt_1795789355430_0002_000001"
	)
	all.check(t, map[string]string{
		"/hadoop-ha":                       "Apache Hadoop: hadoop.name_services",
		"/hadoop-ha/shop":                  "Apache Hadoop: hadoop.root",
		"/hadoop-ha/shop/ActiveBreadCrumb": "Apache Hadoop: hadoop.breadcrumb address=localhost:23201 group=shop node=nn1 record→/hadoop-ha/shop/ActiveStandbyElectorLock",
		"/yarn-leader-election/shop-yarn/ActiveStandbyElectorLock": "Apache Hadoop: hadoop.active group=shop-yarn node=rm2 record→/yarn-leader-election/shop-yarn/ActiveBreadCrumb",
		"/rmstore":                         "Apache Hadoop: hadoop.rmstore",
		state + "/RMVersionNode":           "Apache Hadoop: hadoop.rmversion version=1.5",
		state + "/EpochNode":               "Apache Hadoop: hadoop.epoch number=2",
		state + killed:                     "Apache Hadoop: hadoop.application app=application_1795789119674_0002 name=count queue=default state=KILLED user=root",
		state + split:                      "Apache Hadoop: hadoop.application app=application_1795789355430_0002 name=count queue=default state=KILLED user=root",
		state + split + "/" + attempt:      "Apache Hadoop: hadoop.attempt app=application_1795789355430_0002 attempt=" + attempt + " application→" + state + split,
		state + "/RMAppRoot/HIERARCHIES/2": "Apache Hadoop: hadoop.split",
		state + "/RMDTSecretManagerRoot/RMDelegationTokensRoot/RMDelegationToken_1": "Apache Hadoop: hadoop.token owner=root renewer=ann",
		state + "/RMDTSecretManagerRoot/RMDelegationTokensRoot/1":                   "Apache Hadoop: hadoop.split",
	})
	all.checkAll(t)
	write("/hadoop-ha/notes/a").check(t, map[string]string{"/hadoop-ha/notes": ""})
}

func TestStorm(t *testing.T) {
	write(`
		/storm/supervisors/0a1b ! x
		/storm/storms/wordcount-1-17 = x
		/storm/assignments/wordcount-1-17 = x
		/storm/workerbeats/wordcount-1-17/0a1b-6700
		/storm/leader-lock/_c_2355e6a5-f5af-48ea-9298-c6d1381d6082-latch-0000000000 ! nimbus-1
		/storm/nimbuses/nimbus-1:6627 ! x
	`).check(t, map[string]string{
		"/storm":                       "Apache Storm: storm.root",
		"/storm/storms/wordcount-1-17": "Apache Storm: storm.topology name=wordcount-1-17 workers→/storm/assignments/wordcount-1-17 errors→/storm/errors/wordcount-1-17",
		"/storm/supervisors/0a1b":      "Apache Storm: storm.supervisor name=0a1b",
		"/storm/leader-lock":           "Apache Storm: storm.leader",
		"/storm/leader-lock/_c_2355e6a5-f5af-48ea-9298-c6d1381d6082-latch-0000000000": "Curator: election.contender holds=true place=1 total=1 line→/storm/leader-lock",
	})
}

// TestStormsOwnTree checks everything that Storm 2.6.4 wrote for a topology with errors.
func TestStormsOwnTree(t *testing.T) {
	all := record(t, "storm.jsonl")
	const id = "orders-1-1795751674"
	const topology = "topology→/storm/storms/" + id
	all.check(t, map[string]string{
		"/storm/storms/" + id:                                           "Apache Storm: storm.topology name=" + id + " workers→/storm/assignments/" + id + " errors→/storm/errors/" + id,
		"/storm/assignments/" + id:                                      "Apache Storm: storm.assignment name=" + id + " " + topology,
		"/storm/errors/" + id + "/bad":                                  "Apache Storm: storm.component_errors name=bad topology=" + id + " " + topology,
		"/storm/errors/" + id + "/bad-last-error":                       "Apache Storm: storm.last_error name=bad topology=" + id + " " + topology,
		"/storm/blobstore/" + id + "-stormconf.ser/localhost:6627:0-1":  "Apache Storm: storm.blob_copy name=" + id + "-stormconf.ser nimbus=localhost:6627 version=1",
		"/storm/blobstoremaxkeysequencenumber/" + id + "-stormconf.ser": "Apache Storm: storm.blob_version name=" + id + "-stormconf.ser version=1",
		"/storm/nimbuses/localhost":                                     "Apache Storm: storm.nimbus name=localhost",
		"/storm/storm":                                                  "Apache Storm: storm.root_again",
		"/storm/storm/leader-info":                                      "Apache Storm: storm.leader_info line→/storm/leader-lock",
	})
	for path := range all {
		if found := recipes.Recognise(all.seen(t, parse(t, path))); found == nil {
			t.Errorf("%s is not known", path)
		}
	}
}

// TestClickHousesOwnTree checks everything that ClickHouse 18.16 wrote for a table with two
// replicas, an insert, a mutation and a statement ON CLUSTER.
func TestClickHousesOwnTree(t *testing.T) {
	all := record(t, "clickhouse.jsonl")
	const table, query = "/clickhouse/tables/01/hits", "/clickhouse/task_queue/ddl/query-0000000000"
	all.check(t, map[string]string{
		table:                         "ClickHouse: clickhouse.table",
		table + "/replicas/r1/host":   "ClickHouse: clickhouse.host address=127.0.0.1:28301 replica=r1 replica→" + table + "/replicas/r1",
		table + "/log/log-0000000002": "ClickHouse: clickhouse.log_entry replica=r1 replica→" + table + "/replicas/r1",
		table + "/leader_election/leader_election-0000000001": "ClickHouse: clickhouse.candidate replica=r2 replica→" + table + "/replicas/r2",
		"/clickhouse/task_queue/ddl":                          "ClickHouse: clickhouse.ddl_queue",
		query:                                                 "ClickHouse: clickhouse.ddl initiator=vm:28301",
		query + "/finished/127%2E0%2E0%2E1:28301":             "ClickHouse: clickhouse.ddl_result host=127.0.0.1:28301",
	})
	all.checkAll(t, "/clickhouse", "/clickhouse/tables", "/clickhouse/tables/01", "/clickhouse/task_queue")
	if got := strings.Join(lineWords(all.recognise(t, table+"/leader_election").Line), ", "); got != "0000 holds, 0001 waits for 0000" {
		t.Errorf("the election's line is %q", got)
	}
}

// TestNewClickHousesOwnTree checks everything that ClickHouse 26.9 wrote for a replicated table, a
// table whose rows are znodes, and a replicated database.
func TestNewClickHousesOwnTree(t *testing.T) {
	all := record(t, "clickhouse-26.9.jsonl")
	const database, rows = "/clickhouse/databases/r", "/clickhouse/keeper_map/m"
	all.check(t, map[string]string{
		rows + "/data":            "ClickHouse: clickhouse.map_data",
		rows + "/data/AWE=":       "ClickHouse: clickhouse.map_row key=a config→" + rows + "/metadata",
		database:                  "ClickHouse: clickhouse.database",
		database + "/max_log_ptr": "ClickHouse: clickhouse.database_latest number=1",
		"/clickhouse/tables/01/q/lightweight_updates": "ClickHouse: clickhouse.updates",
	})
	all.checkAll(t, "/clickhouse", "/clickhouse/databases", "/clickhouse/keeper_map", rows, "/clickhouse/tables", "/clickhouse/tables/01")
	for path, data := range map[string]string{
		database + "/metadata/a%2Db":         "CREATE TABLE",
		database + "/log/query-0000000001":   "version: 1",
		database + "/replicas/s1|r1/log_ptr": "1",
		database + "/replicas/s1|r1/digest":  "123",
	} {
		all.put(path, data, 0)
	}
	all.check(t, map[string]string{
		database + "/metadata/a%2Db":         "ClickHouse: clickhouse.database_table name=a-b",
		database + "/log/query-0000000001":   "ClickHouse: clickhouse.database_query",
		database + "/replicas/s1|r1/log_ptr": "ClickHouse: clickhouse.database_pointer number=1 replica=s1|r1 replica→" + database + "/replicas/s1|r1",
	})
	write(`
		/x/data/AWE=
		/x/data/abcd
		/x/metadata = {}
	`).check(t, map[string]string{"/x/data": "", "/x/data/abcd": "", "/x/metadata": ""})
}

func TestClickHouse(t *testing.T) {
	const table = "/clickhouse/tables/01/hits"
	all := write(`
		` + table + `/metadata = metadata format version: 1
		` + table + `/columns = columns format version: 1
		` + table + `/blocks
		` + table + `/block_numbers
		` + table + `/mutations
		` + table + `/leader_election/leader_election-0000000001 ! r2 (multiple leaders Ok)
		` + table + `/log/log-0000000003 = format version: 4\ncreate_time: 2026-01-01 00:00:00\nsource replica: r1\nblock_id: x\nget\nall_0_0_0\n
		` + table + `/replicas/r1/host = host: ch-1\nport: 9009\ntcp_port: 9000\ndatabase: default\ntable: hits\nscheme: http\n
		` + table + `/replicas/r1/is_active ! UUID_x
		` + table + `/replicas/r1/log_pointer = 3
		` + table + `/replicas/r1/queue/queue-0000000007 = format version: 4\ncreate_time: 2026-01-01 00:00:00\nsource replica: r2\nblock_id: x\nget\nall_1_1_0\n
		/clickhouse/task_queue/ddl/query-0000000000 = version: 1\nquery: CREATE TABLE t\nhosts: ['ch-1:9000']\ninitiator: ch-1:9000\n
		/clickhouse/task_queue/ddl/query-0000000000/finished/ch-1:9000 = 0
	`)
	all.check(t, map[string]string{
		table:                              "ClickHouse: clickhouse.table",
		table + "/replicas/r1/host":        "ClickHouse: clickhouse.host address=ch-1:9000 replica=r1 replica→" + table + "/replicas/r1",
		table + "/replicas/r1/log_pointer": "ClickHouse: clickhouse.log_pointer number=3 replica=r1 replica→" + table + "/replicas/r1 next→" + table + "/log/log-0000000003",
		table + "/replicas/r1/queue/queue-0000000007":          "ClickHouse: clickhouse.queue_entry replica=r2 replica→" + table + "/replicas/r2",
		table + "/log/log-0000000003":                          "ClickHouse: clickhouse.log_entry replica=r1 replica→" + table + "/replicas/r1",
		table + "/leader_election/leader_election-0000000001":  "ClickHouse: clickhouse.candidate replica=r2 replica→" + table + "/replicas/r2",
		"/clickhouse/task_queue/ddl/query-0000000000":          "ClickHouse: clickhouse.ddl initiator=ch-1:9000",
		"/clickhouse/task_queue/ddl/query-0000000000/finished": "ClickHouse: clickhouse.ddl_finished",
	})
	all.put(table+"/leader_election/leader_election-0", "all (multiple leaders Ok)", 0) // from 21.12 on
	all.check(t, map[string]string{table + "/leader_election/leader_election-0": "ClickHouse: clickhouse.all_lead"})
	if line := all.recognise(t, table+"/leader_election").Line; line == nil || line.Total != 1 {
		t.Errorf("the election has the line %+v", line)
	}
}

// TestPatronisOwnTree checks what Patroni 4.1.5 wrote for three PostgreSQL 15, after one switchover
// and with another one planned.
func TestPatronisOwnTree(t *testing.T) {
	all := record(t, "patroni.jsonl")
	all.check(t, map[string]string{
		"/service/orders":              "Patroni: patroni.root",
		"/service/orders/leader":       "Patroni: patroni.leader member=pg-3 member→/service/orders/members/pg-3",
		"/service/orders/members/pg-1": "Patroni: patroni.member address=127.0.0.1:28021 member=pg-1 role=replica state=running leader→/service/orders/leader",
		"/service/orders/sync":         "Patroni: patroni.sync member=pg-3 standby=pg-2 leader→/service/orders/members/pg-3 member→/service/orders/members/pg-2",
		"/service/orders/failover":     "Patroni: patroni.failover at=2027-01-02T03:04:05+00:00 from=pg-3 to=pg-2 member→/service/orders/members/pg-2",
	})
	all.checkAll(t, "/service")
	for _, left := range []string{"", "{}"} { // a failover that is over leaves these
		all.put("/service/orders/failover", left, 0)
		all.check(t, map[string]string{"/service/orders/failover": "Patroni: patroni.no_failover"})
	}
}

func TestPatroni(t *testing.T) {
	all := write(`
		/service/orders/initialize = 7312345678901234567
		/service/orders/leader ! pg-1
		/service/orders/config = {"ttl":30,"loop_wait":10}
		/service/orders/history = [[1,2,"no recovery target specified"]]
		/service/orders/failover = {"leader":"pg-1","member":"pg-2"}
		/service/orders/sync = {"leader":"pg-1","sync_standby":"pg-2"}
		/service/orders/members/pg-1 ! {"conn_url":"postgres://user:secret@10.0.0.1:5432/postgres","api_url":"http://10.0.0.1:8008/patroni","state":"running","role":"master","timeline":2}
		/service/orders/optime/leader = 67109504
		/service/orders/status = {"optime":67109504}
	`)
	all.check(t, map[string]string{
		"/service/orders":               "Patroni: patroni.root",
		"/service/orders/leader":        "Patroni: patroni.leader member=pg-1 member→/service/orders/members/pg-1",
		"/service/orders/members/pg-1":  "Patroni: patroni.member address=10.0.0.1:5432 member=pg-1 role=master state=running leader→/service/orders/leader",
		"/service/orders/failover":      "Patroni: patroni.failover from=pg-1 to=pg-2 member→/service/orders/members/pg-2",
		"/service/orders/sync":          "Patroni: patroni.sync member=pg-1 standby=pg-2 leader→/service/orders/members/pg-1 member→/service/orders/members/pg-2",
		"/service/orders/optime/leader": "Patroni: patroni.optime number=67109504",
	})
	all.checkAll(t, "/service")
}

// TestDubbosOwnTree checks everything that Dubbo 3.2.14 wrote for a provider and a consumer. Their
// interface is inside a class, so its name is escaped.
func TestDubbosOwnTree(t *testing.T) {
	all := record(t, "dubbo.jsonl")
	const service = "/dubbo/D%24Orders"
	all.check(t, map[string]string{
		"/dubbo":                  "Apache Dubbo: dubbo.root",
		service:                   "Apache Dubbo: dubbo.service",
		service + "/providers":    "Apache Dubbo: dubbo.providers service=D$Orders",
		"/dubbo/mapping/D$Orders": "Apache Dubbo: dubbo.mapping applications=shop service=D$Orders service→" + service,
		"/dubbo/metadata/D%24Orders/1.0.0/eu/provider/shop":                       "Apache Dubbo: dubbo.metadata_of service=D$Orders",
		"/services/shop/192.0.2.2:28551":                                          "Curator: service.instance address=192.0.2.2:28551 service=shop service→/services/shop",
		service + "/providers/" + all.children(parse(t, service+"/providers"))[0]: "Apache Dubbo: dubbo.provider address=192.0.2.2:28551 application=shop protocol=dubbo service=D$Orders",
		service + "/consumers/" + all.children(parse(t, service+"/consumers"))[0]: "Apache Dubbo: dubbo.consumer address=192.0.2.2 application=shop protocol=consumer service=D$Orders",
	})
	all.checkAll(t, "/services", "/services/shop")
}

func TestDubbo(t *testing.T) {
	const provider = "/dubbo/com.example.Orders/providers/dubbo%3A%2F%2F10.0.0.5%3A20880%2Fcom.example.Orders%3Fapplication%3Dshop%26interface%3Dcom.example.Orders"
	write(`
		`+provider+` ! 
		/dubbo/com.example.Orders/configurators
		/dubbo/com.example.Stock/providers/dubbo%3A%2F%2F10.0.0.6%3A20880%2Fcom.example.Stock%3Fapplication%3Dshop ! 
		/dubbo/com.example.Other/providers/dubbo%3A%2F%2F10.0.0.6%3A20880%2Fsomething ! 
	`).check(t, map[string]string{
		"/dubbo/com.example.Orders":           "Apache Dubbo: dubbo.service",
		"/dubbo/com.example.Orders/providers": "Apache Dubbo: dubbo.providers service=com.example.Orders",
		"/dubbo/com.example.Stock":            "",
		"/dubbo/com.example.Stock/providers":  "Apache Dubbo: dubbo.providers service=com.example.Stock",
		"/dubbo/com.example.Other/providers":  "",
		provider:                              "Apache Dubbo: dubbo.provider address=10.0.0.5:20880 application=shop protocol=dubbo service=com.example.Orders",
	})
}

func TestPulsar(t *testing.T) {
	write(`
		/managed-ledgers/public/default/persistent/my%2Ftopic/sub%3A1
		/ledgers/LAYOUT = 1
		/ledgers/available/bk-1:3181 ! 
		/ledgers/available/readonly
		/ledgers/cookies/bk-1:3181 = 4
		/loadbalance/brokers/broker-1:8080 ! {"webServiceUrl":"http://broker-1:8080"}
		/loadbalance/leader ! {"serviceUrl":"http://broker-1:8080","leaderReady":true}
		/namespace/public/default/0x00000000_0x40000000 ! {"nativeUrl":"pulsar://broker-1:6650","httpUrl":"http://broker-1:8080","disabled":false}
		/admin/policies/public/default = {}
		/admin/clusters/standalone = {}
	`).check(t, map[string]string{
		"/": "Apache Pulsar: pulsar.root",
		"/managed-ledgers/public/default/persistent/my%2Ftopic":         "Apache Pulsar: pulsar.topic topic=persistent://public/default/my/topic config→/admin/policies/public/default",
		"/managed-ledgers/public/default/persistent/my%2Ftopic/sub%3A1": "Apache Pulsar: pulsar.subscription subscription=sub:1 topic=persistent://public/default/my/topic config→/admin/policies/public/default topic→/managed-ledgers/public/default/persistent/my%2Ftopic",
		"/loadbalance/leader":                             "Apache Pulsar: pulsar.leader broker=broker-1:8080 broker→/loadbalance/brokers/broker-1:8080",
		"/namespace/public/default/0x00000000_0x40000000": "Apache Pulsar: pulsar.ownership broker=pulsar://broker-1:6650 namespace=public/default broker→/loadbalance/brokers/broker-1:8080",
		"/ledgers":                     "Apache Pulsar: pulsar.ledgers",
		"/ledgers/available/bk-1:3181": "Apache BookKeeper: bookkeeper.bookie bookie=bk-1:3181 record→/ledgers/cookies/bk-1:3181",
		"/ledgers/available/readonly":  "Apache BookKeeper: bookkeeper.readonly",
	})
}

// TestPulsarsOwnTree checks everything that a broker of Pulsar 3.0.7 and a bookie wrote for a
// namespace with a topic of two partitions.
func TestPulsarsOwnTree(t *testing.T) {
	all := record(t, "pulsar.jsonl")
	const broker = "127.0.0.1:28080"
	all.check(t, map[string]string{
		"/pulsar/loadbalance/leader": "Apache Pulsar: pulsar.leader broker=" + broker + " broker→/pulsar/loadbalance/brokers/" + broker,
		"/pulsar/namespace/pulsar/standalone/" + broker + "/0x00000000_0xffffffff": "Apache Pulsar: pulsar.ownership broker=pulsar://127.0.0.1:26650 namespace=pulsar/standalone/" + broker +
			" broker→/pulsar/loadbalance/brokers/" + broker,
		"/pulsar/admin/local-policies/shop/eu":                       "Apache Pulsar: pulsar.split namespace=shop/eu config→/pulsar/admin/policies/shop/eu",
		"/pulsar/admin/partitioned-topics/shop/eu/persistent/visits": "Apache Pulsar: pulsar.partitioned_topic namespace=shop/eu topic=persistent://shop/eu/visits config→/pulsar/admin/policies/shop/eu",
		"/pulsar/managed-ledgers/shop":                               "Apache Pulsar: pulsar.of_tenant name=shop",
	})
	all.checkAll(t)
}

// TestBookKeepersOwnTree checks what BookKeeper 4.16.5 wrote for two bookies and a ledger.
func TestBookKeepersOwnTree(t *testing.T) {
	all := record(t, "bookkeeper.jsonl")
	all.put("/ledgers/available/readonly/bk-3:3181", "", 1) // according to BookKeeper's source
	all.check(t, map[string]string{
		"/ledgers":                              "Apache BookKeeper: bookkeeper.root",
		"/ledgers/available/127.0.0.1:39031":    "Apache BookKeeper: bookkeeper.bookie bookie=127.0.0.1:39031 record→/ledgers/cookies/127.0.0.1:39031",
		"/ledgers/available/readonly/bk-3:3181": "Apache BookKeeper: bookkeeper.readonly_bookie bookie=bk-3:3181 record→/ledgers/cookies/bk-3:3181",
	})
	all.put("/ledgers/000/0000/0021/4748/L3648", string(all["/ledgers/00/0000/L0000"].data), 0) // an ID of more than 31 bits
	all.check(t, map[string]string{
		"/ledgers/00/0000/L0000":            "Apache BookKeeper: bookkeeper.ledger id=0 state=CLOSED",
		"/ledgers/000/0000/0021/4748/L3648": "Apache BookKeeper: bookkeeper.ledger id=2147483648 state=CLOSED",
	})
	all.checkAll(t)
}

// TestPulsarsTopics checks everything that the broker wrote after topics, some in namespaces of the
// old form, had been opened, had got subscriptions and schemas, and had been closed and opened
// again.
func TestPulsarsTopics(t *testing.T) {
	all := record(t, "pulsar-topics.jsonl")
	const (
		topic   = "/managed-ledgers/shop/eu/persistent/orders+new"
		ledger  = "/ledgers/00/0000/L00"
		subject = "topic=persistent://shop/eu/orders new"
		config  = " config→/admin/policies/shop/eu"
		old     = "/managed-ledgers/shop/eu/orders/persistent/new"
	)
	all.check(t, map[string]string{
		topic:                     "Apache Pulsar: pulsar.topic " + subject + config + " ledger→" + ledger + "19 ledger→" + ledger + "08",
		topic + "/billing%3A1":    "Apache Pulsar: pulsar.subscription subscription=billing:1 " + subject + config + " topic→" + topic + " ledger→" + ledger + "21",
		old + "/billing%3A1":      "Apache Pulsar: pulsar.subscription subscription=billing:1 topic=persistent://shop/eu/orders/new" + config + "/orders topic→" + old,
		ledger + "19":             "Apache BookKeeper: bookkeeper.ledger id=19 state=OPEN " + subject + " topic→" + topic,
		ledger + "21":             "Apache BookKeeper: bookkeeper.ledger id=21 state=OPEN subscription=billing:1 " + subject + " topic→" + topic,
		ledger + "10":             "Apache BookKeeper: bookkeeper.ledger id=10 schema=shop/eu/orders new state=CLOSED schema→/schemas/shop/eu/orders+new",
		ledger + "22":             "Apache BookKeeper: bookkeeper.ledger compacted=persistent://shop/eu/__change_events id=22 state=CLOSED",
		"/ledgers/00/0000":        "Apache BookKeeper: bookkeeper.split",
		"/schemas/shop/eu/visits": "Apache Pulsar: pulsar.schema topic=shop/eu/visits version=0 ledger→" + ledger + "15",
		"/loadbalance/bundle-data/shop/eu/0x00000000_0x20000000":        "Apache Pulsar: pulsar.bundle namespace=shop/eu" + config,
		"/loadbalance/bundle-data/shop/eu/orders/0x00000000_0xffffffff": "Apache Pulsar: pulsar.bundle namespace=shop/eu/orders" + config + "/orders",
		"/loadbalance/resource-quota/shop/eu/0x80000000_0xc0000000":     "Apache Pulsar: pulsar.quota namespace=shop/eu" + config,
		"/namespace/pulsar/standalone":                                  "Apache Pulsar: pulsar.of_cluster cluster=standalone name=pulsar",
		"/namespace/pulsar/standalone/127.0.0.1:28080":                  "Apache Pulsar: pulsar.of_namespace namespace=pulsar/standalone/127.0.0.1:28080 config→/admin/policies/pulsar/standalone/127.0.0.1:28080",
		"/admin/clusters/standalone/failureDomain/rack1":                "Apache Pulsar: pulsar.failure_domain name=rack1",
		"/admin/clusters/standalone/namespaceIsolationPolicies":         "Apache Pulsar: pulsar.isolation name=standalone",
	})
	all.checkAll(t)
}

// TestDruidsOwnTree checks everything that the classes of Druid 29.0.1 wrote for a server of each
// role, with two coordinators, a served segment and a segment to load. The task below "tasks"
// follows the source of Druid's RemoteTaskRunner.
func TestDruidsOwnTree(t *testing.T) {
	all := record(t, "druid.jsonl")
	const (
		historical = "hi-1.example.com:8083"
		worker     = "mm-1.example.com:8091"
		segment    = "visits_2026-11-01T00:00:00.000Z_2026-11-02T00:00:00.000Z_2026-11-02T00:00:00.000Z"
		task       = "index_parallel_orders_abcdefgh_2026-11-02T10:00:00.000Z"
	)
	all.check(t, map[string]string{
		"/druid":                                             "Apache Druid: druid.root",
		"/druid/announcements/" + historical:                 "Apache Druid: druid.announcement server=" + historical + " segments→/druid/segments/" + historical + " entries→/druid/loadQueue/" + historical,
		"/druid/coordinator/_COORDINATOR":                    "Apache Druid: druid.coordinator_election",
		"/druid/internal-discovery/HISTORICAL/" + historical: "Apache Druid: druid.discovered_server role=HISTORICAL server=" + historical + " node→/druid/announcements/" + historical,
		"/druid/loadQueue/" + historical + "/" + segment:     "Apache Druid: druid.load_entry server=" + historical + " node→/druid/announcements/" + historical + " segments→/druid/segments/" + historical,
		"/druid/indexer/announcements/" + worker:             "Apache Druid: druid.worker server=" + worker + " entries→/druid/indexer/tasks/" + worker + " state→/druid/indexer/status/" + worker,
		"/druid/indexer/tasks/" + worker + "/" + task:        "Apache Druid: druid.task server=" + worker + " task=" + task + " node→/druid/indexer/announcements/" + worker + " state→/druid/indexer/status/" + worker + "/" + task,
		"/druid/indexer/status/" + worker + "/" + task:       "Apache Druid: druid.status server=" + worker + " task=" + task + " node→/druid/indexer/announcements/" + worker,
		"/druid/discovery/druid:coordinator":                 "Apache Druid: druid.service service=druid/coordinator",
	})
	if line := all.recognise(t, "/druid/coordinator/_COORDINATOR").Line; strings.Join(lineWords(line), ", ") != "0000 holds, 0001 waits for 0000" {
		t.Errorf("the election's line is %q", lineWords(line))
	}
	all.checkAll(t)
}

// TestSystemsBesideEachOther checks a root that several systems share.
func TestSystemsBesideEachOther(t *testing.T) {
	write(`
		/brokers/ids
		/controller_epoch = 1
		/live_nodes
		/collections
		/overseer
	`).check(t, map[string]string{
		"/":           ": systems systems=Apache Kafka, Apache Solr",
		"/live_nodes": "Apache Solr: solr.live_nodes",
		"/brokers":    "Apache Kafka: kafka.brokers",
	})
}

// TestLinksAreBounded checks that a topic of a thousand brokers does not get a thousand links.
func TestLinksAreBounded(t *testing.T) {
	ids := strings.Repeat("1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,", 40) + "28"
	found := write(`
		/controller_epoch = 1
		/brokers/topics/big = {"version":1,"partitions":{"0":[`+ids+`]}}
	`).recognise(t, "/brokers/topics/big")
	if found == nil || len(found.Links) != recipes.MaxLinks {
		t.Errorf("the links are %+v", found)
	}
}
