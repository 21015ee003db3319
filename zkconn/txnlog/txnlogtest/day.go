package txnlogtest

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"zkweb/zkconn/txnlog"
	"zkweb/zkconn/znode"
)

// Day generates the transactions of a busy ensemble, always the same ones: 41 % set 340 bytes of
// JSON, 43 % take and release locks, 4 % are multis of three, 9 % open sessions with an ephemeral
// znode and close them, 2.5 % fail, and a few set 20 kB. Half of the locks are at one znode. A
// million of them take 24 hours. The znodes are created first; Made reports when that is done. The
// digests are those of ZooKeeper.
type Day struct {
	Made bool

	tree     *txnlog.Tree
	random   *rand.Rand
	zxid     int64
	time     int64 // milliseconds since 1970
	versions map[string]int32
	children map[string]int32                // created so far
	next     []func(*Day) txnlog.Transaction // transactions that were planned: creates at the start, later the ends of what was begun
	sessions int64
}

// The sizes of a Day.
const (
	Configs  = 1500 // of 340 bytes
	Locks    = 500
	BigFiles = 20      // of 20 kB
	Registry = 100_000 // znodes that are never changed
	perGroup = 1000
	underWay = 40                     // locks and sessions that are open at a time
	step     = 86_400_000 / 1_000_000 // milliseconds, on average
	workers  = 200
)

// When a Day begins, and how many transactions it has in an hour.
const (
	FirstZxid = int64(1)<<32 + 1
	Begins    = 1_767_225_600_000 // milliseconds since 1970
	Hour      = 3_600_000 / step
)

// HotLock is the znode at which half of the locks are taken.
const HotLock = "/locks/job-000"

var openACL = []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll}}

// NewDay returns a Day on the tree of a new server. With registry, it also creates Registry znodes
// below /registry.
func NewDay(registry bool) *Day {
	d := &Day{
		tree: txnlog.NewTree(true), random: rand.New(rand.NewPCG(1, 2)), zxid: FirstZxid - 1, time: Begins,
		versions: map[string]int32{}, children: map[string]int32{"/": 1},
	}
	d.make("/config", "/locks", "/files", "/services", "/registry")
	for i := range Configs {
		d.make(configPath(i))
	}
	for i := range Locks {
		d.make(lockPath(i))
	}
	for i := range BigFiles {
		d.make(filePath(i))
	}
	for group := 0; registry && group < Registry/perGroup-1; group++ { // the groups count, too
		parent := fmt.Sprintf("/registry/group-%03d", group)
		paths := []string{parent}
		for i := range perGroup {
			paths = append(paths, fmt.Sprintf("%s/device-%05d", parent, i))
		}
		d.make(paths...)
	}
	return d
}

func configPath(i int) string { return fmt.Sprintf("/config/app-%04d", i) }
func lockPath(i int) string   { return fmt.Sprintf("/locks/job-%03d", i) }
func filePath(i int) string   { return fmt.Sprintf("/files/rules-%02d", i) }

// make plans one transaction that creates znodes.
func (d *Day) make(paths ...string) {
	d.next = append(d.next, func(d *Day) txnlog.Transaction {
		t := txnlog.Transaction{Session: worker(0), Type: txnlog.TypeMulti}
		for _, path := range paths {
			t.Ops = append(t.Ops, d.create(path, []byte(`{"state":"online","zone":"eu-1a"}`)))
		}
		if len(paths) == 1 {
			t.Type = txnlog.TypeCreate
		}
		return t
	})
}

func worker(i int) int64 { return 0x100000a9c3f0000 + int64(i) }

// Next returns the next transaction.
func (d *Day) Next() txnlog.Transaction {
	d.Made = d.Made || len(d.next) == 0
	var t txnlog.Transaction
	if len(d.next) > underWay || !d.Made {
		t = d.next[0](d)
		d.next = d.next[1:]
	} else {
		t = d.draw()
	}
	d.zxid++
	d.time += d.random.Int64N(2 * step)
	t.Zxid, t.Time = d.zxid, d.time
	if t.Cxid == 0 && t.Type != txnlog.TypeCloseSession {
		t.Cxid = int32(d.random.IntN(1_000_000) + 1)
	}
	d.tree.Apply(&t)
	if t.Type != txnlog.TypeError {
		t.Digest = d.tree.Digest()
	}
	return t
}

