package health

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/znode"
)

// judgement collects what is found in a cluster.
type judgement struct {
	thresholds Thresholds
	now        time.Time
	found      []Finding
}

// judge returns the findings about a cluster, the most serious first.
func judge(servers []Server, quorum Quorum, seen noted, thresholds Thresholds, now time.Time) []Finding {
	j := &judgement{thresholds: thresholds, now: now}
	j.quorum(servers, quorum)
	for _, server := range servers {
		j.server(server)
	}
	j.differences(servers)
	j.holes(servers)
	j.znodes(seen)
	gravestFirst(j.found)
	return j.found
}

func (j *judgement) add(code Code, severity Severity, server string, args ...string) {
	named := znode.Args{}
	if server != "" {
		named["server"] = server
	}
	for i := 0; i < len(args); i += 2 {
		named[args[i]] = args[i+1]
	}
	j.found = append(j.found, Finding{Code: code, Severity: severity, Server: server, Args: named, Since: j.now, last: j.now})
}

func (j *judgement) quorum(servers []Server, q Quorum) {
	numbers := []string{"up", strconv.Itoa(q.Up), "most", strconv.Itoa(q.Up + q.Untold), "voters", strconv.Itoa(q.Voters), "needed", strconv.Itoa(q.Needed)}
	if q.Groups > 0 {
		numbers = append(numbers, "groups", strconv.Itoa(q.Groups))
	}
	if q.OneEach {
		numbers = append(numbers, "votes", "one_each")
	}
	switch serves := anyServes(servers); {
	case serves && !q.Told && !slices.ContainsFunc(servers, leads): // the leader is not listed; others may be missing too
	case serves && q.Full <= 0:
		j.add(FewVoters, Notice, "", numbers...)
	case serves && q.Best <= 0, q.Best == 0 && !slices.ContainsFunc(servers, keepsOut) && slices.ContainsFunc(servers, away):
		j.add(NoMargin, Warning, "", numbers...)
	case serves:
	case q.Best < 0 && (q.Told || q.Untold == 0):
		j.add(NoQuorum, Critical, "", numbers...)
	case q.Best < 0, slices.ContainsFunc(servers, keepsOut):
		j.add(QuorumUnknown, Critical, "", numbers...)
	}
	each := distinct(servers)
	if alone := standalone(each); len(alone) > 0 && len(each) > 1 {
		j.add(Strangers, Critical, "", "servers", strings.Join(alone, ", "))
	}
	counts := q.counts(servers)
	for _, server := range servers {
		switch {
		case server.ByAdmin():
			j.add(HangsUp, Warning, server.Address, "role", string(server.Role))
		case server.Why == znode.CodeServerHangsUp:
			j.add(HangsUp, Warning, server.Address)
		case away(server):
			j.add(ServerAway, Warning, server.Address, append(counts, "why", string(server.Why))...)
		}
	}
}

func leads(s Server) bool { return s.Role == cluster.Leader || s.Role == cluster.Standalone }

func keepsOut(s Server) bool { return s.KeepsOut() }

func away(s Server) bool { return s.Role == cluster.Unreachable || s.Role == cluster.ReadOnly }

func anyServes(servers []Server) bool { return slices.ContainsFunc(servers, Server.Serves) }

