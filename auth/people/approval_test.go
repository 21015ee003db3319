package people

import (
	"testing"

	"zkweb/zkconn/znode"
)

func TestWhereApprovalIsNeeded(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		pattern        string
		covers, not    []string
		meets, notMeet []string
	}{
		{"/", []string{"/", "/a", "/a/b"}, nil, []string{"/"}, nil},
		{"/**", []string{"/a", "/a/b"}, []string{"/"}, []string{"/"}, nil},
		{"/prod", []string{"/prod", "/prod/a/b", "/zookeeper/quota/prod", "/zookeeper/quota/prod/zookeeper_limits"},
			[]string{"/", "/production", "/a/prod", "/zookeeper/quota", "/zookeeper/quota/dev"}, []string{"/", "/prod/x"}, []string{"/dev", "/production"}},
		{"/prod/**", []string{"/prod/a", "/prod/a/b"}, []string{"/prod", "/"}, []string{"/prod", "/"}, []string{"/dev"}},
		{"/*/config", []string{"/a/config", "/b/config/c"}, []string{"/a", "/config", "/a/b/config"}, []string{"/", "/a", "/a/config/c"}, []string{"/a/b"}},
		{"/app/eu-*", []string{"/app/eu-1", "/app/eu-1/x"}, []string{"/app", "/app/us-1"}, []string{"/app"}, []string{"/app/us-1", "/ap"}},
	} {
		var a Approval
		if err := a.Add(test.pattern); err != nil {
			t.Fatal(err)
		}
		for want, paths := range map[bool][]string{true: test.covers, false: test.not} {
			for _, text := range paths {
				if got := a.Covers(path(t, text)); got != want {
					t.Errorf("%s covers %s: %v", test.pattern, text, got)
				}
				if want && !a.Meets(path(t, text)) {
					t.Errorf("%s covers %s and does not meet it", test.pattern, text)
				}
			}
		}
		for want, paths := range map[bool][]string{true: test.meets, false: test.notMeet} {
			for _, text := range paths {
				if got := a.Meets(path(t, text)); got != want {
					t.Errorf("%s meets %s: %v", test.pattern, text, got)
				}
			}
		}
	}
	for _, pattern := range []string{"", "prod", "/prod/", "//prod", "/a/../b", "/[a", "/a//**"} {
		if err := new(Approval).Add(pattern); err == nil {
			t.Errorf("%q is taken for a pattern", pattern)
		}
	}
	var few, more Approval
	for _, err := range []error{few.Add("/a"), more.Add("/b/**"), more.Add("/a")} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if !more.Holds(few) || few.Holds(more) || !few.Holds(Approval{}) || (Approval{}).Holds(few) {
		t.Error("it does not hold the patterns that it has, or those that it has not")
	}
	if !(Approval{}).IsZero() || (Approval{}).Covers(znode.Root) {
		t.Error("the zero Approval is somewhere")
	}
}
