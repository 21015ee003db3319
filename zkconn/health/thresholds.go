package health

import (
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Thresholds are the values above which something is a finding, by name.
type Thresholds map[string]float64

// The names of the thresholds.
const (
	BehindSeconds   = "behind-seconds"      // that a server is behind the leader
	LatencyMillis   = "latency-ms"          // mean of reads, or of writes
	OutstandingMost = "outstanding"         // requests that wait
	FsyncMillis     = "fsync-ms"            // mean of syncing the log to disk
	FloodRate       = "flood-rate"          // requests a second from one address
	ConnectionsPart = "connections-percent" // of maxClientCnxns, held by one address
	AnswerPart      = "answer-percent"      // of the default of jute.maxbuffer, in the largest answer
	DescriptorsPart = "descriptors-percent" // of the files that a server may have open
	ZxidPart        = "zxid-percent"        // of the zxids of an epoch
	CertificateDays = "certificate-days"    // until a certificate expires
	ClockSeconds    = "clock-seconds"       // between a server's clock and the console's
	QuotaPart       = "quota-percent"       // of a quota's limit
	SequencePart    = "sequence-percent"    // of the numbers for sequential children
)

// DefaultThresholds returns the default thresholds.
func DefaultThresholds() Thresholds {
	return Thresholds{
		BehindSeconds: 10, LatencyMillis: 100, OutstandingMost: 100, FsyncMillis: 100, FloodRate: 5000,
		ConnectionsPart: 80, AnswerPart: 80, DescriptorsPart: 80, ZxidPart: 90, CertificateDays: 30, ClockSeconds: 5,
		QuotaPart: 90, SequencePart: 90,
	}
}

// ThresholdNames returns the names of all thresholds.
func ThresholdNames() []string { return slices.Sorted(maps.Keys(DefaultThresholds())) }

// Set parses NAME=NUMBER and sets that threshold.
func (t Thresholds) Set(text string) error {
	name, value, _ := strings.Cut(text, "=")
	if _, known := DefaultThresholds()[name]; !known {
		return errors.New("there is no such threshold")
	}
	number, err := strconv.ParseFloat(value, 64)
	if err != nil || !(number > 0 && number <= 1e9) {
		return errors.New("it is no number above 0")
	}
	t[name] = number
	return nil
}
