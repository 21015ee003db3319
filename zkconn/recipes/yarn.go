package recipes

import "unicode/utf8"

// yarn is the state that Apache Hadoop's resource managers keep for a restart.
var yarn = system{
	name:   "Apache Hadoop",
	isRoot: func(names []string) bool { return has(names, "ZKRMStateRoot") },
	rules: []rule{
		{"", "hadoop.rmstore", nil},
		{"ZKRMStateRoot", "hadoop.rmstate", nil},
		{"ZKRMStateRoot/RMVersionNode", "hadoop.rmversion", tellStateVersion},
		{"ZKRMStateRoot/EpochNode", "hadoop.epoch", tellEpoch},
		{"ZKRMStateRoot/RM_ZK_FENCING_LOCK", "hadoop.fencing", nil},
		{"ZKRMStateRoot/RMAppRoot", "hadoop.applications", nil},
		{"ZKRMStateRoot/RMAppRoot/HIERARCHIES", "hadoop.split", nil},
		{"ZKRMStateRoot/RMAppRoot/HIERARCHIES/*", "hadoop.split", nil},
		{"ZKRMStateRoot/RMAppRoot/HIERARCHIES/*/*", "hadoop.split", nil},
		{"ZKRMStateRoot/RMAppRoot/HIERARCHIES/*/*/*", "hadoop.application", tellApplication},
		{"ZKRMStateRoot/RMAppRoot/HIERARCHIES/*/*/*/*", "hadoop.attempt", tellAttempt},
		{"ZKRMStateRoot/RMAppRoot/*", "hadoop.application", tellApplication},
		{"ZKRMStateRoot/RMAppRoot/*/*", "hadoop.attempt", tellAttempt},
		{"ZKRMStateRoot/RMDTSecretManagerRoot", "hadoop.delegation", nil},
		{"ZKRMStateRoot/RMDTSecretManagerRoot/RMDTMasterKeysRoot", "hadoop.delegation_keys", nil},
		{"ZKRMStateRoot/RMDTSecretManagerRoot/RMDTMasterKeysRoot/*", "hadoop.delegation_key", nil},
		{"ZKRMStateRoot/RMDTSecretManagerRoot/RMDTSequentialNumber", "hadoop.delegation_number", nil},
		{"ZKRMStateRoot/RMDTSecretManagerRoot/RMDelegationTokensRoot", "hadoop.tokens", nil},
		{"ZKRMStateRoot/RMDTSecretManagerRoot/RMDelegationTokensRoot/*", "hadoop.token", tellDelegationToken},
		{"ZKRMStateRoot/RMDTSecretManagerRoot/RMDelegationTokensRoot/*", "hadoop.split", nil},
		{"ZKRMStateRoot/RMDTSecretManagerRoot/RMDelegationTokensRoot/*/*", "hadoop.split", nil},
		{"ZKRMStateRoot/RMDTSecretManagerRoot/RMDelegationTokensRoot/*/*/*", "hadoop.token", tellDelegationToken},
		{"ZKRMStateRoot/AMRMTokenSecretManagerRoot", "hadoop.amrm_keys", nil},
		{"ZKRMStateRoot/ReservationSystemRoot", "hadoop.reservations", nil},
		{"ZKRMStateRoot/ReservationSystemRoot/*", "hadoop.reservation_plan", tellReservation},
		{"ZKRMStateRoot/ReservationSystemRoot/*/*", "hadoop.reservation", tellReservation},
		{"ZKRMStateRoot/ProxyCARoot", "hadoop.proxy_ca", nil},
		{"ZKRMStateRoot/ProxyCARoot/caCert", "hadoop.proxy_ca_certificate", nil},
		{"ZKRMStateRoot/ProxyCARoot/caPrivateKey", "hadoop.proxy_ca_key", nil},
	},
}

// tellStateVersion describes the version. VersionProto has the major and the minor version.
func tellStateVersion(p *place) proof {
	if version := fields(p.Data); len(version) > 0 {
		p.say("version", version.number(1)+"."+version.number(2))
	}
	return open
}

// tellEpoch says how often resource managers have become active.
func tellEpoch(p *place) proof {
	if epoch := fields(p.Data); len(epoch) > 0 {
		p.say("number", epoch.number(1))
	}
	return open
}

// endedStates are YARN's states of applications that have ended.
var endedStates = map[uint64]string{8: "FINISHED", 9: "FAILED", 10: "KILLED"}

// tellApplication describes an application. Field 2 of ApplicationStateDataProto is the submission
// context with name and queue; other fields are the user and the state.
func tellApplication(p *place) proof {
	p.say("app", applicationOf(p.on))
	data := fields(p.Data)
	submitted := fields(data.bytes(2))
	name, queue, user := string(submitted.bytes(2)), string(submitted.bytes(3)), string(data.bytes(3))
	if !utf8.ValidString(name + queue + user) {
		return open
	}
	p.say("name", name)
	p.say("queue", queue)
	p.say("user", user)
	p.say("state", endedStates[data[5].number])
	return open
}

// applicationOf returns the ID of an application from the names on its path: the name
// application_TIME_NUMBER or, below HIERARCHIES and the length of the split-off part, the two
// parts joined.
func applicationOf(on []string) string {
	const apps = 2
	if on[apps] == "HIERARCHIES" {
		return on[apps+2] + on[apps+3]
	}
	return on[apps]
}

func tellAttempt(p *place) proof {
	p.say("attempt", p.on[len(p.on)-1])
	p.say("app", applicationOf(p.on))
	p.to(RelApplication, p.on[:len(p.on)-1]...)
	return open
}

// tellDelegationToken describes a token. Field 1 is the token's identifier, with its owner and
// renewer.
func tellDelegationToken(p *place) proof {
	token := fields(fields(p.Data).bytes(1))
	owner, renewer := string(token.bytes(1)), string(token.bytes(2))
	if owner == "" || !utf8.ValidString(owner+renewer) {
		return not
	}
	p.say("owner", owner)
	p.say("renewer", renewer)
	return open
}

func tellReservation(p *place) proof {
	p.say("queue", p.on[2])
	return open
}
