package session_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"zkweb/zkconn/session"
	"zkweb/zkconn/znode"
)

func TestDigestTakesWhatPrints(t *testing.T) {
	for _, c := range []struct {
		user, password string
		want           znode.Kind
	}{
		{"alice", "wonderland", ""},
		{"alice", "", ""},
		{"王小明", "密码:with:colons and spaces 🙂", ""},
		{"a b", " ", ""},
		{"", "x", znode.Invalid},
		{"a:b", "x", znode.Invalid},
		{"a\n", "x", znode.Invalid},
		{"a", "x\x00", znode.Invalid},
		{"a\xff", "x", znode.Invalid},
		{strings.Repeat("a", session.MaxCredentialBytes+1), "x", znode.Invalid},
		{"a", strings.Repeat("x", session.MaxCredentialBytes+1), znode.Invalid},
	} {
		credentials, err := session.Digest(c.user, c.password)
		if got := znode.KindOf(err); got != c.want {
			t.Errorf("Digest(%q, %q): %v", c.user, c.password, err)
		}
		if c.want == "" && (credentials.User() != c.user || credentials.IsAnonymous()) {
			t.Errorf("Digest(%q, …) is %q, anonymous %v", c.user, credentials.User(), credentials.IsAnonymous())
		}
	}
	if !session.Anonymous().IsAnonymous() || session.Anonymous().User() != "" {
		t.Error("Anonymous has a user")
	}
}

func TestCredentialsNeverPrint(t *testing.T) {
	secret, err := session.Digest("alice", "s3cr3t")
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "credentials", secret, "within", struct{ C session.Credentials }{secret})
	asJSON, err := json.Marshal(map[string]any{"c": secret})
	if err != nil {
		t.Fatal(err)
	}
	printed := log.String() + string(asJSON)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		printed += fmt.Sprintf(verb+" "+verb, secret, &secret)
	}
	if strings.Contains(printed, "s3cr3t") || strings.Contains(printed, "733363723374") {
		t.Errorf("the password is in %s", printed)
	}
	if strings.Count(printed, "[redacted]") < 10 {
		t.Errorf("not redacted: %s", printed)
	}
}

// TestDigestID compares with the ID that ZooKeeper's DigestAuthenticationProvider prints for
// super:test.
func TestDigestID(t *testing.T) {
	if got := session.DigestID("super", "test"); got != "super:D/InIHSb7yEEbrWz8b9l71RjZJU=" {
		t.Error(got)
	}
}
