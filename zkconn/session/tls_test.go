package session_test

import (
	"crypto/tls"
	"fmt"
	"strings"
	"testing"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
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
		t.Errorf("the server's version is not known over TLS: %v, %v", known, err)
	}

	for name, c := range map[string]struct {
		connection string
		tls        *tls.Config
		want       znode.Code
	}{
		"another name":          {fmt.Sprintf("tls://127.0.0.1:%d", server.SecurePort), whole, znode.CodeServerOtherName},
		"unknown authority":     {"tls://" + server.SecureAddr(), loadTLS(t, "", server.Certificate, server.Key), znode.CodeServerAuthority},
		"no client certificate": {"tls://" + server.SecureAddr(), loadTLS(t, server.CA, "", ""), znode.CodeServerRefusesTLS},
		"TLS to a plain port":   {"tls://" + server.Addr(), whole, znode.CodeServerNoTLS},
		"plain to a TLS port":   {server.SecureAddr(), nil, znode.CodeServerTLS},
		"TLS to a full server":  {"tls://" + zktest.RunHostile(t, zktest.HangUp), whole, znode.CodeServerHungUp},
		"TLS to a silent port":  {"tls://" + zktest.RunHostile(t, zktest.SayNothing), whole, znode.CodeServerSilent},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := begin(t, c.connection, session.Anonymous(), session.Options{TLS: c.tls})
			wantUnreachable(t, client, strings.TrimPrefix(c.connection, "tls://"), c.want)
		})
	}
}
