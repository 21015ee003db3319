package zktest

import (
	"testing"

	"zkweb/zkconn/zkserver"
)

// These are the types of package zkserver that tests use.
type (
	Server       = zkserver.Server
	Ensemble     = zkserver.Ensemble
	Config       = zkserver.Config
	Installation = zkserver.Installation
)

// Run starts a server for the duration of a test. It takes at most one Config. If tests share
// servers, as with ShareServers, it may return an emptied one.
func Run(t testing.TB, config ...Config) *Server {
	t.Helper()
	with := first(config)
	if sharing(with) {
		server, err := fromShelf(with)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { closeOrFail(t, toShelf(server)) })
		return server.Server
	}
	return RunNew(t, with)
}

// RunNew is like Run, but always starts a new server: the transaction log of an emptied server
// still has what was there before.
func RunNew(t testing.TB, config ...Config) *Server {
	t.Helper()
	server, err := zkserver.Start(archived(first(config)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closeOrFail(t, server.Close()) })
	return server
}

// RunEnsemble starts an ensemble for the duration of a test. It takes at most one Config, for all
// servers.
func RunEnsemble(t testing.TB, size int, config ...Config) *Ensemble {
	t.Helper()
	ensemble, err := zkserver.StartEnsemble(size, archived(first(config)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closeOrFail(t, ensemble.Close()) })
	return ensemble
}

func first(configs []Config) Config {
	if len(configs) == 0 {
		return Config{}
	}
	return configs[0]
}

func closeOrFail(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
