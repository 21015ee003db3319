package handlers

import (
	"cmp"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"zkweb/web/handlers/site"
	"zkweb/web/silence"
	"zkweb/zkconn/cluster"
	"zkweb/zkconn/health"
	"zkweb/zkconn/znode"
)

// metrics are the console's metrics, in their own registry. No label contains text from a browser
// or a znode.
type metrics struct {
	registry  *prometheus.Registry
	requests  *prometheus.CounterVec
	durations *prometheus.HistogramVec
	signIns   *prometheus.CounterVec
}

func newMetrics(eventStreams, uploads, finds, consoleSessions func() int, zookeeperSessions func() map[znode.State]int) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "zkweb_http_requests_total", Help: "Requests that were answered.",
		}, []string{"route", "method", "status"}),
		durations: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "zkweb_http_request_duration_seconds", Help: "Time to answer a request, event streams left out.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2, 3, 5},
		}, []string{"route"}),
		signIns: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "zkweb_sign_ins_total", Help: "Attempts to sign in, by outcome: ok, or the kind of error.",
		}, []string{"outcome"}),
	}
	m.registry.MustRegister(m.requests, m.durations, m.signIns,
		gauge("zkweb_event_streams", "Event streams that are open.", eventStreams),
		gauge("zkweb_uploads", "Forms with a znode's data that are being read.", uploads),
		gauge("zkweb_finds", "Finds, and walks like them, that go on.", finds),
		gauge("zkweb_console_sessions", "Browsers that are signed in.", consoleSessions),
		zookeeperCollector(zookeeperSessions),
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	return m
}

func (m *metrics) request(route *site.Route, method string, status int, took time.Duration) {
	pattern := cmp.Or(route.Pattern, "none")
	m.requests.WithLabelValues(pattern, methodLabel(method), strconv.Itoa(status)).Inc()
	if route.Answers != site.Stream {
		m.durations.WithLabelValues(pattern).Observe(took.Seconds())
	}
}

func (m *metrics) signIn(err error) {
	outcome := string(znode.KindOf(err))
	if err == nil {
		outcome = "ok"
	}
	m.signIns.WithLabelValues(outcome).Inc()
}

// show sends the metrics in Prometheus's text format.
func (m *metrics) show(c echo.Context, _ site.Visit) error {
	promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}).ServeHTTP(c.Response(), c.Request())
	return nil
}

// methodLabel returns a method for logs and metrics, or "other" if it is not one of the usual ones,
// which a stranger could make up.
func methodLabel(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return method
	}
	return "other"
}

func gauge(name, help string, value func() int) prometheus.Collector {
	return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, func() float64 { return float64(value()) })
}

// findingsCollector counts the findings of each cluster.
type findingsCollector struct {
	clusters []cluster.Cluster
	poller   *health.Poller
	silences *silence.Store
}

var findingsDesc = prometheus.NewDesc("zkweb_finding", "What is wrong with a cluster, by code: 1 for each server, znode or security hole that it is about, or 1. Those that are silenced do not count, and those about the quorum count one vote each where no server tells of groups and weights.", []string{"cluster", "code"}, nil)

// Describe implements prometheus.Collector.
func (f findingsCollector) Describe(descriptions chan<- *prometheus.Desc) {
	descriptions <- findingsDesc
}

// Collect implements prometheus.Collector.
func (f findingsCollector) Collect(into chan<- prometheus.Metric) {
	for _, c := range f.clusters {
		if !f.poller.Judged(c.Name) {
			continue // not examined yet, so that no finding does not mean that all is well
		}
		counts := map[health.Code]int{}
		for _, finding := range f.poller.Findings(c.Name) {
			if _, silenced := f.silences.Of(c.Name, finding.Key()); !silenced {
				counts[finding.Code]++
			}
		}
		for _, code := range health.Codes() {
			into <- prometheus.MustNewConstMetric(findingsDesc, prometheus.GaugeValue, float64(counts[code]), c.Name, string(code))
		}
	}
}

// zookeeperCollector counts ZooKeeper sessions by their state.
type zookeeperCollector func() map[znode.State]int

var zookeeperSessionsDesc = prometheus.NewDesc(
	"zkweb_zookeeper_sessions", "ZooKeeper sessions that are held for people, by state.", []string{"state"}, nil)

// Describe implements prometheus.Collector.
func (z zookeeperCollector) Describe(descriptions chan<- *prometheus.Desc) {
	descriptions <- zookeeperSessionsDesc
}

// Collect implements prometheus.Collector.
func (z zookeeperCollector) Collect(into chan<- prometheus.Metric) {
	counts := z()
	for _, state := range []znode.State{znode.Connected, znode.Suspended, znode.Lost} {
		into <- prometheus.MustNewConstMetric(zookeeperSessionsDesc, prometheus.GaugeValue, float64(counts[state]), string(state))
	}
}
