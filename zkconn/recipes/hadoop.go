package recipes

import "unicode/utf8"

// hadoop is the election of the active node among Apache Hadoop's name nodes or resource managers.
// The root is the znode of a name service or of a YARN cluster.
var hadoop = system{
	name:   "Apache Hadoop",
	isRoot: electsActive,
	rules: []rule{
		{"", "hadoop.root", nil},
		{"ActiveStandbyElectorLock", "hadoop.active", tellActive},
		{"ActiveBreadCrumb", "hadoop.breadcrumb", tellActive},
	},
}

// hadoopGroups are the parents of Hadoop's election roots, by their default names.
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

// tellElection describes the root of an election. It has no children before the first election.
func tellElection(p *place) proof {
	if names, _ := p.names(p.Path); len(names) > 0 && !electsActive(names) {
		return not
	}
	return open
}

// tellActive describes the active node. HDFS's ActiveNodeInfo has the name service, the name node,
// host, port, and the port of the failover controller. YARN's has the cluster and the resource
// manager.
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
