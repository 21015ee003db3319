package recipes

import (
	"net/url"
	"strings"
)

// patroni is Patroni's state of one PostgreSQL cluster. The root is the cluster's znode.
var patroni = system{
	name: "Patroni",
	isRoot: func(names []string) bool {
		return has(names, "members") && (has(names, "initialize") && hasAny(names, "leader", "config", "history", "optime", "status") ||
			countOf(names, "history", "optime", "sync", "failover", "failsafe") >= 2)
	},
	rules: []rule{
		{"", "patroni.root", nil},
		{"leader", "patroni.leader", tellPatroniLeader},
		{"members", "patroni.members", nil},
		{"members/*", "patroni.member", tellPatroniMember},
		{"config", "patroni.config", nil},
		{"initialize", "patroni.initialize", nil},
		{"failover", "patroni.failover", tellPatroniFailover},
		{"failover", "patroni.no_failover", nil}, // a failover that is over leaves the znode
		{"history", "patroni.history", nil},
		{"sync", "patroni.sync", tellPatroniSync},
		{"optime", "patroni.optime", nil},
		{"optime/leader", "patroni.optime", tellNumber},
		{"status", "patroni.status", nil},
		{"failsafe", "patroni.failsafe", nil},
	},
}

// tellPatroniLeader describes the leader. The data is the name of the member that leads.
func tellPatroniLeader(p *place) proof {
	if leader := p.text(); leader != "" {
		p.say("member", leader)
		p.to(RelMember, "members", leader)
	}
	return open
}

func tellPatroniMember(p *place) proof {
	var member struct {
		ConnURL string `json:"conn_url"`
		APIURL  string `json:"api_url"`
		Role    string
		State   string
	}
	p.say("member", p.on[1])
	if !p.json(&member) || member.ConnURL == "" || member.APIURL == "" {
		return open
	}
	if address, err := url.Parse(member.ConnURL); err == nil {
		p.say("address", address.Host) // the host without the user and password before it
	}
	p.say("role", member.Role)
	p.say("state", member.State)
	p.to(RelLeader, "leader")
	return proven
}

func tellPatroniFailover(p *place) proof {
	if p.Data != nil && (len(p.Data) == 0 || p.text() == "{}") {
		return not
	}
	var failover struct {
		Leader, Member string
		At             string `json:"scheduled_at"`
	}
	if p.json(&failover) {
		p.say("from", failover.Leader)
		p.say("to", failover.Member)
		p.say("at", failover.At)
		p.to(RelMember, "members", failover.Member)
	}
	return open
}

func tellPatroniSync(p *place) proof {
	var sync struct {
		Leader  string
		Standby string `json:"sync_standby"`
	}
	if !p.json(&sync) || sync.Leader == "" {
		return open
	}
	p.say("member", sync.Leader)
	p.say("standby", strings.ReplaceAll(sync.Standby, ",", ", "))
	p.to(RelLeader, "members", sync.Leader)
	for standby := range strings.SplitSeq(sync.Standby, ",") {
		if standby != "" && len(p.Links) < MaxLinks {
			p.to(RelMember, "members", standby)
		}
	}
	return open
}
