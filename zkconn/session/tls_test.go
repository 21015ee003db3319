package session_test

import (
	"crypto/tls"
	"fmt"
	"testing"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
)

func loadTLS(t *testing.T, ca, certificate, key string) *tls.Config {
	t.Helper()
	config, err := cluster.LoadTLS(ca, certificate, key)
	if err != nil {
		t.Fatal(err)
	}
	return config
}

func TestTLS(t *testing.T) {
	t.Parallel()
	server := zktest.RunTLS(t)
	whole := loadTLS(t, server.CA, server.Certificate, server.Key)

	client := open(t, "tls://"+server.SecureAddr(), digest(t, "alice", "wonderland"), session.Options{TLS: whole})
	create(t, client, "/secure", []byte("over TLS"))
	if data, _, err := client.Get(testContext(t), path(t, "/secure")); string(data) != "over TLS" {
		t.Errorf("read %q, %v", data, err)
	}
	if known, err := client.WhoAmI(testContext(t)); err != nil {
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
			client := begin(t, c.connection, session.Anonymous(), session.Options{TLS: c.tls})
			wantUnreachable(t, client, c.says)
		})
	}
}
