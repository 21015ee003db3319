package cluster_test

import (
	"strings"
	"testing"

	"zkweb/zkconn/cluster"
)

func TestLoadTLSSaysWhatIsWrong(t *testing.T) {
	server := t.TempDir()
	for name, c := range map[string]struct{ ca, certificate, key, says string }{
		"no such file":  {server + "/none.pem", "", "", "none.pem"},
		"no pair":       {"", server + "/c.pem", "", "go together"},
		"not a PEM":     {"tls.go", "", "", "no certificate in tls.go"},
		"not a keypair": {"", "tls.go", "tls.go", "PEM"},
	} {
		if _, err := cluster.LoadTLS(c.ca, c.certificate, c.key); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got %v, want it to say %q", name, err, c.says)
		}
	}
}
