package main

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"zkweb/web/handlers"
	"zkweb/web/jobs"
	"zkweb/web/notify"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/health"
	"zkweb/zkconn/payload/format"
	"zkweb/zkconn/pool"
	"zkweb/zkconn/survey"
)

const (
	headerTimeout  = 5 * time.Second // for the header of a request
	idleTimeout    = 2 * time.Minute // of a connection between requests
	maxHeaderBytes = 64 << 10        // enough for an escaped path of znode.MaxPathBytes, both in the URL and in next

	// The whole shutdown takes less than 5 s.
	finishTimeout = 2500 * time.Millisecond // for requests in progress
	jobsTimeout   = 500 * time.Millisecond  // for batches of jobs in progress
	closeTimeout  = 1500 * time.Millisecond // for closing the ZooKeeper sessions and writing the trail
)

// console is the web server, with its ZooKeeper sessions and its trail.
type console struct {
	server   *http.Server
	underWay underWay
	watch    []func(context.Context) // run in the background until their context is done
	pool     *pool.Pool
	trail    *trail
	jobs     *jobs.Store
	logger   *slog.Logger
}

// newConsole makes a console. ZooKeeper need not be reachable. The console must be ended by run or
// close.
func newConsole(ctx context.Context, settings *consoleSettings, logger *slog.Logger) (*console, error) {
	certificate, err := settings.front.certificate(logger)
	if err != nil {
		return nil, err
	}
	options, err := settings.poolOptions()
	if err != nil {
		return nil, err
	}
	options.Session.Logger = logger
	silences := openSilences(settings, logger)
	told, err := settings.health.notifier(silences, logger)
	if err != nil {
		return nil, err
	}
	stores, err := openStores(ctx, settings, logger)
	if err != nil {
		return nil, err
	}
	c := &console{pool: pool.New(options), trail: stores.trail, jobs: stores.jobs, logger: logger}
	format.UseSchemas(settings.payload.schemas)
	rules := stores.trail.rules(settings.record.rules(settings.rules()), settings.record)
	poller := newPoller(settings, options.Session.TLS, told, logger)
	config := settings.handlersConfig()
	config.Pool, config.Logger, config.Rules = c.pool, logger, rules
	config.Clients, config.Health, config.Silences = cluster.NewClients(options.Session.TLS), poller, silences
	config.Jobs, config.Histories, config.Shares = stores.jobs, stores.histories, stores.shares
	handler, err := handlers.New(config)
	if err != nil {
		c.close()
		return nil, err
	}
	c.serveBy(handler, certificate)
	c.server.RegisterOnShutdown(handler.EndStreams)
	seen := survey.Survey{Pool: c.pool, Health: poller, Logger: logger}
	c.watch = append(stores.copies, handler.WatchDirectories, handler.WatchServers, func(ctx context.Context) { seen.Run(ctx, settings.clusters) })
	if rules.Proposals != nil {
		c.watch = append(c.watch, rules.Proposals.Watch, func(ctx context.Context) { settings.warnOfSecondNames(ctx, options.Session, logger) })
	}
	if told != nil {
		c.watch = append(c.watch, told.Run)
	}
	return c, nil
}

// handlersConfig returns the part of the handlers' configuration that comes from settings alone;
// newConsole adds what has to be opened or started.
func (s *consoleSettings) handlersConfig() handlers.Config {
	return handlers.Config{
		Clusters:       s.clusters,
		BasePath:       s.basePath,
		TrustedProxies: s.front.trustedProxies,
		HSTS:           s.front.hsts,
		SignInLimit:    s.signInLimit,
		Contact:        s.people.contact,
		Finds:          s.find.bounds,
	}
}

// newPoller returns a poller of the servers' health, which starts with the samples that were kept.
// told is nil if nobody is notified.
func newPoller(settings *consoleSettings, own *tls.Config, told *notify.Notifier, logger *slog.Logger) *health.Poller {
	poller := health.New(settings.clusters, settings.health.options(own, told))
	restore("samples.json", poller.Restore, settings, logger, "the plots of servers begin anew: what was kept of them cannot be read")
	if told != nil {
		restore("notified.json", func(file string) error { return told.Restore(file, poller.Knows) }, settings, logger, "what --notify was told before is not known: it is told again, and of nothing that was over")
	}
	return poller
}

// serveBy makes the HTTP server, which uses TLS if there is a certificate.
func (c *console) serveBy(handler http.Handler, certificate *certificate) {
	c.server = &http.Server{
		Handler:                      handler,
		ReadHeaderTimeout:            headerTimeout,
		IdleTimeout:                  idleTimeout,
		MaxHeaderBytes:               maxHeaderBytes,
		DisableGeneralOptionsHandler: true,
		ConnState:                    c.underWay.note,
		ErrorLog:                     slog.NewLogLogger(c.logger.Handler(), slog.LevelWarn),
		// There is no WriteTimeout, which would cut off event streams; these set a deadline for
		// each event. There is no ReadTimeout, which would end them as well.
	}
	if certificate != nil {
		c.server.TLSConfig = certificate.config()
	}
}

// run serves until ctx is done. Then it finishes what is in progress, and closes the ZooKeeper
// sessions and the trail. It closes the listener.
func (c *console) run(ctx context.Context, listener net.Listener) error {
	watching, stop := context.WithCancel(ctx)
	var watch sync.WaitGroup
	for _, look := range c.watch {
		watch.Go(func() { look(watching) })
	}
	defer watch.Wait()
	defer stop()
	failed := make(chan error, 1)
	go func() { failed <- c.serve(listener) }()
	select {
	case err := <-failed:
		c.close()
		return err
	case <-ctx.Done():
	}
	c.logger.Info("ending")
	c.finishRequests(finishTimeout)
	c.close()
	if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func (c *console) serve(listener net.Listener) error {
	if c.server.TLSConfig != nil {
		return c.server.ServeTLS(listener, "", "")
	}
	return c.server.Serve(listener)
}

func (c *console) finishRequests(within time.Duration) {
	ctx, cancel := context.WithTimeout(context.Background(), within)
	defer cancel()
	if err := c.server.Shutdown(ctx); err == nil {
		return
	}
	if requests := c.underWay.count(); requests > 0 {
		c.logger.Warn("some requests did not finish and are cut off", "requests", requests)
	}
	_ = c.server.Close() // the listener is closed already
}

// close interrupts the jobs, then closes the ZooKeeper sessions and the trail at the same time.
func (c *console) close() {
	c.interruptJobs()
	var closing sync.WaitGroup
	closing.Go(c.closeSessions)
	closing.Go(func() {
		ctx, cancel := context.WithTimeout(context.Background(), closeTimeout)
		defer cancel()
		if err := c.trail.end(ctx); err != nil {
			c.logger.Error("the audit trail did not close in good order", "error", err)
		}
	})
	closing.Wait()
}

func (c *console) interruptJobs() {
	ctx, cancel := context.WithTimeout(context.Background(), jobsTimeout)
	defer cancel()
	if err := c.jobs.Close(ctx); err != nil {
		c.logger.Warn("what jobs were doing is not known in time; the trail and their reports tell at the next start", "error", err)
	}
}

func (c *console) closeSessions() {
	closed := make(chan struct{})
	go func() {
		c.pool.Close()
		close(closed)
	}()
	select {
	case <-closed:
	case <-time.After(closeTimeout):
		c.logger.Warn("ZooKeeper did not hear in time that the sessions end; they expire there")
	}
}
