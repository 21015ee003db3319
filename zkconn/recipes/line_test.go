package recipes_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"zkweb/zkconn/recipes"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// TestCuratorsRecipes checks a tree that Curator 5.7.1 wrote.
func TestCuratorsRecipes(t *testing.T) {
	all := record(t, "curator.jsonl")
	all.check(t, map[string]string{
		"/curator":                  "",
		"/curator/mutex":            "Curator: lock",
		"/curator/rw":               "Curator: rwlock",
		"/curator/rwdown":           "Curator: rwlock",
		"/curator/selector":         "Curator: lock",
		"/curator/latch":            "Curator: election",
		"/curator/sem":              "Curator: semaphore leases=2 waiting=2 leases→/curator/sem/leases line→/curator/sem/locks",
		"/curator/sem/leases":       "Curator: leases",
		"/curator/sem/locks":        "Curator: lock",
		"/curator/semmutex":         "Curator: semaphore leases=1 waiting=0 leases→/curator/semmutex/leases line→/curator/semmutex/locks",
		"/curator/semalone":         "Curator: semaphore leases=1 waiting=0 leases→/curator/semalone/leases",
		"/curator/barrier":          ": barrier",
		"/curator/dbarrier":         ": barrier.waiting inside=2",
		"/curator/dready":           ": barrier.double inside=1",
		"/curator/sharedcount":      "Curator: counter value=8",
		"/curator/atomiclong":       "Curator: counter value=43",
		"/curator/atomicint":        "Curator: counter value=43",
		"/curator/two":              "Curator: election",
		"/curator/queue":            "Curator: queue entries=2 next→/curator/queue/queue-0000000000",
		"/curator/pqueue":           "Curator: queue entries=3 next→/curator/pqueue/queue-0FFFFFFFF0000000002",
		"/curator/dqueue":           "Curator: queue entries=1 next→/curator/dqueue/queue-|1A3185C5000|0000000000",
		"/curator/idqueue":          "Curator: queue entries=2 next→/curator/idqueue/queue-|id-7|0000000000",
		"/curator/squeue":           ": queue entries=1 next→/curator/squeue/qn-0000000000",
		"/curator/queuelock":        "",
		"/curator/group":            "",
		"/curator/discovery":        "",
		"/curator/discovery/orders": "",
		"/curator/group/member-1":   "",
		"/curator/discovery/orders/2355e6a5-f5af-48ea-9298-c6d1381d6082": "Curator: service.instance address=10.0.0.6:8080 service=orders service→/curator/discovery/orders",
		"/curator/mutex/_c_88ca081c-45f9-4b71-83cf-1a9a9b4058d2-lock-0000000002": "Curator: lock.contender holds=false place=3 total=3 line→/curator/mutex" +
			" waits_for→/curator/mutex/_c_7dde9e30-2d56-4ada-a713-45a6b5a7679d-lock-0000000001",
		"/curator/latch/_c_6e72b53b-2563-470f-89ed-ac50d678fa9d-latch-0000000000": "Curator: election.contender holds=true place=1 total=2 line→/curator/latch",

		"/curator/queue/queue-0000000000":           "Curator: queue.entry",
		"/curator/pqueue/queue-0FFFFFFFF0000000002": "Curator: queue.entry",
		"/curator/squeue/qn-0000000000":             ": queue.entry",

		"/curator/dready/ready":                                  ": barrier.ready",
		"/curator/dready/51c58975-d492-4a33-b8bc-b37ccd17afe3":   ": barrier.member id=127.0.0.1",
		"/curator/dbarrier/474c6c80-0b3b-44f0-8f0e-38b98420aaaa": ": barrier.member id=127.0.0.1",
	})
	for path, want := range map[string][]string{
		"/curator/mutex":      {"0000 holds", "0001 waits for 0000", "0002 waits for 0001"},
		"/curator/rw":         {"0000 reads holds", "0001 reads holds", "0002 writes waits for 0001", "0003 reads waits for 0002"},
		"/curator/latch":      {"0000 holds", "0001 waits for 0000"},
		"/curator/sem/leases": {"0000 holds", "0001 holds", "0002"}, // at most two at a time: the client that has the lock waits with the third
	} {
		line := all.recognise(t, path).Line
		if got := lineWords(line); !slices.Equal(got, want) {
			t.Errorf("%s has the line %q, want %q", path, got, want)
		}
		if line.Contenders[0].Stat.EphemeralOwner != 1 {
			t.Errorf("%s: the session of the first is %d", path, line.Contenders[0].Stat.EphemeralOwner)
		}
	}
}

