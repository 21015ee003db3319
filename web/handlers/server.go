package handlers

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"github.com/labstack/echo/v4"

	"zkweb/auth"
	"zkweb/auth/audit"
	"zkweb/auth/guard"
	"zkweb/web/views"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/pool"
)

// Config is what a Server needs; what comes after Logger may be left out.
type Config struct {
	Clusters       []cluster.Cluster // the first is the default
	Pool           *pool.Pool        // holds people's ZooKeeper sessions
	Logger         *slog.Logger
	BasePath       string         // "" or "/zk": a leading slash and none at the end
	TrustedProxies []netip.Prefix // whose word on addresses and TLS is believed; nobody's when nil
	SignInLimit    int            // sign-in attempts for each address and minute, and for each name; 0 is no limit
	Rules          guard.Rules    // how people are known and what they may do; zero: nobody is verified, everybody is a viewer
	Trail          *audit.Trail   // the record, for Rules too; nil keeps none
}

// Server is the console's http.Handler.
type Server struct {
	config     Config
	links      views.Links
	auth       *auth.Authenticator
	limiter    *auth.Limiter
	streams    *quota
	uploads    *quota
	uploadWait time.Duration // for others to be read
	metrics    *metrics
	echo       *echo.Echo
	routes     map[string]*Route // by method, blank and pattern

	heartbeat time.Duration   // between two signs of life on a quiet event stream
	ending    context.Context // over once EndStreams was called
	end       context.CancelFunc
}

// New makes a Server. The error names what is missing from config.
func New(config Config) (*Server, error) {
	switch {
	case len(config.Clusters) == 0:
		return nil, errors.New("handlers: Config.Clusters is empty")
	case config.Pool == nil:
		return nil, errors.New("handlers: Config.Pool is missing")
	case config.Logger == nil:
		return nil, errors.New("handlers: Config.Logger is missing")
	}
	if config.Trail != nil {
		config.Rules.Trail = config.Trail
	}
	store := auth.NewStore(config.BasePath)
	s := &Server{
		config:     config,
		links:      views.Links{BasePath: config.BasePath},
		auth:       auth.NewAuthenticator(config.Pool, store, config.Rules),
		limiter:    auth.NewLimiter(config.SignInLimit),
		streams:    newStreams(),
		uploads:    newUploads(),
		uploadWait: 10 * time.Second,
		echo:       echo.New(),
		routes:     map[string]*Route{},

		heartbeat: 15 * time.Second,
	}
	s.ending, s.end = context.WithCancel(context.Background())
	s.metrics = newMetrics(s.streams.count, store.Count, config.Pool.Sessions)
	s.echo.IPExtractor = trustedProxies(config.TrustedProxies).addressOf()
	s.echo.HTTPErrorHandler = s.fail
	s.useMiddleware()
	for _, route := range s.table() {
		s.add(route)
	}
	return s, nil
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.echo.ServeHTTP(w, r) }

// EndStreams ends all event streams and lets /readyz answer 503. It is for
// http.Server.RegisterOnShutdown: a shutdown would wait for them otherwise.
func (s *Server) EndStreams() { s.end() }
