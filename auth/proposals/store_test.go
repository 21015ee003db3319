package proposals

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"zkweb/zkconn/znode"
)

// shelf keeps values in memory; its disk can be full.
type shelf struct {
	full bool
	all  map[string][]byte
}

var errFull = &znode.Error{Kind: znode.Unavailable, Code: znode.CodeVaultFailing}

func (s *shelf) Put(_ context.Context, id string, value []byte) error {
	if s.full {
		return errFull
	}
	s.all[id] = value
	return nil
}

func (s *shelf) Get(_ context.Context, id string) ([]byte, error) { return s.all[id], nil }

func (s *shelf) Replace(ctx context.Context, id string, value []byte) error {
	return s.Put(ctx, id, value)
}

func (s *shelf) Remove(_ context.Context, id string) error { delete(s.all, id); return nil }

func (s *shelf) IDs(context.Context) ([]string, error) {
	return slices.Sorted(maps.Keys(s.all)), nil
}

func open(t *testing.T, on *shelf) *Store {
	t.Helper()
	s, err := Open(t.Context(), on, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// proposal returns one with every field that a change can have.
func proposal(t *testing.T, id, by string) Proposal {
	t.Helper()
	path, err := znode.ParsePath("/a/" + id)
	if err != nil {
		t.Fatal(err)
	}
	return Proposal{ID: id, Cluster: "main", By: by, Comment: "why", Made: time.Now().UTC(), Entry: 7, Undoes: 3, Left: []Left{{Path: path, Code: "x", Args: znode.Args{"max": "1"}}}, Ops: []znode.Op{
		{Kind: znode.OpSet, Path: path, Data: []byte{0, 255}, Version: 2, Mzxid: 9},
		{Kind: znode.OpCreate, Path: path, Data: nil, ACL: []znode.ACL{{Scheme: "digest", ID: "a:b", Perms: znode.PermAll}}, Mode: znode.ModeTTL, TTL: time.Minute},
		{Kind: znode.OpSetACL, Path: path, Data: []byte{}, ACL: []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermRead}}, Version: 1, Czxid: 4},
	}}
}

// TestAProposalIsKeptAsItWasMade, and bare once it is decided on, over restarts.
func TestAProposalIsKeptAsItWasMade(t *testing.T) {
	on := &shelf{all: map[string][]byte{}}
	s := open(t, on)
	made := proposal(t, "one", "bob")
	quota := proposal(t, "two", "bob")
	quota.Ops, quota.Quota = nil, &Quota{Path: made.Ops[0].Path, Before: "count=1", After: "count=2", There: true, Version: 5}
	for _, p := range []Proposal{made, quota} {
		if err := s.Add(t.Context(), p); err != nil {
			t.Fatal(err)
		}
	}
	s = open(t, on)
	got, err := s.Get("one")
	if err != nil || got.Comment != "why" || got.Entry != 7 || got.Undoes != 3 || got.State != Waiting || len(got.Ops) != 3 || !got.Made.Equal(made.Made) {
		t.Fatalf("%+v, %v", got, err)
	}
	for i, op := range got.Ops {
		want := made.Ops[i]
		if op.Kind != want.Kind || op.Path != want.Path || string(op.Data) != string(want.Data) || (op.Data == nil) != (want.Data == nil) || !slices.Equal(op.ACL, want.ACL) ||
			op.Mode != want.Mode || op.TTL != want.TTL || op.Version != want.Version || op.Mzxid != want.Mzxid || op.Czxid != want.Czxid {
			t.Errorf("%+v, want %+v", op, want)
		}
	}
	if got, err := s.Get("two"); err != nil || *got.Quota != *quota.Quota {
		t.Errorf("%+v, %v", got, err)
	}
	if err := s.Claim(t.Context(), "one"); err != nil {
		t.Fatal(err)
	}
	if err := s.Claim(t.Context(), "one"); znode.CodeOf(err) != znode.CodeProposalOver {
		t.Errorf("claimed twice: %v", err)
	}
	if err := s.Release(t.Context(), "one"); err != nil {
		t.Fatal(err)
	}
	if err := s.Claim(t.Context(), "one"); err != nil {
		t.Fatal(err)
	}
	if err := s.Decide(t.Context(), "one", Applied, Decision{By: "ann", Entry: 9}); err != nil {
		t.Fatal(err)
	}
	if got, err := open(t, on).Get("one"); err != nil || got.State != Applied || got.Decision.By != "ann" || got.Ops[0].Data != nil || got.Ops[1].ACL != nil || got.Ops[0].Path != made.Ops[0].Path {
		t.Errorf("%+v, %v", got, err)
	}
	if err := s.Claim(t.Context(), "two"); err != nil { // and the console ends
		t.Fatal(err)
	}
	s = open(t, on)
	if got, err := s.Get("two"); err != nil || got.State != Unknown {
		t.Errorf("of what was being applied: %+v, %v", got, err)
	}
	if _, err := s.Get("none"); znode.CodeOf(err) != znode.CodeProposalNone {
		t.Errorf("of none: %v", err)
	}
	on.all["broken"] = []byte("{}")
	if got := open(t, on).All(); len(got) != 2 {
		t.Errorf("beside one that cannot be read there are %d", len(got))
	}
}