// TestKazoosRecipes checks the tree that kazoo writes into a ZooKeeper.
func TestKazoosRecipes(t *testing.T) {
	script, err := os.ReadFile("testdata/kazoo.py")
	if err != nil {
		t.Fatal(err)
	}
	all := readTree(t, zktest.Kazoo(t, string(script), zktest.Run(t).Addr()))
	all.check(t, map[string]string{
		"/kazoo":                    "",
		"/kazoo/lock":               "kazoo: lock",
		"/kazoo/rw":                 "kazoo: rwlock",
		"/kazoo/sem":                "kazoo: semaphore.kazoo leases=2 limit=2 line→/kazoo/sem-__lock__",
		"/kazoo/sem-__lock__":       "kazoo: lock",
		"/kazoo/election":           "kazoo: lock",
		"/kazoo/barrier":            ": barrier",
		"/kazoo/closed":             "",
		"/kazoo/open":               ": barrier.double inside=1",
		"/kazoo/queue":              "kazoo: queue entries=2 next→/kazoo/queue/entry-005-0000000001",
		"/kazoo/locking":            "kazoo: queue.locking entries=2 taken=1 entries→/kazoo/locking/entries taken→/kazoo/locking/taken",
		"/kazoo/locking/entries":    "kazoo: queue entries=2 next→/kazoo/locking/entries/entry-100-0000000000",
		"/kazoo/locking/taken":      "kazoo: queue.taken entries=1",
		"/kazoo/counter":            "kazoo: counter value=5",
		"/kazoo/float-counter":      "kazoo: counter value=1.5",
		"/kazoo/curator-counter":    "Curator: counter value=5",
		"/kazoo/lease":              "kazoo: lease holder→/kazoo/lease/lease_holder",
		"/kazoo/lease/lease_holder": "kazoo: lease.holder end=2026-01-02T04:04:05 holder=holder-1",
		"/kazoo/party":              "kazoo: party members=2",
		"/kazoo/shallow":            "kazoo: party members=1",

		"/kazoo/queue/entry-005-0000000001":           "kazoo: queue.entry priority=5",
		"/kazoo/locking/entries/entry-100-0000000001": "kazoo: queue.entry priority=100",
		"/kazoo/locking/taken/entry-100-0000000000":   "kazoo: queue.taken_entry entries→/kazoo/locking/entries",
		"/kazoo/open/ready":                           ": barrier.ready",
	})
	for path, want := range map[string]string{
		"/kazoo/lock":     "0000 holds, 0001 waits for 0000, 0002 waits for 0001",
		"/kazoo/rw":       "0000 reads holds, 0001 reads holds, 0002 writes waits for 0001, 0003 reads waits for 0002",
		"/kazoo/election": "0000 holds, 0001 waits for 0000",
	} {
		if got := strings.Join(lineWords(all.recognise(t, path).Line), ", "); got != want {
			t.Errorf("%s has the line %q, want %q", path, got, want)
		}
	}
	if line := all.recognise(t, "/kazoo/sem").Line; line.Holders != 2 || line.Limit != 2 {
		t.Errorf("the semaphore has the line %+v", line)
	}
	member := all.children(parse(t, "/kazoo/shallow"))[0]
	inside := all.children(parse(t, "/kazoo/open"))[0]
	all.check(t, map[string]string{"/kazoo/shallow/" + member: "kazoo: party.member id=p0", "/kazoo/open/" + inside: ": barrier.member id=d0"})
}

