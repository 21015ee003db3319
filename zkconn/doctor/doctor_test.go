package doctor_test

import (
	"crypto/tls"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/doctor"
	"zkweb/zkconn/zktest"
	"zkweb/zkconn/znode"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func examine(t *testing.T, text string, trust *tls.Config) []doctor.Server {
	t.Helper()
	c, err := cluster.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return doctor.Examine(t.Context(), c, trust, 10*time.Second)
}

// way returns the names of the steps, the last with its error.
func way(s doctor.Server) string {
	var all []string
	for _, step := range s.Steps {
		text := string(step.Name)
		if step.Skipped {
			text += "?"
		}
		if step.Err != nil {
			text += " " + string(znode.CodeOf(step.Err))
		}
		all = append(all, text)
	}
	return strings.Join(all, ", ")
}

func step(t *testing.T, s doctor.Server, name doctor.Name) doctor.Step {
	t.Helper()
	at := slices.IndexFunc(s.Steps, func(step doctor.Step) bool { return step.Name == name })
	if at < 0 {
		t.Fatalf("the steps %q do not include %s", way(s), name)
	}
	return s.Steps[at]
}

// TestTheWayToServers checks the steps for the newest and the oldest version, and for what is not a
// ZooKeeper server.
func TestTheWayToServers(t *testing.T) {
	t.Parallel()
	newest, oldest := zktest.RunRelease(t, "3.9"), zktest.RunRelease(t, "3.4")
	all := strings.Join([]string{
		"main=" + newest.Addr(), oldest.Addr(), "127.0.0.1:1", "nowhere.invalid:2181",
		zktest.RunHostile(t, zktest.SayNothing), zktest.RunHostile(t, zktest.SpeakHTTP), zktest.RunHostile(t, zktest.HangUp),
	}, ",")
	want := []string{
		"name, tcp, version, handshake, whoami, sync",
		"name, tcp, version, handshake, whoami?, sync",
		"name, tcp server_refused",
		"name server_no_address",
		"name, tcp, version server_silent",
		"name, tcp, version server_foreign",
		"name, tcp, version server_hangs_up",
	}
	var servers []doctor.Server
	var ways []string
	zktest.Until(t, func() bool { // on a busy machine the second of a step may not be enough
		servers, ways = examine(t, all, nil), nil
		for _, server := range servers {
			ways = append(ways, way(server))
		}
		return slices.Equal(ways, want)
	}, func() string { return fmt.Sprintf("the ways are %q, want %q", ways, want) })
	for i, server := range servers {
		if server.OK() != (i < 2) {
			t.Errorf("OK for %s, with the steps %q, is %t", server.Address, ways[i], server.OK())
		}
	}
	for chroot, want := range map[string]string{"/zookeeper": "whoami, sync, chroot", "/nowhere": "whoami, sync, chroot chroot_missing"} {
		var got string
		zktest.Until(t, func() bool {
			got = way(examine(t, "main="+newest.Addr()+chroot, nil)[0])
			return strings.HasSuffix(got, want)
		}, func() string { return fmt.Sprintf("the way to %s is %q, want %q", chroot, got, want) })
	}
	if got := step(t, servers[0], doctor.Handshake).Args; got["timeout"] != "10s" || got["asked"] != "10s" {
		t.Errorf("the timeout is %v", got)
	}
	if got := step(t, servers[0], doctor.WhoAmI).Args["identities"]; got != "ip:127.0.0.1" {
		t.Errorf("the identities of the console are %q", got)
	}
	if got := step(t, servers[1], doctor.Version).Args; got["version"] != "3.4.14" || got["role"] != "standalone" {
		t.Errorf("the version of the oldest server has %v", got)
	}
	for _, step := range slices.Concat(servers[0].Steps, servers[4].Steps) {
		if step.Took <= 0 {
			t.Errorf("%s took %s", step.Name, step.Took)
		}
	}
}

// TestCertificatesAreShownWhateverIsWrong checks that the certificates are reported even if they
// are invalid.
func TestCertificatesAreShownWhateverIsWrong(t *testing.T) {
	t.Parallel()
	server := zktest.RunTLS(t)
	trust, err := cluster.LoadTLS(server.CA, server.Certificate, server.Key)
	if err != nil {
		t.Fatal(err)
	}
	stranger, err := cluster.LoadTLS(server.CA, "", "")
	if err != nil {
		t.Fatal(err)
	}
	zktest.Eventually(t, "the server serves TLS", func() bool { return examine(t, "main=tls://"+server.SecureAddr(), trust)[0].OK() })
	full := zktest.RunHostile(t, zktest.HangUp)
	other := strings.Replace(server.SecureAddr(), server.Name, "127.0.0.1", 1)
	for _, test := range []struct {
		address string
		trust   *tls.Config
		want    string
	}{
		{server.SecureAddr(), trust, "name, tcp, tls, version, handshake, whoami, sync"},
		{server.SecureAddr(), nil, "name, tcp, tls server_authority"},
		{other, trust, "name, tcp, tls server_other_name"},
		{server.SecureAddr(), stranger, " server_refuses_tls"},
		{server.Addr(), trust, "name, tcp, tls server_no_tls"},
		{full, trust, "name, tcp, tls server_hangs_up"},
	} {
		var got doctor.Server
		zktest.Until(t, func() bool {
			got = examine(t, "main=tls://"+test.address, test.trust)[0]
			return strings.HasSuffix(way(got), test.want)
		}, func() string { return fmt.Sprintf("the way to %s is %q, want %q", test.address, way(got), test.want) })
		if args := step(t, got, doctor.TLS).Args; test.address != server.Addr() && test.address != full && (args["names"] != server.Name || args["until"] == "" || !strings.Contains(args["issuer"], "zktest authority")) {
			t.Errorf("the certificate is %v", args)
		}
	}
	var plain string
	zktest.Until(t, func() bool {
		plain = way(examine(t, "main="+server.SecureAddr(), nil)[0])
		return plain == "name, tcp, version server_tls"
	}, func() string { return fmt.Sprintf("without TLS the way is %q", plain) })
}
