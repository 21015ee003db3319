package health

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"zkweb/zkconn/znode"
)

// Code says what is wrong: one for each sentence, which web/words has, with the
// arguments that stand beside it in braces. Scripts and metrics know the codes: never
// change one, nor what it means.
type Code string

// The findings.
const (
	NoQuorum      Code = "no_quorum"            // {up} of {voters} voting servers serve, {needed} are needed, or a majority in most of {groups}
	QuorumUnknown Code = "quorum_unknown"       // no server tells this console whether the cluster serves
	NoMargin      Code = "no_margin"            // {up} of {voters} voting servers serve, or {most}: none more may fail
	FewVoters     Code = "few_voters"           // an ensemble of {voters} never lets one fail, nor do these {groups}
	ServerAway    Code = "server_away"          // {server} does not serve
	HangsUp       Code = "server_hangs_up"      // {server} takes the console's connections and ends them
	Strangers     Code = "strangers"            // {servers} have no part in an ensemble, though the cluster has several servers
	Behind        Code = "behind"               // {server} is {seconds} behind the leader
	Latency       Code = "latency"              // {of} ("reads" or "writes") take {server} {ms} on average
	Outstanding   Code = "outstanding"          // {count} requests wait at {server}
	Fsync         Code = "fsync"                // writing the log takes {server} {ms} on average
	Flooding      Code = "flooding"             // {client} sends {server} {rate} requests a second on {connections}, most in {session}; "" for none
	Connections   Code = "connections"          // {client} holds {count} of the {max} connections that {server} takes from an address
	Rejecting     Code = "connections_rejected" // {server} has refused {count} connections lately
	AnswerLarge   Code = "answer_large"         // {server} has sent an answer of {bytes}; clients take {max} by default
	Descriptors   Code = "descriptors"          // {server} has {count} of {max} files open
	ZxidNearEnd   Code = "zxid_near_end"        // {percent} of the zxids of an epoch are used
	QuotaNear     Code = "quota_near"           // of the quota of {path}, {used} of {limit} {of} are used, {percent}
	SequenceNear  Code = "sequence_near_end"    // the next sequential child of {path} is {next} of {max}, {percent}
	ListLarge     Code = "children_large"       // the list of the {children} children of {path} is {bytes} long; clients take {max} by default, {percent}
	Certificate   Code = "certificate"          // that of {server} expires in {days}
	ConfigDiffers Code = "config_differs"       // servers have other {settings}
	Versions      Code = "versions_differ"      // servers run {versions}
	Hole          Code = "security_hole"        // {versions} has {cve}, which {fixed} has not, as of {asof}
	AdminOpenTo   Code = "admin_open"           // AdminServer of {server} answers anybody
	PortsOpen     Code = "peer_ports_open"      // {ports} of {server}, for its peers, can be reached from here
	Clocks        Code = "clocks"               // the clock of {server} is {seconds} off the console's, {side} "ahead" or "behind"
)

// Codes returns all findings.
func Codes() []Code {
	return []Code{
		NoQuorum, QuorumUnknown, NoMargin, FewVoters, ServerAway, HangsUp, Strangers, Behind, Latency, Outstanding, Fsync, Flooding, Connections, Rejecting, AnswerLarge,
		Descriptors, ZxidNearEnd, QuotaNear, SequenceNear, ListLarge, Certificate, ConfigDiffers, Versions, Hole, AdminOpenTo, PortsOpen, Clocks,
	}
}

// Severity is how grave a finding is.
type Severity string

// The severities, the gravest first.
const (
	Critical Severity = "critical" // nobody is served, as far as is known
	Warning  Severity = "warning"  // somebody is served badly, or soon may not be
	Notice   Severity = "notice"   // it can wait
)

// Severities returns all, the gravest first.
func Severities() []Severity { return []Severity{Critical, Warning, Notice} }

// Finding is something that is wrong.
type Finding struct {
	Code     Code
	Severity Severity
	Server   string     // host:port; "" of the cluster as a whole
	Path     string     // of the znode that it is about, which is not for everybody; "" for none
	Args     znode.Args // of its sentence
	Since    time.Time  // when it was first found
	last     time.Time  // when it was found last
}

// ClientArg is the argument with the address of a client, SessionArg the one with its session,
// and PathArg the one with a finding's Path. None is for everybody.
const (
	ClientArg  = "client"
	SessionArg = "session"
	PathArg    = "path"
)

// Unnamed returns the arguments without those that are not for everybody.
func (f Finding) Unnamed() znode.Args {
	args := maps.Clone(f.Args)
	for _, private := range []string{ClientArg, SessionArg, PathArg} {
		delete(args, private)
	}
	return args
}

// Key returns what a finding is about, the same as long as it lasts: a code, a server, and
// what else tells it from others of that code.
func (f Finding) Key() string {
	return strings.Join(strings.Fields(string(f.Code)+" "+f.Server+" "+f.Args["cve"]+" "+f.Path), " ")
}

// since sets Since of the findings that were there before, and returns the new ones and
// those that are gone.
func since(found, before []Finding) (opened, closed []Finding) {
	known := map[string]Finding{}
	for _, f := range before {
		known[f.Key()] = f
	}
	for i, f := range found {
		if was, there := known[f.Key()]; there {
			found[i].Since = was.Since
			delete(known, f.Key())
			continue
		}
		opened = append(opened, f)
	}
	for _, f := range before {
		if _, gone := known[f.Key()]; gone {
			closed = append(closed, f)
		}
	}
	return opened, closed
}

// untoldFor is how long a finding stays after its server has stopped telling what it is
// judged by: no news is not good news. Later ServerAway says it all.
const untoldFor = time.Minute

// untold returns the findings of before whose servers do not tell now what they are judged by.
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

// calmFor is the number of rounds for which a finding stays that is not found again, where its
// value may go above and below the threshold.
const calmFor = 6

// notYetOver returns the findings of before that were last found a moment ago.
func notYetOver(before, found []Finding, now time.Time, every time.Duration) (kept []Finding) {
	for _, f := range before {
		again := slices.ContainsFunc(found, func(other Finding) bool { return other.Key() == f.Key() })
		if !again && slices.Contains(unsteady, f.Code) && now.Sub(f.last) < calmFor*every {
			kept = append(kept, f)
		}
	}
	return kept
}

// unsteady are the findings that load and the network cause: near the threshold they would
// come and go.
var unsteady = []Code{Behind, Latency, Outstanding, Fsync}

// silentOn returns since when the server has not told what a finding is judged by; zero
// where it tells.
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

// gravestFirst sorts findings, those of equal severity in the order of the codes and of
// their paths.
func gravestFirst(findings []Finding) {
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(slices.Index(Severities(), a.Severity), slices.Index(Severities(), b.Severity)),
			cmp.Compare(slices.Index(Codes(), a.Code), slices.Index(Codes(), b.Code)),
			cmp.Compare(a.Path, b.Path))
	})
}
