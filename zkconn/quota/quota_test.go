package quota

import "testing"

// TestLimits checks that limits are read as servers and zkCli of 3.4 and 3.9 write them.
func TestLimits(t *testing.T) {
	for _, test := range []struct {
		text, again string
		limits      Limits
	}{
		{"count=4,bytes=9", "", Limits{4, 9, None, None}},
		{"count=-1,bytes=9", "", Limits{None, 9, None, None}},
		{"count=4,bytes=9=;byteHardLimit=15;countHardLimit=4", "", Limits{4, 9, 4, 15}},
		{"count=-1,bytes=-1=;countHardLimit=4", "", Limits{None, None, 4, None}},
		{"count=-1,bytes=-1=;byteHardLimit=-1;countHardLimit=4", "count=-1,bytes=-1=;countHardLimit=4", Limits{None, None, 4, None}},
		{"", "count=-1,bytes=-1", NoLimits},
		{"count=-5,bytes=2", "count=-1,bytes=2", Limits{None, 2, None, None}},
		{"count=1,bytes=2;other=3", "count=1,bytes=2", Limits{1, 2, None, None}},
	} {
		got, err := Parse([]byte(test.text))
		if err != nil || got != test.limits {
			t.Errorf("Parse(%q) = %+v, %v", test.text, got, err)
		}
		want := test.again
		if want == "" {
			want = test.text
		}
		if got.String() != want {
			t.Errorf("%q is formatted as %q", test.text, got.String())
		}
	}
	for _, garbled := range []string{"count=x,bytes=1", "count=99999999999999999999,bytes=1"} {
		if got, err := Parse([]byte(garbled)); err == nil {
			t.Errorf("Parse(%q) = %+v, want an error", garbled, got)
		}
	}
}
