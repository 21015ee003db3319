package znode_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"zkweb/zkconn/znode"
)

func TestNaturalOrder(t *testing.T) {
	want := []string{
		"", "-1", "-2", "0", "00", "01", "1", "1.9", "1.10", "2", "010", "10", "99999999999999999999998", "99999999999999999999999",
		"a", "a0b", "a1", "a01b", "a1b", "a1c", "a2", "a10", "a10-b2", "a10-b10", "aa", "b", "part-2", "part-10", "v1.2", "v1.10", "v1.a", "数1", "数12",
	}
	for range 20 {
		got := slices.Clone(want)
		rand.Shuffle(len(got), func(i, j int) { got[i], got[j] = got[j], got[i] })
		if got = znode.NaturalOrder(got); !slices.Equal(got, want) {
			t.Fatalf("%q\nwant %q", got, want)
		}
	}
}

// TestNaturalOrderOfNamesInByteOrder sorts names as servers' answers are kept, with numbers of all
// lengths.
func TestNaturalOrderOfNamesInByteOrder(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 2000 {
		var names []string
		for range random.IntN(60) {
			names = append(names, fmt.Sprintf([]string{"part-%d", "part-%03d", "%d", "v1.%d", "%d-b"}[random.IntN(5)], random.IntN(2000)))
		}
		slices.Sort(names)
		names = slices.Compact(names)
		want := slices.SortedFunc(slices.Values(names), znode.CompareNames)
		before := slices.Clone(names)
		if got := znode.NaturalOrder(names); !slices.Equal(got, want) {
			t.Fatalf("%q\nwant %q", got, want)
		}
		if !slices.Equal(names, before) {
			t.Fatal("NaturalOrder changed its argument")
		}
	}
}

// FuzzCompareNames checks that CompareNames is a total order in which only identical names are
// equal.
func FuzzCompareNames(f *testing.F) {
	f.Add("a1", "a01", "a1b")
	f.Add("1", "10", "1-")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		ab, bc, ac := znode.CompareNames(a, b), znode.CompareNames(b, c), znode.CompareNames(a, c)
		if ab != -znode.CompareNames(b, a) || (ab == 0) != (a == b) {
			t.Errorf("%q and %q: %d and %d", a, b, ab, znode.CompareNames(b, a))
		}
		if ab <= 0 && bc <= 0 && ac > 0 || ab >= 0 && bc >= 0 && ac < 0 {
			t.Errorf("%q, %q, %q: %d, %d, %d", a, b, c, ab, bc, ac)
		}
	})
}

// TestNaturalOrderIsTransitive uses names of few different letters, which are often similar.
func TestNaturalOrderIsTransitive(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	name := func() string {
		var name strings.Builder
		for range random.IntN(6) {
			name.WriteByte("0019a-"[random.IntN(6)])
		}
		return name.String()
	}
	for range 300_000 {
		a, b, c := name(), name(), name()
		if ab, bc, ac := znode.CompareNames(a, b), znode.CompareNames(b, c), znode.CompareNames(a, c); ab < 0 && bc < 0 && ac >= 0 {
			t.Fatalf("%q, %q, %q: %d, %d, %d", a, b, c, ab, bc, ac)
		}
	}
}

func TestSequenceOf(t *testing.T) {
	for name, want := range map[string]string{
		"lock-0000000012": "lock- 12",
		"_c_0d2e1b3c-8c0f-4f5e-9f43-0d2e1b3c4d5e-lock-0000000003": "_c_0d2e1b3c-8c0f-4f5e-9f43-0d2e1b3c4d5e-lock- 3",
		"5f0c6f2a9b7d4a3e8c1b2d3e4f5a6b7c__lock__0000000004":      "5f0c6f2a9b7d4a3e8c1b2d3e4f5a6b7c__lock__ 4",
		"0000000007":         " 7",
		"lock-2147483647":    "lock- 2147483647",
		"lock--2147483648":   "lock- -2147483648",
		"lock-2147483648":    "lock -2147483648",
		"lock--2147483647":   "lock- -2147483647",
		"__lock__-00000005":  "",
		"__lock__-000000005": "__lock__ -5",
		"lock--000000005":    "lock- -5",
		"-000000005":         " -5",
		"-2147483648":        " -2147483648",
		"lock--0000000005":   "lock-- 5",
		"order-123456789":    "",
		"lock-2147483649":    "",
		"lock-9999999999":    "",
		"lock-00000000012":   "",
		"lock":               "",
		"":                   "",
		"part-10":            "",
		"1700000000":         " 1700000000",
	} {
		got := ""
		if number, prefix, ok := znode.SequenceOf(name); ok {
			got = fmt.Sprintf("%s %d", prefix, number)
		}
		if got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestSequencesWrap(t *testing.T) {
	numbers := []znode.Sequence{0, 1, 2147483647, -2147483648, -2147483647, -1}
	for i, number := range numbers[1:] {
		if number.Rank() <= numbers[i].Rank() || number.Overflowed() != (number < 0) {
			t.Errorf("%d does not follow %d", number, numbers[i])
		}
	}
}

func BenchmarkNaturalOrder(b *testing.B) {
	for _, form := range []string{"n%07d", "part-%d"} {
		names := make([]string, 1_000_000)
		for i := range names {
			names[i] = fmt.Sprintf(form, i)
		}
		slices.Sort(names)
		b.Run(form, func(b *testing.B) {
			for b.Loop() {
				znode.NaturalOrder(names)
			}
		})
	}
}