// TestReadersAndWriters checks whom each contender waits for: a reader of Curator for the first
// writer before it, and a reader of kazoo or of ZooKeeper's recipe for the last.
func TestReadersAndWriters(t *testing.T) {
	uuid := func(n int) string { return fmt.Sprintf("%032x", n) }
	kazoo, curator, plain := "", "", ""
	for i, writes := range []bool{true, false, true, false, false, true} {
		mark, shape, word := "__rlock__", "__READ__", "read-"
		if writes {
			mark, shape, word = "__lock__", "__WRIT__", "write-"
		}
		plain += fmt.Sprintf("/rw/%s%010d ! x\n", word, i)
		kazoo += fmt.Sprintf("/rw/%s%s%010d ! x\n", uuid(9-i), mark, i)
		curator += fmt.Sprintf("/rw/_c_%s-%s%010d ! x\n", uuid(9-i), shape, i)
	}
	last := []string{"0000 writes holds", "0001 reads waits for 0000", "0002 writes waits for 0001", "0003 reads waits for 0002", "0004 reads waits for 0002", "0005 writes waits for 0004"}
	for _, test := range []struct {
		tree string
		want []string
	}{
		{kazoo, last},
		{plain, last},
		{curator, []string{"0000 writes holds", "0001 reads waits for 0000", "0002 writes waits for 0001", "0003 reads waits for 0000", "0004 reads waits for 0000", "0005 writes waits for 0004"}},
	} {
		found := write(test.tree).recognise(t, "/rw")
		if found == nil || found.Code != "rwlock" || found.Line.Holders != 1 {
			t.Fatalf("recognised %+v", found)
		}
		if got := lineWords(found.Line); !slices.Equal(got, test.want) {
			t.Errorf("%s: the line is %q, want %q", found.Of, got, test.want)
		}
	}
}

// TestTheLineGoesOnAfterTheLargestNumber checks that -2147483648 follows 2147483647.
func TestTheLineGoesOnAfterTheLargestNumber(t *testing.T) {
	for _, test := range []struct {
		numbers []string
		want    []string
	}{
		{[]string{"-2147483647", "-2147483648", "2147483646", "2147483647"}, []string{"2147483646", "2147483647", "-2147483648", "-2147483647"}},
		{[]string{"0000000001", "-000000001", "0000000000"}, []string{"-000000001", "0000000000", "0000000001"}},
		{[]string{"0000000007"}, []string{"0000000007"}},
		{[]string{"0000000000", "2147483647"}, []string{"0000000000", "2147483647"}},
	} {
		text := ""
		for _, number := range test.numbers {
			text += "/l/lock-" + number + " ! x\n"
		}
		var got []string
		for _, contender := range write(text).recognise(t, "/l").Line.Contenders {
			got = append(got, strings.TrimPrefix(contender.Name, "lock-"))
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("the order is %q, want %q", got, test.want)
		}
	}
}

// TestALongLineIsCut checks that all contenders are counted, but only the first are listed and have
// their stats read.
func TestALongLineIsCut(t *testing.T) {
	text := ""
	for i := range 300 {
		text += fmt.Sprintf("/l/_c_%032x-lock-%010d ! x\n", 1000-i, i)
	}
	all := write(text)
	line := all.recognise(t, "/l").Line
	if line.Total != 300 || line.Holders != 1 || len(line.Contenders) != recipes.MaxContenders || line.Contenders[19].Sequence != 19 {
		t.Errorf("the line has %d, %d hold, %d told", line.Total, line.Holders, len(line.Contenders))
	}
	readers := ""
	for i := range 50 {
		readers += fmt.Sprintf("/rw/_c_%032x-__READ__%010d ! x\n", i, i)
	}
	if line := write(readers+fmt.Sprintf("/rw/_c_%032x-__WRIT__0000000050 ! x\n", 50)).recognise(t, "/rw").Line; line.Total != 51 || line.Holders != 50 {
		t.Errorf("of 51, after 50 readers, %d hold", line.Holders)
	}
	path := parse(t, "/l")
	names := all.children(path)
	if asked := recipes.Children(path, names); len(asked) != recipes.MaxContenders {
		t.Errorf("%d stats are asked for", len(asked))
	}
	// the last contender has the first name
	all.check(t, map[string]string{"/l/" + names[0]: "Curator: lock.contender holds=false place=300 total=300 line→/l waits_for→/l/" + names[1]})
}

