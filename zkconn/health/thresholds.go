package health

import (
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Thresholds are the bounds beyond which something is a finding, by their names.
type Thresholds map[string]float64

// The names of the thresholds.
const (
	BehindSeconds   = "behind-seconds"      // that a server is behind the leader
	LatencyMillis   = "latency-ms"          // that reads, or writes, take on average
	OutstandingMost = "outstanding"         // requests that wait
	FsyncMillis     = "fsync-ms"            // that writing the log takes on average
	FloodRate       = "flood-rate"          // requests a second from one address
	ConnectionsPart = "connections-percent" // of maxClientCnxns, held by one address
	AnswerPart      = "answer-percent"      // of jute.maxbuffer's default, in the largest answer
	DescriptorsPart = "descriptors-percent" // of the files that a server may have open
	ZxidPart        = "zxid-percent"        // of an epoch's zxids
	CertificateDays = "certificate-days"    // until one expires
	ClockSeconds    = "clock-seconds"       // between a server's clock and the console's
	QuotaPart       = "quota-percent"       // of a quota's limit
	SequencePart    = "sequence-percent"    // of the numbers of sequential children
)

// DefaultThresholds returns the thresholds where none are given.
func DefaultThresholds() Thresholds {
	return Thresholds{
		BehindSeconds: 10, LatencyMillis: 100, OutstandingMost: 100, FsyncMillis: 100, FloodRate: 5000,
		ConnectionsPart: 80, AnswerPart: 80, DescriptorsPart: 80, ZxidPart: 90, CertificateDays: 30, ClockSeconds: 5,
		QuotaPart: 90, SequencePart: 90,
	}
}

// ThresholdNames returns the names of all thresholds.
func ThresholdNames() []string { return slices.Sorted(maps.Keys(DefaultThresholds())) }

// Set takes NAME=NUMBER.
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
