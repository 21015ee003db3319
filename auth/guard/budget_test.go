package guard

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"zkweb/auth/audit"
	"zkweb/auth/people"
	"zkweb/zkconn/znode"
)

// slow is a ZooKeeper and a trail that each take some time. Append returns early when its context
// is done, like that of *audit.Trail.
type slow struct {
	memory
	zookeeper
	answer, disk time.Duration
}

func (s *slow) Append(ctx context.Context, entry audit.Entry) (int64, error) {
	select {
	case <-time.After(s.disk):
		return s.memory.Append(context.Background(), entry)
	case <-ctx.Done():
		return 0, &znode.Error{Kind: znode.Unavailable, Cause: ctx.Err()}
	}
}

func (s *slow) Get(ctx context.Context, _ znode.Path) ([]byte, znode.Stat, error) {
	select {
	case <-time.After(s.answer):
		return []byte("old"), znode.Stat{}, nil
	case <-ctx.Done():
		return nil, znode.Stat{}, &znode.Error{Kind: znode.Unavailable, Code: znode.CodeNoAnswer, Cause: ctx.Err()}
	}
}

func (s *slow) Apply(ctx context.Context, ops ...znode.Op) ([]znode.Result, error) {
	time.Sleep(s.answer) // a sent change is answered whatever becomes of ctx
	return []znode.Result{{Path: ops[0].Path, Stat: znode.Stat{Version: 1}}}, nil
}

// TestASlowDiskDelaysNobodyPastThreeSeconds checks that a slow disk and a slow ZooKeeper share the
// time of a request.
func TestASlowDiskDelaysNobodyPastThreeSeconds(t *testing.T) {
	const requestTime = 2500 * time.Millisecond // the time that a request has for ZooKeeper
	for _, test := range []struct {
		name         string
		answer, disk time.Duration
		set, reveal  znode.Kind
	}{
		{"fast", time.Millisecond, time.Millisecond, "", ""},
		{"fsync of a second", 200 * time.Millisecond, time.Second, "", ""},
		{"fsync of more", 200 * time.Millisecond, 1500 * time.Millisecond, "", ""},
		{"fsync that hangs", 200 * time.Millisecond, time.Hour, znode.Unavailable, znode.Unavailable},
		{"ZooKeeper of a second", time.Second, time.Millisecond, "", ""},
		{"ZooKeeper that hangs", time.Hour, time.Millisecond, znode.Unavailable, znode.Unavailable},
		{"both slow", 900 * time.Millisecond, 900 * time.Millisecond, znode.UnknownOutcome, ""},
	} {
		for name, do := range map[string]struct {
			kind znode.Kind
			run  func(context.Context, *Guard) error
		}{
			"set": {test.set, func(ctx context.Context, g *Guard) error {
				_, err := znode.Set(ctx, g, znode.Root, []byte("new"), 0)
				return err
			}},
			"reveal": {test.reveal, func(ctx context.Context, g *Guard) error {
				_, _, err := g.Reveal(ctx, znode.Root, "a reason")
				return err
			}},
		} {
			synctest.Test(t, func(t *testing.T) {
				s := &slow{answer: test.answer, disk: test.disk}
				admin := people.Person{Role: people.Admin, Paths: []znode.Path{znode.Root}}
				g := New(admin, Rules{AllowWrites: true, Trail: s}.WithDefaults(), s, audit.Entry{})
				ctx, cancel := context.WithTimeout(t.Context(), requestTime)
				defer cancel()
				start := time.Now()
				err := do.run(ctx, g)
				if took := time.Since(start); took > requestTime+RecordTime+giveUpTime {
					t.Errorf("%s, %s: it took %s", test.name, name, took)
				}
				time.Sleep(2 * time.Hour) // lets everything in the background end
				if kind := znode.KindOf(err); kind != do.kind {
					t.Errorf("%s, %s: %v, want kind %q", test.name, name, err, do.kind)
				}
			})
		}
	}
}