// TestTheSameIsTheSame, while it waits, by whatever else it differs; what creates sequential znodes
// is not.
func TestTheSameIsTheSame(t *testing.T) {
	on := &shelf{all: map[string][]byte{}}
	s := open(t, on)
	first := proposal(t, "one", "bob")
	if err := s.Add(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	again := func() Proposal {
		p := proposal(t, "one", "bob")
		p.ID, p.Entry = "two", 8
		return p
	}
	for name, differ := range map[string]func(*Proposal){
		"another person": func(p *Proposal) { p.By = "ann" }, "another cluster": func(p *Proposal) { p.Cluster = "other" }, "another reason": func(p *Proposal) { p.Comment = "" },
		"an undo of another": func(p *Proposal) { p.Undoes = 4 }, "other data": func(p *Proposal) { p.Ops[0].Data = []byte{1} }, "a later version": func(p *Proposal) { p.Ops[0].Version = 3 },
		"null": func(p *Proposal) { p.Ops[2].Data = nil }, "one less": func(p *Proposal) { p.Ops = p.Ops[:2] },
		"a quota": func(p *Proposal) { p.Ops, p.Quota = nil, &Quota{Path: p.Ops[0].Path} },
	} {
		other := again()
		if differ(&other); isSame(s, other) {
			t.Errorf("%s: it is the same", name)
		}
	}
	for range 2 {
		if got, waits := s.Same(again()); !waits || got.ID != "one" {
			t.Errorf("the same is %+v, %v", got, waits)
		}
		s = open(t, on) // and so it is when the console begins again
	}
	sequential := again()
	sequential.ID, sequential.Ops = "many", []znode.Op{{Kind: znode.OpCreate, Path: first.Ops[0].Path, Mode: znode.ModeSequential}}
	if err := s.Add(t.Context(), sequential); err != nil || isSame(s, sequential) {
		t.Errorf("a sequential znode is the same as another, or %v", err)
	}
	if err := s.Claim(t.Context(), "one"); err != nil || isSame(s, again()) {
		t.Errorf("what is applied waits, or %v", err)
	}
}

func isSame(s *Store, p Proposal) bool {
	_, waits := s.Same(p)
	return waits
}

// TestTurnsEndWithTheirTime, whoever has them.
func TestTurnsEndWithTheirTime(t *testing.T) {
	s := open(t, &shelf{all: map[string][]byte{}})
	end, err := s.Turn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Turn(over); znode.KindOf(err) != znode.Unavailable {
		t.Errorf("while another has it: %v", err)
	}
	end()
	if end, err = s.Turn(t.Context()); err != nil {
		t.Fatal(err)
	}
	end()
}

// TestWhatWaitsIsBounded of everybody and of one person.
func TestWhatWaitsIsBounded(t *testing.T) {
	on := &shelf{all: map[string][]byte{}}
	s := open(t, on)
	long := proposal(t, "long", "x")
	long.Ops = make([]znode.Op, MaxOps+1)
	if err := s.Add(t.Context(), long); znode.CodeOf(err) != znode.CodeProposalTooLarge {
		t.Errorf("of too many changes: %v", err)
	}
	large := proposal(t, "large", "x")
	large.Ops[0].Data = make([]byte, MaxBytes)
	if err := s.Add(t.Context(), large); znode.CodeOf(err) != znode.CodeProposalsFull {
		t.Errorf("of too many bytes: %v", err)
	}
	for i := range MaxOpen {
		p := proposal(t, "p"+strconv.Itoa(i), "user"+strconv.Itoa(i/MaxOpenOf))
		if err := s.Add(t.Context(), p); err != nil {
			t.Fatalf("%d: %v", i, err)
		}
		if more := proposal(t, "more", p.By); (i+1)%MaxOpenOf == 0 && i+1 < MaxOpen && znode.CodeOf(s.MayAdd(more)) != znode.CodeProposalsTooMany {
			t.Errorf("%d, and %s may propose more", i, p.By)
		}
	}
	if err := s.Add(t.Context(), proposal(t, "more", "new")); znode.CodeOf(err) != znode.CodeProposalsFull {
		t.Errorf("beyond all: %v", err)
	}
	on.full = true
	if err := s.Claim(t.Context(), "p0"); znode.CodeOf(err) != znode.CodeProposalUnkept {
		t.Errorf("claimed with a full disk: %v", err)
	}
	on.full = false
	if err := s.Claim(t.Context(), "p0"); err != nil {
		t.Fatal(err)
	}
	on.full = true
	if err := s.Decide(t.Context(), "p0", Applied, Decision{}); znode.CodeOf(err) != znode.CodeProposalUnkept {
		t.Errorf("decided with a full disk: %v", err)
	}
	if got, _ := s.Get("p0"); got.State != Applied {
		t.Errorf("what was applied is %s", got.State)
	}
}

// TestWhatNobodyDecidesOnExpires after 30 days, and says so once; not what somebody is applying.
func TestWhatNobodyDecidesOnExpires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		on := &shelf{all: map[string][]byte{}}
		s := open(t, on)
		var expired []string
		s.OnExpiry(func(_ context.Context, p Proposal) { expired = append(expired, p.ID) })
		for _, id := range []string{"waits", "over", "applying"} {
			if err := s.Add(t.Context(), proposal(t, id, "bob")); err != nil {
				t.Fatal(err)
			}
		}
		for _, id := range []string{"over", "applying"} {
			if err := s.Claim(t.Context(), id); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Decide(t.Context(), "over", Rejected, Decision{}); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), MaxAge-time.Minute)
		defer cancel()
		s.Watch(ctx)
		if len(s.All()) != 3 || len(expired) != 0 {
			t.Errorf("too early: %d are left, %q expired", len(s.All()), expired)
		}
		ctx, cancel = context.WithTimeout(t.Context(), 2*time.Hour)
		defer cancel()
		s.Watch(ctx)
		if left := s.All(); len(left) != 1 || left[0].ID != "applying" || len(on.all) != 1 || !slices.Equal(expired, []string{"waits"}) {
			t.Errorf("%d are left, %d kept, %q expired", len(left), len(on.all), expired)
		}
	})
}

