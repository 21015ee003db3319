package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"

	"github.com/go-zookeeper/zk"

	"zkweb/zkconn/zkserver"
)

// bench is what the benchmarks share: the console's binary and a server with sample znodes.
type bench struct {
	ctx    context.Context
	dir    string
	binary string
	server *zkserver.Server
	floor  *zk.Conn // the bare client library
	keep   string   // folder of the large history; "" for a temporary one

	keepTrail string // folder of the large trail; "" for a temporary one
}

const (
	pagePath     = "/bench/page"
	pageChildren = 50
	listPath     = "/bench/list"
	listChildren = 10_000
	manyPath     = "/bench/many"
	manyChildren = 100_000
)

func newBench(ctx context.Context) (*bench, error) {
	dir, err := os.MkdirTemp("", "zkbench-")
	if err != nil {
		return nil, err
	}
	b := &bench{ctx: ctx, dir: dir, binary: filepath.Join(dir, "zkweb")}
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", b.binary, "./cmd/zkweb").CombinedOutput(); err != nil {
		return nil, fmt.Errorf("building the console: %w\n%s", err, out)
	}
	b.server, err = zkserver.Start(zkserver.Config{
		ZooCfg:         []string{"maxClientCnxns=0"},
		HeapMiB:        2048, // for 1.5 million znodes without long pauses
		JavaProperties: map[string]string{"jute.maxbuffer": "67108864"},
	})
	if err != nil {
		return nil, err
	}
	if b.floor, err = bare(b.server.Addr()); err != nil {
		return nil, err
	}
	return b, firstError(b.load(), b.loadCost())
}

func (b *bench) close() {
	if b.floor != nil {
		b.floor.Close()
	}
	if b.server != nil {
		_ = b.server.Close()
	}
	_ = os.RemoveAll(b.dir)
}

// quiet discards the library's log.
type quiet struct{}

func (quiet) Printf(string, ...any) {}

// bare opens a session with the client library alone.
func bare(address string) (*zk.Conn, error) {
	conn, events, err := zk.Connect([]string{address}, 30*time.Second, zk.WithLogger(quiet{}), zk.WithLogInfo(false))
	if err != nil {
		return nil, err
	}
	deadline := time.After(20 * time.Second)
	for {
		select {
		case event := <-events:
			if event.State == zk.StateHasSession {
				return conn, nil
			}
		case <-deadline:
			conn.Close()
			return nil, fmt.Errorf("no session with %s", address)
		}
	}
}

func (b *bench) load() error {
	data := make([]byte, 0, 1024)
	data = append(data, `{"name": "orders", "endpoints": ["http://orders.internal:8080"], "text": "`...)
	for len(data) < 1022 {
		data = append(data, 'x')
	}
	data = append(data, `"}`...)
	for _, each := range []struct {
		path string
		data []byte
	}{{"/bench", nil}, {pagePath, data}, {listPath, nil}, {manyPath, nil}} {
		if _, err := b.floor.Create(each.path, each.data, 0, zk.WorldACL(zk.PermAll)); err != nil {
			return err
		}
	}
	return firstError(
		b.children(pagePath, "child-%03d", pageChildren, make([]byte, 100)),
		b.children(listPath, "device-%05d", listChildren, []byte("online")),
		b.children(manyPath, "session-%06d", manyChildren, nil),
	)
}

// children creates children in large transactions.
func (b *bench) children(parent, form string, number int, data []byte) error {
	const each = 500
	for begin := 0; begin < number; begin += each {
		var operations []any
		for i := begin; i < min(begin+each, number); i++ {
			operations = append(operations, &zk.CreateRequest{
				Path: parent + "/" + fmt.Sprintf(form, i), Data: data, Acl: zk.WorldACL(zk.PermAll)})
		}
		if _, err := b.floor.Multi(operations...); err != nil {
			return err
		}
	}
	return nil
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// medians returns the medians of n measurements of each func. It alternates between them, so that
// both see the same state of the machine.
func medians(n int, first, second func() (time.Duration, error)) (a, b time.Duration, err error) {
	var as, bs []time.Duration
	for range n {
		one, err := first()
		if err != nil {
			return 0, 0, err
		}
		two, err := second()
		if err != nil {
			return 0, 0, err
		}
		as, bs = append(as, one), append(bs, two)
	}
	slices.Sort(as)
	slices.Sort(bs)
	return as[n/2], bs[n/2], nil
}

func timed(what func() error) func() (time.Duration, error) {
	return func() (time.Duration, error) {
		begin := time.Now()
		err := what()
		return time.Since(begin), err
	}
}
