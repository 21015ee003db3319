package main

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"zkweb/cmd/zkweb/settings"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/history"
	"zkweb/zkconn/history/remote"
)

// handoverPath is the path at which a recorder serves its history.
const handoverPath = "/history"

// remoteSettings are how recorders exchange histories.
type remoteSettings struct {
	listen, from, push string // HOST:PORT, and URLs; "" for none
	take               bool   // accept what others push
	peerSettings
}

func (s *remoteSettings) list() []settings.Setting {
	return []settings.Setting{
		{
			Name: "listen", Form: "HOST:PORT", Does: "serve the history to other recorders at this address, over HTTPS",
			Takes: "HOST:PORT, with --tls-cert, and --token-file or --ca", Set: settings.Text(&s.listen), OneRun: true,
		}, {
			Name: "from", Form: "URL", Does: "copy the history of another recorder, in place of --log-dir",
			Takes: "an address such as https://tap.example:8443", Set: s.setFrom, OneRun: true,
		}, {
			Name: "push", Form: "URL", Does: "push the history to another recorder, which has --listen and --take",
			Takes: "an address such as https://console.example:8443", Set: s.setPush, OneRun: true,
		}, {
			Name: "take", Default: "false", Does: "accept the history that another recorder pushes, in place of --log-dir; needs --listen",
			Takes: "true or false", Set: settings.Switch(&s.take), OneRun: true,
		}, {
			Name: "tls-cert", Form: "FILE", Does: "certificate to show; read again when it changes",
			Takes: "the name of a PEM file, with --tls-key", Set: settings.Text(&s.certFile), OneRun: true,
		}, {
			Name: "tls-key", Form: "FILE", Does: "key of that certificate",
			Takes: "the name of a PEM file, with --tls-cert", Set: settings.Text(&s.keyFile), OneRun: true,
		}, {
			Name: "ca", Form: "FILE", Does: "certificate authorities, one of which must have issued the other recorder's certificate",
			Takes: "the name of a PEM file", Set: settings.Text(&s.ca), OneRun: true,
		}, {
			Name: "token-file", Form: "FILE", Does: "file with the token that other recorders must send: at least 32 characters, mode 0600",
			Takes: tokenForm, Set: settings.Text(&s.tokenFile), OneRun: true,
		},
	}
}

func (s *remoteSettings) setFrom(value string) (err error) {
	s.from, err = handoverAddress(value)
	return err
}

func (s *remoteSettings) setPush(value string) (err error) {
	s.push, err = handoverAddress(value)
	return err
}

// handover returns the handler from which others get the store, or to which they push it. The error
// is a usageError.
func (s *remoteSettings) handover(store *history.Store, to *recorderStore, logger *slog.Logger) (*http.Server, error) {
	token, err := s.token("")
	if err != nil {
		return nil, err
	}
	if s.certFile == "" || token == "" && s.ca == "" {
		return nil, usageError{errors.New("--listen takes --tls-cert and --tls-key, and --token-file or --ca: the history holds what znodes held")}
	}
	front := frontSettings{certFile: s.certFile, keyFile: s.keyFile}
	certificate, err := front.certificate(logger)
	if err != nil {
		return nil, err
	}
	config := certificate.config()
	if s.ca != "" {
		trusted, err := cluster.LoadTLS(s.ca, "", "")
		if err != nil {
			return nil, usageError{settings.Refuse("ca", s.ca, "the name of a PEM file", err)}
		}
		config.ClientCAs, config.ClientAuth = trusted.RootCAs, tls.RequireAndVerifyClientCert
	}
	return &http.Server{
		TLSConfig: config, ReadHeaderTimeout: headerTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeaderBytes,
		ErrorLog: slog.NewLogLogger(logger.Handler(), slog.LevelWarn), Handler: withToken(token, s.handler(store, to, logger)),
	}, nil
}

func (s *remoteSettings) handler(store *history.Store, to *recorderStore, logger *slog.Logger) http.Handler {
	mux := http.NewServeMux()
	mux.Handle(handoverPath, remote.Handler(store))
	if s.take {
		taker := remote.Taker(store, to, logger)
		mux.Handle("POST "+handoverPath, taker)
		mux.Handle("GET "+handoverPath+remote.EndPath, taker)
	}
	return mux
}

// withToken passes requests on that have the token; if token is "", all.
func withToken(token string, handler http.Handler) http.Handler {
	want := sha256.Sum256([]byte("Bearer " + token))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got := sha256.Sum256([]byte(r.Header.Get("Authorization")))
		if token != "" && subtle.ConstantTimeCompare(got[:], want[:]) != 1 {
			// Otherwise net/http would wait for the rest of the body before it answers, which a
			// stranger need not send.
			_ = http.NewResponseController(w).SetReadDeadline(time.Now())
			http.Error(w, "this needs a token", http.StatusUnauthorized)
			return
		}
		handler.ServeHTTP(w, r)
	})
}

// handOver serves the history if --listen says so, and takes what is pushed if --take does, until
// ctx is done or the returned function is called. The error is a usageError if settings cannot be
// used.
func (s *recorderSettings) handOver(ctx context.Context, to *recorderStore, logger *slog.Logger) (end func(), err error) {
	if s.remote.listen == "" {
		return func() {}, nil
	}
	store, err := history.Open(s.stateDir, to.options.Key)
	if err != nil {
		return nil, err
	}
	server, err := s.remote.handover(store, to, logger)
	if err != nil {
		return nil, errors.Join(err, store.Close())
	}
	listener, err := listen(s.remote.listen)
	if err != nil {
		return nil, errors.Join(err, store.Close())
	}
	server.BaseContext = func(net.Listener) context.Context { return ctx }
	logger.Info("handing the history over", "url", "https://"+listener.Addr().String())
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := server.ServeTLS(listener, "", ""); !errors.Is(err, http.ErrServerClosed) {
			logger.Error("the history is no longer handed over", "error", err)
		}
	}()
	return func() {
		err := server.Close()
		<-done
		if err := errors.Join(err, store.Close()); err != nil {
			logger.Warn("handing the history over ended badly", "error", err)
		}
	}, nil
}

// push pushes the history, if --push says so, until the returned function is called. The error is a
// usageError if settings cannot be used.
func (s *recorderSettings) push(ctx context.Context, key history.Key, logger *slog.Logger) (end func(), err error) {
	if s.remote.push == "" {
		return func() {}, nil
	}
	client, err := s.remote.client("")
	if err != nil {
		return nil, err
	}
	store, err := history.Open(s.stateDir, key)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		client.push(ctx, s.remote.push, store, logger)
	}()
	return func() {
		cancel()
		<-done
		if err := store.Close(); err != nil {
			logger.Warn("pushing the history ended badly", "error", err)
		}
	}, nil
}
