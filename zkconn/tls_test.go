package zkconn_test

import (
	"crypto/tls"
	"fmt"
	"strings"
	"testing"

	"zkweb/zkconn"
	"zkweb/zkconn/zktest"
)

func loadTLS(t *testing.T, ca, certificate, key string) *tls.Config {
	t.Helper()
	config, err := zkconn.LoadTLS(ca, certificate, key)
	if err != nil {
		t.Fatal(err)
	}
	return config
}

func TestTLS(t *testing.T) {
	t.Parallel()
	server := zktest.RunTLS(t)
	whole := loadTLS(t, server.CA, server.Certificate, server.Key)

	session := open(t, "tls://"+server.SecureAddr(), digest(t, "alice", "wonderland"), zkconn.Options{TLS: whole})
	create(t, session, "/secure", []byte("over TLS"))
	if data, _, err := session.Get(testContext(t), path(t, "/secure")); string(data) != "over TLS" {
		t.Errorf("read %q, %v", data, err)
	}
	if known, err := session.WhoAmI(testContext(t)); err != nil {
		t.Errorf("the server's version was not learnt over TLS: %v, %v", known, err)
	}

	for name, c := range map[string]struct {
		connection string
		tls        *tls.Config
		says       string
	}{
		"another name":          {fmt.Sprintf("tls://127.0.0.1:%d", server.SecurePort), whole, "certificate for another name"},
		"unknown authority":     {"tls://" + server.SecureAddr(), loadTLS(t, "", server.Certificate, server.Key), "--zk-ca"},
		"no client certificate": {"tls://" + server.SecureAddr(), loadTLS(t, server.CA, "", ""), "--zk-cert"},
		"TLS to a plain port":   {"tls://" + server.Addr(), whole, "without tls://"},
		"plain to a TLS port":   {server.SecureAddr(), nil, "with tls://"},
		"TLS to a silent port":  {"tls://" + zktest.RunHostile(t, zktest.SayNothing), whole, "did not answer"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			session := begin(t, c.connection, zkconn.Anonymous(), zkconn.Options{TLS: c.tls})
			wantUnreachable(t, session, c.says)
		})
	}
}

func TestLoadTLSSaysWhatIsWrong(t *testing.T) {
	server := t.TempDir()
	for name, c := range map[string]struct{ ca, certificate, key, says string }{
		"no such file":  {server + "/none.pem", "", "", "none.pem"},
		"no pair":       {"", server + "/c.pem", "", "go together"},
		"not a PEM":     {"tls.go", "", "", "no certificate in tls.go"},
		"not a keypair": {"", "tls.go", "tls.go", "PEM"},
	} {
		if _, err := zkconn.LoadTLS(c.ca, c.certificate, c.key); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got %v, want it to say %q", name, err, c.says)
		}
	}
}
