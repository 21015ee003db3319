package mask

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/payload/show"
	"zkweb/zkconn/znode"
)

func usual(t testing.TB) *Masker {
	t.Helper()
	masker, err := New(DefaultPatterns())
	if err != nil {
		t.Fatal(err)
	}
	return masker
}

// endsAfter is a context that ends after a number of calls of Err.
type endsAfter struct {
	context.Context
	looks int
}

func (c *endsAfter) Err() error {
	if c.looks--; c.looks < 0 {
		return context.DeadlineExceeded
	}
	return nil
}

// Masking checks the time for each line and each value. Whenever the time is up, the data is masked
// as a whole.
func TestMaskWithinTime(t *testing.T) {
	lines := strings.Repeat("a line of text\nuser: bob password: hunter2\n", 50)
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	fmt.Fprint(w, lines)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string]string{
		"lines": lines,
		"JSON":  "[" + strings.Repeat(`{"user":"bob","password":"hunter2"},`, 50) + "1]",
		"YAML":  strings.Repeat("- user: bob\n  password: hunter2\n", 50),
		"XML":   "<a>" + strings.Repeat("<user>bob</user><password>hunter2</password>", 50) + "</a>",
		"gzip":  packed.String(),
	} {
		masker, r := usual(t), format.Read(znode.Root, []byte(data))
		enough := masker.maskUntil(&endsAfter{t.Context(), 10_000}, r, 0)
		if enough.Slow || enough.Whole || enough.Count < 50 {
			t.Errorf("%s, with time enough: slow %v, whole %v, %d masked", name, enough.Slow, enough.Whole, enough.Count)
		}
		for looks := range 100 {
			got := masker.maskUntil(&endsAfter{t.Context(), looks}, r, 0)
			if !got.Slow || !got.Whole || string(got.Data) != Text {
				t.Fatalf("%s, after %d checks: slow %v, whole %v, %.60q", name, looks, got.Slow, got.Whole, got.Data)
			}
		}
	}
}

// Data that takes longer than the time limit is masked as a whole, by MaskWithin and by MaskOnce,
// and its slowness is cached. With enough time, it is masked in part.
func TestMaskWithinItsTime(t *testing.T) {
	document := []byte("[" + strings.Repeat(`{"user":"bob","password":"hunter2"},`, 3000) + "1]")
	for limit, want := range map[time.Duration]int{0: 1, time.Hour: 3000} {
		masker := usual(t).WithTime(limit)
		for name, got := range map[string]Masked{
			"for a page": masker.MaskWithin(t.Context(), znode.Root, document, 0),
			"once more":  masker.MaskWithin(t.Context(), znode.Root, document, 0),
			"of many":    masker.MaskOnce(t.Context(), znode.Root, document),
		} {
			if slow := limit == 0; got.Slow != slow || got.Whole != slow || strings.Count(string(got.Data), Text) != want || strings.Contains(string(got.Data), "hunter2") {
				t.Errorf("within %s, %s: slow %v, whole %v, %d masks", limit, name, got.Slow, got.Whole, strings.Count(string(got.Data), Text))
			}
		}
		if len(masker.cache.kept) != 1 {
			t.Errorf("within %s: %d are kept", limit, len(masker.cache.kept))
		}
	}
	if usual(t).time != MaxTime {
		t.Errorf("the default limit is %s", usual(t).time)
	}
}

// While others have their turn, large data waits, but small data does not. Data that waits until
// its context ends is masked as a whole, and that result is not cached.
func TestMaskWithinTurns(t *testing.T) {
	large := []byte(strings.Repeat("a line of text\n", minHeavy/15+1))
	masker := usual(t)
	for range cap(masker.turns) {
		masker.turns <- struct{}{}
	}
	ctx, cancel := context.WithCancel(t.Context())
	if got := masker.MaskWithin(ctx, znode.Root, []byte("password=hunter2"), 0); got.Count != 1 || got.Slow {
		t.Errorf("small data: %+v", got)
	}
	cancel()
	if got := masker.MaskWithin(ctx, znode.Root, large, 0); !got.Slow || string(got.Data) != Text {
		t.Errorf("large data is masked out of turn: slow %v, %.60q", got.Slow, got.Data)
	}
	<-masker.turns
	if got := masker.MaskWithin(t.Context(), znode.Root, large, 0); got.Slow || got.Count != 0 {
		t.Errorf("in its turn: slow %v, %d masked", got.Slow, got.Count)
	}
	if len(masker.turns) != cap(masker.turns)-1 {
		t.Error("the turn is not released")
	}
}