// TestWhatWaitsIsBoundedAfterARestart by its bytes, until it is decided on.
func TestWhatWaitsIsBoundedAfterARestart(t *testing.T) {
	on := &shelf{all: map[string][]byte{}}
	large := func(id string) Proposal {
		p := proposal(t, id, "bob")
		p.Ops[0].Data = make([]byte, MaxBytes/2) // and more, as it is kept
		return p
	}
	if err := open(t, on).Add(t.Context(), large("one")); err != nil {
		t.Fatal(err)
	}
	s := open(t, on)
	if err := s.Add(t.Context(), large("two")); znode.CodeOf(err) != znode.CodeProposalsFull {
		t.Errorf("beside one from before: %v", err)
	}
	if err := s.Claim(t.Context(), "one"); err != nil {
		t.Fatal(err)
	}
	if err := s.Decide(t.Context(), "one", Applied, Decision{}); err != nil {
		t.Fatal(err)
	}
	if err := s.Add(t.Context(), large("two")); err != nil {
		t.Errorf("beside one that is over: %v", err)
	}
}

// TestOfWhatIsOverTheNewestAreTold.
func TestOfWhatIsOverTheNewestAreTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, &shelf{all: map[string][]byte{}})
		for i := range maxOver + 3 {
			id := strconv.Itoa(i)
			if err := s.Add(t.Context(), proposal(t, id, "bob")); err != nil {
				t.Fatal(err)
			}
			if err := s.Claim(t.Context(), id); err != nil {
				t.Fatal(err)
			}
			if err := s.Decide(t.Context(), id, Rejected, Decision{}); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Second)
		}
		if all := s.All(); len(all) != maxOver || all[maxOver-1].ID != "3" {
			t.Errorf("%d are told, the oldest %s", len(all), all[len(all)-1].ID)
		}
	})
}
