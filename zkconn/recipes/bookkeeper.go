package recipes

// bookkeeper is Apache BookKeeper, by itself or below Pulsar. The root is what its
// ledgers are below.
var bookkeeper = system{
	name:   "Apache BookKeeper",
	isRoot: func(names []string) bool { return hasAll(names, "LAYOUT", "available") },
	rules: []rule{
		{"", "bookkeeper.root", nil},
		{"available", "bookkeeper.bookies", nil},
		{"available/*", "bookkeeper.bookie", tellBookie},
		{"available/readonly", "bookkeeper.readonly", nil},
		{"available/readonly/*", "bookkeeper.readonly_bookie", tellReadonlyBookie},
		{"cookies", "bookkeeper.cookies", nil},
		{"cookies/*", "bookkeeper.cookie", tellCookie},
		{"underreplication", "bookkeeper.underreplication", nil},
		{"LAYOUT", "bookkeeper.layout", nil},
		{"INSTANCEID", "bookkeeper.instance", nil},
		{"idgen", "bookkeeper.idgen", nil},
	},
}

// tellBookie: a bookie is ephemeral and named HOST:PORT.
func tellBookie(p *place) proof {
	if !p.ephemeral() {
		return not
	}
	p.say("bookie", p.on[1])
	p.to(RelRecord, "cookies", p.on[1])
	return open
}

func tellReadonlyBookie(p *place) proof {
	p.say("bookie", p.on[2])
	p.to(RelRecord, "cookies", p.on[2])
	return open
}

func tellCookie(p *place) proof {
	p.say("bookie", p.on[1])
	p.to(RelNode, "available", p.on[1])
	return open
}
