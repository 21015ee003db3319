package main

import (
	"crypto/tls"
	"strings"

	"zkweb/cmd/zkweb/settings"
	"zkweb/zkconn/health"
)

// healthSettings are from where on something about a cluster is told to be wrong.
type healthSettings struct{ thresholds health.Thresholds }

func (s *healthSettings) list() []settings.Setting {
	return []settings.Setting{{
		Name: "threshold", Form: "NAME=NUMBER", Does: "from where on something is told to be wrong with a cluster, such as latency-ms=250; repeatable",
		Takes: "NAME=NUMBER with a number above 0 and a name of " + strings.Join(health.ThresholdNames(), ", "), Set: s.setThreshold, Many: true,
	}}
}

func (s *healthSettings) setThreshold(value string) error {
	if s.thresholds == nil {
		s.thresholds = health.Thresholds{}
	}
	return s.thresholds.Set(value)
}

// options are those of what asks servers, with trust as cluster.Dial takes it.
func (s *healthSettings) options(trust *tls.Config) health.Options {
	return health.Options{TLS: trust, Thresholds: s.thresholds}
}