// TestWhoWentMeanwhileStandsInNoLine checks contenders that are deleted after their names and
// before their stats are read.
func TestWhoWentMeanwhileStandsInNoLine(t *testing.T) {
	all := write("/l/lock-0000000000 ! x\n/l/lock-0000000001 ! x\n/l/lock-0000000002 ! x")
	seen := all.seen(t, parse(t, "/l"))
	first, second := parse(t, "/l/lock-0000000000"), parse(t, "/l/lock-0000000001")
	seen.Stats[first] = &znode.StatResult{Err: &znode.Error{Kind: znode.NotFound}}
	line := recipes.Recognise(seen).Line
	if got := strings.Join(lineWords(line), ", "); got != "0001 holds, 0002 waits for 0001" || line.Total != 2 {
		t.Errorf("the line is %q, of %d", got, line.Total)
	}
	seen.Stats[first] = &znode.StatResult{Err: &znode.Error{Kind: znode.Denied}} // it exists
	if got := strings.Join(lineWords(recipes.Recognise(seen).Line), ", "); got != "0000 holds, 0001 waits for 0000, 0002 waits for 0001" {
		t.Errorf("the line with a first that is not shown is %q", got)
	}
	seen.Stats[second] = &znode.StatResult{Err: &znode.Error{Kind: znode.NotFound}}
	if got := strings.Join(lineWords(recipes.Recognise(seen).Line), ", "); got != "0000 holds, 0002 waits for 0000" {
		t.Errorf("the line without its second is %q", got)
	}
}

// TestLinesInOnePlace checks that lines in one place do not affect each other, as with their
// clients.
func TestLinesInOnePlace(t *testing.T) {
	uuid := strings.Repeat("0a", 16)
	all := write(`
		/l/_c_` + uuid + `-latch-0000000000 ! x
		/l/_c_` + uuid + `-lock-0000000001 ! x
		/l/_c_` + uuid + `-latch-0000000002 ! x
		/l/_c_` + uuid + `-lock-0000000003 ! x
		/l/_c_` + uuid + `-latch-0000000004 ! x
		/l/` + uuid + `__lock__0000000005 ! x
	`)
	found := all.recognise(t, "/l")
	if got := strings.Join(lineWords(found.Line), ", "); describe(found) != "Curator: election" || got != "0000 holds, 0002 waits for 0000, 0004 waits for 0002" || found.Line.Others != 3 {
		t.Errorf("%s has the line %q beside %d others", describe(found), got, found.Line.Others)
	}
	all.check(t, map[string]string{
		"/l/_c_" + uuid + "-lock-0000000001": "Curator: lock.contender holds=true place=1 total=2 line→/l",
		"/l/_c_" + uuid + "-lock-0000000003": "Curator: lock.contender holds=false place=2 total=2 line→/l waits_for→/l/_c_" + uuid + "-lock-0000000001",
		"/l/" + uuid + "__lock__0000000005":  "kazoo: lock.contender holds=true place=1 total=1 line→/l",
	})
}

// TestManyLead checks an election in which each of ClickHouse's replicas says that all lead.
func TestManyLead(t *testing.T) {
	line := write("/e/leader_election-0000000000 ! x\n/e/leader_election-0000000001 ! x").recognise(t, "/e").Line
	line.Contenders[0].ID, line.Contenders[1].ID = "r1", "r2"
	if line.Settle(); line.Holders != 1 || line.Contenders[1].Holds {
		t.Errorf("one leads, and the line is %+v", line)
	}
	line.Contenders[0].ID, line.Contenders[1].ID = "r1 (multiple leaders Ok)", "r2 (multiple leaders Ok)"
	if line.Settle(); line.Holders != 2 || !line.Contenders[1].Holds || line.Contenders[1].WaitsFor != "" {
		t.Errorf("both lead, and the line is %+v", line)
	}
}

