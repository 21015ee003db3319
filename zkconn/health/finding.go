package health

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"zkweb/zkconn/znode"
)

// Code identifies a kind of finding. Package words has one sentence for each, with the arguments
// that are named in braces below. Scripts and metrics rely on the codes: never change one, nor its
// meaning.
type Code string

// The findings.
const (
	NoQuorum      Code = "no_quorum"            // {up} of {voters} voting servers serve, {needed} are needed, or a majority in most of {groups}
	QuorumUnknown Code = "quorum_unknown"       // no server tells this console whether the cluster serves
	NoMargin      Code = "no_margin"            // {up} of {voters} voting servers serve, or {most}: none more may fail
	FewVoters     Code = "few_voters"           // an ensemble of {voters} never lets one fail, nor do these {groups}
	ServerAway    Code = "server_away"          // {server} does not serve
	HangsUp       Code = "server_hangs_up"      // {server} takes the console's connections and ends them; AdminServer tells its {role}, "" for not
	Strangers     Code = "strangers"            // {servers} have no part in an ensemble, though the cluster has several servers
	Behind        Code = "behind"               // {server} is {seconds} behind the leader
	Latency       Code = "latency"              // {of} ("reads" or "writes") take {server} {ms} on average
	Outstanding   Code = "outstanding"          // {count} requests wait at {server}
	Fsync         Code = "fsync"                // writing the log takes {server} {ms} on average
	Flooding      Code = "flooding"             // {client} sends {server} {rate} requests a second on {connections}, most in {session}; "" if not known
	Connections   Code = "connections"          // {client} holds {count} of the {max} connections that {server} accepts from one address
	Rejecting     Code = "connections_rejected" // {server} has refused {count} connections lately
	AnswerLarge   Code = "answer_large"         // {server} has sent an answer of {bytes}; clients take {max} by default
	Descriptors   Code = "descriptors"          // {server} has {count} of {max} files open
	ZxidNearEnd   Code = "zxid_near_end"        // {percent} of the zxids of an epoch are used
	QuotaNear     Code = "quota_near"           // of the quota of {path}, {used} of {limit} {of} are used, {percent}
	SequenceNear  Code = "sequence_near_end"    // the next sequential child of {path} is {next} of {max}, {percent}
	ListLarge     Code = "children_large"       // the list of the {children} children of {path} is {bytes} long; clients take {max} by default, {percent}
	Certificate   Code = "certificate"          // the certificate of {server} expires in {days}
	ConfigDiffers Code = "config_differs"       // servers differ in {settings}
	Versions      Code = "versions_differ"      // servers run {versions}
	Hole          Code = "security_hole"        // {versions} has {cve}, fixed in {fixed}, as of {asof}
	AdminOpenTo   Code = "admin_open"           // AdminServer of {server} answers anybody
	PortsOpen     Code = "peer_ports_open"      // {ports} of {server}, which are for its peers, can be reached from the console
	Clocks        Code = "clocks"               // the clock of {server} is {seconds} off the console's; {side} is "ahead" or "behind"
)

// Codes returns the codes of all findings.
func Codes() []Code {
	return []Code{
		NoQuorum, QuorumUnknown, NoMargin, FewVoters, ServerAway, HangsUp, Strangers, Behind, Latency, Outstanding, Fsync, Flooding, Connections, Rejecting, AnswerLarge,
		Descriptors, ZxidNearEnd, QuotaNear, SequenceNear, ListLarge, Certificate, ConfigDiffers, Versions, Hole, AdminOpenTo, PortsOpen, Clocks,
	}
}

// Severity is how serious a finding is.
type Severity string

// The severities, the most serious first.
const (
	Critical Severity = "critical" // nobody is served, as far as is known
	Warning  Severity = "warning"  // somebody is served badly, or soon may not be served
	Notice   Severity = "notice"   // it can wait
)

// Severities returns all severities, the most serious first.
func Severities() []Severity { return []Severity{Critical, Warning, Notice} }

// Finding is something that is wrong with a cluster or one of its servers.
type Finding struct {
	Code     Code
	Severity Severity
	Server   string     // host:port; "" if it is about the whole cluster
	Path     string     // the znode that it is about, which not everybody may see; "" if none
	Args     znode.Args // the arguments of its sentence
	Since    time.Time  // when it was first found
	last     time.Time  // when it was last found
}

