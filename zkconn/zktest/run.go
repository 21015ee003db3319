package zktest

// TB is what the helpers for tests need of testing.TB. It is spelled out here
// because the program links this package for its demo, and should not link
// package testing.
type TB interface {
	Helper()
	Fatal(...any)
	Cleanup(func())
}

// Run starts a server for the time of a test. At most one Config; none is a
// plain server.
func Run(t TB, config ...Config) *Server {
	t.Helper()
	server, err := Start(first(config))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closeOrFail(t, server.Close()) })
	return server
}

// RunEnsemble starts an ensemble for the time of a test. At most one Config,
// which all its servers get.
func RunEnsemble(t TB, size int, config ...Config) *Ensemble {
	t.Helper()
	ensemble, err := StartEnsemble(size, first(config))
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

func closeOrFail(t TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