// draw returns a random transaction, in the proportions of a Day.
func (d *Day) draw() txnlog.Transaction {
	t := txnlog.Transaction{Session: worker(d.random.IntN(workers))}
	switch part := d.random.IntN(729); {
	case part < 410:
		t.Type, t.Ops = txnlog.TypeSet, []txnlog.Op{d.setConfig()}
	case part < 410+215:
		d.lock(&t)
	case part < 410+215+40:
		t.Type, t.Ops = txnlog.TypeMulti, []txnlog.Op{d.setConfig(), d.setConfig(), d.setConfig()}
	case part < 410+215+40+25:
		t.Type, t.Err = txnlog.TypeError, -101
	case part < 410+215+40+25+5:
		path := filePath(d.random.IntN(BigFiles))
		t.Type, t.Ops = txnlog.TypeSet, []txnlog.Op{d.set(path, d.file(path))}
	default:
		d.session(&t)
	}
	return t
}

func (d *Day) create(path string, data []byte) txnlog.Op {
	parent := path[:max(1, strings.LastIndexByte(path, '/'))]
	d.children[parent]++
	return txnlog.Op{Type: txnlog.TypeCreate, Path: path, Data: data, ACL: openACL, ParentCversion: d.children[parent]}
}

func (d *Day) set(path string, data []byte) txnlog.Op {
	d.versions[path]++
	return txnlog.Op{Type: txnlog.TypeSet, Path: path, Data: data, Version: d.versions[path]}
}

func (d *Day) setConfig() txnlog.Op {
	i := d.random.IntN(Configs)
	data := fmt.Appendf(nil, `{"name":"app-%04d","hosts":["10.0.%d.1:8080","10.0.%d.2:8080","10.0.%d.3:8080"],"limits":{"requests":400,"connections":%d,"timeout":"30s"},`+
		`"revision":"%016x","updated":"%s","features":{"checkout":true,"search":false,"beta":false},"comment":"generated by the deployment, do not edit by hand"}`,
		i, i%200, i%200, i%200, i%1000, d.random.Uint64(), time.UnixMilli(d.time).UTC().Format(time.RFC3339))
	return d.set(configPath(i), data)
}

// lock takes a lock and plans its release.
func (d *Day) lock(t *txnlog.Transaction) {
	parent := HotLock
	if d.random.IntN(2) == 0 {
		parent = lockPath(d.random.IntN(Locks))
	}
	path := fmt.Sprintf("%s/lock-%010d", parent, d.children[parent])
	op := d.create(path, fmt.Appendf(nil, "host-%02d:4242", d.random.IntN(workers)))
	op.Ephemeral = true
	t.Type, t.Ops = txnlog.TypeCreate, []txnlog.Op{op}
	session := t.Session
	d.next = append(d.next, func(*Day) txnlog.Transaction {
		return txnlog.Transaction{Session: session, Type: txnlog.TypeDelete, Ops: []txnlog.Op{{Type: txnlog.TypeDelete, Path: path}}}
	})
}

// session opens a session, and plans its ephemeral znode and its end.
func (d *Day) session(t *txnlog.Transaction) {
	d.sessions++
	id := worker(workers) + d.sessions
	path := fmt.Sprintf("/services/member-%x", id)
	t.Session, t.Type, t.Ops = id, txnlog.TypeCreateSession, []txnlog.Op{{Type: txnlog.TypeCreateSession, Timeout: 10 * time.Second}}
	d.next = append(d.next, func(d *Day) txnlog.Transaction {
		op := d.create(path, []byte("10.1.2.3:8080"))
		op.Ephemeral = true
		d.next = append(d.next, func(d *Day) txnlog.Transaction {
			end := txnlog.Transaction{Session: id, Type: txnlog.TypeCloseSession, Ops: []txnlog.Op{{Type: txnlog.TypeCloseSession, Paths: []string{path}, PathsKnown: true}}}
			if d.random.IntN(10) > 0 { // the others expire
				end.Cxid = 7
			}
			return end
		})
		return txnlog.Transaction{Session: id, Type: txnlog.TypeCreate, Ops: []txnlog.Op{op}}
	})
}

// file returns 20 kB of text, of which one line differs from the version before.
func (d *Day) file(path string) []byte {
	const lines, random = 250, 17 // random bytes in a line, with the newline
	data := bytes.Clone(d.tree.Get(path).Data)
	if d.versions[path] == 0 {
		data = nil
		for i := range lines {
			data = fmt.Appendf(data, "rule %04d: from 10.%03d.0.0/16 to any port 8080 allow, log as %016x\n", i, i, d.random.Uint64())
		}
	}
	length := len(data) / lines
	end := (d.random.IntN(lines) + 1) * length
	copy(data[end-random:], fmt.Appendf(nil, "%016x", d.random.Uint64()))
	return data
}