func TestMaskWithinKeeps(t *testing.T) {
	masker := usual(t)
	get := func(path, data string, limit int) Masked {
		p, err := znode.ParsePath(path)
		if err != nil {
			t.Fatal(err)
		}
		return masker.MaskWithin(t.Context(), p, []byte(data), limit)
	}
	same := func(a, b Masked) bool { return &a.Data[0] == &b.Data[0] }
	first := get("/a", "password: x", 0)
	if again := get("/a", "password: x", 0); !same(again, get("/a", "password: x", 0)) || string(again.Data) != string(first.Data) || again.Count != 1 {
		t.Errorf("masked twice: %+v", again)
	}
	if other := get("/a", "password: y", 0); same(first, other) || other.Count != 1 {
		t.Error("different data is taken for the cached data")
	}
	if other := get("/password", "password: x", 0); !other.Whole {
		t.Error("the data of another path is taken for the cached data")
	}
	if short := get("/a", "password: x", 1000); !same(short, get("/a", "password: x", 0)) {
		t.Error("a limit beyond the end makes a difference")
	}
}

// Readings of data that is not masked are cached, but not returned to people for whom secrets are
// masked.
func TestNothingKeepsWhatIsRead(t *testing.T) {
	masker := usual(t)
	const data = "password: x"
	parsed := func(path string) znode.Path {
		p, err := znode.ParsePath(path)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	get := func(path, data string) *format.Reading {
		got := masker.Nothing(parsed(path), []byte(data))
		if string(got.Data) != data || got.Count != 0 || string(got.Reading().Data) != data {
			t.Errorf("%q of %s became %q, read as %q, %d masked", data, path, got.Data, got.Reading().Data, got.Count)
		}
		return got.Reading()
	}
	first := get("/a", data)
	if get("/a", data) != first {
		t.Error("the same data is read twice")
	}
	if get("/a", "password: y") == first || get("/b", data) == first {
		t.Error("another znode's data is taken for the cached data")
	}
	if masked := masker.MaskWithin(t.Context(), parsed("/a"), []byte(data), format.MaxShown); masked.Count != 1 {
		t.Errorf("with secrets masked, the data is %q", masked.Data)
	}
	if get("/a", data) != first {
		t.Error("the masked data is taken for the data")
	}
	kept := len(masker.cache.kept)
	get("/a", "")
	get("/a", strings.Repeat("x", minHeavy))
	if len(masker.cache.kept) != kept {
		t.Error("large data is cached, or nothing is")
	}
}

func TestCacheForgets(t *testing.T) {
	c := newCache(5 * (entryBytes + 201))
	key := func(i int) cacheKey { return cacheKey{limit: i} }
	masked := func(size int) Masked {
		r := format.Read(znode.Root, bytes.Repeat([]byte{0xff}, size))
		return Masked{Data: r.Data, reading: r}
	}
	for i := range 5 {
		c.put(key(i), masked(100))
	}
	if _, ok := c.get(key(0)); !ok || c.used > c.budget {
		t.Fatalf("%d of %d bytes are used, the first is kept: %v", c.used, c.budget, ok)
	}
	c.put(key(5), masked(100)) // the least recently used goes
	for i, want := range []bool{true, false, true, true, true, true} {
		if _, ok := c.get(key(i)); ok != want {
			t.Errorf("%d is kept: %v, want %v", i, ok, want)
		}
	}
	c.put(key(6), masked(5*entryBytes))
	if _, ok := c.get(key(6)); ok || len(c.kept) != 5 || c.order.Len() != 5 {
		t.Errorf("an entry over the budget is cached: %v; there are %d, %d", ok, len(c.kept), c.order.Len())
	}
}

// A result made of data is cached as long as the data, and counts towards the budget.
func TestCacheKeepsWhatIsMade(t *testing.T) {
	c := newCache(4 * entryBytes)
	first, second := cacheKey{limit: 1}, cacheKey{limit: 2}
	for _, key := range []cacheKey{first, second} {
		c.put(key, Masked{reading: format.Read(znode.Root, []byte("x"))})
	}
	before := c.used
	looked, _ := c.get(first)
	if !looked.IsKept() || looked.Made() != nil {
		t.Fatalf("kept %v, made %v", looked.IsKept(), looked.Made())
	}
	looked.Keep("a page", entryBytes)
	looked.Keep("another", entryBytes/2)
	if again, _ := c.get(first); again.Made() != "another" || c.used != before+entryBytes/2 {
		t.Errorf("made %v, %d bytes more", again.Made(), c.used-before)
	}
	if other, _ := c.get(second); other.Made() != nil {
		t.Errorf("%v was made of other data", other.Made())
	}
	looked.Keep("what needs the room of the other", 3*entryBytes)
	if _, ok := c.get(first); ok { // the most recently used
		t.Error("the least recently used entry stays")
	}
	looked.Keep("late", entryBytes)
	if other, ok := c.get(second); !ok || other.Made() != nil || c.used != before/2 {
		t.Errorf("%v, %d bytes are used", other.Made(), c.used)
	}
}

func TestCacheRetriesWhatWasSlow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCache(2 * entryBytes)
		c.put(cacheKey{}, slow(format.Read(znode.Root, []byte("x"))))
		if _, ok := c.get(cacheKey{}); !ok {
			t.Error("slow data is tried again at once")
		}
		time.Sleep(retrySlow + 1)
		if _, ok := c.get(cacheKey{}); ok || c.used != 0 {
			t.Errorf("slow data is never tried again; %d bytes are used", c.used)
		}
	})
}

