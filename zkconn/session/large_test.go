package session_test

import (
	"context"
	"strconv"
	"testing"
	"time"

	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// TestLargeDataHoldsNothingUp reads a znode whose data takes seconds over a slow connection. Its
// page must show everything else in time, and other znodes must be readable meanwhile.
func TestLargeDataHoldsNothingUp(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	writer := open(t, server.Addr(), session.Anonymous(), session.Options{})
	large := create(t, writer, "/large", make([]byte, 900_000))
	create(t, writer, "/large/child", nil)
	small := create(t, writer, "/small", []byte("ok"))
	proxy := zktest.RunProxy(t, server.Addr())
	client := open(t, proxy.Addr(), session.Anonymous(), session.Options{})
	proxy.Pace(50_000) // about 18 s for the data

	for _, state := range []string{"never seen", "seen before"} {
		page, cancel := context.WithTimeout(testContext(t), 3*time.Second)
		shown := make(chan znode.Answer)
		go func() { shown <- client.Glance(page, pageOf(large)) }()
		for waiting, reads := true, 0; waiting; reads++ {
			ctx, cancel := context.WithTimeout(testContext(t), 10*time.Second)
			if data, _, err := client.Get(ctx, small); err != nil || string(data) != "ok" {
				t.Errorf("%s: another znode: %q, %v", state, data, err)
			}
			cancel()
			select {
			case answer := <-shown:
				waiting = false
				if answer.StatErr != nil || answer.ACLErr != nil || answer.Stat.DataLength != 900_000 || len(answer.Lists[1].Names) != 1 || answer.Lists[1].Err != nil {
					t.Errorf("%s: %+v", state, answer)
				}
				if codeOf(answer.DataErr) != znode.CodeDataSlow {
					t.Errorf("%s: the data: %v", state, answer.DataErr)
				}
			default:
			}
		}
		cancel()
	}
	if err := proxy.Resume(); err != nil {
		t.Fatal(err)
	}
	if data, _, err := client.Get(testContext(t), large); err != nil || len(data) != 900_000 {
		t.Errorf("with more time: %d bytes, %v", len(data), err)
	}
}

// TestALargeSiblingHoldsUpOnePage checks a znode with large data among small ones on a slow
// connection: after one page has waited for its data in vain, other pages do not read it.
func TestALargeSiblingHoldsUpOnePage(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	writer := open(t, server.Addr(), session.Anonymous(), session.Options{})
	large := create(t, writer, "/large", make([]byte, 900_000))
	nodes := make([]znode.Path, 5)
	for i := range nodes { // so that the one in the middle, which is read first, is small
		nodes[i] = create(t, writer, "/a"+strconv.Itoa(i), []byte("ok"))
	}
	create(t, writer, "/z", nil)
	proxy := zktest.RunProxy(t, server.Addr())
	client := open(t, proxy.Addr(), session.Anonymous(), session.Options{})

	proxy.Pace(50_000) // about 18 s for the data
	page, cancel := context.WithTimeout(testContext(t), 3*time.Second)
	defer cancel()
	if answer := client.Glance(page, pageOf(nodes[0])); answer.DataErr != nil || string(answer.Data) != "ok" || answer.Stats[large].Err == nil {
		t.Fatalf("the first page: %+v", answer)
	}
	if err := proxy.Resume(); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Exists(testContext(t), nodes[2]); err != nil { // so that everything in progress has arrived
		t.Fatal(err)
	}
	proxy.Pace(50_000)
	page, cancel = context.WithTimeout(testContext(t), 10*time.Second)
	defer cancel()
	if answer := client.Glance(page, pageOf(nodes[1])); answer.DataErr != nil || answer.Stats[large].Err != nil || answer.Stats[large].Stat.DataLength != 900_000 {
		t.Errorf("the next page: %+v", answer)
	}
}

// TestLargeDataIsNotOlderThanItsStat writes over one connection and reads over another.
func TestLargeDataIsNotOlderThanItsStat(t *testing.T) {
	t.Parallel()
	ensemble := zktest.RunEnsemble(t, 3)
	client := open(t, ensemble.Addrs(), session.Anonymous(), session.Options{})
	node := create(t, client, "/large", make([]byte, 300_000))
	for round := range byte(30) {
		data := make([]byte, 300_000+int(round))
		data[0] = round
		stat, err := znode.Set(testContext(t), client, node, data, znode.AnyVersion)
		if err != nil {
			t.Fatal(err)
		}
		answer := client.Glance(testContext(t), pageOf(node))
		if answer.DataErr != nil || answer.Stat != stat || len(answer.Data) != len(data) || answer.Data[0] != round {
			t.Fatalf("round %d: version %d, %v, want %d", round, answer.Stat.Version, answer.DataErr, stat.Version)
		}
		if got, gotStat, err := client.Get(testContext(t), node); err != nil || gotStat != stat || len(got) != len(data) {
			t.Fatalf("round %d: version %d, %v, want %d", round, gotStat.Version, err, stat.Version)
		}
	}
}
