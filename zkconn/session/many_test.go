package session_test

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"zkweb/zkconn/jute"
	"zkweb/zkconn/session"
	"zkweb/zkconn/wire"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

// readMany checks one call that reads everything about some znodes, some of which cannot be read.
func readMany(t *testing.T, client *session.Session, existsAsksForRead bool) {
	t.Helper()
	create(t, client, "/many", []byte("parent"))
	var reads []znode.Read
	for i := range 300 {
		data := make([]byte, i)
		node := create(t, client, fmt.Sprintf("/many/%03d", 299-i), data)
		reads = append(reads, znode.Read{Path: node, Kind: znode.ReadData}, znode.Read{Path: node, Kind: znode.ReadStat, Small: i%2 == 0},
			znode.Read{Path: node, Kind: znode.ReadNames}, znode.Read{Path: node, Kind: znode.ReadACL})
	}
	unreadable := createWith(t, client, "/many/unreadable", nil, []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll &^ znode.PermRead}})
	extra := []znode.Read{
		{Path: path(t, "/many"), Kind: znode.ReadNames}, {Path: path(t, "/absent"), Kind: znode.ReadData},
		{Path: unreadable, Kind: znode.ReadData}, {Path: unreadable, Kind: znode.ReadNames}, {Path: unreadable, Kind: znode.ReadStat, Small: true},
		{Path: znode.Root, Kind: znode.ReadStat},
	}
	results := client.ReadMany(testContext(t), append(reads, extra...))
	for i, result := range results[:len(reads)] {
		stat, err := client.Exists(testContext(t), reads[i].Path)
		if err != nil || result.Err != nil {
			t.Fatal(err, result.Err)
		}
		want := znode.ReadResult{Stat: stat}
		switch reads[i].Kind {
		case znode.ReadData:
			want.Data = make([]byte, i/4)
		case znode.ReadNames:
			want.Stat, result.Stat = znode.Stat{}, znode.Stat{} // some servers tell it
			result.Names = znode.Names{}
		case znode.ReadACL:
			want.ACL = openACL
		}
		if !reflect.DeepEqual(result, want) {
			t.Errorf("%+v returned %+v, want %+v", reads[i], result, want)
		}
	}
	results = results[len(reads):]
	if names := results[0].Names; names.Len() != 301 || names.At(0) != "000" || names.At(7) != "007" || names.At(300) != "unreadable" {
		t.Errorf("%d children of /many, %v", names.Len(), results[0].Err)
	}
	wantKind(t, results[1].Err, znode.NotFound)
	wantKind(t, results[2].Err, znode.Denied)
	wantKind(t, results[3].Err, znode.Denied)
	if existsAsksForRead {
		wantKind(t, results[4].Err, znode.Denied)
	} else if results[4].Err != nil || results[4].Stat.Czxid == 0 {
		t.Errorf("the stat of what cannot be read: %+v", results[4])
	}
	if results[5].Err != nil || results[5].Stat.NumChildren == 0 {
		t.Errorf("the root's stat: %+v", results[5])
	}
}

func TestReadManyOnEachVersion(t *testing.T) {
	for _, line := range []string{"3.4", "3.5", "3.6", "3.9"} {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			readMany(t, open(t, zktest.RunRelease(t, line).Addr(), session.Anonymous(), session.Options{}), line == "3.9") // ZOOKEEPER-2590
		})
	}
}

// TestReadManyShowsWhatWasWritten reads over another connection than the one that wrote, possibly
// from another server.
func TestReadManyShowsWhatWasWritten(t *testing.T) {
	t.Parallel()
	client := open(t, zktest.RunEnsemble(t, 3).Addrs(), session.Anonymous(), session.Options{})
	node := create(t, client, "/node", nil)
	for round := range int32(100) {
		if _, err := znode.Set(testContext(t), client, node, nil, round); err != nil {
			t.Fatal(err)
		}
		if got := client.ReadMany(testContext(t), []znode.Read{{Path: node, Kind: znode.ReadData}})[0]; got.Err != nil || got.Stat.Version != round+1 {
			t.Fatalf("version %d, %v; %d was written", got.Stat.Version, got.Err, round+1)
		}
	}
}

