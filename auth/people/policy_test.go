package people

import (
	"errors"
	"maps"
	"testing"

	"zkweb/zkconn/znode"
)

func path(t *testing.T, text string) znode.Path {
	t.Helper()
	parsed, err := znode.ParsePath(text)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

var actions = []Action{Read, Reveal, Create, Set, Delete, SetACL, SetQuota, Share, Approve, SeeTrail, SeeSessions, SeeClients, EndSession, ManageJobs, Silence}

// places are the possible places of a znode, as seen by somebody whose paths are /app and /team/a.
// The truth table has one letter for each place.
var places = [][]string{
	{"/", "/team"},                                   // on the way to one of the paths
	{"/app", "/team/a"},                              // one of the paths
	{"/app/x", "/app/x/y", "/team/a/app"},            // below one
	{"/apple", "/ap", "/team/b", "/other", "/x/app"}, // outside
}

var verdictLetters = map[byte]Verdict{'A': Allowed, 'w': OnTheWay, 'o': OutsidePaths, 'c': Confined, 'r': RoleForbids, 'n': ReadOnly}

// TestPolicy is the policy's truth table: role × action × place × read-only.
func TestPolicy(t *testing.T) {
	table := []struct {
		role     Role
		action   Action
		writable string // one letter per place: on the way, at, below, outside
		readOnly string
	}{
		{Reader, Read, "wAAo", "wAAo"},
		{Reader, Reveal, "rrrr", "rrrr"},
		{Reader, Share, "rrrr", "rrrr"},
		{Reader, Create, "rrrr", "rrrr"},
		{Reader, Set, "rrrr", "rrrr"},
		{Reader, Delete, "rrrr", "rrrr"},
		{Reader, SetACL, "rrrr", "rrrr"},
		{Reader, SetQuota, "rrrr", "rrrr"},
		{Reader, Approve, "rrrr", "rrrr"},
		{Reader, SeeTrail, "rrrr", "rrrr"},
		{Reader, SeeSessions, "rrrr", "rrrr"},
		{Reader, SeeClients, "cAAc", "cAAc"},
		{Reader, EndSession, "rrrr", "rrrr"},
		{Reader, ManageJobs, "rrrr", "rrrr"},
		{Reader, Silence, "rrrr", "rrrr"},

		{Viewer, Read, "wAAo", "wAAo"},
		{Viewer, Reveal, "oAAo", "oAAo"},
		{Viewer, Share, "oAAo", "oAAo"},
		{Viewer, Create, "rrrr", "rrrr"},
		{Viewer, Set, "rrrr", "rrrr"},
		{Viewer, Delete, "rrrr", "rrrr"},
		{Viewer, SetACL, "rrrr", "rrrr"},
		{Viewer, SetQuota, "rrrr", "rrrr"},
		{Viewer, Approve, "rrrr", "rrrr"},
		{Viewer, SeeTrail, "rrrr", "rrrr"},
		{Viewer, SeeSessions, "rrrr", "rrrr"},
		{Viewer, SeeClients, "cAAc", "cAAc"},
		{Viewer, EndSession, "rrrr", "rrrr"},
		{Viewer, ManageJobs, "rrrr", "rrrr"},
		{Viewer, Silence, "rrrr", "rrrr"},

		{Editor, Read, "wAAo", "wAAo"},
		{Editor, Reveal, "oAAo", "oAAo"},
		{Editor, Share, "oAAo", "oAAo"},
		{Editor, Create, "ooAo", "nnnn"},
		{Editor, Set, "oAAo", "nnnn"},
		{Editor, Delete, "ooAo", "nnnn"},
		{Editor, SetACL, "oAAo", "nnnn"},
		{Editor, SetQuota, "oAAo", "nnnn"},
		{Editor, Approve, "rrrr", "rrrr"},
		{Editor, SeeTrail, "rrrr", "rrrr"},
		{Editor, SeeSessions, "rrrr", "rrrr"},
		{Editor, SeeClients, "cAAc", "cAAc"},
		{Editor, EndSession, "rrrr", "rrrr"},
		{Editor, ManageJobs, "rrrr", "rrrr"},
		{Editor, Silence, "rrrr", "rrrr"},

		{Admin, Read, "wAAo", "wAAo"},
		{Admin, Reveal, "oAAo", "oAAo"},
		{Admin, Share, "oAAo", "oAAo"},
		{Admin, Create, "ooAo", "nnnn"},
		{Admin, Set, "oAAo", "nnnn"},
		{Admin, Delete, "ooAo", "nnnn"},
		{Admin, SetACL, "oAAo", "nnnn"},
		{Admin, SetQuota, "oAAo", "nnnn"},
		{Admin, Approve, "oAAo", "nnnn"},
		{Admin, SeeTrail, "AAAA", "AAAA"},
		{Admin, SeeSessions, "AAAA", "AAAA"},
		{Admin, SeeClients, "cAAc", "cAAc"},
		{Admin, EndSession, "AAAA", "AAAA"},
		{Admin, ManageJobs, "AAAA", "AAAA"},
		{Admin, Silence, "AAAA", "AAAA"},

		{Auditor, Read, "wAAo", "wAAo"},
		{Auditor, Reveal, "rrrr", "rrrr"},
		{Auditor, Share, "rrrr", "rrrr"},
		{Auditor, Create, "rrrr", "rrrr"},
		{Auditor, Set, "rrrr", "rrrr"},
		{Auditor, Delete, "rrrr", "rrrr"},
		{Auditor, SetACL, "rrrr", "rrrr"},
		{Auditor, SetQuota, "rrrr", "rrrr"},
		{Auditor, Approve, "rrrr", "rrrr"},
		{Auditor, SeeTrail, "AAAA", "AAAA"},
		{Auditor, SeeSessions, "rrrr", "rrrr"},
		{Auditor, SeeClients, "cAAc", "cAAc"},
		{Auditor, EndSession, "rrrr", "rrrr"},
		{Auditor, ManageJobs, "rrrr", "rrrr"},
		{Auditor, Silence, "rrrr", "rrrr"},

		{"", Read, "rrrr", "rrrr"},
		{"", Reveal, "rrrr", "rrrr"},
		{"", Share, "rrrr", "rrrr"},
		{"", Create, "rrrr", "rrrr"},
		{"", Set, "rrrr", "rrrr"},
		{"", Delete, "rrrr", "rrrr"},
		{"", SetACL, "rrrr", "rrrr"},
		{"", SetQuota, "rrrr", "rrrr"},
		{"", Approve, "rrrr", "rrrr"},
		{"", SeeTrail, "rrrr", "rrrr"},
		{"", SeeSessions, "rrrr", "rrrr"},
		{"", SeeClients, "rrrr", "rrrr"},
		{"", EndSession, "rrrr", "rrrr"},
		{"", ManageJobs, "rrrr", "rrrr"},
		{"", Silence, "rrrr", "rrrr"},

		{"root", Read, "rrrr", "rrrr"},
		{"root", EndSession, "rrrr", "rrrr"},
		{Admin, "", "rrrr", "rrrr"},
		{Admin, "export", "rrrr", "rrrr"},
	}
	tested := map[Role]map[Action]bool{}
	for _, row := range table {
		if tested[row.role] == nil {
			tested[row.role] = map[Action]bool{}
		}
		tested[row.role][row.action] = true
		who := Person{User: "alice", Verified: true, Role: row.role, Paths: []znode.Path{path(t, "/app"), path(t, "/team/a")}}
		for readOnly, want := range map[bool]string{false: row.writable, true: row.readOnly} {
			for i, examples := range places {
				for _, example := range examples {
					if got := Decide(who, row.action, path(t, example), readOnly); got != verdictLetters[want[i]] {
						t.Errorf("%q, %q of %s, read-only %t: verdict %d, want %q", row.role, row.action, example, readOnly, got, want[i])
					}
				}
			}
		}
	}
	for _, role := range append(Roles, "") {
		for _, action := range actions {
			if !tested[role][action] {
				t.Errorf("the table has no row for %q and %q", role, action)
			}
		}
	}
}

func TestPolicyOfWhoseWholeTreeAndWhoseNoneIsOpen(t *testing.T) {
	for _, test := range []struct {
		name        string
		paths       []znode.Path
		action      Action
		root, below Verdict
	}{
		{"everything, read", []znode.Path{znode.Root}, Read, Allowed, Allowed},
		{"everything, set", []znode.Path{znode.Root}, Set, Allowed, Allowed},
		{"everything, create", []znode.Path{znode.Root}, Create, OutsidePaths, Allowed},
		{"everything, delete", []znode.Path{znode.Root}, Delete, OutsidePaths, Allowed},
		{"a path below another", []znode.Path{path(t, "/a/b"), path(t, "/a")}, Delete, OutsidePaths, Allowed},
		{"nothing, read", nil, Read, OutsidePaths, OutsidePaths},
		{"nothing, set", nil, Set, OutsidePaths, OutsidePaths},
	} {
		who := Person{Role: Admin, Paths: test.paths}
		if got := Decide(who, test.action, znode.Root, false); got != test.root {
			t.Errorf("%s: the root gives %d, want %d", test.name, got, test.root)
		}
		if got := Decide(who, test.action, path(t, "/a/b"), false); got != test.below {
			t.Errorf("%s: below it gives %d, want %d", test.name, got, test.below)
		}
	}
	if got := Decide(Person{}, Read, znode.Root, false); got == Allowed || got == OnTheWay {
		t.Errorf("nobody may read: %d", got)
	}
}

func TestRefusal(t *testing.T) {
	for _, test := range []struct {
		verdict Verdict
		code    znode.Code
		args    znode.Args
	}{
		{OutsidePaths, znode.CodeOutsidePaths, nil},
		{Confined, znode.CodeConfined, nil},
		{RoleForbids, znode.CodeRoleForbids, znode.Args{"role": "viewer"}},
		{ReadOnly, znode.CodeReadOnly, nil},
		{ReadOnlyCluster, znode.CodeClusterReadOnly, nil},
		{OnTheWay, znode.CodeOnTheWay, nil},
	} {
		err := test.verdict.Refusal(Viewer)
		refusal, _ := errors.AsType[*znode.Error](err)
		if refusal == nil || refusal.Kind != znode.Denied || !errors.Is(err, ErrPolicy) || refusal.Code != test.code || !maps.Equal(refusal.Args, test.args) {
			t.Errorf("verdict %d: %v, want Denied by policy with the code %q", test.verdict, err, test.code)
		}
	}
	if err := Allowed.Refusal(Viewer); err != nil {
		t.Errorf("Allowed gives %v", err)
	}
}

func TestParseRole(t *testing.T) {
	for _, role := range Roles {
		if got, err := ParseRole(string(role)); got != role || err != nil {
			t.Errorf("%s gives %q and %v", role, got, err)
		}
	}
	for _, name := range []string{"", "Admin", "root", " viewer", "viewer,admin"} {
		if got, err := ParseRole(name); got != "" || err == nil {
			t.Errorf("%q gives %q and %v, want an error", name, got, err)
		}
	}
}
