package handlers

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/netip"

	"github.com/labstack/echo/v4"

	"zkweb/auth"
	"zkweb/auth/guard"
	sharing "zkweb/auth/shares"
	"zkweb/web/handlers/changes"
	"zkweb/web/handlers/events"
	"zkweb/web/handlers/find"
	"zkweb/web/handlers/history"
	"zkweb/web/handlers/jobs"
	"zkweb/web/handlers/nodes"
	"zkweb/web/handlers/people"
	"zkweb/web/handlers/proposals"
	"zkweb/web/handlers/servers"
	"zkweb/web/handlers/sessions"
	"zkweb/web/handlers/shares"
	"zkweb/web/handlers/site"
	"zkweb/web/handlers/trail"
	"zkweb/web/handlers/undo"
	work "zkweb/web/jobs"
	"zkweb/web/silence"
	"zkweb/web/views"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/health"
	"zkweb/zkconn/listing"
	"zkweb/zkconn/pool"
)

// Config configures a Server. The fields after Logger are optional.
type Config struct {
	Clusters       []cluster.Cluster // the first is the default
	Pool           *pool.Pool        // holds people's ZooKeeper sessions
	Logger         *slog.Logger
	BasePath       string           // "" or like "/zk", with a leading slash and none at the end
	TrustedProxies []netip.Prefix   // networks of proxies that are believed about addresses and TLS; nil for none
	HSTS           bool             // whether browsers are told to use only HTTPS for this host, on all ports
	SignInLimit    int              // sign-in attempts per minute, for each address and for each name; 0 for no limit
	Contact        string           // whom to ask for access; "" for nobody
	Clients        *cluster.Clients // asks servers for their clients; nil for one with the system's certificate authorities
	Health         *health.Poller   // asks servers for their health regularly; nil for one with the system's certificate authorities
	Silences       *silence.Store   // of findings; nil for one in memory
	Finds          find.Bounds      // limits of a find; zero for find.DefaultBounds
	Jobs           *work.Store      // long work in the background; required if Rules.AllowWrites
	Histories      site.Histories   // the recorded histories of clusters, by their names
	Shares         *sharing.Store   // links by which others see a znode; nil if there are none
	Rules          guard.Rules      // how people are identified and what they may do; zero: nobody is verified, everybody is a viewer
}

// Server is the console's http.Handler.
type Server struct {
	site    *site.Site
	nodes   *nodes.Handlers
	changes *changes.Handlers
	find    *find.Handlers
	jobs    *jobs.Handlers
	servers *servers.Handlers
	history *history.Handlers
	trail   *trail.Handlers
	undo    *undo.Handlers
	people  *people.Handlers
	asked   *proposals.Handlers
	events  *events.Handlers
	clients *sessions.Handlers
	shares  *shares.Handlers

	proxies trustedProxies
	hsts    bool
	metrics *metrics
	echo    *echo.Echo
	routes  router

	ending context.Context // done once EndStreams was called
	end    context.CancelFunc
}

// complete sets the defaults of optional fields. It fails if a required one is missing.
func (c *Config) complete() error {
	switch {
	case len(c.Clusters) == 0:
		return errors.New("handlers: Config.Clusters is empty")
	case c.Pool == nil:
		return errors.New("handlers: Config.Pool is missing")
	case c.Logger == nil:
		return errors.New("handlers: Config.Logger is missing")
	case c.Jobs == nil && c.Rules.AllowWrites:
		return errors.New("handlers: Config.Jobs is missing")
	case c.Rules.Proposals == nil && len(c.Rules.Approvals) > 0:
		return errors.New("handlers: Config.Rules.Proposals is missing")
	}
	if c.Health == nil {
		c.Health = health.New(c.Clusters, health.Options{})
	}
	if c.Silences == nil {
		c.Silences, _ = silence.Open("") // does not fail without a file
	}
	if c.Clients == nil {
		c.Clients = cluster.NewClients(nil)
	}
	c.Rules.Histories = c.Histories.Of(c.Clusters)
	return nil
}