// TestReadManyWaitsForWhatWasSeen checks a second connection that is behind the first. If it
// catches up after some syncs, it is read from, otherwise not.
func TestReadManyWaitsForWhatWasSeen(t *testing.T) {
	t.Parallel()
	for behind, want := range map[int]int64{0: 2, 1: 2, 2: 2, 100: 1} { // number of syncs, and the session that reads
		sessions, syncs := int64(0), 0
		var read []int64
		fake := &fakeServer{
			grant: func(handshake) int64 { sessions++; return sessions },
		}
		fake.answer = func(operation int32, path string) (int64, wire.Code, jute.Encoder) {
			var body jute.Encoder
			switch operation {
			case wire.OpSync:
				body.Text(path)
				syncs++
			case wire.OpGetData:
				if path == "/a" {
					read = append(read, fake.asking)
				}
				body.Buffer(nil)
				fallthrough
			default:
				encodeStat(&body, znode.Stat{Mzxid: 10})
			}
			if fake.asking > 1 && syncs <= behind {
				return 9, 0, body
			}
			return 10, 0, body
		}
		client := open(t, fake.run(t), session.Anonymous(), session.Options{})
		if _, err := client.Exists(testContext(t), path(t, "/a")); err != nil { // the session has seen zxid 10
			t.Fatal(err)
		}
		got := client.ReadMany(testContext(t), []znode.Read{{Path: path(t, "/a"), Kind: znode.ReadData}})[0]
		client.Close()
		fake.mu.Lock()
		if got.Err != nil || !slices.Equal(read, []int64{want}) || syncs != min(behind+1, 3) {
			t.Errorf("behind for %d syncs: asked for %d, read over %v, %v", behind, syncs, read, got.Err)
		}
		fake.mu.Unlock()
	}
}

// TestReadManyHoldsNothingUp checks that pages are read over a slow connection while many large
// znodes are.
func TestReadManyHoldsNothingUp(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t)
	writer := open(t, server.Addr(), session.Anonymous(), session.Options{})
	small := create(t, writer, "/small", []byte("ok"))
	var reads []znode.Read
	for i := range 10 {
		reads = append(reads, znode.Read{Path: create(t, writer, fmt.Sprint("/large-", i), make([]byte, 900_000)), Kind: znode.ReadData})
	}
	proxy := zktest.RunProxy(t, server.Addr())
	client := open(t, proxy.Addr(), session.Anonymous(), session.Options{})
	client.ReadMany(testContext(t), []znode.Read{{Path: small, Kind: znode.ReadData}}) // opens the lane
	proxy.Pace(50_000)                                                                 // about 18 s for each

	ctx, cancel := context.WithCancel(testContext(t))
	var reading sync.WaitGroup
	for range 8 {
		reading.Go(func() { client.ReadMany(ctx, reads) })
	}
	for range 20 {
		page, done := context.WithTimeout(testContext(t), 10*time.Second)
		if data, _, err := client.Get(page, small); err != nil || string(data) != "ok" {
			t.Errorf("another znode: %q, %v", data, err)
		}
		done()
	}
	cancel()
	reading.Wait()
}

// TestReadManyWithoutLane checks a server that accepts one connection only.
func TestReadManyWithoutLane(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t, zktest.Config{ZooCfg: []string{"maxClientCnxns=1"}})
	client := open(t, server.Addr(), session.Anonymous(), session.Options{})
	node := create(t, client, "/node", []byte("data"))
	for range 3 {
		if got := client.ReadMany(testContext(t), []znode.Read{{Path: node, Kind: znode.ReadData}})[0]; got.Err != nil || string(got.Data) != "data" {
			t.Fatalf("%q, %v", got.Data, got.Err)
		}
	}
}
