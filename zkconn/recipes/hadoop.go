package recipes

import "unicode/utf8"

// hadoop is how Apache Hadoop's name nodes and resource managers elect the active
// one. The root is the znode of a name service or of a YARN cluster.
var hadoop = system{
	name:   "Apache Hadoop",
	isRoot: electsActive,
	rules: []rule{
		{"", "hadoop.root", nil},
		{"ActiveStandbyElectorLock", "hadoop.active", tellActive},
		{"ActiveBreadCrumb", "hadoop.breadcrumb", tellActive},
	},
}

// hadoopGroups are the znodes below which Hadoop has such roots, by their usual names.
var hadoopGroups = system{
	name:   "Apache Hadoop",
	isRoot: func(names []string) bool { return hasAny(names, "hadoop-ha", "yarn-leader-election") },
	rules: []rule{
		{"hadoop-ha", "hadoop.name_services", nil},
		{"hadoop-ha/*", "hadoop.root", tellElection},
		{"yarn-leader-election", "hadoop.yarn_clusters", nil},
		{"yarn-leader-election/*", "hadoop.root", tellElection},
	},
}

func electsActive(names []string) bool {
	return hasAny(names, "ActiveBreadCrumb", "ActiveStandbyElectorLock")
}

// tellElection: before the first election a group has no children.
func tellElection(p *place) proof {
	if names, _ := p.names(p.Path); len(names) > 0 && !electsActive(names) {
		return not
	}
	return open
}

// tellActive: HDFS's ActiveNodeInfo is name service, name node, host, port, port of
// the failover controller; YARN's is cluster and resource manager.
func tellActive(p *place) proof {
	info := fields(p.Data)
	group, node, host := string(info.bytes(1)), string(info.bytes(2)), string(info.bytes(3))
	if group == "" || node == "" || !utf8.ValidString(group+node+host) {
		return not
	}
	p.say("group", group)
	p.say("node", node)
	if host != "" {
		p.say("address", host+":"+info.number(4))
	}
	other := "ActiveBreadCrumb"
	if p.on[0] == other {
		other = "ActiveStandbyElectorLock"
	}
	p.to(RelRecord, other)
	return proven
}
