package session_test

import (
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"zkweb/zkconn/session"
	"zkweb/zkconn/zktest"
)

// TestAClustersOwnTimeoutComesFirst checks that a cluster's own session timeout takes precedence.
func TestAClustersOwnTimeoutComesFirst(t *testing.T) {
	t.Parallel()
	server := zktest.Run(t, zktest.Config{ZooCfg: []string{"4lw.commands.whitelist=srvr,cons"}})
	here := clusterAt(t, server.Addr())
	here.SessionTimeout = 7 * time.Second
	client := session.Open(here, session.Anonymous(), session.Options{SessionTimeout: 11 * time.Second, Logger: quiet})
	t.Cleanup(client.Close)
	if err := client.AwaitConnected(testContext(t)); err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", server.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.Write([]byte("cons")); err != nil {
		t.Fatal(err)
	}
	answer, err := io.ReadAll(conn)
	if err != nil || !strings.Contains(string(answer), "to=7000") {
		t.Errorf("the server's connections: %v\n%s", err, answer)
	}
}

// TestAClustersOwnTLSComesFirst checks that a cluster's own TLS configuration takes precedence.
func TestAClustersOwnTLSComesFirst(t *testing.T) {
	t.Parallel()
	server := zktest.RunTLS(t)
	here := clusterAt(t, "tls://"+server.SecureAddr())
	here.TLSConfig = loadTLS(t, server.CA, server.Certificate, server.Key)
	strangers := loadTLS(t, "", server.Certificate, server.Key) // does not trust the server's authority
	client := session.Open(here, session.Anonymous(), session.Options{TLS: strangers, Logger: quiet})
	t.Cleanup(client.Close)
	if err := client.AwaitConnected(testContext(t)); err != nil {
		t.Fatal(err)
	}
}