// server adds findings about what one server told of itself.
func (j *judgement) server(s Server) {
	t, m := j.thresholds, s.Metrics
	if s.Behind.Seconds() > t[BehindSeconds] {
		j.add(Behind, Warning, s.Address, "seconds", whole(s.Behind.Seconds()))
	}
	if of, ms := s.Lasting.slower(); ms > t[LatencyMillis] {
		j.add(Latency, Warning, s.Address, "of", of, "ms", whole(ms))
	}
	if s.Lasting.Outstanding > t[OutstandingMost] {
		j.add(Outstanding, Warning, s.Address, "count", whole(s.Lasting.Outstanding))
	}
	if s.Lasting.Fsync > t[FsyncMillis] {
		j.add(Fsync, Warning, s.Address, "ms", whole(s.Lasting.Fsync))
	}
	if s.Busiest.Rate > t[FloodRate] {
		j.add(Flooding, Warning, s.Address, ClientArg, s.Busiest.Address, SessionArg, sessionText(s.Busiest.Session), "rate", whole(s.Busiest.Rate), "connections", strconv.Itoa(s.Busiest.Connections))
	}
	if most := number(s.Settings["maxClientCnxns"]); part(float64(s.Most.Connections), most) > t[ConnectionsPart] {
		j.add(Connections, Warning, s.Address, ClientArg, s.Most.Address, "count", strconv.Itoa(s.Most.Connections), "max", whole(most))
	}
	if s.Rejected.lately(j.now) {
		j.add(Rejecting, Warning, s.Address, "count", strconv.Itoa(s.Rejected.Count))
	}
	if bytes := m["max_client_response_size"]; part(bytes, znode.UsualBuffer) > t[AnswerPart] {
		j.add(AnswerLarge, Warning, s.Address, "bytes", whole(bytes), "max", strconv.Itoa(znode.UsualBuffer))
	}
	if open, most := m["open_file_descriptor_count"], m["max_file_descriptor_count"]; part(open, most) > t[DescriptorsPart] {
		j.add(Descriptors, Warning, s.Address, "count", whole(open), "max", whole(most))
	}
	if used := part(float64(uint32(zxid(s.Zxid))), math.MaxUint32); s.Role == cluster.Leader && used > t[ZxidPart] {
		j.add(ZxidNearEnd, Warning, s.Address, "percent", whole(math.Floor(used)))
	}
	j.access(s)
}

// access adds findings about who else can reach the server, and how.
func (j *judgement) access(s Server) {
	if days := s.Expires.Sub(j.now).Hours() / 24; !s.Expires.IsZero() && days < j.thresholds[CertificateDays] {
		severity := Warning
		if days < 0 {
			severity = Critical
		}
		j.add(Certificate, severity, s.Address, "days", whole(math.Floor(days)))
	}
	if s.Admin == cluster.AdminOpen {
		j.add(AdminOpenTo, Notice, s.Address)
	}
	if len(s.Ports) > 0 {
		j.add(PortsOpen, Notice, s.Address, "ports", strings.Trim(fmt.Sprint(s.Ports), "[]"))
	}
	if off := s.Clock.Seconds(); math.Abs(off) > j.thresholds[ClockSeconds] {
		side := "ahead"
		if off < 0 {
			side = "behind"
		}
		j.add(Clocks, Warning, s.Address, "seconds", whole(math.Abs(off)), "side", side)
	}
}

// differences adds findings about settings and versions that differ between servers.
func (j *judgement) differences(servers []Server) {
	if _, differing := Compare(servers); len(differing) > 0 {
		var names []string
		for _, one := range differing {
			names = append(names, one.Setting)
		}
		j.add(ConfigDiffers, Warning, "", "settings", strings.Join(names, ", "))
	}
	if versions := versionsOf(servers); len(versions) > 1 {
		j.add(Versions, Notice, "", "versions", strings.Join(versionTexts(versions), ", "))
	}
}

// versionsOf returns the versions that the servers run, each once, the oldest first.
func versionsOf(servers []Server) []cluster.Version {
	var all []cluster.Version
	for _, server := range servers {
		if server.Version != (cluster.Version{}) {
			all = append(all, server.Version)
		}
	}
	slices.SortFunc(all, compareVersions)
	return slices.Compact(all)
}

func versionTexts(versions []cluster.Version) []string {
	texts := make([]string, len(versions))
	for i, version := range versions {
		texts[i] = version.String()
	}
	return texts
}

// part returns used as a percentage of bound; 0 if there is no bound.
func part(used, bound float64) float64 {
	if bound <= 0 {
		return 0
	}
	return 100 * used / bound
}

// number returns the number in a text; 0 if there is none.
func number(text string) float64 {
	value, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return 0
	}
	return value
}

// sessionText returns a session's ID as ZooKeeper writes it; "" for none.
func sessionText(id int64) string {
	if id == 0 {
		return ""
	}
	return "0x" + strconv.FormatUint(uint64(id), 16)
}

func whole(value float64) string { return strconv.FormatFloat(math.Round(value), 'f', 0, 64) }