// New returns a Server. The error names what is missing in config.
func New(config Config) (*Server, error) {
	if err := config.complete(); err != nil {
		return nil, err
	}
	store := auth.NewStore(config.BasePath)
	s := &Server{
		site: &site.Site{
			Clusters: config.Clusters,
			Links:    views.Links{BasePath: config.BasePath},
			Auth:     auth.NewAuthenticator(config.Pool, store, config.Rules, config.Logger),
			Rules:    config.Rules,
			Jobs:     config.Jobs,
			Shares:   config.Shares,
			Health:   config.Health,
			Silences: config.Silences,
			Logger:   config.Logger,
			Contact:  config.Contact,
			PageTime: site.PageTime,
			AwayTime: site.AwayTime,
		},
		proxies: trustedProxies(config.TrustedProxies),
		hsts:    config.HSTS,
		echo:    echo.New(),
		routes:  router{},
	}
	s.ending, s.end = context.WithCancel(context.Background())
	s.addFamilies(auth.NewLimiter(config.SignInLimit), config)
	s.metrics = newMetrics(s.events.Streams.Count, s.changes.Uploads.Count, s.find.Running, store.Count, config.Pool.Sessions)
	s.metrics.registry.MustRegister(findingsCollector{config.Clusters, config.Health, config.Silences})
	if trail := config.Rules.Trail; trail != nil {
		s.metrics.registry.MustRegister(gauge("zkweb_audit_head", "Sequence of the audit trail's newest entry.", func() int { return int(trail.Head().Seq) }))
	}
	if config.Jobs != nil {
		s.metrics.registry.MustRegister(gauge("zkweb_jobs", "Jobs that are at work, or wait for ZooKeeper.", config.Jobs.Working))
	}
	s.people.SignedIn = s.metrics.signIn
	s.echo.IPExtractor = s.proxies.addressOf()
	s.echo.HTTPErrorHandler = s.site.Fail
	s.useMiddleware()
	for _, route := range s.table() {
		s.add(route)
	}
	return s, nil
}

func (s *Server) addFamilies(limiter *auth.Limiter, config Config) {
	s.nodes = &nodes.Handlers{Site: s.site, Clients: config.Clients, Lister: listing.NewLister()}
	s.changes = changes.New(s.site)
	s.find = find.New(s.site, config.Finds, s.ending)
	connecting := config.Pool.SessionOptions()
	s.servers = servers.New(s.site, connecting.TLS, connecting.SessionTimeout)
	s.trail = trail.New(s.site)
	s.history = &history.Handlers{Site: s.site}
	s.undo = undo.New(s.site)
	s.asked = &proposals.Handlers{Site: s.site}
	s.people = &people.Handlers{Site: s.site, Limiter: limiter}
	s.jobs = &jobs.Handlers{Site: s.site}
	s.shares = &shares.Handlers{Site: s.site, Limiter: auth.NewLimiter(shares.UsesPerMinute)}
	s.clients = &sessions.Handlers{Site: s.site, Clients: config.Clients, Users: config.Pool.Users}
	s.events = events.New(s.site, s.ending)
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.echo.ServeHTTP(w, r) }

// WatchDirectories checks the clusters' user directories regularly until ctx is done.
func (s *Server) WatchDirectories(ctx context.Context) {
	s.site.Auth.WatchDirectories(ctx, s.site.Clusters)
}

// WatchServers asks the clusters' servers for their health regularly until ctx is done.
func (s *Server) WatchServers(ctx context.Context) { s.site.Health.Run(ctx) }

// EndStreams ends all event streams and makes /readyz answer 503. Pass it to
// http.Server.RegisterOnShutdown, since a shutdown would otherwise wait for the streams.
func (s *Server) EndStreams() { s.end() }
