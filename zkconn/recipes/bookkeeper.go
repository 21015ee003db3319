package recipes

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// bookkeeper is Apache BookKeeper, alone or below Pulsar. The root is the znode that has "ledgers"
// as a child.
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

// tellBookie describes a bookie, which is ephemeral and named HOST:PORT.
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

// ledgers are the ledgers of BookKeeper below a znode named "ledgers". Their paths are made of
// their IDs.
var ledgers = system{
	name:   "Apache BookKeeper",
	isRoot: func(names []string) bool { return has(names, "ledgers") },
	rules: []rule{
		{"ledgers/*", "bookkeeper.ledger", tellLedger},
		{"ledgers/*", "bookkeeper.split", tellSplitLedgers},
		{"ledgers/*/*", "bookkeeper.split", tellSplitLedgers},
		{"ledgers/*/*/*", "bookkeeper.ledger", tellLedger},
		{"ledgers/*/*/*", "bookkeeper.split", tellSplitLedgers},
		{"ledgers/*/*/*/*", "bookkeeper.split", tellSplitLedgers},
		{"ledgers/*/*/*/*/*", "bookkeeper.ledger", tellLedger},
	},
}

// tellSplitLedgers describes a znode above ledgers: the names of its children are four digits of
// ledger IDs.
func tellSplitLedgers(p *place) proof {
	names, _ := p.names(p.Path)
	if len(names) == 0 || slices.ContainsFunc(names, func(name string) bool { return !isFourDigits(strings.TrimPrefix(name, "L")) }) {
		return not
	}
	return open
}

func isFourDigits(name string) bool { return len(name) == 4 && strings.Trim(name, "0123456789") == "" }

// ledgerStates maps LedgerMetadataFormat's states to the names that BookKeeper gives them.
var ledgerStates = map[uint64]string{1: "OPEN", 2: "IN_RECOVERY", 3: "CLOSED"}

// tellLedger describes a ledger. Its data is a line of text followed by a LedgerMetadataFormat, in
// which field 5 is the state and field 11 the metadata of the writer. Pulsar writes the topic
// there.
func tellLedger(p *place) proof {
	id, err := strconv.ParseInt(strings.Replace(strings.Join(p.on[1:], ""), "L", "", 1), 10, 64)
	data, ok := bytes.CutPrefix(p.Data, []byte("BookieMetadataFormatVersion\t3\n"))
	length, prefix := binary.Uvarint(data)
	if err != nil || !ok || prefix <= 0 || length > uint64(len(data)-prefix) {
		return not
	}
	data = data[prefix : prefix+int(length)]
	p.say("id", strconv.FormatInt(id, 10))
	p.say("state", ledgerStates[fields(data)[5].number])
	for _, about := range messages(data, 11) {
		value := string(fields(about).bytes(2))
		switch string(fields(about).bytes(1)) {
		case "pulsar/managed-ledger":
			topic, _ := topicOf(strings.Split(value, "/"))
			p.say("topic", topic)
			p.to(RelTopic, append([]string{"managed-ledgers"}, strings.Split(value, "/")...)...)
		case "pulsar/cursor":
			p.say("subscription", unescaped(value))
		case "pulsar/schemaId":
			p.say("schema", unescaped(value))
			p.to(RelSchema, append([]string{"schemas"}, strings.Split(value, "/")...)...)
		case "pulsar/compactedTopic":
			p.say("compacted", value)
		}
	}
	return proven
}

// toLedger links to the ledger with this ID in BookKeeper's default layout.
func (p *place) toLedger(id uint64) {
	const most = 1<<31 - 1
	if id > most {
		if digits := fmt.Sprintf("%019d", id); id < 1<<63 {
			p.to(RelLedger, "ledgers", digits[:3], digits[3:7], digits[7:11], digits[11:15], "L"+digits[15:])
		}
		return
	}
	digits := fmt.Sprintf("%010d", id)
	p.to(RelLedger, "ledgers", digits[:2], digits[2:6], "L"+digits[6:])
}