// What decides whether a value is a secret may come after everything that is shown.
func TestMaskLimitedSeesWhatFollows(t *testing.T) {
	pad := strings.Repeat("x", 5000)
	for name, data := range map[string]string{
		"a name behind its value":         `{"value":"hunter2","pad":"` + pad + `","name":"DB_PASSWORD"}`,
		"the same in a list":              `[{"value":"hunter2","pad":"` + pad + `","name":"DB_PASSWORD"}]`,
		"a kind behind its data":          `{"data":{"a":"hunter2","pad":"` + pad + `"},"kind":"Secret"}`,
		"a type of key":                   `{"d":"hunter2","pad":"` + pad + `","kty":"RSA"}`,
		"a value that ends behind":        `{"password":"hunter2` + pad + `","a":"b"}`,
		"a collection that ends behind":   `{"password":["hunter2","` + pad + `"],"a":"b"}`,
		"a key in front of what is shown": `{"a":"` + pad[:970] + `","password=hunter2":"` + pad + `"}`,
		"XML":                             `<a><name>DB_PASSWORD</name><value>hunter2</value><pad>` + pad + `</pad></a>`,
		"XML, the name behind":            `<a><value>hunter2</value><pad>` + pad + `</pad><name>DB_PASSWORD</name></a>`,
		"XML, parted":                     `<a>pass<b>` + pad + `</b>word=<c/>hunter2</a>`,
		"a private key without its end":   "a: -----BEGIN PRIVATE KEY-----\nhunter2\n" + pad,
		"an alias":                        "a: &x hunter2\npad: " + pad + "\n{{ password: *x",
		"a pair in text":                  "{{ value: hunter2,\npad: " + pad + ",\nname: DB_PASSWORD",
	} {
		got := usual(t).MaskWithin(t.Context(), znode.Root, []byte(data), 1000)
		if strings.Contains(string(got.Data), "hunter2") {
			t.Errorf("%s: %.100q", name, got.Data)
		}
		if got.Count == 0 {
			t.Errorf("%s: nothing is masked", name)
		}
	}
}

// Cached data may be shown to many people at the same time.
func TestMaskWithinAtOnce(t *testing.T) {
	masker := usual(t)
	documents := []string{
		`{"password":"x","a":[1,2]}`, "password: x\na: b\n", "<a><password>x</password></a>", "password=x\na=b\n", "a line with password=x\n", "a=b", "\xff\xfe\x00",
		"[" + strings.Repeat(`{"password":"x"},`, 5000) + "1]",
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for _, data := range documents {
				got := masker.MaskWithin(t.Context(), znode.Root, []byte(data), format.MaxShown)
				for _, view := range show.Views() {
					show.Decode(got.Reading(), view)
				}
				show.Encode(got.Reading())
			}
		})
	}
	all.Wait()
	if len(masker.cache.kept) != len(documents) {
		t.Errorf("%d documents are kept, want %d", len(masker.cache.kept), len(documents))
	}
}