// TestWhatAQueueGivesNext checks the entry that clients take next. In a queue by IDs that is the
// smallest number, in others the first name, and "-" sorts before digits.
func TestWhatAQueueGivesNext(t *testing.T) {
	for _, test := range []struct{ names, next string }{
		{"queue-|b|0000000000 queue-|a|0000000001 queue-|DEADBEEF000|0000000002", "queue-|b|0000000000"},
		{"queue-|1A3185C5001|0000000000 queue-|1A3185C5000|0000000001", "queue-|1A3185C5000|0000000001"},
		{"queue-2147483647 queue--2147483648 queue--2147483647", "queue--2147483647"},
		{"queue-1999999999 queue-2000000000", "queue-1999999999"},
		{"entry-100-2147483647 entry-100--2147483648", "entry-100--2147483648"},
		{"entry-100-0000000000 entry-005-0000000001", "entry-005-0000000001"},
		{"qn-0000000001 qn--000000001 qn--000000002", "qn--000000002"},
		{"queue-0000000000 entry-100-0000000001", ""},
		{"queue-0000000000 notes", ""},
	} {
		text := ""
		for name := range strings.FieldsSeq(test.names) {
			text += "/q/" + name + " = x\n"
		}
		next := ""
		if found := write(text).recognise(t, "/q"); found != nil {
			next = found.Links[0].Path.Name()
		}
		if next != test.next {
			t.Errorf("of %s comes %q next, want %q", test.names, next, test.next)
		}
	}
}

// TestABarrierIsCalledOne checks that a znode without children needs the name of a barrier.
func TestABarrierIsCalledOne(t *testing.T) {
	uuid, other := strings.Repeat("0a", 16), strings.Repeat("0b", 16)
	write(`
		/a/start-barrier
		/b/Barrier = 10.1.2.3
		/c/barrier = settings
		/d/barriers/one
		/e/double-barrier/`+uuid+` ! host-1
		/e/double-barrier/`+other+` ! host-2
		/f/barrier/`+uuid+` = x
		/g/waiting/`+uuid+` ! x
		/h/barriers
	`).check(t, map[string]string{
		"/a/start-barrier":  ": barrier",
		"/b/Barrier":        ": barrier",
		"/c/barrier":        "",
		"/d/barriers":       "",
		"/e/double-barrier": ": barrier.waiting inside=2",
		"/f/barrier":        "",
		"/g/waiting":        "",
		"/h/barriers":       "",

		"/e/double-barrier/" + uuid: ": barrier.member id=host-1",
		"/f/barrier/" + uuid:        "",
		"/g/waiting/" + uuid:        "",
	})
}

// TestABarrierThatAllHaveLeft checks that such a barrier, and a znode whose data is not shown, do
// not count as a closed barrier.
func TestABarrierThatAllHaveLeft(t *testing.T) {
	all := write("/a/barrier")
	seen := all.seen(t, parse(t, "/a/barrier"))
	for name, stat := range map[string]znode.Stat{"one that had children": {Cversion: 4}, "one with data": {DataLength: 8}, "one that was changed": {Version: 1}} {
		seen.Stat = stat
		if found := recipes.Recognise(seen); found != nil {
			t.Errorf("%s is %q", name, describe(found))
		}
	}
}

// TestLongValuesAreCut checks data of the maximum size.
func TestLongValuesAreCut(t *testing.T) {
	member := "/party/" + strings.Repeat("0a", 16) + "__party__"
	found := write(member+" ! "+strings.Repeat("数", 1000)).recognise(t, member)
	if found == nil || found.Args["id"] != strings.Repeat("数", 169)+"…" {
		t.Errorf("it is %q", describe(found))
	}
}

// TestASemaphoreHasNoData checks that a znode with data is no semaphore, whether or not the data is
// shown.
func TestASemaphoreHasNoData(t *testing.T) {
	seen := write("/dhcp = subnet\n/dhcp/leases/10.0.0.1").seen(t, parse(t, "/dhcp"))
	seen.Data = nil
	if found := recipes.Recognise(seen); found != nil {
		t.Errorf("it is %q", describe(found))
	}
}

