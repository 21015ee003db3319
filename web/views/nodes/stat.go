package nodes

import (
	"time"

	"zkweb/web/views"
	"zkweb/web/words"
	"zkweb/zkconn/znode"
)

// statField is one row of the stat.
type statField struct {
	name  string // as in kazoo's ZnodeStat
	value string
	url   string    // a page about the value; "" for none
	note  string    // the value in other words; "" for none
	time  time.Time // for ctime and mtime; else zero
}

func (p *Page) statFields() []statField {
	w, s := p.Words, p.Stat
	owner := statField{name: "ephemeralOwner", value: views.Hex(s.EphemeralOwner), note: ownerNote(w, s)}
	if s.CreateKind() == znode.Ephemeral {
		owner.url = ownerURL(p, s.EphemeralOwner)
	}
	return []statField{
		{name: "czxid", value: views.Hex(s.Czxid)},
		{name: "mzxid", value: views.Hex(s.Mzxid)},
		{name: "pzxid", value: views.Hex(s.Pzxid)},
		{name: "ctime", time: s.Created()},
		{name: "mtime", time: s.Modified()},
		{name: "version", value: views.Decimal(s.Version)},
		{name: "cversion", value: views.Decimal(s.Cversion), note: sequenceNote(w, s)},
		{name: "aversion", value: views.Decimal(s.Aversion)},
		owner,
		{name: "dataLength", value: views.Decimal(s.DataLength), note: lengthNote(w, s.DataLength)},
		{name: "numChildren", value: views.Decimal(s.NumChildren)},
	}
}

// ownerURL returns the URL of the session or, for those who may not see sessions, of a find for
// what the session holds.
func ownerURL(p *Page, session int64) string {
	if p.User.Confined() {
		return p.Links.HeldBy(p.Cluster, znode.Root, session)
	}
	return p.Links.ClientSession(p.Cluster, session)
}

func ownerNote(w *words.Words, s znode.Stat) string {
	if kind := s.CreateKind(); kind != znode.Ephemeral {
		return w.Stat.Kinds[kind]
	}
	return w.Stat.Session
}

func lengthNote(w *words.Words, bytes int32) string {
	if bytes < 10<<10 {
		return w.Stat.Bytes
	}
	return w.Format.Size(int(bytes))
}

// nearSequence is the sequence number from which on there is a note.
const nearSequence = znode.MaxSequence / 10 * 9

func sequenceNote(w *words.Words, s znode.Stat) string {
	if next := s.Sequence(); next > nearSequence {
		return w.Stat.SequenceNear(int(next), znode.MaxSequence)
	}
	return ""
}