// ClientArg, SessionArg and PathArg name the arguments that hold the address of a client, its
// session and the finding's Path. Not everybody may see these.
const (
	ClientArg  = "client"
	SessionArg = "session"
	PathArg    = "path"
)

// Unnamed returns the arguments without those that not everybody may see.
func (f Finding) Unnamed() znode.Args {
	args := maps.Clone(f.Args)
	for _, private := range []string{ClientArg, SessionArg, PathArg} {
		delete(args, private)
	}
	return args
}

// Key identifies a finding for as long as it lasts: its code, its server, and what distinguishes it
// from others with that code.
func (f Finding) Key() string {
	return strings.Join(strings.Fields(string(f.Code)+" "+f.Server+" "+f.Args["cve"]+" "+f.Path), " ")
}

// telling are the arguments that are no measured values. When one of them is different, the finding
// says something else.
var telling = []string{"up", "most", "voters", "needed", "groups", "votes", "why", "counted", "role", "servers", "settings", "versions", "ports", "side"}

// Says returns the severity and the arguments without measured values. While it is the same, there
// is nothing new to tell about the finding.
func (f Finding) Says() string {
	said := string(f.Severity)
	for _, name := range telling {
		said += "|" + f.Args[name]
	}
	return said
}

// since copies Since from the findings that were there before. It returns those that are new or say
// something else, and those that are gone.
func since(found, before []Finding) (opened, closed []Finding) {
	known := map[string]Finding{}
	for _, f := range before {
		known[f.Key()] = f
	}
	for i, f := range found {
		if was, there := known[f.Key()]; there {
			found[i].Since = was.Since
			delete(known, f.Key())
			if f.Says() == was.Says() {
				continue
			}
		}
		opened = append(opened, found[i])
	}
	for _, f := range before {
		if _, gone := known[f.Key()]; gone {
			closed = append(closed, f)
		}
	}
	return opened, closed
}

// untoldFor is how long a finding stays after its server has stopped reporting what the finding is
// judged by. After that, ServerAway says enough.
const untoldFor = time.Minute

// untold returns those findings of before whose servers have stopped reporting, less than untoldFor
// ago, what they are judged by.
func untold(before, found []Finding, servers []Server, now time.Time) (kept []Finding) {
	for _, f := range before {
		at := slices.IndexFunc(servers, func(s Server) bool { return s.Address == f.Server })
		if at < 0 || slices.ContainsFunc(found, func(other Finding) bool { return other.Key() == f.Key() }) {
			continue
		}
		silent := servers[at].silentOn(f.Code)
		if !silent.IsZero() && now.Sub(silent) < untoldFor {
			kept = append(kept, f)
		}
	}
	return kept
}

// calmFor is for how many rounds a finding in unsteady must not be found again before it is
// dropped.
const calmFor = 6

// notYetOver returns those findings of before that are in unsteady and were last found less than
// calmFor rounds ago.
func notYetOver(before, found []Finding, now time.Time, every time.Duration) (kept []Finding) {
	for _, f := range before {
		again := slices.ContainsFunc(found, func(other Finding) bool { return other.Key() == f.Key() })
		if !again && slices.Contains(unsteady, f.Code) && now.Sub(f.last) < calmFor*every {
			kept = append(kept, f)
		}
	}
	return kept
}

// unsteady are the findings that depend on load and on the network: near their threshold they would
// come and go.
var unsteady = []Code{Behind, Latency, Outstanding, Fsync}

// silentOn returns the time from which on the server has not told what a finding with this code is
// judged by, or zero if it tells.
func (s Server) silentOn(code Code) time.Time {
	switch code {
	case Behind, Outstanding, ZxidNearEnd:
		if !s.Told() {
			return s.Since
		}
	case Latency, Fsync, AnswerLarge, Descriptors:
		if s.Metrics == nil {
			return s.Measured
		}
	}
	return time.Time{}
}

// gravestFirst sorts findings by severity, then by the order of Codes, then by path.
func gravestFirst(findings []Finding) {
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(slices.Index(Severities(), a.Severity), slices.Index(Severities(), b.Severity)),
			cmp.Compare(slices.Index(Codes(), a.Code), slices.Index(Codes(), b.Code)),
			cmp.Compare(a.Path, b.Path))
	})
}