// TestACounterIsCalledOne checks that words which merely contain "count" do not make a counter.
func TestACounterIsCalledOne(t *testing.T) {
	for name, want := range map[string]string{
		"visitCount": "kazoo: counter value=7", "account-counter": "kazoo: counter value=7", "atomic": "kazoo: counter value=7",
		"account": "", "Discount": "", "default_country": "", "county": "",
	} {
		all := tree{"/" + name: {[]byte("7"), znode.Stat{Version: 3}}}
		if got := describe(all.recognise(t, "/"+name)); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

// TestOnlyEphemeralZnodesMakeALine checks that names alone do not make a line.
func TestOnlyEphemeralZnodesMakeALine(t *testing.T) {
	uuid := strings.Repeat("0a", 16)
	for _, name := range []string{"lock-0000000000", uuid + "__lock__0000000000", "_c_" + uuid + "-latch-0000000000", "12345678901234-core-n_0000000000"} {
		persistent, ephemeral := write("/l/"+name), write("/l/"+name+" ! x")
		if found := persistent.recognise(t, "/l"); found != nil {
			t.Errorf("%s, persistent, makes its parent %q", name, describe(found))
		}
		if found := persistent.recognise(t, "/l/"+name); found != nil {
			t.Errorf("%s, persistent, is %q", name, describe(found))
		}
		if found := ephemeral.recognise(t, "/l"); found == nil || found.Line == nil {
			t.Errorf("%s, ephemeral, is not seen", name)
		}
	}
	unread := recipes.Seen{Path: parse(t, "/l"), Lists: []znode.List{{Path: parse(t, "/l"), Names: []string{"lock-0000000000"}}}}
	if found := recipes.Recognise(unread); found != nil {
		t.Errorf("without the stats it is %q", describe(found))
	}
}

// TestOrdinaryTreesAreNothing checks that the usual names of systems prove nothing alone.
func TestOrdinaryTreesAreNothing(t *testing.T) {
	all := write(`
		/app/config/brokers = a,b
		/app/config/topics
		/app/controller = {"brokerid":1}
		/app/admin/policies
		/app/brokers/ids/1 = {"host":"h","port":1}
		/app/leader = pg-1
		/app/status = ok
		/app/members/pg-1 = {"role":"leader"}
		/hbase/master = h
		/hbase/rs/one
		/collections/books/state.json = {"books":1}
		/live_nodes/a
		/jobs/queue-1
		/jobs/queue-0000000001
		/jobs/notes
		/locks/lock-0000000000
		/locks/README = lock-0000000000
		/locks/n_1 ! x
		/sessions/0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a ! x
		/sessions/2355e6a5-f5af-48ea-9298-c6d1381d6082 ! x
		/limits/max_count = 100
		/limits/accounts = none
		/limits/pool = 4
		/providers/aws
		/consumers/group
		/storms/1
		/supervisors/1
		/ledgers/1
		/segments/1
		/replicas/r1/host = h
		/log/log-0000000000 = x
		/x/leases/a
		/x/locks = held
		/dhcp/leases
		/dhcp2/leases = x
		/dhcp3 = subnet
		/dhcp3/leases/10.0.0.1
		/y/entries = 1
		/y/taken
		/svc/orders/1 = {"name":"orders","id":"1"}
		/svc/orders/2 = {"name":"other","id":"2","registrationTimeUTC":1}
		/ddl/query-0000000001 = drop
		/ready/ready
		/ready/a
	`)
	for path := range all {
		if found := all.recognise(t, path); found != nil {
			t.Errorf("%s is %q", path, describe(found))
		}
	}
}

// TestNothingIsRecognisedInWhatIsNotSeen checks that nothing is recognised if the lists above a
// znode are missing and its data is masked.
func TestNothingIsRecognisedInWhatIsNotSeen(t *testing.T) {
	all := record(t, "kafka.jsonl")
	for path := range all {
		seen := all.seen(t, parse(t, path))
		seen.Lists, seen.Data = nil, []byte("[masked]")
		if found := recipes.Recognise(seen); found != nil {
			t.Errorf("%s is %q", path, describe(found))
		}
	}
}
